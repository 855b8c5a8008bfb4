"""How long customers wait before they give up, seen only of those who do.

Who hangs up at once never meant to wait, and is counted apart; the laws are those of the others.
"""

import math
from typing import NamedTuple

import numpy as np

from scenarios.profile.laws import LAWS, Fit, fit
from scenarios.profile.survival import Counts, Curve, Share, kaplan_meier

FEWEST = 30
"""Abandoned contacts below which no law is fitted."""


class Patience(NamedTuple):
    """Patience on one channel."""

    waiting: int  # contacts that had to wait and were answered or abandoned
    abandoned: int
    immediate: int  # abandoned within `immediate_seconds`
    curve: Curve  # of all who had to wait
    fits: tuple[Fit, ...]  # without the immediate; empty if too few are left

    @property
    def immediate_share(self) -> Share:
        """Share of those who had to wait that gave up at once."""
        p = self.immediate / self.waiting
        return Share(p, math.sqrt(p * (1.0 - p) / self.waiting), self.waiting)


def estimate(counts: Counts, immediate_seconds: float) -> Patience:
    """Return the patience of those who had to wait.

    Parameters
    ----------
    counts
        Waits above 0: exact if abandoned, censored if answered.
    immediate_seconds
        Who gave up within so many seconds never meant to wait, and does not enter the laws.
    """
    soon = counts.seconds <= immediate_seconds
    willing = Counts(counts.seconds, np.where(soon, 0.0, counts.exact), counts.censored)
    fits: tuple[Fit, ...] = ()
    if willing.exact.sum() >= FEWEST and np.count_nonzero(willing.exact) > 1:
        fits = tuple(fit(law, willing) for law in LAWS)
    return Patience(
        int(counts.exact.sum() + counts.censored.sum()),
        int(counts.exact.sum()),
        int(counts.exact[soon].sum()),
        kaplan_meier(counts),
        fits,
    )
