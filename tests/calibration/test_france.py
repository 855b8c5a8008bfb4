"""The library's `france`, small, put to every survey."""

import pytest

import scenarios
from calibration import load_targets, readings, survey

TARGETS = load_targets()


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """Two replications of 2,000 customers, in memory and in a store."""
    scenario = scenarios.load("france", customers=2000)
    folder = tmp_path_factory.mktemp("runs")
    settings = {"replications": 2, "keep_contacts": False}
    in_memory = scenarios.run(scenario, keep_panel=True, **settings)
    return in_memory, scenarios.run(scenario, out=folder, **settings)


def test_france_answers_every_question_put_to_it(result):
    """All dates are in its panel, and every figure with an operator has a counterpart."""
    table = survey(result[0])
    asked = {t.id for t in TARGETS if t.figure.operator is not None}

    assert () == table.warnings
    assert 2 == table.runs
    assert asked == {row.id for row in table.rows if row.simulated is not None}


def test_the_screening_of_2012_is_met_and_nobody_else_is_missed(result):
    """The reading with the printed rate multiplies by the 46 % that the screening is solved for."""
    found = {r.id: r.simulated for r in readings(result[0]) if r.footing == "as_printed"}
    table = survey(result[0])

    first = 0.46 * table["S05"].simulated
    assert found["adults_printed_rate"].first == pytest.approx(first, rel=0.01)
    assert found["adults_printed_rate"].standard_error is not None


def test_a_stored_run_is_surveyed_as_one_in_memory(result):
    """Reading the panel from disk changes no figure."""
    in_memory, stored = result

    assert survey(in_memory) == survey(stored)
    assert readings(in_memory) == readings(stored)


def test_one_run_of_a_result_can_be_surveyed_alone(result):
    """A single run is taken as well as a result."""
    assert 1 == survey(result[0].runs[0]).runs
