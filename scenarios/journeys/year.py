"""One customer's year under both plans: every need, every attempt, and why they differ."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from scenarios.errors import RunError
from scenarios.moves.matching import matched, require_the_same_needs, side_of
from scenarios.moves.why import REASONS, Told, candidates, explained
from scenarios.result import Run
from sim.records import NOT_JUDGED, Outcome


class Attempt(NamedTuple):
    """What happened at one attempt; times in minutes since the start, NaN for what did not."""

    number: int
    channel: str
    form: str
    """ "live", "written" or "deskless"."""
    outcome: Outcome
    chosen: float
    arrival: float
    end: float
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

    @property
    def is_the_same(self) -> bool:
        """Whether nothing differs; NaN is equal to itself here."""
        return repr(self.base) == repr(self.plan)


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


def customer_year(base_run: Run, plan_run: Run, customer: int) -> Year:
    """Follow one customer through both runs of a pair.

    Raises
    ------
    RunError
        There is no such customer, or the plans have other customers or needs.
    """
    require_the_same_needs(base_run, plan_run)
    base, plan = side_of(base_run), side_of(plan_run)
    size = base.customers.age.size
    if not 0 <= customer < size:
        raise RunError(
            f"--customer: found {customer}; must be one of the {size:,} customers, 0 to {size - 1}."
        )
    only = np.array([customer])
    told = Told(base, only), Told(plan, only)
    attempts = matched(base, plan, everything=True)
    theirs = candidates(attempts[attempts["customer"] == customer])
    switches = explained(theirs, *told)
    people = base.customers
    return Year(
        base_run,
        plan_run,
        customer,
        int(people.age[customer]),
        bool(people.woman[customer]),
        bool(people.internet[customer]),
        bool(people.store_access[customer]),
        bool(people.member_from[customer] < told[0].world.timeline.end),
        tuple(_needs(told, switches)),
    )


def _needs(told: tuple[Told, Told], switches: pd.DataFrame) -> list[Need]:
    base, plan = (_by_need(one) for one in told)
    decisions = told[0].replay.decisions
    kinds = list(told[0].side.run.scenario.needs.kinds)
    arose = {
        int(d["need"]): (kinds[d["kind"]], float(d["time"]))
        for d in decisions[decisions["attempt"] == 0]
    }
    return [
        Need(
            number,
            kind,
            time,
            tuple(base.get(number, ())),
            tuple(plan.get(number, ())),
            tuple(
                _switch(row, told)
                for row in switches[switches["need"] == number].to_dict("records")
            ),
        )
        for number, (kind, time) in sorted(arose.items())
    ]


def _by_need(told: Told) -> dict[int, list[Attempt]]:
    """Return the attempts of each need, in their order."""
    scenario = told.side.run.scenario
    names = list(scenario.channels)
    contacts = told.side.contacts
    customer = told.replay.decisions["customer"][:1]
    theirs = contacts[np.isin(contacts["customer"], customer)]
    made = told.replay.decisions[: told.replay.n_contacts]
    found: dict[int, list[Attempt]] = {}
    for row in np.lexsort((theirs["attempt"], theirs["need"])):
        contact, decision = theirs[row], made[row]
        name = names[contact["channel"]]
        attempt = Attempt(
            number=int(contact["attempt"]),
            channel=name,
            form=scenario.channels[name].form,
            outcome=Outcome(contact["outcome"]),
            chosen=float(contact["chosen"]),
            arrival=float(contact["arrival"]),
            end=float(contact["end"]),
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
    acceptable = told.world.params.channels.acceptable_delay[c]
    wait = np.exp(np.float64(views.log_wait_belief[row, c])) - acceptable
    return max(float(wait), 0.0), float(views.satisfaction_belief[row, c])
