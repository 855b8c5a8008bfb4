"""Counting: where a closed contact, a journey, a stretch of desk time and a line's length go."""

import math

import numpy as np

from sim._jit import apart, njit
from sim.behaviour.image import faded
from sim.engine.digest import absorb
from sim.engine.state import AHEAD, IGNORED, NONE, NORMAL
from sim.records import (
    HOURLY_FIELDS,
    JOURNEY_FIELDS,
    NO_DESK,
    NOT_JUDGED,
    STAFFING_FIELDS,
    TALLY_FIELDS,
    Outcome,
)

(
    _CONTACTS, _FIRST, _OFFERED, _JOINED, _WAITED, _ANSWERED, _WITHIN, _ABANDONED, _SENT_AWAY,
    _DROPPED, _UNANSWERED, _RETRIES, _SWITCHES, _JUDGED, _SATISFIED, _HANDLED, _RESOLVED, _WAIT,
    _WAIT_ANSWERED, _HANDLING, _BLOCKED, _BALKED, _DUPLICATES, _EXPIRED, _LOST, _MESSAGES, DELETED,
    VIEWS,
) = range(len(TALLY_FIELDS))  # fmt: skip

NEEDS, CLOSED, SOLVED, JOURNEY_CONTACTS, NOT_EXPRESSED, LEFT = range(len(JOURNEY_FIELDS))

(
    _H_OFFERED, _H_ANSWERED, _H_ABANDONED, _H_WITHIN, _H_WAIT, _H_BACKLOG, _H_OLDEST,
) = range(len(HOURLY_FIELDS))  # fmt: skip

_BUSY, _PAID, _COST = range(len(STAFFING_FIELDS))


@njit
def write_contact(e, slot, journey, outcome, end):
    """Write the record of a contact, absorb it in the digest and count it."""
    scalars = e.scalars[0]
    row = scalars["rows"] if scalars["keep"] else 0
    record = e.rows[row]
    record["customer"] = journey["customer"]
    record["need"] = journey["need"]
    record["attempt"] = slot["attempt"]
    record["kind"] = journey["kind"]
    record["channel"] = slot["channel"]
    record["desk"] = NO_DESK if slot["desk"] < 0 else slot["desk"]
    record["outcome"] = outcome
    record["resolved"] = slot["resolved"] if outcome == Outcome.HANDLED else 0
    record["satisfied"] = slot["satisfied"]
    record["need_time"] = journey["need_time"]
    record["chosen"] = slot["chosen"]
    record["arrival"] = slot["arrival"]
    record["start"] = slot["start"]
    record["end"] = end
    record["judged"] = slot["judged"]
    record["handling"] = np.float32(slot["spent"])
    scalars["h1"], scalars["h2"] = absorb(e.words, row, scalars["h1"], scalars["h2"])
    scalars["rows"] += scalars["keep"]
    scalars["closed"] += 1
    _count(e, slot, journey, outcome)


@njit
def _count(e, slot, journey, outcome):
    """Add one contact to the tables by hour and by month and age, by its arrival."""
    c = int(slot["channel"])
    hour = int(slot["arrival"] / 60.0)
    answered = outcome == Outcome.HANDLED or outcome == Outcome.LOST
    within = answered and slot["response"] <= e.p.channels[c]["threshold"]
    offered = outcome != Outcome.DROPPED and outcome != Outcome.UNANSWERED
    if outcome == Outcome.OPEN and slot["stage"] == IGNORED:
        offered = False
    _count_hour(e.hourly[hour, c], slot, outcome, offered, answered, within)
    if slot["arrival"] >= e.scalars[0]["warm_up"]:
        band = int(e.persons[journey["customer"]]["band"])
        cell = e.tally[e.month_index[hour], c, band]
        _count_attempt(cell, slot, offered, outcome)
        _count_result(cell, slot, outcome, within)


@njit
def count_public(e, slot, journey, field, amount):
    """Add to a column of the tally that does not wait for the contact to close."""
    if slot["arrival"] >= e.scalars[0]["warm_up"]:
        month = e.month_index[int(slot["arrival"] / 60.0)]
        band = int(e.persons[journey["customer"]]["band"])
        e.tally[month, int(slot["channel"]), band, field] += amount


@njit
def _count_hour(cell, slot, outcome, offered, answered, within):
    if offered:
        cell[_H_OFFERED] += 1.0
    if answered:
        cell[_H_ANSWERED] += 1.0
        cell[_H_WAIT] += slot["waited"]
        if within:
            cell[_H_WITHIN] += 1.0
    elif outcome == Outcome.SENT_AWAY:
        cell[_H_WAIT] += slot["waited"]
    elif outcome == Outcome.ABANDONED or outcome == Outcome.MESSAGE or outcome == Outcome.EXPIRED:
        cell[_H_ABANDONED] += 1.0
        cell[_H_WAIT] += slot["waited"]


@njit
def _count_attempt(cell, slot, offered, outcome):
    cell[_CONTACTS] += 1.0
    if slot["attempt"] == 0:
        cell[_FIRST] += 1.0
    else:
        cell[_RETRIES] += 1.0
        if slot["switched"]:
            cell[_SWITCHES] += 1.0
    if offered:
        cell[_OFFERED] += 1.0
    if slot["satisfied"] != NOT_JUDGED and outcome != Outcome.OPEN:
        cell[_JUDGED] += 1.0
        cell[_SATISFIED] += slot["satisfied"]


