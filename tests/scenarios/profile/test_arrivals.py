"""The week of a log, and how much its days and hours differ from Poisson counts."""

from datetime import date

import numpy as np
import pytest

from scenarios.profile.arrivals import Days, dispersion, estimate, fill, months

WEEK = np.outer(
    [1, 1.2, 1, 1, 1.1, 0.4, 0], np.r_[np.zeros(8), np.linspace(20, 40, 12), np.zeros(4)]
)


def drawn(weeks: int, day_sd: float, hour_sd: float, seed: int, level: float = 1.0) -> Days:
    """Return counts of the model: lognormal luck of days and hours, Poisson given that."""
    rng = np.random.default_rng(seed)
    day = np.datetime64("2024-01-01") + np.arange(7 * weeks)
    luck = [
        rng.lognormal(-sd * sd / 2, sd, size)
        for sd, size in ((day_sd, (day.size, 1)), (hour_sd, (day.size, 24)))
    ]
    mean = level * WEEK[np.arange(day.size) % 7] * luck[0] * luck[1]
    return Days(day, rng.poisson(mean).astype(float))


def test_weights_are_found_with_their_errors() -> None:
    """Each hour's weight within 4.5 of its standard errors, about 95 % of them within 1.96."""
    found = estimate(drawn(30, 0.2, 0.15, 1))
    truth = (WEEK / WEEK.mean()).ravel()
    z = (found.hour_of_week - truth)[truth > 0] / found.hour_of_week_error[truth > 0]

    assert found.hour_of_week.mean() == pytest.approx(1.0)
    assert np.all(found.hour_of_week[truth == 0] == 0)
    assert np.abs(z).max() < 4.5
    assert 0.85 < np.mean(np.abs(z) < 1.96)
    assert found.hour_of_week_error.max() < 0.25


@pytest.mark.parametrize(("day_sd", "hour_sd"), [(0.2, 0.15), (0.0, 0.3), (0.25, 0.0), (0.0, 0.0)])
def test_dispersion_is_unbiased(day_sd: float, hour_sd: float) -> None:
    """Over 60 logs of 12 weeks the variances average to the true ones, within 4 standard errors."""
    found = [dispersion(drawn(12, day_sd, hour_sd, seed), np.ones(12)) for seed in range(60)]
    for name, truth in (("day", day_sd**2), ("hour", hour_sd**2)):
        values = np.array([getattr(one, name) for one in found])
        error = values.std(ddof=1) / 60**0.5
        assert abs(values.mean() - truth) < 4 * error
        assert error < 0.004


def test_intervals_of_dispersion_cover() -> None:
    """Of 60 intervals of 95 %, at least 50 hold the true standard deviation."""
    found = [estimate(drawn(26, 0.2, 0.15, seed)) for seed in range(60)]
    for name, truth in (("day_log_sd", 0.2), ("hour_log_sd", 0.15)):
        held = [getattr(one, name).low <= truth <= getattr(one, name).high for one in found]
        assert sum(held) >= 50


def test_dispersion_is_that_of_plain_sums() -> None:
    """The vectorised moments are those of loops over days and pairs of hours."""
    days = drawn(3, 0.3, 0.2, 4)
    mean = np.array([days.counts[days.weekday == w].mean(axis=0) for w in range(7)])
    products = of_products = squares = of_squares = 0.0
    for row, w in zip(days.counts, days.weekday, strict=True):
        for h in range(24):
            residual = row[h] - mean[w, h]
            squares += residual**2 * 3 / 2 - mean[w, h]
            of_squares += mean[w, h] ** 2 - residual**2 / 2
            for other in range(24):
                if other != h:
                    product = residual * (row[other] - mean[w, other])
                    products += product * 3 / 2
                    of_products += mean[w, h] * mean[w, other] - product / 2
    found = dispersion(days, np.ones(12))

    assert found.day == pytest.approx(np.log1p(products / of_products))
    assert found.total == pytest.approx(squares / of_squares)


def test_closed_days_do_not_count() -> None:
    """A bank holiday is left out; a Sunday on which nobody ever comes is not one."""
    days = drawn(8, 0.0, 0.0, 2)
    days.counts[9] = 0
    found = estimate(days)

    assert 1 == found.closed
    assert 55 == found.days.day.size
    assert 0 == found.hour_of_week[6 * 24 :].sum()


def test_rare_contacts_make_no_closed_days() -> None:
    """With two contacts a day, a day without any is luck."""
    assert 0 == estimate(drawn(20, 0.0, 0.0, 3, level=0.005)).closed


def test_months_count_when_all_are_there() -> None:
    """A doubled December shows after a year; eleven months leave months flat."""
    days = drawn(53, 0.0, 0.0, 5)
    days.counts[days.month == 11] *= 2
    weights = months(days)

    assert weights[11] / weights[:11].mean() == pytest.approx(2.0, rel=0.03)
    assert np.all(months(days.of(days.month < 11)) == 1.0)


def test_one_week_says_nothing_of_dispersion() -> None:
    """No weekday is there twice: no dispersion, and weights still."""
    found = estimate(drawn(1, 0.2, 0.1, 6))

    assert found.dispersion is None
    assert found.day_log_sd is None
    assert np.isfinite(found.hour_of_week_error).all()


def test_days_are_filled() -> None:
    """Hours without contacts are zeros, and days between two with contacts are there."""
    hours = np.array(["2024-03-01T09", "2024-03-03T23"], dtype="datetime64[us]")
    days = fill(date(2024, 3, 1), date(2024, 3, 3), hours, np.array([4.0, 2.0]))

    assert (3, 24) == days.counts.shape
    assert (4.0, 2.0, 6.0) == (days.counts[0, 9], days.counts[2, 23], days.counts.sum())
    assert [4, 5, 6] == days.weekday.tolist()
