"""When contacts arrive: the hour of the week, the luck of each day, and that of each hour in it.

The model's needs come at the rate m(day, hour) · D(day) · H(day, hour), D and H lognormal with mean
1 (docs/model.md, Eq. 3), and counts are Poisson given these. With φ_D = exp(σ_D²) - 1 and
φ = exp(σ_D² + σ_H²) - 1,

    E[N] = m,   Var[N] = m + m² φ,   Cov[N, N'] = m m' φ_D  for two hours of one day,

so that both are found by matching sums of squares and of products of the residuals N - m. m is the
mean over the W days of a weekday: residuals are smaller by (W - 1) / W, which is made good.
Standard errors are those of a jackknife that leaves out days, or groups of days, in turn.
"""

import math
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.profile.survival import Z95

Floats = NDArray[np.float64]

SURELY_OPEN = 7.0
"""Mean contacts a day from which a day without any was closed: by chance it is 1 in 1,000."""

LEAST = -0.5
"""Squared variation below which counts would be no counts."""

GROUPS = 120
"""Groups of days that the jackknife leaves out in turn, at most."""


class Days(NamedTuple):
    """Contacts by day and hour of the day."""

    day: NDArray[np.datetime64]  # (n,)
    counts: Floats  # (n, 24)

    @property
    def weekday(self) -> NDArray[np.int64]:
        """0 for Monday."""
        return (self.day.astype("datetime64[D]").astype(np.int64) + 3) % 7

    @property
    def month(self) -> NDArray[np.int64]:
        """0 for January."""
        return self.day.astype("datetime64[M]").astype(np.int64) % 12

    def of(self, rows: NDArray[np.generic]) -> "Days":
        """Return some of the days."""
        return Days(self.day[rows], self.counts[rows])


class Dispersion(NamedTuple):
    """How much more than Poisson the counts vary; below 0 where they happen to vary less."""

    day: float  # σ_D²
    hour: float  # σ_H²
    total: float  # φ, squared variation of the rate around its mean


class Spread(NamedTuple):
    """A standard deviation with its 95 % interval, which is that of the variance."""

    value: float
    low: float
    high: float


class Arrivals(NamedTuple):
    """The profile of a log, and its uncertainty."""

    days: Days  # those that count
    closed: int  # days left out because nobody came on a day when many do
    hour_of_week: Floats  # (168,) weights with mean 1
    hour_of_week_error: Floats  # (168,) standard errors
    month: Floats  # (12,) weights; flat unless every month is there
    dispersion: Dispersion | None  # None with a single week
    dispersion_error: Dispersion | None  # standard errors

    @property
    def day_log_sd(self) -> Spread | None:
        """σ_D, the standard deviation of the logarithm of the day factor."""
        return self._spread("day")

    @property
    def hour_log_sd(self) -> Spread | None:
        """σ_H, the standard deviation of the logarithm of the factor within the day."""
        return self._spread("hour")

    def _spread(self, which: str) -> Spread | None:
        if self.dispersion is None or self.dispersion_error is None:
            return None
        value = getattr(self.dispersion, which)
        wide = Z95 * getattr(self.dispersion_error, which)
        ends = (value, value - wide, value + wide)
        return Spread(*(math.sqrt(max(end, 0.0)) for end in ends))


def fill(first: date, last: date, hour: NDArray[np.datetime64], count: Floats) -> Days:
    """Return all days from the first to the last, with the counts of their hours."""
    start = np.datetime64(first, "D")
    days = np.arange(start, np.datetime64(last, "D") + 1)
    counts = np.zeros((days.size, 24))
    counts.reshape(-1)[
        (hour.astype("datetime64[h]") - start.astype("datetime64[h]")).astype(int)
    ] = count
    return Days(days, counts)


def estimate(all_days: Days) -> Arrivals:
    """Return the profile of whole days of contacts."""
    total = all_days.counts.sum(axis=1)
    weekday = all_days.weekday
    mean_of_weekday = np.array(
        [total[weekday == w].mean() if (weekday == w).any() else 0.0 for w in range(7)]
    )
    closed = (total == 0) & (mean_of_weekday[weekday] >= SURELY_OPEN)
    days = all_days.of(~closed)
    month = months(days)
    week = weekly(days, month)
    found = dispersion(days, month)
    counted = np.bincount(days.weekday, minlength=7).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (week + week * week * (max(found.total, 0.0) if found else 0.0)) / counted[
            :, None
        ]
    level = week.mean()
    return Arrivals(
        days,
        int(closed.sum()),
        (week / level).ravel(),
        (np.sqrt(np.nan_to_num(variance)) / level).ravel(),
        month,
        found,
        _errors(days, month) if found else None,
    )


def months(days: Days) -> Floats:
    """Return (12,) weights of the months, mean 1, if each is there; ones otherwise.

    Alternating proportional fitting of weekdays and months, which is maximum likelihood for Poisson
    counts of which the mean is their product.
    """
    month = np.ones(12)
    if np.unique(days.month).size < 12:
        return month
    total = days.counts.sum(axis=1)
    for _ in range(50):
        expected = np.bincount(days.weekday, month[days.month], 7)
        weekday = np.bincount(days.weekday, total, 7) / np.where(expected > 0, expected, 1.0)
        month = np.bincount(days.month, total, 12) / np.bincount(
            days.month, weekday[days.weekday], 12
        )
        month /= month.mean()
    return month


def weekly(days: Days, month: Floats) -> Floats:
    """Return (7, 24) mean contacts of each hour of the week in a month of weight 1."""
    out = np.zeros((7, 24))
    for w in range(7):
        rows = days.weekday == w
        if rows.any():
            out[w] = days.counts[rows].sum(axis=0) / month[days.month[rows]].sum()
    return out


def dispersion(days: Days, month: Floats) -> Dispersion | None:
    """Return the dispersion of days and hours; None if no weekday is there twice."""
    products = within = 0.0
    products_of_means = squares_of_means = 0.0
    for w in range(7):
        rows = days.weekday == w
        n = np.count_nonzero(rows)
        if n < 2:
            continue
        scale = month[days.month[rows]][:, None]
        mean = scale * (days.counts[rows].sum(axis=0) / scale.sum())
        residual = days.counts[rows] - mean
        made_good = n / (n - 1)
        squares = (residual**2).sum() * made_good
        cross = ((residual.sum(axis=1) ** 2).sum() - (residual**2).sum()) * made_good
        products += cross
        within += squares - mean.sum()
        # The square of a mean is too large by the variance of the mean.
        squares_of_means += (mean**2).sum() - squares / n
        products_of_means += (mean.sum(axis=1) ** 2).sum() - (mean**2).sum() - cross / n
    if products_of_means <= 0.0 or squares_of_means <= 0.0:
        return None
    # A rate cannot vary by less than not at all; a sample of counts can, by a little.
    phi_day = max(products / products_of_means, LEAST)
    phi = max(within / squares_of_means, LEAST)
    return Dispersion(math.log1p(phi_day), math.log1p(phi) - math.log1p(phi_day), phi)


def _errors(days: Days, month: Floats) -> Dispersion | None:
    """Return the jackknife's standard errors of the dispersion."""
    n = days.day.size
    groups = np.arange(n) * min(n, GROUPS) // n
    left = [dispersion(days.of(groups != g), month) for g in range(groups[-1] + 1)]
    found = np.array([one for one in left if one is not None])
    if len(found) < 2:
        return None
    size = len(found)
    deviation = found - found.mean(axis=0)
    return Dispersion(*np.sqrt((size - 1) / size * (deviation**2).sum(axis=0)).tolist())
