"""Plans in force: what a simulated plan puts on duty and costs, and that runs are made once."""

import numpy as np
import pytest

from scenarios import load
from scenarios.ledger import Ledger
from scenarios.run import run
from scenarios.staffing.goals import read_goals
from scenarios.staffing.rules import StaffingRules
from scenarios.staffing.shifts import Plan, desk_shifts
from scenarios.staffing.trials import Trials, staffed


@pytest.fixture
def plan(desks):
    """Two advisers on the first and the last shift of each desk, and one on all others."""
    return Plan.of({desk: [2, *[1] * (len(s.shifts) - 2), 2] for desk, s in desks.items()})


def staffing(one, desk):
    """Paid and busy minutes and cost of a desk, by hour of a run."""
    table = one.tables.table("staffing").to_pandas()
    return table[table["desk"] == desk]


def test_a_plan_is_on_duty(kiosk, desks, plan):
    """Advisers paid by hour in a run are those of the plan, in every hour of the week."""
    (one,) = run(staffed(kiosk, desks, plan), seed=1, keep_contacts=False).runs
    for desk in desks:
        paid = staffing(one, desk)["paid_minutes"].to_numpy()[168:336]
        planned = desks[desk].advisers(plan.at(desk)).reshape(168, -1).mean(axis=1) * 60.0
        # Whoever serves the line after closing is paid beyond the plan.
        assert (paid >= planned - 1e-6).all()
        assert paid[planned > 0] == pytest.approx(planned[planned > 0])


def test_a_plan_costs_what_it_costs(kiosk, desks, plan):
    """Cost by shifts is cost by advisers and hours, and what a written desk costs in a run."""
    cost = desks["email"].cost(plan.at("email"))
    advisers = desks["email"].advisers(plan.at("email"))
    (one,) = run(staffed(kiosk, desks, plan), seed=1, keep_contacts=False).runs
    week = staffing(one, "email")["cost"].to_numpy()[168:336].sum()

    assert cost == pytest.approx(desks["email"].cost_of_advisers(advisers))
    assert cost <= week <= cost * 1.02  # advisers finish what they have in hand after closing


def test_other_desks_keep_their_rosters(kiosk):
    """A desk that is not staffed stays as it is, also when the organisation was resized."""
    half = load("brand", customers=100_000)
    desks = desk_shifts(half, StaffingRules(), ["phone"])
    plan = Plan.of({"phone": [3] * len(desks["phone"].shifts)})
    found = staffed(half, desks, plan)
    before, after = (run(one, seed=1, keep_contacts=False).runs[0] for one in (half, found))

    def paid(one, desk):
        return staffing(one, desk)["paid_minutes"].to_numpy()[24 * 30 : 24 * 37]

    assert not found.scaled
    assert np.floor(paid(before, "email") / 60) == pytest.approx(
        np.floor(paid(after, "email") / 60)
    )
    assert (paid(after, "phone") != paid(before, "phone")).any()


def test_runs_are_made_once(kiosk, desks, plan, tmp_path):
    """A plan and seed that the ledger has are not simulated again, whoever asks."""
    goals = read_goals(["phone.service_level>=0.5"], kiosk)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        first = Trials(kiosk, desks, ledger).run([None, plan], [1, 2])
        rows = len(ledger.rows())
        again = Trials(kiosk, desks, ledger).run([plan], [2, 1])
        assert rows == len(ledger.rows()) == 4

    assert first[1].values(goals[0]).tolist() == again[0].values(goals[0]).tolist()[::-1]


def test_common_luck(kiosk, desks, plan):
    """Two plans with one seed have the same customers with the same needs."""
    found = Trials(kiosk, desks, Ledger(None)).run([None, plan], [1])
    needs = {trial.observations[0]["figures"]["journeys"]["needs"] for trial in found}

    assert 1 == len(needs)
