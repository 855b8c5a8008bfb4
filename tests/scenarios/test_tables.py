from datetime import date

import numpy as np
import pyarrow as pa
import pytest

import calibration
from calibration.errors import NotExpressible
from calibration.runs import SurveyedRun
from scenarios import Result, load, run
from scenarios.store import list_runs, open_run

WINDOW_START, SURVEY = date(2012, 7, 14), date(2013, 7, 14)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A small France asked on one day, a year after which other surveys begin their window."""
    france = load("france", customers=300, settings=[f"panel.dates=[{SURVEY}]"])
    root = tmp_path_factory.mktemp("runs")
    run(france, out=root)
    return open_run(*list_runs(root))


def test_only_counts_are_written_at_the_start_of_a_window(result: Result) -> None:
    """All else is null there, never a number, and keeps its type; at the survey nothing is null."""
    table = result.table("panel")
    days = table["date"].to_numpy().astype("datetime64[D]")
    assert {WINDOW_START, SURVEY} < set(days.tolist())
    for name in table.column_names:
        missing = table[name].is_null().to_numpy()
        counts = name in ("date", "customer") or name.startswith(("contacts_", "first_attempts_"))
        assert np.array_equal(missing, (days != SURVEY) & (not counts)), name
    assert pa.uint8() == table["last_contact_phone"].type
    assert pa.int8() == table["last_channel"].type
    asked = result.panel[days == SURVEY]
    assert np.uint8 == asked["last_contact_phone"].to_numpy().dtype
    assert np.int8 == asked["last_channel"].to_numpy().dtype


def test_a_survey_at_the_start_of_a_window_is_left_out(result: Result) -> None:
    """Satisfaction, wait and complaints asked there have no answer and say why, however read."""
    tables = SurveyedRun.from_tables(result.panel, result.customers, result.scenario.start)
    stored = SurveyedRun.of(result.runs[0])
    memory = SurveyedRun.of(run(result.scenario, keep_contacts=False).runs[0])
    for surveyed in (tables, stored, memory):
        table = calibration.survey(surveyed)
        row = table["S16"]
        assert WINDOW_START == row.asked_on
        assert row.simulated is None
        assert "satisfaction_belief" in row.reason["en"]
        for field in ("last_contact", "first_contact", "last_complaint", "satisfaction_belief"):
            with pytest.raises(NotExpressible, match=field):
                surveyed.state(field, "phone", WINDOW_START)
            assert surveyed.state(field, "phone", SURVEY).size == surveyed.age.size
        assert surveyed.state("contacts", "phone", WINDOW_START).sum() > 0
