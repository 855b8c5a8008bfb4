"""Before any calibration, `france` is near the surveys; the hold-outs are never looked at here."""

import pytest

import calibration
import scenarios

REACH = [
    "A26a",
    "A26b",
    "A02a",
    "A02c",
    "A02e",
    "S05",
    "A18b",
    "A18c",
    "A19a",
    "A19b",
    "A19g",
    "S01",
]
"""Share of people who used a channel, each on its own base and mode."""


@pytest.fixture(scope="module")
def run() -> scenarios.Result:
    """One organisation of 100,000, 2010 to 2015."""
    return scenarios.run(scenarios.load("france"), seed=1, keep_panel=True, keep_contacts=False)


@pytest.fixture(scope="module")
def table(run: scenarios.Result) -> calibration.SurveyTable:
    """Every published figure beside what the same survey finds."""
    return calibration.survey(run)


@pytest.mark.parametrize("figure", REACH)
def test_reach_by_channel_is_within_eight_points(table, figure):
    """No channel's reach is further from its survey than the hand-set values may leave it."""
    assert table[figure].published == pytest.approx(table[figure].simulated, abs=8.0)


@pytest.mark.parametrize("figure", ["S01", "S02"])
def test_social_reach_of_2015_is_within_six_points(table, figure):
    """Social networks in 2015, of all adults and of those of 18 to 24."""
    assert table[figure].published == pytest.approx(table[figure].simulated, abs=6.0)


@pytest.mark.parametrize("figure", ["A29a", "A27a", "A18a"])
def test_contact_rate_is_that_of_the_surveys(table, figure):
    """75 to 79 % of adults have a contact in twelve months."""
    assert 75.0 <= round(table[figure].simulated) <= 79.0


def test_contacts_per_need_and_per_contacter(run, table):
    """About 2.1 contacts a need, and 8 ± 1 a year per person with any."""
    summary = run.summary()
    years = 6.0
    contacters = table["A27a"].simulated / 100.0 * summary["customers"]

    assert summary["journeys"]["contacts_per_need"] == pytest.approx(2.1, abs=0.15)
    assert summary["contacts"] / years / contacters == pytest.approx(8.0, abs=1.0)


def test_hold_outs_stay_hold_outs(table):
    """The two figures kept for checking have that role, and are answered."""
    for figure in ("S03", "S15"):
        assert table[figure].role == "holdout"
        assert table[figure].simulated is not None
