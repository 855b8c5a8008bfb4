"""One customer's year under both plans: every need, every attempt, and why they differ."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from scenarios.errors import RunError
from scenarios.moves.matching import matched, require_the_same_needs, side_of
from scenarios.moves.why import REASONS, Told, candidates, explained
from scenarios.result import Run
from sim.behaviour.choice import believed_satisfaction
from sim.params import WaitForm
from sim.records import NOT_JUDGED, Outcome


class Attempt(NamedTuple):
    """What happened at one attempt; times in minutes since the start, NaN for what did not."""

    number: int
    channel: str
    outcome: Outcome
    chosen: float
    arrival: float
    judgement: float
    """When it was judged."""
    wait: float
    """Until an adviser started, or until the wait ended otherwise."""
    gave_up: bool
    """Whether the customer stopped waiting for an answer, which may have come later."""
    is_resolved: bool
    is_satisfied: bool | None
    """None if it was not judged."""


class Switch(NamedTuple):
    """Why an attempt is elsewhere under the plan."""

    attempt: int
    origin: str
    destination: str
    difference: float
    parts: dict[str, float]
    """By reason; they add up to the difference."""
    expected: dict[str, tuple[tuple[float, float], tuple[float, float]]]
    """Of each of the two channels the wait in minutes and the satisfaction expected, base and
    plan; not of doing nothing, or of a channel that a plan does not have."""


class Need(NamedTuple):
    """One need with its attempts under both plans."""

    number: int
    kind: str
    time: float
    base: tuple[Attempt, ...]
    """Empty if the customer did nothing."""
    plan: tuple[Attempt, ...]
    switches: tuple[Switch, ...]


class Year(NamedTuple):
    """A customer and all needs of the run, in order of time."""

    base: Run
    plan: Run
    customer: int
    age: int
    woman: bool
    internet: bool
    store_access: bool
    is_member: bool
    """Of social networks, at the end of the run."""
    needs: tuple[Need, ...]


def customer_years(base_run: Run, plan_run: Run, customers: Sequence[int]) -> list[Year]:
    """Follow some customers through both runs of a pair.

    Raises
    ------
    RunError
        There is no such customer, or the plans have other customers or needs.
    """
    require_the_same_needs(base_run, plan_run)
    base, plan = side_of(base_run), side_of(plan_run)
    size = base.customers.age.size
    for customer in customers:
        if not 0 <= customer < size:
            raise RunError(
                f"--customer: found {customer}; must be one of the {size:,} customers, "
                f"0 to {size - 1}."
            )
    told = Told(base, np.array(customers, np.int64)), Told(plan, np.array(customers, np.int64))
    attempts = matched(base, plan, everything=True)
    switches = explained(candidates(attempts[attempts["customer"].isin(customers)]), *told)
    return [
        _year(customer, told, switches[switches["customer"] == customer]) for customer in customers
    ]


def _year(customer: int, told: tuple[Told, Told], switches: pd.DataFrame) -> Year:
    base, plan = told
    people = base.side.customers
    return Year(
        base.side.run,
        plan.side.run,
        customer,
        int(people.age[customer]),
        bool(people.woman[customer]),
        bool(people.internet[customer]),
        bool(people.store_access[customer]),
        bool(people.member_from[customer] < base.world.timeline.end),
        tuple(_needs(customer, told, switches)),
    )


def _needs(customer: int, told: tuple[Told, Told], switches: pd.DataFrame) -> list[Need]:
    base, plan = (_by_need(customer, one) for one in told)
    decisions = told[0].replay.decisions
    first = decisions[(decisions["customer"] == customer) & (decisions["attempt"] == 0)]
    kinds = list(told[0].side.run.scenario.needs.kinds)
    return [
        Need(
            int(d["need"]),
            kinds[d["kind"]],
            float(d["time"]),
            tuple(base.get(int(d["need"]), ())),
            tuple(plan.get(int(d["need"]), ())),
            tuple(
                _switch(row, told)
                for row in switches[switches["need"] == d["need"]].to_dict("records")
            ),
        )
        for d in np.sort(first, order="need")
    ]


def _by_need(customer: int, told: Told) -> dict[int, list[Attempt]]:
    """Return the attempts of each need, in their order."""
    scenario = told.side.run.scenario
    names = list(scenario.channels)
    contacts = told.side.contacts
    theirs = contacts[contacts["customer"] == customer]
    made = told.replay.decisions[: told.replay.n_contacts]
    made = made[made["customer"] == customer]
    found: dict[int, list[Attempt]] = {}
    for row in np.lexsort((theirs["attempt"], theirs["need"])):
        contact, decision = theirs[row], made[row]
        name = names[contact["channel"]]
        attempt = Attempt(
            number=int(contact["attempt"]),
            channel=name,
            outcome=Outcome(contact["outcome"]),
            chosen=float(contact["chosen"]),
            arrival=float(contact["arrival"]),
            judgement=float(decision["judgement"]),
            wait=_wait(contact, decision),
            gave_up=bool(decision["never"]),
            is_resolved=bool(contact["resolved"]),
            is_satisfied=(
                None if contact["satisfied"] == NOT_JUDGED else bool(contact["satisfied"])
            ),
        )
        found.setdefault(int(contact["need"]), []).append(attempt)
    return found


def _wait(contact: np.void, decision: np.void) -> float:
    """Return the wait of the contact; of one given up and answered later, until the answer."""
    if decision["never"] and np.isfinite(contact["start"]):
        return float(contact["start"] - contact["arrival"])
    return float(decision["wait"])


def _switch(row: dict[Any, Any], told: tuple[Told, Told]) -> Switch:
    rows = (row["row_base"], row["row_plan"])
    expected = {}
    for place in (row["from"], row["to"]):
        if all(place in one.side.channels for one in told):
            base, plan = (_expected(*pair, place) for pair in zip(told, rows, strict=True))
            expected[place] = (base, plan)
    return Switch(
        row["attempt"],
        row["from"],
        row["to"],
        row["difference"],
        {reason: row[reason] for reason in REASONS},
        expected,
    )


def _expected(told: Told, row: int, place: str) -> tuple[float, float]:
    """Return the wait and the satisfaction expected of a channel at a decision."""
    c = told.side.channels.index(place)
    views = told.replay.views
    params = told.params(int(told.segment(np.array([row]))[0]))
    wait = float(views.log_wait_belief[row, c])
    if params.behaviour.wait_form == WaitForm.LOG:
        wait = float(np.exp(wait)) - float(params.channels.acceptable_delay[c])
    # What is expected of an image is believed too, within the bounds of any belief.
    believed = float(believed_satisfaction(views.satisfaction_belief[row, c], views.image[row, c]))
    return max(wait, 0.0), believed
