"""The sequential test: how often it errs, when it ends, and its slow twin."""

import numpy as np
import pytest

from scenarios.staffing.feasibility import Verdict, continuation, verdict

FIRST = 10
ERROR = 0.05


def slow(margins, tolerance, error, first):
    """The rule of the paper, one observation after the other."""
    eta = 0.5 * ((2.0 * error) ** (-2.0 / (first - 1)) - 1.0)
    width = 2.0 * eta * (first - 1)
    variance = np.var(margins[:first], ddof=1)
    for r in range(first, len(margins) + 1):
        limit = max(0.0, width * variance / (2.0 * tolerance) - tolerance * r / 2.0)
        total = sum(margins[:r])
        if abs(total) >= limit:
            return Verdict(total >= 0.0, r)
    return Verdict(None, len(margins))


@pytest.mark.parametrize("seed", range(20))
def test_the_fast_test_is_the_slow_one(seed):
    """All at once or one by one: the same word after as many observations."""
    margins = np.random.default_rng(seed).normal(0.1, 1.0, 200)

    assert slow(margins, 0.3, ERROR, FIRST) == verdict(margins, 0.3, ERROR, FIRST)


@pytest.mark.parametrize(("mean", "right"), [(-1.0, False), (1.0, True)])
def test_it_errs_no_more_often_than_promised(mean, right):
    """At one tolerance from the bound the wrong word comes with probability β at most.

    Of 4,000 tests at most β of them err, and three standard errors more.
    """
    rng = np.random.default_rng(7)
    tests, tolerance = 4_000, 0.5
    wrong = 0
    for _ in range(tests):
        margins = rng.normal(mean * tolerance, 1.0, 400)
        found = verdict(margins, tolerance, ERROR, FIRST)
        assert found.met is not None
        wrong += found.met is not right

    assert wrong / tests <= ERROR + 3.0 * np.sqrt(ERROR * (1.0 - ERROR) / tests)
    assert wrong > 0


def test_it_ends():
    """However close to the bound: when the region is closed there is a word."""
    margins = np.random.default_rng(3).normal(0.0, 1.0, 2_000)
    spread = float(margins[:FIRST].std(ddof=1))
    # The sum's limit falls by half the tolerance with every observation, down to nothing.
    width = continuation(spread**2, 0.5, ERROR, FIRST)

    assert verdict(margins, 0.5, ERROR, FIRST).after <= np.ceil(width / (0.5 * 0.5))


def test_figures_that_are_not_there_miss():
    """A figure without a denominator misses its goal."""
    margins = np.full(FIRST, 1.0)
    margins[3] = -np.inf

    assert verdict(margins, 0.5, ERROR, FIRST).met is False


@pytest.mark.parametrize(
    ("tolerance", "error", "first"),
    [(0.0, 0.05, 5), (0.1, 0.5, 5), (0.1, 0.05, 1), (0.1, 0.05, 99)],
)
def test_parameters_out_of_range(tolerance, error, first):
    """What makes no test is refused."""
    with pytest.raises(ValueError, match="verdict: tolerance"):
        verdict(np.ones(20), tolerance, error, first)
