"""``canaux staff``: the JSON that others rely on, tables, files, and what goes wrong."""

import json
import shutil
from pathlib import Path

import pytest

from scenarios import load
from scenarios.ledger import Ledger

SHIFTS = """
[staffing]
interval = "1 h"
shifts = [
  {length = "5 h", days = "mon-fri", together = true, starts = ["08:00", "13:00"]},
]
"""
KIOSK = Path(__file__).parents[1] / "scenarios" / "staffing" / "kiosk.toml"
GOAL = ("--goal", "phone.service_level>=0.6")


ASKED = ("staff", "kiosk.toml", *GOAL, "--shifts", "shifts.toml", "--out", "plan")


def filled(folder: Path) -> Path:
    """Put the scenario and the shifts into a folder."""
    shutil.copy(KIOSK, folder / "kiosk.toml")
    (folder / "shifts.toml").write_text(SHIFTS, "utf-8")
    return folder


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder of its own with the scenario and the shifts in it."""
    monkeypatch.chdir(filled(tmp_path))
    return tmp_path


def test_a_search_asked_again_in_every_form(canaux, place):
    """JSON, then tables in two languages without one more run; files that load again."""
    more = ("--frontier", "--tipping", "email")
    first = canaux(*ASKED, *more, "--json")
    document = json.loads(first.out)
    with Ledger(place / "plan" / "ledger.sqlite") as ledger:
        made = [row.key for row in ledger.rows()]
    again = canaux(*ASKED, *more)
    french = canaux(*ASKED, "--language", "fr")
    with Ledger(place / "plan" / "ledger.sqlite") as ledger:
        assert made == [row.key for row in ledger.rows()]
    staffed = load(place / "plan" / "scenario.toml")

    assert (0, 0, 0) == (first.code, again.code, french.code), first.err + again.err + french.err
    assert {
        "scenario", "scenario_hash", "customers", "scaled", "seed", "goals", "plan", "guarantee",
        "present", "fixed_demand", "frontier", "tipping", "sentences", "runs",
    } == set(document)  # fmt: skip
    assert {
        "cost_per_week", "probability_feasible", "share_of_years", "goals", "desks", "scenario_hash"
    } == set(document["plan"])  # fmt: skip
    assert {"goal", "mean", "ci_low", "ci_high", "probability_met"} == set(
        document["plan"]["goals"][0]
    )
    assert "round 1" in first.err
    for word in ("The cheapest roster found", "Shifts to post", "08:00", *GOAL[1:]):
        assert word in again.out
    assert "Le planning le moins cher" in french.out
    assert max(map(len, again.out.splitlines())) <= 100
    assert {"shifts.csv", "roster.csv", "scenario.toml"} <= {
        path.name for path in (place / "plan").iterdir()
    }
    roster = document["plan"]["desks"]["phone"]["roster"]
    assert roster == [
        {"days": step.days, "from": step.start, "to": step.stop, "advisers": step.advisers}
        for step in staffed.desks["phone"].roster
    ]
    costs = [point["cost_per_week"] for point in document["frontier"]]
    assert costs == sorted(costs)
    assert len(costs) >= 3
    assert any(not point["dominated"] for point in document["frontier"])
    assert ["email"] == [one["channel"] for one in document["tipping"]]
    assert 1.0 == document["tipping"][0]["down"][0]["relative_first_attempts"]["mean"]
    assert 5 <= len(document["sentences"]["en"]) == len(document["sentences"]["fr"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--goal", "phone.servce_level>=0.8"), "'service_level'"),
        ((), "goal: found none"),
        ((*GOAL, "--confidence", 2), "confidence: found 2"),
        ((*GOAL, "--shifts", "none.toml"), "none.toml: cannot be read"),
        ((*GOAL, "--tipping", "fax"), "tipping: found 'fax'"),
        ((*GOAL, "--set", "desks.email.wage=0", "--goal", "email.satisfaction>=0.5"), "wage"),
    ],
)
def test_bad_input(canaux, place, arguments, told):
    """One message, exit code 2, nothing on stdout, nothing written."""
    before = sorted(place.iterdir())
    outcome = canaux("staff", "kiosk.toml", *arguments, "--out", "plan")

    assert (2, "") == (outcome.code, outcome.out)
    assert told in outcome.err
    assert before == sorted(place.iterdir())


def test_goals_out_of_reach(canaux, place):
    """Goals that no roster meets end with exit code 1 and say what was reached."""
    outcome = canaux(
        "staff", "kiosk.toml", "--goal", "email.resolution>=0.99", "--shifts", "shifts.toml",
        "--json",
    )  # fmt: skip

    assert (1, "") == (outcome.code, outcome.out)
    assert "found 0." in outcome.err
    assert "Staffing cannot do it alone" in outcome.err
