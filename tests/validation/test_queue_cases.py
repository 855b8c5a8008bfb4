"""Queueing systems of others, run as public scenario files, have the figures of their rows."""

import numpy as np
import pytest
from scipy import stats

from benchmarks.queue_cases.cases import BY_TOLERANCE, rows
from benchmarks.queue_cases.measure import measure, ratio_with_error

QUICK = (
    "EC01", "EA12", "FB03", "SB02", "MG02", "MG07", "GP02", "RD02", "PR04", "VD02", "ND02", "SK03",
    "TV07", "FH05", "OD01", "EM02", "SO01", "CH02", "FE01", "PS04",
)  # fmt: skip
"""One of each family; the others are run with the slow tests."""

LARGEST_Z = 4.0
PUBLISHED_Z = 3.0
"""What the published simulations ask for."""


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
    [pytest.param(case, marks=() if case in QUICK else pytest.mark.slow) for case in rows()],
)
def test_a_case_has_its_figures(measured, case):
    """The error is at most a third of the tolerance, and what is found is within 4 of both errors.

    Where the row's figures are not exact for a finite run, the row's tolerance holds; where they
    are those of a published simulation, 3 standard errors of both sides.
    """
    found = measured(case)

    assert found
    for one in found:
        figure = one.figure
        assert one.error <= figure.tolerance / 3, figure.name
        if case in BY_TOLERANCE:
            assert abs(one.value - figure.expected) <= figure.tolerance, figure.name
        else:
            assert abs(one.z) <= (PUBLISHED_Z if case.startswith("PS") else LARGEST_Z), figure.name


@pytest.mark.slow
def test_all_cases_together_lean_to_no_side(measured):
    """First figures of the exact cases: a sign test and the sum of squares, both p > .001."""
    exact = [case for case in rows() if case not in BY_TOLERANCE and not case.startswith("PS")]
    z = np.array([measured(case)[0].z for case in exact])

    assert len(z) == 50
    assert stats.binomtest(int((z > 0).sum()), len(z)).pvalue > 0.001
    assert stats.chi2.sf((z * z).sum(), len(z)) > 0.001


def test_every_family_is_among_the_quick_cases():
    """56 cases of 19 families; each family has a case in the default tests."""
    table = rows()

    assert 56 == len(table)
    assert 19 == len({row["family"] for row in table.values()})
    assert {row["family"] for row in table.values()} == {table[case]["family"] for case in QUICK}


def test_the_error_of_a_ratio_is_that_of_many_samples():
    """The standard error from batches equals the spread of the ratio over repeated samples."""
    generator = np.random.default_rng(5)
    numbers = generator.poisson(200.0, size=(4000, 60))
    sums = numbers * 2.0 + generator.normal(0.0, 30.0, size=numbers.shape)
    found = np.array([ratio_with_error(a, b) for a, b in zip(sums, numbers, strict=True)])

    assert found[:, 0].std() == pytest.approx(found[:, 1].mean(), rel=0.05)
    assert 2.0 == pytest.approx(found[:, 0].mean(), abs=0.001)
