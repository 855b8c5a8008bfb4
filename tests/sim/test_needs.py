"""When needs arise and of which kind: a plain twin, windows, and the law they follow."""

import math
from collections import defaultdict
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from sim.clock import make_timeline
from sim.needs import NeedStream, hourly_intensity
from sim.params import NeedProfile
from sim.rng import NOBODY, Key, Stream, exponential, normal, uniform

KEY = Key(20, 3)
SHARES = np.array([0.5, 0.8, 1.0])
YEAR = 365.25 * 1440
MONDAY = datetime(2010, 1, 4)
DAY, WEEK = 1440.0, 10080.0


def flat(**values):
    """A profile without hours, months or luck of its own."""
    fields = {"hour_of_week": np.ones(168), "month": np.ones(12)}
    fields |= {"day_log_sd": 0.0, "hour_log_sd": 0.0, "minutes_per_year": YEAR}
    fields |= {"day_shape": math.inf, "factor_of_hour": np.zeros(0, np.int64)}
    return NeedProfile(**{**fields, **values})


def uneven():
    """A profile with everything, closed hours included."""
    hour = np.tile([0.0] * 7 + [1.0, 3.0, 4.0, 4.0, 2.0, 2.0, 3.0, 3.0, 2.0] + [0.5] * 8, 7)
    hour[120:] *= 0.6
    month = np.array([1.1, 1.0, 1.0, 0.9, 0.9, 1.0, 0.9, 0.7, 1.2, 1.1, 1.1, 1.1])
    return flat(
        hour_of_week=hour / hour.mean(),
        month=month / month.mean(),
        day_log_sd=0.3,
        hour_log_sd=0.2,
    )


