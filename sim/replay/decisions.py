"""Decisions of a run: one for each contact, and one for each need that led to none."""

import numpy as np
from numpy.typing import NDArray

from sim._jit import entry_point
from sim.behaviour.choice import NOTHING
from sim.behaviour.laws import duration
from sim.needs import Needs, NeedStream
from sim.params import AtClose, Form
from sim.records import EventKind, Outcome
from sim.rng import Stream, uniform
from sim.world import World

Floats = NDArray[np.float64]
Table = NDArray[np.void]

DECISION = np.dtype(
    [
        ("customer", "u4"),
        ("need", "u4"),
        ("attempt", "u4"),
        ("kind", "u1"),
        ("channel", "i1"),  # of the table; NOTHING if the need led to no contact
        ("rechosen", "i1"),  # by the replay
        ("previous_channel", "i1"),  # of the attempt before; NOTHING: none
        ("last_channel", "i1"),  # of the need before, read at the first attempt
        ("resolved", "u1"),
        ("never", "u1"),  # judged without an answer
        ("abandoned", "u1"),  # judged after leaving the line, or not joining it
        ("judged_by", "u1"),  # sim.records.EventKind
        ("closes", "u1"),  # it closes where it is judged
        ("failed", "i8"),  # bit mask of channels that failed in the journey
        ("first", "i8"),  # row of the need's first attempt
        ("felt", "f4"),  # s of the table; NaN if not judged
        ("refelt", "f4"),  # by the replay
        ("time", "f8"),  # of the choice
        ("arrival", "f8"),  # NaN if it reached no channel
        ("judgement", "f8"),  # when it was judged; NaN if not
        ("wait", "f8"),  # w as it was judged
    ],
    align=True,
)

_JUDGED_BY = {
    Outcome.HANDLED: EventKind.SERVICE_END,
    Outcome.ABANDONED: EventKind.PATIENCE_END,
    Outcome.SENT_AWAY: EventKind.ROSTER_STEP,
    Outcome.BLOCKED: EventKind.ARRIVAL,
    Outcome.BALKED: EventKind.ARRIVAL,
    Outcome.UNANSWERED: EventKind.CHASE,
}
_GAVE_UP = (Outcome.ABANDONED, Outcome.SENT_AWAY, Outcome.BLOCKED, Outcome.BALKED)


def make_decisions(world: World, contacts: Table, silent: Needs) -> Table:
    """Return the decisions of a run, contacts first, in the order of the table.

    Parameters
    ----------
    world
        What was run.
    contacts
        Contacts in closing order, of dtype `sim.records.CONTACT`; all those of a customer, or none.
    silent
        Needs that led to no contact.
    """
    found = np.zeros(len(contacts) + len(silent.time), DECISION)
    made = found[: len(contacts)]
    for name in ("customer", "need", "attempt", "kind", "channel", "resolved"):
        made[name] = contacts[name]
    made["time"] = contacts["chosen"]
    made["felt"] = contacts["judged"]
    made["arrival"] = np.where(contacts["outcome"] == Outcome.DROPPED, np.nan, contacts["arrival"])
    solved = np.empty(len(contacts))
    order = np.lexsort((contacts["attempt"], contacts["need"], contacts["customer"]))
    _follow(contacts, made, order, solved)
    _judgements(world, contacts, made, solved)
    rest = found[len(contacts) :]
    for name in ("customer", "need", "kind", "time"):
        rest[name] = getattr(silent, name)
    for name in ("channel", "previous_channel"):
        rest[name] = NOTHING
    for name in ("felt", "arrival", "judgement", "wait"):
        rest[name] = np.nan
    rest["first"] = np.arange(len(contacts), len(found))
    found["refelt"] = np.nan
    return found


def needs_without_contact(world: World, contacts: Table) -> Needs:
    """Return the needs of a run that are not in its contact table."""
    stream = NeedStream(
        world.key, world.customers, world.profile, world.params.kinds.cumulative_share,
        world.timeline,
    )  # fmt: skip
    needs = stream.window(world.timeline.end)
    silent = ~np.isin(ids(needs.customer, needs.need), ids(contacts["customer"], contacts["need"]))
    return Needs._make(column[silent] for column in needs)


