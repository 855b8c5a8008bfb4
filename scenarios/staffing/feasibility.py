"""Which of several plans meet their goals: a test that stops as soon as the evidence is enough.

The fully sequential feasibility check of Andradóttir and Kim, "Fully sequential procedures for
comparing constrained systems via simulation", Naval Research Logistics 57 (2010) 403-421, for one
goal, and of Batur and Kim, "Finding feasible systems in the presence of constraints on multiple
performance measures", ACM TOMACS 20 (2010) 13, for several. With n₀ first observations of variance
S², tolerance ε and error probability β, a goal is decided at the first r ≥ n₀ at which the sum of
the r margins leaves ±R(r),

    R(r) = max(0, h² S² / (2ε) - ε r / 2),   h² = (n₀ - 1) ((2β)^(-2 / (n₀ - 1)) - 1):

met if it is above, missed if it is below. For normal margins a mean at -ε or worse is called met,
and one at +ε or better missed, with probability β at most; in between either word is allowed. The
margins of different plans may depend on each other, as on common luck they do.
"""

import math
from typing import NamedTuple

import numpy as np

from scenarios.staffing.week import Floats


class Verdict(NamedTuple):
    """What has been decided of one goal of one plan."""

    met: bool | None
    """None: not yet."""
    after: int
    """Observations at which it was decided, or that there are."""


def verdict(margins: Floats, tolerance: float, error: float, first: int) -> Verdict:
    """Decide on one goal.

    Parameters
    ----------
    margins
        (observations,) by how much each is better than the bound, negative if it is worse.
    tolerance
        ε, above 0.
    error
        β, the probability of a wrong decision outside the tolerance, below one half.
    first
        n₀, observations before the first decision, at least 2.

    Raises
    ------
    ValueError
        If there are fewer observations than `first`, or a parameter is out of its range.
    """
    if not (tolerance > 0.0 and 0.0 < error < 0.5 and 2 <= first <= margins.size):
        raise ValueError(
            f"verdict: tolerance {tolerance}, error {error}, {first} first of {margins.size} "
            "observations; they must be above 0, between 0 and 0.5, and from 2 to all"
        )
    if not np.isfinite(margins).all():
        # A figure without a denominator is as far from its bound as can be.
        return Verdict(False, margins.size)
    slack = continuation(float(margins[:first].var(ddof=1)), tolerance, error, first)
    sums = np.cumsum(margins)[first - 1 :]
    counts = np.arange(first, margins.size + 1)
    limits = np.maximum(0.0, slack - 0.5 * tolerance * counts)
    outside = np.abs(sums) >= limits
    if not outside.any():
        return Verdict(None, margins.size)
    at = int(np.argmax(outside))
    return Verdict(bool(sums[at] >= 0.0), int(counts[at]))


def continuation(variance: float, tolerance: float, error: float, first: int) -> float:
    """Return h² S² / (2ε), the width at which the region begins to close."""
    spread = (first - 1) * math.expm1(-2.0 / (first - 1) * math.log(2.0 * error))
    return spread * variance / (2.0 * tolerance)
