"""Who joins a line, and how long people stay in it."""

import math

import numpy as np
import pytest

from sim.behaviour.laws import duration
from sim.behaviour.patience import balks, patience
from sim.params import Law

EXPONENTIAL = np.array([float(Law.EXPONENTIAL), 5.0, 0.0])


@pytest.mark.parametrize(("ahead", "advisers"), [(0, 1), (3, 2), (10, 4)])
def test_the_share_that_joins_falls_with_the_line(ahead, advisers):
    """Over evenly spread luck, exp(-α (ahead + 1) / advisers) join."""
    luck = (np.arange(10_000) + 0.5) / 10_000
    joining = np.mean([not balks(0.5, ahead, advisers, u) for u in luck])

    assert math.exp(-0.5 * (ahead + 1) / advisers) == pytest.approx(joining, abs=1e-4)


def test_the_impatient_leave_at_once_and_the_rest_follow_the_law():
    """Below the share patience is 0; above it the law's quantiles, over the rest of the luck."""
    assert 0.0 == patience(EXPONENTIAL, 0.05, 0.049)
    assert duration(EXPONENTIAL, 0.5) == pytest.approx(patience(EXPONENTIAL, 0.05, 0.525))


def test_without_impatient_customers_patience_is_the_law():
    """A share of 0 changes no bit."""
    assert duration(EXPONENTIAL, 0.3) == patience(EXPONENTIAL, 0.0, 0.3)
