"""What a planner posts, read again."""

import csv
import io

import pytest

from scenarios import load
from scenarios.errors import StoreError
from scenarios.roster_csv import read_week
from scenarios.staffing.posting import desk_plan, roster_csv, shifts_csv, write
from scenarios.staffing.rules import StaffingRules
from scenarios.staffing.shifts import Plan, desk_shifts
from scenarios.staffing.trials import staffed


@pytest.fixture(scope="module")
def hourly(kiosk):
    """Shifts of whole hours at both desks, and one adviser on each."""
    rules = StaffingRules.model_validate(
        {"interval": 60.0, "shifts": [{"length": 240.0}, {"length": 480.0, "break": 60.0}]}
    )
    desks = desk_shifts(kiosk, rules, list(kiosk.desks))
    return desks, Plan.of({desk: [1] * len(s.shifts) for desk, s in desks.items()})


def test_the_sheet_of_hours_reads_as_the_roster(kiosk, hourly):
    """``roster.csv`` is a planner's sheet: its reader finds the plan's advisers in every hour."""
    desks, plan = hourly
    text = roster_csv(desks, plan)
    assert text is not None
    found = read_week(text.encode(), "roster.csv", list(kiosk.desks))

    for desk, shifts in desks.items():
        assert shifts.advisers(plan.at(desk)).tolist() == list(found[desk])


def test_half_hours_need_steps(kiosk, desks):
    """A roster that changes within an hour has no sheet of hours, but steps in the scenario."""
    plan = Plan.of({desk: [1] + [0] * (len(s.shifts) - 1) for desk, s in desks.items()})
    odd = next(i for i, s in enumerate(desks["phone"].shifts) if s.start % 60)
    plan = plan.changed("phone", [int(i == odd) for i in range(len(desks["phone"].shifts))])

    assert roster_csv(desks, plan) is None
    steps = desk_plan(desks["phone"], plan.at("phone"))["roster"]
    assert steps[0]["from"].endswith(":30")


def test_files_are_written_and_run(kiosk, hourly, tmp_path):
    """The folder holds shifts, sheet and scenario; the scenario loads with the plan's rosters."""
    desks, plan = hourly
    names = write(tmp_path / "plan", desks, plan, staffed(kiosk, desks, plan))
    read = load(tmp_path / "plan" / "scenario.toml")

    assert ["shifts.csv", "roster.csv", "scenario.toml"] == names
    assert "kiosk-staffed" == read.name
    assert staffed(kiosk, desks, plan).desks == read.desks


def test_posted_shifts_add_up_to_the_plan(hourly):
    """``shifts.csv`` has a row per shift; costs and advisers are those of the plan."""
    desks, plan = hourly
    rows = list(csv.DictReader(io.StringIO(shifts_csv(desks, plan))))
    for desk, shifts in desks.items():
        mine = [row for row in rows if row["desk"] == desk]
        assert sum(plan.at(desk)) == sum(int(row["advisers"]) for row in mine)
        assert shifts.cost(plan.at(desk)) == pytest.approx(
            sum(float(row["cost_per_week"]) for row in mine)
        )
    days = [row["days"] for row in rows if row["desk"] == "phone"]
    order = ["mon", "tue", "wed", "thu", "fri"]
    assert days == sorted(days, key=order.index)


def test_a_folder_that_cannot_be_written(kiosk, hourly, tmp_path):
    """A file where the folder should be is told in one message."""
    desks, plan = hourly
    (tmp_path / "plan").write_text("")

    with pytest.raises(StoreError, match="cannot be written"):
        write(tmp_path / "plan", desks, plan, staffed(kiosk, desks, plan))
