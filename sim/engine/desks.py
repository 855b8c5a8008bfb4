"""Lines and places: who waits at a desk, who is served, when a place is free."""

import math

from sim._jit import njit
from sim.behaviour.laws import duration
from sim.engine.heap import major_key, minor_key, push
from sim.engine.state import IN_SERVICE, NONE, WAITING
from sim.engine.tally import accrue
from sim.params import Form
from sim.records import EventKind
from sim.rng import Stream, uniform_pair


@njit
def schedule(e, time, kind, journey, attempt, item):
    """Put an event of one need's attempt into the calendar."""
    scalars = e.scalars[0]
    scalars["heap_size"] = push(
        e.heap,
        scalars["heap_size"],
        time,
        major_key(kind, journey["customer"]),
        minor_key(journey["need"], attempt),
        item,
    )


@njit
def closed_minutes(desk, now):
    """Minutes up to `now` that a desk was closed with a line carried to the next opening."""
    if math.isnan(desk["closed_since"]):
        return desk["closed_total"]
    return desk["closed_total"] + (now - desk["closed_since"])


@njit
def join_line(e, d, k):
    """Slot `k` goes to the end of desk `d`'s line."""
    desk = e.desks[d]
    slot = e.slots[k]
    slot["stage"] = WAITING
    slot["closed"] = -closed_minutes(desk, slot["arrival"])
    slot["next"] = NONE
    slot["prev"] = desk["tail"]
    if desk["tail"] == NONE:
        desk["head"] = k
    else:
        e.slots[desk["tail"]]["next"] = k
    desk["tail"] = k
    desk["waiting"] += 1


@njit
def leave_line(e, d, k, now):
    """Slot `k` leaves desk `d`'s line, from wherever it stands; an empty line ends overtime."""
    desk = e.desks[d]
    slot = e.slots[k]
    slot["closed"] += closed_minutes(desk, now)
    if slot["prev"] == NONE:
        desk["head"] = slot["next"]
    else:
        e.slots[slot["prev"]]["next"] = slot["next"]
    if slot["next"] == NONE:
        desk["tail"] = slot["prev"]
    else:
        e.slots[slot["next"]]["prev"] = slot["prev"]
    desk["waiting"] -= 1
    if desk["waiting"] == 0:
        desk["draining"] = 0


@njit
def start_service(e, d, k, now):
    """An adviser of desk `d` starts on slot `k`."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    c = int(slot["channel"])
    kind = int(journey["kind"])
    channel = e.p.channels[c]
    by_kind = e.p.by_kind[c, kind]
    u_handling, u_resolved = uniform_pair(
        e.key, Stream.HANDLING, journey["customer"], journey["need"], slot["attempt"], 0
    )
    handling = duration(channel["handling"], u_handling) * by_kind["handling_factor"]
    accrue(e, d, now)
    e.desks[d]["busy"] += 1
    slot["stage"] = IN_SERVICE
    slot["start"] = now
    slot["handling"] = handling
    slot["resolved"] = u_resolved < channel["skill"] * by_kind["resolution_factor"]
    schedule(e, now + handling, EventKind.SERVICE_END, journey, slot["attempt"], k)


@njit
def fill_places(e, d, now):
    """Free places of desk `d` take those in line, first come first served."""
    desk = e.desks[d]
    while desk["waiting"] > 0 and desk["busy"] < desk["advisers"]:
        k = desk["head"]
        leave_line(e, d, k, now)
        start_service(e, d, k, now)


@njit
def free_place(e, d, now):
    """An adviser of desk `d` is done: the next in line, even after closing while it drains."""
    desk = e.desks[d]
    accrue(e, d, now)
    desk["busy"] -= 1
    if desk["draining"]:
        k = desk["head"]
        leave_line(e, d, k, now)
        start_service(e, d, k, now)
    else:
        fill_places(e, d, now)


@njit
def fill_opening_times(e, now):
    """Minutes until each channel opens, from now: 0 unless it is live and closed."""
    for c in range(len(e.p.channels)):
        channel = e.p.channels[c]
        e.choice[c]["opens_in"] = 0.0
        if channel["form"] == Form.LIVE:
            desk = e.desks[channel["desk"]]
            if desk["advisers"] == 0:
                e.choice[c]["opens_in"] = desk["opens"] - now


@njit
def next_visit(e, c, u):
    """When a customer who found channel `c` closed comes, within a spread after it opens."""
    channel = e.p.channels[c]
    desk = e.desks[channel["desk"]]
    spread = min(channel["opening_spread"], desk["closes"] - desk["opens"])
    return desk["opens"] + u * spread
