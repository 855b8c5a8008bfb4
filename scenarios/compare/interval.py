"""Intervals of paired differences, and how many pairs a wanted precision takes.

Equations are those of docs/comparing.md. R pairs of runs share their luck, seed by seed; a *pilot*
is the first of them, whose number was set before anything was seen.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]

LEVEL = 0.95
MOST_PAIRS = 10_000_000
"""Where counting stops: nobody waits for more."""


class Interval(NamedTuple):
    """A mean over the pairs with its 95 % interval; NaN if there is none."""

    mean: float
    ci_low: float
    ci_high: float

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return self.ci_high - self.mean

    def to_json(self) -> dict[str, float | None]:
        """Return the three numbers, None in place of NaN."""
        return {
            key: value if math.isfinite(value) else None for key, value in self._asdict().items()
        }


class Spread(NamedTuple):
    """Means over replications of M measures, and half the width of their intervals."""

    mean: Floats  # (M,) NaN if a measure is known in no replication
    half: Floats  # (M,) NaN if it is known in fewer than two

    def interval(self, m: int) -> Interval:
        """Return the interval of one measure."""
        mean, half = float(self.mean[m]), float(self.half[m])
        return Interval(mean, mean - half, mean + half)


def quantile(degrees: Floats | float, level: float = LEVEL) -> Any:
    """Return Student's t at which a two-sided interval of `level` ends."""
    return stdtrit(degrees, 0.5 * (1.0 + level))


def spread(values: Floats, pilot: int | None = None, level: float = LEVEL) -> Spread:
    """Return means and half widths of measures over replications, Eq. (C2)-(C3).

    Parameters
    ----------
    values
        (R, M); NaN where a measure has no value in a replication.
    pilot
        Number of replications of the pilot, if the variance of some measure decided how many
        there are in all; each interval is then the wider of the pilot's and that of all. None:
        the number was set in advance.
    level
        Coverage of each interval.
    """
    n, mean, sd = _moments(values)
    half = _half(sd, n, n, level)
    if pilot is not None and pilot < len(values):
        of_pilot, _, pilot_sd = _moments(values[:pilot])
        half = np.fmax(half, _half(pilot_sd, of_pilot, n, level))
    return Spread(mean, half)


def unpaired_half(base: Floats, plan: Floats, level: float = LEVEL) -> Floats:
    """Return half widths of the differences if the runs did not share luck, Eq. (C5).

    Welch's interval of two independent samples of the same size; (R, M) each.
    """
    known = np.isfinite(base) & np.isfinite(plan)
    n, _, base_sd = _moments(np.where(known, base, np.nan))
    _, _, plan_sd = _moments(np.where(known, plan, np.nan))
    a, b = np.square(base_sd) / n, np.square(plan_sd) / n
    with np.errstate(invalid="ignore", divide="ignore"):
        degrees = (n - 1.0) * np.square(a + b) / (np.square(a) + np.square(b))
    half: Floats = quantile(np.where(np.isfinite(degrees), degrees, 1.0), level) * np.sqrt(a + b)
    return half


def pairs_needed(differences: Floats, precision: float, pilot: int | None = None) -> int:
    """Return how many pairs give an interval of half width `precision`, Eq. (C4).

    Parameters
    ----------
    differences
        (R,) of one measure, so far.
    precision
        In the measure's own unit.
    pilot
        Number of pairs of the pilot; None: all.

    Returns
    -------
    int
        At least the number of pairs there are; the smallest for which both intervals of
        `spread` would be narrow enough, if the standard deviations stayed as they are.
    """
    first = differences[: len(differences) if pilot is None else pilot]
    return max(_stein(first, precision), _enough(differences, precision))


def _stein(pilot: Floats, precision: float) -> int:
    """Pairs in all after a pilot: Stein (1945), exact for normal differences."""
    n, sd = _of_one(pilot)
    if n < 2 or sd == 0.0:
        return len(pilot)
    wanted = float(quantile(n - 1.0)) * sd / precision
    return int(min(max(math.ceil(wanted * wanted), len(pilot)), MOST_PAIRS))


def _enough(differences: Floats, precision: float) -> int:
    """Smallest number of pairs, from that there is on, whose own interval is narrow enough."""
    _, sd = _of_one(differences)

    def is_wide(pairs: int) -> bool:
        return float(quantile(pairs - 1.0)) * sd > precision * math.sqrt(pairs)

    low = high = max(len(differences), 2)
    while high < MOST_PAIRS and is_wide(high):
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if is_wide(middle) else (low, middle)
    return min(low, MOST_PAIRS)


def _of_one(values: Floats) -> tuple[int, float]:
    n, _, sd = (column[0] for column in _moments(values[:, np.newaxis]))
    return int(n), float(sd)


def _moments(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return number, mean and standard deviation of the known values of each column."""
    known = np.isfinite(values)
    n = known.sum(axis=0).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=0) / n
        squares = np.square(np.where(known, values - mean, 0.0)).sum(axis=0)
        sd = np.sqrt(squares / (n - 1.0))
    return n, mean, np.where(n > 1.0, sd, np.nan)


def _half(sd: Floats, n_sd: Floats, n: Floats, level: float) -> Floats:
    """Half width from a standard deviation of `n_sd` values, for a mean of `n`."""
    with np.errstate(invalid="ignore", divide="ignore"):
        half: Floats = quantile(np.maximum(n_sd - 1.0, 1.0), level) * sd / np.sqrt(n)
    return half