@njit
def _count_result(cell, slot, outcome, within):
    if outcome == Outcome.HANDLED or outcome == Outcome.LOST:
        _count_joined(cell, slot)
        cell[_ANSWERED] += 1.0
        cell[_HANDLED] += 1.0
        cell[_WAIT_ANSWERED] += slot["response"]
        cell[_HANDLING] += slot["spent"]
        if within:
            cell[_WITHIN] += 1.0
        if outcome == Outcome.LOST:
            cell[_LOST] += 1.0
        else:
            cell[_RESOLVED] += slot["resolved"]
    elif outcome == Outcome.ABANDONED:
        _count_joined(cell, slot)
        cell[_ABANDONED] += 1.0
    elif outcome == Outcome.SENT_AWAY:
        _count_joined(cell, slot)
        cell[_SENT_AWAY] += 1.0
    elif outcome == Outcome.MESSAGE:
        _count_joined(cell, slot)
        cell[_MESSAGES] += 1.0
    elif outcome == Outcome.EXPIRED:
        _count_joined(cell, slot)
        cell[_EXPIRED] += 1.0
    elif outcome == Outcome.DROPPED:
        cell[_DROPPED] += 1.0
    elif outcome == Outcome.UNANSWERED:
        cell[_UNANSWERED] += 1.0
    elif outcome == Outcome.BLOCKED:
        cell[_BLOCKED] += 1.0
    elif outcome == Outcome.BALKED:
        cell[_BALKED] += 1.0
    elif outcome == Outcome.DUPLICATE:
        cell[_DUPLICATES] += 1.0


@njit
def _count_joined(cell, slot):
    cell[_JOINED] += 1.0
    cell[_WAIT] += slot["waited"]
    wait = slot["waited"] if math.isnan(slot["start"]) else slot["response"]
    if wait > 0.0:
        cell[_WAITED] += 1.0


@njit
def count_journey(e, customer, time, field, amount):
    """Add to one column of the journeys table, by the month of `time`."""
    if time >= e.scalars[0]["warm_up"]:
        month = e.month_index[int(time / 60.0)]
        e.journey_tally[month, int(e.persons[customer]["band"]), field] += amount


@njit
def add_work(e, d, c, begin, end, load):
    """Count a spell of service, an adviser's time shared by `load` contacts, hour by hour."""
    if e.desks[d]["simple"] and e.desks[d]["n_channels"] == 1:
        return
    hour = int(begin / 60.0)
    while begin < end:
        until = min(end, (hour + 1) * 60.0)
        e.work[hour, d, c] += (until - begin) / load
        begin = until
        hour += 1


@njit
def accrue(e, d, now):
    """Count desk `d`'s busy minutes since they were last counted, before they change their pace."""
    desk = e.desks[d]
    elapsed = now - desk["accrued"]
    if elapsed > 0.0:
        desk["busy_minutes"] += elapsed * desk["busy"]
        desk["overtime_minutes"] += elapsed * max(desk["busy"] - desk["advisers"], 0)
        desk["accrued"] = now


@njit
def settle_desk(e, d, now):
    """Put desk `d`'s time up to `now` into the table of the current hour.

    Who works on after a drop of the roster is paid on top of it. All work of a simple desk with one
    channel is on that one; elsewhere, spells of service are counted one by one.
    """
    accrue(e, d, now)
    desk = e.desks[d]
    elapsed = now - desk["settled"]
    if elapsed > 0.0:
        hour = e.scalars[0]["hour"]
        cell = e.staffing[hour, d]
        paid = elapsed * desk["paid"] + desk["overtime_minutes"]
        cell[_BUSY] += desk["busy_minutes"]
        cell[_PAID] += paid
        cell[_COST] += paid / 60.0 * desk["wage"]
        if desk["simple"] and desk["n_channels"] == 1:
            e.work[hour, d, e.serves[d, 0]] += desk["busy_minutes"]
        desk["settled"] = now
        desk["busy_minutes"] = 0.0
        desk["overtime_minutes"] = 0.0


@njit
def head_of_line(e, c):
    """Slot that channel `c` serves next, `NONE` if nobody waits."""
    k = e.queues[c, AHEAD]["head"]
    return k if k != NONE else e.queues[c, NORMAL]["head"]


@njit
def longest_waiting(e, c):
    """Slot that has stood longest in channel `c`'s line; somebody must wait."""
    ahead = e.queues[c, AHEAD]["head"]
    normal = e.queues[c, NORMAL]["head"]
    if ahead == NONE:
        return normal
    if normal == NONE or e.slots[ahead]["rank"] < e.slots[normal]["rank"]:
        return ahead
    return normal


@apart
def read_levels(e, now):
    """Desks' time up to `now`, lines and images then, into the current hour."""
    hour = e.scalars[0]["hour"]
    for d in range(len(e.desks)):
        settle_desk(e, d, now)
    for c in range(len(e.lines)):
        waiting = e.lines[c]["waiting"]
        if waiting > 0:
            e.hourly[hour, c, _H_BACKLOG] = waiting
            e.hourly[hour, c, _H_OLDEST] = now - e.slots[longest_waiting(e, c)]["arrival"]
        e.image[hour, c] = faded(e.public[c]["image"], now - e.public[c]["moved"], e.p)
