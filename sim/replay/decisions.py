"""Decisions of a run: one for each contact, and one for each need that led to none."""

import math

import numpy as np
from numpy.typing import NDArray

from sim._jit import entry_point
from sim.behaviour.choice import NOTHING
from sim.behaviour.laws import duration
from sim.needs import Needs, NeedStream
from sim.params import AtClose, Desks, Form, Law
from sim.records import EventKind, Outcome
from sim.replay.segments import segment_of, segments
from sim.rng import Stream, uniform
from sim.world import World

Floats = NDArray[np.float64]
Table = NDArray[np.void]

LEFT = -2
"""Chosen again by a customer who has left the organisation, and has no further needs."""

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
        ("segment", "u2"),  # which parameters were in force when it was chosen
        ("resolved", "u1"),
        ("satisfied", "u1"),
        ("never", "u1"),  # judged without an answer
        ("abandoned", "u1"),  # judged after leaving the line, or not joining it
        ("judged_by", "u1"),  # sim.records.EventKind
        ("closes", "u1"),  # it closes where it is judged
        ("deleted", "u1"),  # removed from the public channel
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
    Outcome.LOST: EventKind.REPLY_DUE,
    Outcome.ABANDONED: EventKind.PATIENCE_END,
    Outcome.MESSAGE: EventKind.PATIENCE_END,
    Outcome.EXPIRED: EventKind.PATIENCE_END,
    Outcome.SENT_AWAY: EventKind.ROSTER_STEP,
    Outcome.BLOCKED: EventKind.ARRIVAL,
    Outcome.BALKED: EventKind.ARRIVAL,
}
_GAVE_UP = (
    Outcome.ABANDONED, Outcome.MESSAGE, Outcome.SENT_AWAY, Outcome.BLOCKED, Outcome.BALKED,
)  # fmt: skip


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
    made["satisfied"] = contacts["satisfied"] == 1
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
    found["segment"] = segment_of(world, found["time"], EventKind.ARRIVAL)
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
    """Return the minutes up to each moment that a channel was closed with its line carried over."""
    opened, closed = _turns(world.params.desks, channel)
    at_close = np.array([params.channels.at_close[channel] for params in segments(world)])
    carried = at_close[segment_of(world, closed, EventKind.ROSTER_STEP)] == AtClose.CARRY
    total = np.zeros(len(moments))
    for begin in closed[carried].tolist():
        later = opened[opened > begin]
        stop = later[0] if later.size else np.inf
        # As the engine adds them: whole closures one after the other, then the one under way.
        total += np.where(moments > begin, np.minimum(moments, stop) - begin, 0.0)
    return total


def _turns(desks: Desks, channel: int) -> tuple[Floats, Floats]:
    """Return when a channel opens and when it closes: with the first and last of its desks."""
    route = desks.route[channel]
    opened, closed = [], []
    on_duty: set[int] = set()
    for time, desk, advisers in zip(
        desks.step_time.tolist(),
        desks.step_desk.tolist(),
        desks.step_advisers.tolist(),
        strict=True,
    ):
        if desk in route[route >= 0]:
            was_open = bool(on_duty)
            on_duty = on_duty | {desk} if advisers > 0 else on_duty - {desk}
            if on_duty and not was_open:
                opened.append(time)
            elif was_open and not on_duty:
                closed.append(time)
    return np.array(opened), np.array(closed)


