"""Lines: who waits for a channel, in which order, and when the channel opens.

A line is two queues: those of `AHEAD` go before those of `NORMAL`. A place in line is a number,
smaller for who came earlier or was sent back to the head, by which desks that serve several
channels compare their lines.
"""

import math

from sim._jit import njit
from sim.behaviour.patience import patience
from sim.engine.calendar import add_event, major_key, minor_key
from sim.engine.state import NONE, WAITING
from sim.params import Form
from sim.records import EventKind
from sim.rng import Stream, uniform


@njit
def schedule(e, time, kind, journey, attempt, item):
    """Put an event of one need's attempt into the calendar."""
    major = major_key(kind, journey["customer"])
    add_event(e, time, major, minor_key(journey["need"], attempt), item)


@njit
def closed_minutes(line, now):
    """Minutes up to `now` that a channel was closed with its line carried to the next opening."""
    if math.isnan(line["closed_since"]):
        return line["closed_total"]
    return line["closed_total"] + (now - line["closed_since"])


@njit
def join_line(e, k, now):
    """Slot `k` goes to the end of its queue."""
    scalars = e.scalars[0]
    slot = e.slots[k]
    queue = e.queues[slot["channel"], slot["queue"]]
    scalars["last_rank"] += 1
    slot["rank"] = scalars["last_rank"]
    slot["next"] = NONE
    slot["prev"] = queue["tail"]
    if queue["tail"] == NONE:
        queue["head"] = k
    else:
        e.slots[queue["tail"]]["next"] = k
    queue["tail"] = k
    _begin_wait(e, k, now)


@njit
def rejoin_line(e, k, now):
    """Slot `k`, interrupted in service, goes to the head of its queue."""
    scalars = e.scalars[0]
    slot = e.slots[k]
    queue = e.queues[slot["channel"], slot["queue"]]
    scalars["front_rank"] -= 1
    slot["rank"] = scalars["front_rank"]
    slot["prev"] = NONE
    slot["next"] = queue["head"]
    if queue["head"] == NONE:
        queue["tail"] = k
    else:
        e.slots[queue["head"]]["prev"] = k
    queue["head"] = k
    _begin_wait(e, k, now)


@njit
def _begin_wait(e, k, now):
    """A spell in line begins; in a live one it lasts as long as patience does."""
    slot = e.slots[k]
    c = int(slot["channel"])
    line = e.lines[c]
    line["waiting"] += 1
    slot["stage"] = WAITING
    slot["joined"] = now
    slot["closed"] = -closed_minutes(line, now)
    if e.p.channels[c]["form"] != Form.LIVE:
        return
    journey = e.journeys[slot["journey"]]
    if math.isnan(slot["patience_left"]):
        _draw_patience(e, slot, journey)
    slot["timer"] = now + slot["patience_left"]
    if slot["timer"] < math.inf:
        schedule(e, slot["timer"], EventKind.PATIENCE_END, journey, slot["attempt"], k)


@njit
def _draw_patience(e, slot, journey):
    """How long a contact will stand in line, and whether it then leaves a message."""
    c = int(slot["channel"])
    channel = e.p.channels[c]
    factor = e.p.by_kind[c, journey["kind"]]["patience_factor"]
    u = uniform(e.key, Stream.PATIENCE, journey["customer"], journey["need"], slot["attempt"], 0)
    limit = patience(channel, factor, u)
    slot["message"] = channel["message_after"] < limit
    slot["patience_left"] = min(limit, channel["message_after"])


@njit
def leave_line(e, k, now):
    """Slot `k` leaves its line, from wherever it stands; what it waited in private is not felt."""
    slot = e.slots[k]
    c = int(slot["channel"])
    queue = e.queues[c, slot["queue"]]
    line = e.lines[c]
    slot["closed"] += closed_minutes(line, now)
    if not slot["private"]:
        slot["waited"] += now - slot["joined"] - slot["closed"]
    slot["patience_left"] = slot["timer"] - now
    if slot["prev"] == NONE:
        queue["head"] = slot["next"]
    else:
        e.slots[slot["prev"]]["next"] = slot["next"]
    if slot["next"] == NONE:
        queue["tail"] = slot["prev"]
    else:
        e.slots[slot["next"]]["prev"] = slot["prev"]
    line["waiting"] -= 1


@njit
def set_next_opening(e, c):
    """Note when channel `c` opens and closes again: with the first of its desks to open."""
    line = e.lines[c]
    line["opens"] = math.inf
    line["closes"] = math.inf
    for r in range(e.route.shape[1]):
        d = e.route[c, r]
        if d == NONE:
            break
        if e.desks[d]["opens"] < line["opens"]:
            line["opens"] = e.desks[d]["opens"]
            line["closes"] = e.desks[d]["closes"]


@njit
def is_closed(e, c):
    """Whether channel `c` takes nobody now: it is live, and no adviser is on duty."""
    return e.p.channels[c]["form"] == Form.LIVE and e.lines[c]["open_desks"] == 0


@njit
def opening_delay(e, c, now):
    """Minutes until channel `c` opens; 0 if it is open or can always be written to."""
    return e.lines[c]["opens"] - now if is_closed(e, c) else 0.0


@njit
def next_visit(e, c, u):
    """When a customer who found channel `c` closed comes, within a spread after it opens."""
    line = e.lines[c]
    spread = min(e.p.channels[c]["opening_spread"], line["closes"] - line["opens"])
    return line["opens"] + u * spread
