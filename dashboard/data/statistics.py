"""Intervals over the seeds of a run: the luck of the draw, nothing else."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import stdtrit

LEVEL = 0.95


class Interval(NamedTuple):
    """A mean over seeds and its 95 % interval; the bounds are NaN with a single seed."""

    mean: float
    low: float
    high: float
    seeds: int

    @property
    def has_bounds(self) -> bool:
        """Whether there were seeds enough for an interval."""
        return bool(np.isfinite(self.low))


def interval(values: ArrayLike) -> Interval:
    """Return the mean of one value per seed with its Student-t interval; NaN is left out."""
    x = np.asarray(values, dtype=float)
    x = x[np.isfinite(x)]
    if x.size == 0:
        return Interval(np.nan, np.nan, np.nan, 0)
    if x.size == 1:
        return Interval(float(x[0]), np.nan, np.nan, 1)
    half = float(stdtrit(x.size - 1, (1 + LEVEL) / 2) * x.std(ddof=1) / np.sqrt(x.size))
    mean = float(x.mean())
    return Interval(mean, mean - half, mean + half, int(x.size))


def over_seeds(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return `by` columns with mean, low, high and seeds of the column ``value``.

    `frame` has one row per seed and `by`; rows without a value are left out.
    """
    groups = frame.dropna(subset=["value"]).groupby(by, sort=False, observed=True)["value"]
    out = groups.agg(mean="mean", sd="std", seeds="count").reset_index()
    quantile = stdtrit(np.maximum(out["seeds"] - 1, 1), (1 + LEVEL) / 2)
    half = np.where(out["seeds"] > 1, quantile * out["sd"] / np.sqrt(out["seeds"]), np.nan)
    out["low"], out["high"] = out["mean"] - half, out["mean"] + half
    return out[[*by, "mean", "low", "high", "seeds"]]


def ratio(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return a quotient, NaN where the denominator is 0."""
    return numerator / denominator.where(denominator > 0)