def dated(profile, timeline):
    """The profile with a factor for each calendar day of the run."""
    hours = int(timeline.start_minute_of_day // 60) + np.arange(timeline.month_of_hour.size)
    return profile._replace(factor_of_hour=hours // 24)


def intensity(profile, timeline):
    """Intensity of each hour, with a factor a day."""
    return hourly_intensity(KEY, dated(profile, timeline), timeline)


def run(days, start=MONDAY):
    """A run of some days."""
    return make_timeline(start, start + timedelta(days=days))


@pytest.fixture(scope="module")
def stream(worlds):
    """Make a need stream: rates a year, a profile and a timeline."""

    def make(rates, profile, timeline, key=KEY):
        rates = np.asarray(rates, dtype=np.float64)
        people = worlds.customers(rates.size, 2, need_rate=rates)
        return NeedStream(key, people, dated(profile, timeline), SHARES, timeline)

    return make


def rows(*windows):
    """Needs of windows one after another, as tuples."""
    return [
        tuple(value.item() for value in row)
        for needs in windows
        for row in zip(*needs, strict=True)
    ]


def twin(rates, profile, timeline, key=KEY):
    """The obvious way: customer by customer, need by need, hour by hour."""
    of_hour = []
    for hour in range(math.ceil(timeline.end / 60)):
        of_start = timeline.start_weekday * 24 + int(timeline.start_minute_of_day // 60) + hour
        day = of_start // 24 - timeline.start_weekday
        factor = 1.0
        for stream, number, sd in (
            (Stream.DAY_FACTOR, day, profile.day_log_sd),
            (Stream.HOUR_FACTOR, hour, profile.hour_log_sd),
        ):
            z = normal(uniform(key, int(stream), NOBODY, number, 0, 0))
            factor *= math.exp(sd * z - sd * sd / 2)
        factor *= profile.hour_of_week[of_start % 168]
        of_hour.append(factor * profile.month[timeline.month_of_hour[hour]])
    found = []
    for customer, rate in enumerate(rates):
        need, passed, hour, ahead = 0, 0.0, 0, 0.0
        while rate > 0.0:
            u = uniform(key, int(Stream.NEED_GAP), customer, need, 0, 0)
            ahead += exponential(u) * YEAR / rate
            while hour < len(of_hour) and passed + 60 * of_hour[hour] <= ahead:
                passed += 60 * of_hour[hour]
                hour += 1
            if hour == len(of_hour):
                break
            time = 60 * hour + (ahead - passed) / of_hour[hour]
            if time >= timeline.end:
                break
            u = uniform(key, int(Stream.NEED_KIND), customer, need, 0, 0)
            found.append((time, customer, need, int(sum(u >= share for share in SHARES))))
            need += 1
    return sorted(found)


class TestTwin:
    """The compiled stream against a plain loop."""

    @pytest.mark.parametrize(
        ("start", "days"),
        [
            (MONDAY, 70),
            (datetime(2011, 12, 30, 17), 40),
            (datetime(2012, 2, 26), 13 + 11 / 24 + 17 / 1440),
        ],
    )
    @pytest.mark.parametrize("profile", [flat(), uneven()], ids=["flat", "uneven"])
    def test_needs_are_those_of_a_plain_loop(self, stream, start, days, profile):
        """Same customers, numbers and kinds in the same order, at the same times."""
        timeline = run(days, start)
        rates = [3.0, 0.0, 400.0, 0.2, 12.0, 12.0, 2000.0, *[2.5] * 60]

        needs = stream(rates, profile, timeline).window(timeline.end)

        expected = twin(rates, profile, timeline)
        assert len(expected) > 80
        assert [row[1:] for row in expected] == [row[1:] for row in rows(needs)]
        np.testing.assert_allclose(needs.time, [row[0] for row in expected], rtol=1e-9)


class TestWindows:
    """What is asked for in parts is what is asked for at once."""

    @settings(max_examples=60)
    @given(st.lists(st.floats(0.0, 45 * DAY), max_size=12), st.booleans())
    def test_windows_do_not_matter(self, stream, cuts, whole_hours):
        """Any windows, empty ones included, hold together what one window holds."""
        timeline, rates = run(40), np.full(50, 25.0)
        cuts = [60.0 * round(cut / 60) if whole_hours else cut for cut in sorted(cuts)]
        at_once, in_parts = (stream(rates, uneven(), timeline) for _ in range(2))

        parts = [in_parts.window(until) for until in [*cuts, timeline.end]]

        assert rows(at_once.window(timeline.end)) == rows(*parts)
        for begin, until, part in zip([0.0, *cuts], cuts, parts, strict=False):
            assert all((begin <= part.time) & (part.time < until))

    def test_the_run_ends(self, stream):
        """No need lies at or after the end, however far a window reaches, and none comes twice."""
        timeline = run(10.02)
        needs = stream([500.0] * 20, flat(), timeline)
        first = needs.window(10 * timeline.end)

        assert first.time.max() < timeline.end
        assert 0 == needs.window(20 * timeline.end).time.size

    def test_more_needs_than_expected_are_all_there(self, stream, monkeypatch):
        """A window with more needs than room was made for is made again, with room."""
        timeline = run(30)
        crowded, plenty = (stream([100.0] * 100, uneven(), timeline) for _ in range(2))
        monkeypatch.setattr(crowded, "_per_minute", 0.0)

        expected = rows(plenty.window(9 * DAY), plenty.window(timeline.end))
        assert len(expected) > 500
        assert expected == rows(crowded.window(9 * DAY), crowded.window(timeline.end))

    def test_needs_are_sorted_and_numbered(self, stream):
        """Needs are sorted by (time, customer, need); each customer's are 0, 1, 2, ..."""
        needs = stream([60.0] * 200, uneven(), run(100)).window(100 * DAY)

        assert sorted(rows(needs), key=lambda row: row[:3]) == rows(needs)
        numbers = defaultdict(list)
        for _, customer, need, _ in rows(needs):
            numbers[customer].append(need)
        assert all(list(range(len(seen))) == seen for seen in numbers.values())

    def test_a_run_without_open_hours_has_no_needs(self, stream):
        """When nobody ever has a need, nothing comes, and nothing breaks."""
        silent = flat(hour_of_week=np.r_[np.zeros(72), np.full(96, 168 / 96)])
        assert 0 == stream([1000.0] * 10, silent, run(3)).window(3 * DAY).time.size
        assert 0 == stream([0.0] * 10, flat(), run(3)).window(3 * DAY).time.size


class TestExogenous:
    """Whose needs they are."""

    def test_a_customer_has_the_same_needs_among_others(self, stream):
        """Needs of a customer do not depend on who else there is, nor on the run's end."""
        rates = np.linspace(1.0, 30.0, 80)
        many = stream(rates, uneven(), run(90)).window(60 * DAY)
        few = stream(rates[:30], uneven(), run(60)).window(60 * DAY)

        assert [row for row in rows(many) if row[1] < 30] == rows(few)

    @pytest.mark.parametrize("key", [Key(21, 3), Key(20, 4)])
    def test_other_luck_is_other_needs(self, stream, key):
        """Another seed or organisation has needs of its own."""
        mine = stream([20.0] * 50, flat(), run(30)).window(30 * DAY)
        others = stream([20.0] * 50, flat(), run(30), key).window(30 * DAY)

        assert 0 == np.intersect1d(mine.time, others.time).size
        assert mine.time.size != others.time.size

    def test_rates_stretch_time(self, stream):
        """Twice the rate brings the same needs in half the time, of the same kinds."""
        timeline = run(400)
        once, twice = (
            sorted(
                rows(stream([r] * 40, flat(), timeline).window(timeline.end)), key=lambda x: x[1:]
            )
            for r in (10.0, 20.0)
        )
        first = {row[1:3]: row for row in twice}
        assert len(once) > 300
        for time, customer, need, kind in once:
            assert kind == first[customer, need][3]
            assert math.isclose(time / 2, first[customer, need][0], rel_tol=1e-9)


class TestLaw:
    """Expected numbers, with tolerances from standard errors."""

    def test_gaps_are_exponential(self, stream):
        """Without a profile, gaps are exponential with the mean of the rate."""
        timeline = run(3000)
        needs = stream([6.0] * 2000, flat(), timeline).window(timeline.end)
        order = np.lexsort((needs.need, needs.customer))
        times = needs.time[order]
        # The first thirty of everybody: later ones are there only if gaps were short.
        gaps = np.diff(times, prepend=0.0)
        gaps = np.where(needs.need[order] == 0, times, gaps)[needs.need[order] < 30]

        assert gaps.size > 0.99 * 2000 * 30
        assert kstest(gaps, "expon", args=(0.0, YEAR / 6.0)).pvalue > 0.001

    def test_numbers_are_poisson_and_need_rates_show(self, stream):
        """A customer's needs are Poisson of rate and time: mean and variance of groups."""
        timeline = run(365.25)
        rates = np.repeat([0.5, 2.9, 12.0], 20_000)
        needs = stream(rates, flat(), timeline).window(timeline.end)
        counts = np.bincount(needs.customer, minlength=rates.size).reshape(3, -1)

        for rate, group in zip([0.5, 2.9, 12.0], counts, strict=True):
            n = group.size
            assert abs(group.mean() - rate) < 4.5 * math.sqrt(rate / n)
            # Variance of the sample variance of a Poisson number: (rate + 2 rate²) / n.
            assert abs(group.var() - rate) < 4.5 * math.sqrt((rate + 2 * rate * rate) / n)

    def test_hours_of_the_week_get_their_share(self, stream):
        """Needs fall on the hours of the week as the profile says; none in hours of weight 0."""
        timeline = run(52 * 7)
        hours = flat(hour_of_week=uneven().hour_of_week)
        needs = stream([30.0] * 8000, hours, timeline).window(timeline.end)
        counts = np.bincount((needs.time % WEEK // 60).astype(int), minlength=168)
        expected = needs.time.size * hours.hour_of_week / 168

        assert 0 == counts[expected == 0].sum()
        open_hours = expected > 0
        chi_square = ((counts - expected)[open_hours] ** 2 / expected[open_hours]).sum()
        freedom = open_hours.sum() - 1
        assert abs(chi_square - freedom) < 4.5 * math.sqrt(2 * freedom)

    def test_a_run_that_starts_on_a_thursday_evening_has_its_hours(self, stream):
        """Hours of the week are those of the calendar, whenever the run starts."""
        start = MONDAY + timedelta(days=3, hours=19)
        hours = np.zeros(168)
        hours[2 * 24 + 9] = 168.0  # Wednesdays from nine to ten
        needs = stream([50.0] * 200, flat(hour_of_week=hours), run(28, start)).window(28 * DAY)

        moments = [start + timedelta(minutes=time) for time in needs.time]
        assert {(2, 9)} == {(moment.weekday(), moment.hour) for moment in moments}

    def test_months_get_their_share(self, stream):
        """Needs fall on calendar months as profile and days say, over four years."""
        start = datetime(2009, 1, 1)
        timeline = make_timeline(start, datetime(2013, 1, 1))
        months = flat(month=uneven().month)
        needs = stream([10.0] * 5000, months, timeline).window(timeline.end)
        month = timeline.month_of_hour[(needs.time // 60).astype(int)]
        hours = np.bincount(timeline.month_of_hour)
        expected = 5000 * 10.0 * hours * 60 / YEAR * months.month

        z = (np.bincount(month, minlength=12) - expected) / np.sqrt(expected)
        assert np.abs(z).max() < 4.5

    def test_kinds_get_their_share(self, stream):
        """Kinds have their shares, whatever kind came before."""
        needs = stream([40.0] * 5000, flat(), run(365)).window(365 * DAY)
        order = np.lexsort((needs.need, needs.customer))
        kind = needs.kind[order]
        same = np.diff(needs.customer[order].astype(int)) == 0
        shares = np.diff(SHARES, prepend=0.0)

        for before in range(3):
            after = kind[1:][same & (kind[:-1] == before)]
            error = np.sqrt(shares * (1 - shares) / after.size)
            found = np.bincount(after, minlength=3) / after.size
            assert np.all(np.abs(found - shares) < 4.5 * error)
            assert np.all(error < 0.01)


class TestLuckOfDays:
    """The factors that make needs vary more than Poisson."""

    @pytest.mark.parametrize("which", ["day", "hour"])
    def test_factors_are_lognormal_of_mean_one(self, which):
        """The logarithm of a factor is Normal(-sd² / 2, sd²), and so its mean is 1."""
        timeline, sd = run(2200), 0.4
        factors = intensity(flat(**{f"{which}_log_sd": sd}), timeline)
        if which == "day":
            by_day = factors.reshape(-1, 24)
            assert np.all(by_day == by_day[:, :1])
            factors = by_day[:, 0]
        z = (np.log(factors) + sd * sd / 2) / sd

        assert kstest(z, "norm").pvalue > 0.001
        error = math.sqrt(math.expm1(sd * sd) / factors.size)
        assert abs(factors.mean() - 1.0) < 4.5 * error
        assert error < 0.01

    def test_gamma_factors_have_mean_one(self):
        """A gamma day factor of shape k has mean 1 and variance 1 / k, and is that law's."""
        timeline, shape = run(3000), 6.0
        by_day = intensity(flat(day_shape=shape), timeline).reshape(-1, 24)
        factors = by_day[:, 0]

        assert np.all(by_day == by_day[:, :1])
        assert kstest(factors, "gamma", args=(shape, 0.0, 1.0 / shape)).pvalue > 0.001
        error = math.sqrt(1.0 / shape / factors.size)
        assert abs(factors.mean() - 1.0) < 4.5 * error
        assert error < 0.01

    def test_both_laws_of_days_turn_the_same_luck(self):
        """A lucky day under one law is a lucky day under the other."""
        timeline = run(500)
        gamma, lognormal = (
            intensity(flat(**law), timeline)[::24]
            for law in ({"day_shape": 4.0}, {"day_log_sd": 0.5})
        )

        assert np.array_equal(np.argsort(gamma), np.argsort(lognormal))

    def test_hours_may_share_factors_at_will(self):
        """Hours have the factor they are told to have: one a week, or one for night and day."""
        timeline = run(28)
        hours = np.arange(timeline.month_of_hour.size)
        for factor_of_hour in (hours // 168, hours // 12):
            profile = flat(day_shape=3.0)._replace(factor_of_hour=factor_of_hour)
            factors = hourly_intensity(KEY, profile, timeline)
            of_factor = factors[np.searchsorted(factor_of_hour, np.arange(factor_of_hour[-1] + 1))]
            assert np.array_equal(factors, of_factor[factor_of_hour])
            assert factor_of_hour[-1] + 1 == np.unique(factors).size

    def test_days_begin_at_midnight(self):
        """A run that starts at six in the evening has six hours of its first day's luck."""
        start = MONDAY + timedelta(hours=18)
        factors = intensity(flat(day_log_sd=0.4), run(10, start))
        changes = np.flatnonzero(np.diff(factors)) + 1

        assert list(range(6, 240, 24)) == changes.tolist()

    def test_intensity_is_the_product(self):
        """Hour, month, day and hour of luck multiply."""
        timeline, profile = run(100), uneven()
        parts = [
            flat(hour_of_week=profile.hour_of_week),
            flat(month=profile.month),
            flat(day_log_sd=profile.day_log_sd),
            flat(hour_log_sd=profile.hour_log_sd),
        ]
        product = np.prod([intensity(part, timeline) for part in parts], axis=0)

        np.testing.assert_allclose(intensity(profile, timeline), product, rtol=1e-12)

    def test_days_vary_more_than_poisson(self, stream):
        """The variance of a day's needs is m + m² (exp(sd²) - 1), of its mean m."""
        days, sd = 1500, 0.3
        needs = stream([36.525] * 1000, flat(day_log_sd=sd), run(days)).window(days * DAY)
        counts = np.bincount((needs.time // DAY).astype(int), minlength=days)
        mean = 1000 * 36.525 / 365.25
        expected = mean + mean * mean * math.expm1(sd * sd)
        # The spread of the sample variance, from the sample's own fourth moment.
        deviation = (counts - counts.mean()) ** 2
        error = deviation.std() / math.sqrt(days)

        assert abs(counts.mean() - mean) < 4.5 * math.sqrt(expected / days)
        assert abs(deviation.mean() - expected) < 4.5 * error
        assert error < 0.1 * expected
