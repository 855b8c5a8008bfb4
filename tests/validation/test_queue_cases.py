"""Queueing systems of others, run as public scenario files, have the figures of their rows."""

import numpy as np
import pytest
from scipy import stats

from benchmarks.queue_cases import APPROXIMATE, FINISHING, MISSING, measure, ratio_with_error, rows

QUICK = (
    "EC01",
    "EA12",
    "FB03",
    "SB02",
    "MG02",
    "MG12",
    "GP02",
    "GP07",
    "RD02",
    "TV07",
    "FH05",
    "EM02",
)
"""One of each family that scenario files can say; the others are run with the slow tests."""

SAID = [case for case in rows() if case not in MISSING]
LARGEST_Z = 4.0


@pytest.fixture(scope="module")
def measured():
    """Figures of a case, each measured once."""
    known = {}

    def of(case):
        if case not in known:
            known[case] = measure(rows()[case])
        return known[case]

    return of


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=() if case in QUICK else pytest.mark.slow) for case in SAID],
)
def test_a_case_has_its_figures(measured, case):
    """The error is at most a third of the tolerance, and what is found is within 4 of both errors.

    Where the row is itself simulated, what is found is within the row's tolerance.
    """
    figures = measured(case)

    assert figures
    for figure in figures:
        quantity = figure.quantity
        assert figure.error <= quantity.tolerance / 3, quantity.name
        if case in APPROXIMATE:
            assert abs(figure.value - quantity.expected) <= quantity.tolerance, quantity.name
        else:
            assert abs(figure.z) <= LARGEST_Z, quantity.name


@pytest.mark.slow
def test_all_cases_together_lean_to_no_side(measured):
    """Mean waits of the exact cases: a sign test and the sum of squares, both p > .001."""
    exact = [case for case in SAID if case not in APPROXIMATE and case not in FINISHING]
    z = np.array([measured(case)[0].z for case in exact])

    assert len(z) >= 25
    assert stats.binomtest(int((z > 0).sum()), len(z)).pvalue > 0.001
    assert stats.chi2.sf((z * z).sum(), len(z)) > 0.001


def test_every_case_is_said_or_named_as_missing():
    """56 cases of 19 families, none forgotten, none both said and missing."""
    table = rows()

    assert 56 == len(table)
    assert 19 == len({row["family"] for row in table.values()})
    assert set(MISSING) <= set(table)
    assert set(QUICK) <= set(SAID)


def test_the_error_of_a_ratio_is_that_of_many_samples():
    """The standard error from batches equals the spread of the ratio over repeated samples."""
    generator = np.random.default_rng(5)
    numbers = generator.poisson(200.0, size=(4000, 60))
    sums = numbers * 2.0 + generator.normal(0.0, 30.0, size=numbers.shape)
    found = np.array([ratio_with_error(a, b) for a, b in zip(sums, numbers, strict=True)])

    assert found[:, 0].std() == pytest.approx(found[:, 1].mean(), rel=0.05)
    assert 2.0 == pytest.approx(found[:, 0].mean(), abs=0.001)
