"""Counting: where one closed contact, one journey and one stretch of desk time go."""

import numpy as np

from sim._jit import njit
from sim.engine.digest import absorb
from sim.engine.state import IGNORED
from sim.records import HOURLY_FIELDS, JOURNEY_FIELDS, NO_DESK, NOT_JUDGED, TALLY_FIELDS, Outcome

(
    _CONTACTS, _FIRST, _OFFERED, _JOINED, _WAITED, _ANSWERED, _WITHIN, _ABANDONED, _SENT_AWAY,
    _DROPPED, _UNANSWERED, _RETRIES, _SWITCHES, _JUDGED, _SATISFIED, _HANDLED, _RESOLVED, _WAIT,
    _WAIT_ANSWERED, _HANDLING, _BLOCKED, _BALKED,
) = range(len(TALLY_FIELDS))  # fmt: skip

NEEDS, CLOSED, SOLVED, JOURNEY_CONTACTS, NOT_EXPRESSED = range(len(JOURNEY_FIELDS))

(
    _H_OFFERED, _H_ANSWERED, _H_ABANDONED, _H_WITHIN, _H_WAIT, _H_BACKLOG, _H_OLDEST, _H_BUSY,
    _H_PAID, _H_COST,
) = range(len(HOURLY_FIELDS))  # fmt: skip


@njit
def write_contact(e, slot, journey, outcome, desk, end):
    """Write the record of a contact, absorb it in the digest and count it."""
    scalars = e.scalars[0]
    row = scalars["rows"] if scalars["keep"] else 0
    record = e.rows[row]
    record["customer"] = journey["customer"]
    record["need"] = journey["need"]
    record["attempt"] = slot["attempt"]
    record["kind"] = journey["kind"]
    record["channel"] = slot["channel"]
    record["desk"] = NO_DESK if desk < 0 else desk
    record["outcome"] = outcome
    record["resolved"] = slot["resolved"] if outcome == Outcome.HANDLED else 0
    record["satisfied"] = slot["satisfied"]
    record["need_time"] = journey["need_time"]
    record["chosen"] = slot["chosen"]
    record["arrival"] = slot["arrival"]
    record["start"] = slot["start"]
    record["end"] = end
    record["judged"] = slot["judged"]
    record["handling"] = np.float32(slot["handling"]) if outcome == Outcome.HANDLED else 0.0
    scalars["h1"], scalars["h2"] = absorb(e.words, row, scalars["h1"], scalars["h2"])
    scalars["rows"] += scalars["keep"]
    scalars["closed"] += 1
    _count(e, slot, journey, outcome, end)


@njit
def _count(e, slot, journey, outcome, end):
    """Add one contact to the tables by hour and by month and age, by its arrival."""
    c = int(slot["channel"])
    arrival = slot["arrival"]
    hour = int(arrival / 60.0)
    wait = end - arrival - slot["closed"]
    if outcome == Outcome.HANDLED:
        wait = slot["start"] - arrival - slot["closed"]
    offered = outcome != Outcome.DROPPED and outcome != Outcome.UNANSWERED
    within = outcome == Outcome.HANDLED and wait <= e.p.channels[c]["threshold"]
    if outcome == Outcome.OPEN and slot["stage"] == IGNORED:
        offered = False
    _count_hour(e.hourly[hour, c], offered, outcome, within, wait)
    if arrival >= e.scalars[0]["warm_up"]:
        band = int(e.persons[journey["customer"]]["band"])
        cell = e.tally[e.month_index[hour], c, band]
        _count_attempt(cell, slot, journey, offered, outcome)
        _count_result(cell, slot, outcome, within, wait)


@njit
def _count_hour(cell, offered, outcome, within, wait):
    if offered:
        cell[_H_OFFERED] += 1.0
    if outcome == Outcome.HANDLED:
        cell[_H_ANSWERED] += 1.0
        cell[_H_WAIT] += wait
    elif outcome == Outcome.ABANDONED:
        cell[_H_ABANDONED] += 1.0
        cell[_H_WAIT] += wait
    elif outcome == Outcome.SENT_AWAY:
        cell[_H_WAIT] += wait
    if within:
        cell[_H_WITHIN] += 1.0


@njit
def _count_attempt(cell, slot, journey, offered, outcome):
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
def _count_result(cell, slot, outcome, within, wait):
    if outcome == Outcome.DROPPED:
        cell[_DROPPED] += 1.0
        return
    if outcome == Outcome.UNANSWERED:
        cell[_UNANSWERED] += 1.0
        return
    if outcome == Outcome.BLOCKED:
        cell[_BLOCKED] += 1.0
        return
    if outcome == Outcome.BALKED:
        cell[_BALKED] += 1.0
        return
    if outcome == Outcome.OPEN:
        return
    cell[_JOINED] += 1.0
    cell[_WAIT] += wait
    if wait > 0.0:
        cell[_WAITED] += 1.0
    if within:
        cell[_WITHIN] += 1.0
    if outcome == Outcome.HANDLED:
        cell[_ANSWERED] += 1.0
        cell[_HANDLED] += 1.0
        cell[_RESOLVED] += slot["resolved"]
        cell[_WAIT_ANSWERED] += wait
        cell[_HANDLING] += slot["handling"]
    elif outcome == Outcome.ABANDONED:
        cell[_ABANDONED] += 1.0
    else:
        cell[_SENT_AWAY] += 1.0


@njit
def count_journey(e, customer, need_time, field, amount):
    """Add to one column of the journeys table, by the month in which the need arose."""
    if need_time >= e.scalars[0]["warm_up"]:
        month = e.month_index[int(need_time / 60.0)]
        e.journey_tally[month, int(e.persons[customer]["band"]), field] += amount


@njit
def accrue(e, d, now):
    """Count desk `d`'s busy and paid minutes since they were last counted, in the current hour."""
    desk = e.desks[d]
    elapsed = now - desk["accrued"]
    if elapsed > 0.0:
        cell = e.hourly[e.scalars[0]["hour"], desk["channel"]]
        paid = elapsed * max(desk["advisers"], desk["busy"])
        cell[_H_BUSY] += elapsed * desk["busy"]
        cell[_H_PAID] += paid
        cell[_H_COST] += paid / 60.0 * desk["wage"]
        desk["accrued"] = now


@njit
def read_levels(e, d, now):
    """Desk `d`'s time up to `now`, and its line then, into the current hour."""
    accrue(e, d, now)
    desk = e.desks[d]
    if desk["waiting"] > 0:
        cell = e.hourly[e.scalars[0]["hour"], desk["channel"]]
        cell[_H_BACKLOG] = desk["waiting"]
        cell[_H_OLDEST] = now - e.slots[desk["head"]]["arrival"]


@njit
def close_hours(e, until):
    """Finish every hour that ends at or before `until`: desk time, backlog and oldest item."""
    scalars = e.scalars[0]
    while (scalars["hour"] + 1) * 60.0 <= until:
        hour_end = (scalars["hour"] + 1) * 60.0
        for d in range(len(e.desks)):
            read_levels(e, d, hour_end)
        scalars["hour"] += 1
