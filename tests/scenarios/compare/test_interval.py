"""Intervals of paired differences: against SciPy, against brute force, and their coverage."""

import math

import numpy as np
import pytest
from scipy import stats

from scenarios.compare import PILOT
from scenarios.compare.interval import pairs_needed, quantile, spread, unpaired_half

TRIALS = 4_000


def test_intervals_set_in_advance_are_students():
    """Mean and half width are those of SciPy's one-sample t interval."""
    values = np.random.default_rng(1).gamma(2.0, size=(12, 3))
    found = spread(values)

    for m in range(3):
        mean, error = values[:, m].mean(), stats.sem(values[:, m])
        low, high = stats.t.interval(0.95, 11, mean, error)
        assert found.mean[m] == pytest.approx(mean)
        assert (found.mean[m] - found.half[m], found.mean[m] + found.half[m]) == pytest.approx(
            (low, high)
        )


def test_unpaired_intervals_are_welchs():
    """Without pairing the half width is that of SciPy's Welch interval."""
    random = np.random.default_rng(2)
    base, plan = random.normal(0.0, 1.0, (9, 1)), random.normal(0.0, 3.0, (9, 1))
    interval = stats.ttest_ind(plan, base, equal_var=False).confidence_interval(0.95)

    assert unpaired_half(base, plan) == pytest.approx((interval.high - interval.low) / 2.0)


def test_values_that_are_not_known_are_left_out():
    """A measure known in some replications is taken over these; in one, it has no interval."""
    values = np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, 4.0]])
    found = spread(values)

    assert list(found.mean) == [1.5, 4.0]
    assert found.half[0] == pytest.approx(spread(values[:2, :1]).half[0])
    assert np.isnan(found.half[1])


def test_nothing_differs():
    """Differences of exactly 0 have an interval of no width."""
    assert ([0.0], [0.0]) == tuple(map(list, spread(np.zeros((5, 1)))))


def test_after_a_pilot_the_wider_interval_counts():
    """A pilot that varied much widens the interval of all; one that varied little does not."""
    calm, wild = np.tile([0.9, 1.1], 5)[:, None], np.tile([0.0, 2.0], 5)[:, None]
    first_wild, first_calm = np.concatenate([wild, calm]), np.concatenate([calm, wild])
    pilot = quantile(9.0) * wild.std(ddof=1) / math.sqrt(20)

    assert spread(first_wild, pilot=10).half[0] == pytest.approx(pilot)
    assert spread(first_calm, pilot=10).half[0] == pytest.approx(spread(first_calm).half[0])


@pytest.mark.parametrize("precision", [3.0, 1.0, 0.3, 0.07])
def test_pairs_needed_is_the_smallest_number(precision):
    """Counting up from what there is finds the same number of pairs."""
    differences = np.random.default_rng(3).normal(size=15)
    pilot_sd, sd = differences[:PILOT].std(ddof=1), differences.std(ddof=1)

    def is_enough(pairs):
        own = quantile(pairs - 1.0) * sd / math.sqrt(pairs)
        pilot = quantile(PILOT - 1.0) * pilot_sd / math.sqrt(pairs)
        return max(own, pilot) <= precision

    wanted = next(pairs for pairs in range(15, 100_000) if is_enough(pairs))
    assert wanted == pairs_needed(differences, precision, PILOT)


def test_identical_pairs_need_no_more():
    """Where nothing differs, the pairs there are suffice, however narrow the wish."""
    assert PILOT == pairs_needed(np.zeros(PILOT), 1e-12, PILOT)


def one_sequential(random, precision):
    """Pairs until the precision is reached, as `compare` makes them; mean and half width."""
    values = random.normal(size=PILOT)
    while (need := pairs_needed(values, precision, PILOT)) > len(values):
        values = np.concatenate([values, random.normal(size=need - len(values))])
    found = spread(values[:, None], PILOT)
    return found.mean[0], found.half[0], len(values)


@pytest.mark.parametrize("precision", [0.7, 0.4])
def test_stopping_by_precision_keeps_the_coverage(precision):
    """Intervals that decide their own number of pairs hold the truth in 95 % of trials, or more.

    For normal differences coverage is at least 95 % whatever the precision: the lower bound here
    is three standard errors below, the upper one shows that the intervals are not wide for nothing.
    """
    random = np.random.default_rng(4)
    trials = [one_sequential(random, precision) for _ in range(TRIALS)]
    covered = np.mean([abs(mean) <= half for mean, half, _ in trials])
    error = math.sqrt(0.95 * 0.05 / TRIALS)

    assert all(half <= precision for _, half, _ in trials)
    assert 0.95 - 3.0 * error <= covered <= 0.97
    assert max(pairs for *_, pairs in trials) > PILOT