def ids(customer: NDArray[np.uint32], need: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return one number for each (customer, need)."""
    return customer.astype(np.uint64) << np.uint64(32) | need


def closed_minutes(world: World, channel: int, moments: Floats) -> Floats:
    """Return the minutes up to each moment that a channel with a line carried overnight was closed.

    Of other channels, and of those that are always open to write to, 0.
    """
    channels, desks = world.params.channels, world.params.desks
    if channels.form[channel] != Form.LIVE or channels.at_close[channel] != AtClose.CARRY:
        return np.zeros(len(moments))
    steps = desks.step_desk == channels.desk[channel]
    time, is_closed = desks.step_time[steps], desks.step_advisers[steps] == 0
    total = np.concatenate([[0.0], np.cumsum(np.diff(time) * is_closed[:-1])])
    step = np.searchsorted(time, moments, side="right") - 1
    closed: Floats = total[step] + np.where(is_closed[step], moments - time[step], 0.0)
    return closed


def _judgements(world: World, contacts: Table, made: Table, solved: Floats) -> None:
    """Fill in when each contact was judged, after which wait, and whether without an answer.

    `solved` is when an earlier attempt solved its need; a later one is there only if it was chased.
    """
    outcome, arrival, end = contacts["outcome"], contacts["arrival"], contacts["end"]
    chase = np.full(len(contacts), np.inf)
    _fill_chase(world.key, world.params.channels.chase, contacts, chase)
    due = arrival + chase
    # A need that is solved by the time of the chase is not asked about again.
    late = (outcome == Outcome.HANDLED) & (contacts["start"] > due)
    chased = late & (solved > due) | (outcome == Outcome.OPEN)
    made["never"] = chased | (outcome == Outcome.UNANSWERED)
    made["abandoned"] = np.isin(outcome, _GAVE_UP)
    made["judgement"] = np.where(chased, due, end)
    made["judgement"][np.isnan(contacts["judged"])] = np.nan
    made["closes"] = ~chased
    for code, kind in _JUDGED_BY.items():
        made["judged_by"][outcome == code] = kind
    deskless = world.params.channels.form[contacts["channel"]] == Form.DESKLESS
    made["judged_by"][deskless] = EventKind.REPLY_DUE
    made["judged_by"][chased] = EventKind.CHASE
    stopped = np.where(outcome == Outcome.HANDLED, contacts["start"], end)
    closed = np.zeros(len(contacts))
    for c in range(world.params.channels.form.size):
        rows = (contacts["channel"] == c) & np.isfinite(stopped)
        closed[rows] = closed_minutes(world, c, stopped[rows])
        closed[rows] -= closed_minutes(world, c, arrival[rows])
    made["wait"] = np.where(made["never"] == 1, made["judgement"] - arrival, stopped - arrival)
    made["wait"] -= np.where(made["never"] == 1, 0.0, closed)


@entry_point
def _follow(contacts, made, order, solved):  # type: ignore[no-untyped-def]
    """Fill in what each attempt knows of those before: the first, the previous, what failed.

    Goes through the attempts of one need after the other. All but the newest failed: only then is
    there another. `solved` becomes when an earlier attempt solved the need; infinite if none did.
    """
    for at in range(order.size):
        row = order[at]
        d = made[row]
        d["first"] = row
        d["previous_channel"] = NOTHING
        d["failed"] = 0
        solved[row] = np.inf
        if d["attempt"] > 0:
            before = made[order[at - 1]]
            d["first"] = before["first"]
            d["previous_channel"] = before["channel"]
            d["failed"] = before["failed"] | np.int64(1) << np.int64(before["channel"])
            solved[row] = solved[order[at - 1]]
            if before["resolved"] == 1:
                solved[row] = min(solved[row], contacts[order[at - 1]]["end"])


@entry_point
def _fill_chase(key, law, contacts, chase):  # type: ignore[no-untyped-def]
    """Minutes after its arrival at which each contact without an answer is asked about again."""
    for i in range(len(contacts)):
        contact = contacts[i]
        u = uniform(
            key, Stream.CHASE_TIME, contact["customer"], contact["need"], contact["attempt"], 0
        )
        chase[i] = duration(law[contact["channel"]], u)