def _judgements(world: World, contacts: Table, made: Table, solved: Floats) -> None:
    """Fill in when each contact was judged, after which wait, and whether without an answer.

    `solved` is when an earlier attempt solved its need; a later one is there only if it was chased.
    """
    outcome, arrival, end = contacts["outcome"], contacts["arrival"], contacts["end"]
    judged, started = ~np.isnan(contacts["judged"]), ~np.isnan(contacts["start"])
    due, void = _timers(world, contacts)
    # Who still waits for a first answer when the chase is due asks about it, unless it is solved.
    waited_until = np.where(started, contacts["start"], np.where(np.isnan(end), np.inf, end))
    form = world.params.channels.form[contacts["channel"]]
    in_backlog = (form == Form.WRITTEN) & (outcome != Outcome.UNANSWERED)
    # Nothing else lets a contact be judged that ended without an answer of its own, or did not end.
    unended = np.isin(outcome, (Outcome.DUPLICATE, Outcome.OPEN))
    chased = judged & in_backlog & (unended | ((waited_until > due) & (solved > due)))
    overlooked = outcome == Outcome.UNANSWERED
    made["never"] = chased | overlooked | (outcome == Outcome.EXPIRED)
    made["abandoned"] = np.isin(outcome, _GAVE_UP)
    made["judgement"] = np.where(chased, due, end)
    made["judgement"][~judged] = np.nan
    for code, kind in _JUDGED_BY.items():
        made["judged_by"][outcome == code] = kind
    made["judged_by"][form == Form.DESKLESS] = EventKind.REPLY_DUE
    made["judged_by"][overlooked & (end == void)] = EventKind.PATIENCE_END
    made["judged_by"][chased | (overlooked & (end != void))] = EventKind.CHASE
    made["closes"] = ~chased
    stopped = np.where(started, contacts["start"], end)
    made["wait"] = np.where(chased, due, stopped) - arrival
    for c in range(world.params.channels.form.size):
        rows = (contacts["channel"] == c) & judged
        if world.params.channels.form[c] == Form.LIVE and rows.any():
            closed = closed_minutes(world, c, stopped[rows])
            made["wait"][rows] -= closed - closed_minutes(world, c, arrival[rows])


def _timers(world: World, contacts: Table) -> tuple[Floats, Floats]:
    """Return when each written contact is chased, and when it is void; infinite for never."""
    chase, expiry = (np.full(len(contacts), np.inf) for _ in range(2))
    in_force = segment_of(world, contacts["arrival"], EventKind.ARRIVAL)
    for s, params in enumerate(segments(world)):
        rows = np.flatnonzero(in_force == s)
        channels = params.channels
        _fill_timers(world.key, channels.chase, channels.expiry, contacts, rows, chase, expiry)
    return contacts["arrival"] + chase, contacts["arrival"] + expiry


@entry_point
def _follow(contacts, made, order, solved):  # type: ignore[no-untyped-def]
    """Fill in what each attempt knows of those before: the first, the previous, what failed.

    Goes through the attempts of one need after the other. All but the newest failed, but for those
    closed as duplicates before anybody judged them. `solved` becomes when an earlier attempt solved
    the need; infinite if none did.
    """
    for at in range(order.size):
        row = order[at]
        d = made[row]
        d["first"] = row
        d["previous_channel"] = NOTHING
        d["failed"] = 0
        solved[row] = math.inf
        if d["attempt"] > 0:
            before = made[order[at - 1]]
            record = contacts[order[at - 1]]
            d["first"] = before["first"]
            d["previous_channel"] = before["channel"]
            d["failed"] = before["failed"]
            if not math.isnan(record["judged"]) or record["outcome"] == Outcome.DROPPED:
                d["failed"] |= np.int64(1) << np.int64(before["channel"])
            solved[row] = solved[order[at - 1]]
            if before["resolved"] == 1:
                solved[row] = min(solved[row], record["end"])


@entry_point
def _fill_timers(key, chase_law, expiry_law, contacts, rows, chase, expiry):  # type: ignore[no-untyped-def]
    """Minutes after its arrival at which a contact is chased, and at which it is void."""
    for at in range(rows.size):
        i = rows[at]
        contact = contacts[i]
        customer, need, attempt = contact["customer"], contact["need"], contact["attempt"]
        u = uniform(key, Stream.CHASE_TIME, customer, need, attempt, 0)
        chase[i] = duration(chase_law[contact["channel"]], u)
        if int(expiry_law[contact["channel"], 0]) != Law.NEVER:
            u = uniform(key, Stream.EXPIRY, customer, need, attempt, 0)
            expiry[i] = duration(expiry_law[contact["channel"]], u)
