"""Survival curves of durations of which some were cut short.

Who is answered would have waited longer: that patience is censored on the right. The estimate of
Kaplan and Meier (*J. Amer. Stat. Assoc.* 53, 1958) takes it into account and assumes no law; its
variance is Greenwood's (1926), its intervals are normal on the log(-log) scale (Kalbfleisch and
Prentice, *The Statistical Analysis of Failure Time Data*, 2002, section 1.4). Times are seconds.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Z95 = 1.959963984540054
"""Half-width of a 95 % interval in standard errors."""


class Share(NamedTuple):
    """A share with its uncertainty."""

    value: float
    error: float  # standard error
    of: int  # contacts

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval, normal, within 0 to 1."""
        return max(self.value - Z95 * self.error, 0.0), min(self.value + Z95 * self.error, 1.0)


class Counts(NamedTuple):
    """Durations and how often each was seen, sorted, without repetition."""

    seconds: Floats  # > 0
    exact: Floats  # (n,) durations that ended so
    censored: Floats  # (n,) durations that were cut short


class Curve(NamedTuple):
    """The share of customers who would wait longer than each time; one entry a duration seen."""

    seconds: Floats
    at_risk: Floats
    survival: Floats
    error: Floats  # standard error
    low: Floats  # 95 % interval
    high: Floats

    def at(self, seconds: float) -> int | None:
        """Return the entry in force at a time, None before the first duration."""
        i = int(np.searchsorted(self.seconds, seconds, side="right")) - 1
        return i if i >= 0 else None


def kaplan_meier(counts: Counts) -> Curve:
    """Return the product-limit estimate; the censored at a time are at risk at that time."""
    all_of = counts.exact + counts.censored
    at_risk = all_of[::-1].cumsum()[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(1.0 - counts.exact / at_risk)
        greenwood = np.cumsum(counts.exact / (at_risk * (at_risk - counts.exact)))
        error = survival * np.sqrt(greenwood)
        wide = Z95 * np.sqrt(greenwood) / np.abs(np.log(survival))
        low, high = survival ** np.exp(wide), survival ** np.exp(-wide)
    ended = survival <= 0.0
    inside = (survival < 1.0) & ~ended
    return Curve(
        counts.seconds,
        at_risk,
        survival,
        np.where(ended, 0.0, error),
        np.where(inside, low, survival),
        np.where(inside, high, survival),
    )
