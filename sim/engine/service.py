"""Service as work: advisers take contacts in hand, share their time among them, and are done.

A contact is `left` adviser minutes of work. With L contacts in hand an adviser does
`speed[d, L - 1]` minutes of work a minute, the same share of it on each, Eq. (43). At every change
of the load, the work done is taken off and the ends of service are due anew.

Where an adviser never has more than one contact and nobody is suspended, who serves whom does not
matter: such a *simple* desk counts its advisers and keeps no record of each, which saves about 30
reads and writes a contact.
"""

import math

import numpy as np

from sim._jit import apart, njit
from sim.behaviour.laws import duration
from sim.engine.contacts import close_duplicates
from sim.engine.lines import leave_line, schedule
from sim.engine.state import IN_SERVICE, NONE
from sim.engine.tally import accrue, add_work, head_of_line
from sim.records import EventKind
from sim.rng import Stream, uniform, uniform_pair


@njit
def adviser_for(e, d, c):
    """The least loaded adviser of desk `d` who may take a contact of channel `c`, or `NONE`."""
    desk = e.desks[d]
    best = NONE
    most = e.p.serving[d, c]["concurrency"]
    for a in range(desk["first_adviser"], desk["end_adviser"]):
        adviser = e.advisers[a]
        load = adviser["load"]
        if adviser["present"] and load < most and (load == 0 or load < adviser["limit"]):
            best = a
            # Another must be less loaded to be preferred.
            most = load
            if load == 0:
                break
    return best


@njit
def has_place(e, d, c):
    """Whether an adviser of desk `d` may take a contact of channel `c` now."""
    desk = e.desks[d]
    if desk["advisers"] > 0:
        if desk["present"] > desk["advisers"]:
            return False
    elif not (desk["draining"] >> c) & 1:
        return False
    if desk["simple"]:
        return desk["busy"] < desk["present"]
    return adviser_for(e, d, c) != NONE


@njit
def desk_with_place(e, c):
    """First desk of channel `c`'s route that has a place for it, or `NONE`."""
    for r in range(e.route.shape[1]):
        d = e.route[c, r]
        if d == NONE:
            break
        if has_place(e, d, c):
            return d
    return NONE


@njit
def next_contact(e, d):
    """Slot that desk `d` takes next: highest priority, then longest in line; `NONE` if none."""
    desk = e.desks[d]
    best = NONE
    best_priority = 0
    if desk["simple"] and desk["busy"] >= desk["present"]:
        return best
    for m in range(desk["n_channels"]):
        c = e.serves[d, m]
        if e.lines[c]["waiting"] > 0 and has_place(e, d, c):
            k = head_of_line(e, c)
            priority = e.p.serving[d, c]["priority"]
            if (
                best == NONE
                or priority < best_priority
                or (priority == best_priority and e.slots[k]["rank"] < e.slots[best]["rank"])
            ):
                best = k
                best_priority = priority
    return best


@njit
def fill_places(e, d, now):
    """Free places of desk `d` take those in line."""
    while True:
        k = next_contact(e, d)
        if k == NONE:
            return
        leave_line(e, k, now)
        start_service(e, d, k, now)


@apart
def start_service(e, d, k, now):
    """An adviser of desk `d` starts on slot `k`, or goes on with work that was interrupted."""
    scalars = e.scalars[0]
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    c = int(slot["channel"])
    in_record = e.p.channels[c]["in_record"]
    is_first = math.isnan(slot["start"])
    if is_first:
        slot["start"] = now
        slot["response"] = slot["waited"]
    if slot["suspended"]:
        slot["suspended"] = 0
    else:
        draw_work(e, d, slot, journey)
    if is_first and in_record:
        journey["recorded"] = 1
        if journey["open"] > 1:
            close_duplicates(e, k, now)
    e.lines[c]["in_service"] += 1
    scalars["started"] += 1
    slot["rank"] = scalars["started"]
    slot["stage"] = IN_SERVICE
    slot["desk"] = d
    slot["since"] = now
    desk = e.desks[d]
    if desk["simple"]:
        accrue(e, d, now)
        desk["busy"] += 1
        slot["timer"] = now + slot["left"] * desk["pace"]
        schedule(e, slot["timer"], EventKind.SERVICE_END, journey, slot["attempt"], k)
    else:
        take_in_hand(e, d, k, now)


@njit
def draw_work(e, d, slot, journey):
    """Work that a contact takes, and whether it will solve the need."""
    c = int(slot["channel"])
    kind = int(journey["kind"])
    i, need, a = journey["customer"], journey["need"], slot["attempt"]
    channel = e.p.channels[c]
    policies = e.p.policies[0]
    if channel["public"] and not slot["private"] and e.p.kinds[kind]["needs_identification"]:
        u = uniform(e.key, Stream.PUBLIC_HANDLING, i, need, a, 0)
        slot["left"] = duration(policies["public_handling"], u)
        slot["in_public"] = 1
        slot["resolved"] = 0
        return
    u_handling, u_resolved = uniform_pair(e.key, Stream.HANDLING, i, need, a, 0)
    serving = e.p.serving[d, c]
    by_kind = e.p.by_kind[c, kind]
    work = duration(serving["handling"], u_handling) * by_kind["handling_factor"]
    if channel["in_record"] and journey["recorded"]:
        work = work * (1.0 - policies["record_saving"])
    slot["left"] = work
    slot["resolved"] = u_resolved < serving["skill"] * by_kind["resolution_factor"]


@apart
def take_in_hand(e, d, k, now):
    """The adviser with the fewest contacts takes slot `k` as well."""
    slot = e.slots[k]
    c = int(slot["channel"])
    a = adviser_for(e, d, c)
    adviser = e.advisers[a]
    concurrency = e.p.serving[d, c]["concurrency"]
    if adviser["load"] == 0:
        accrue(e, d, now)
        e.desks[d]["busy"] += 1
        adviser["limit"] = concurrency
    else:
        work_on(e, d, a, now)
        adviser["limit"] = min(adviser["limit"], concurrency)
    slot["adviser"] = a
    slot["prev"] = NONE
    slot["next"] = adviser["first"]
    if adviser["first"] != NONE:
        e.slots[adviser["first"]]["prev"] = k
    adviser["first"] = k
    adviser["load"] += 1
    set_due(e, d, a, now)


@njit
def work_on(e, d, a, now):
    """Take what adviser `a` has done since the last change off the work in hand."""
    adviser = e.advisers[a]
    load = adviser["load"]
    k = adviser["first"]
    while k != NONE:
        slot = e.slots[k]
        elapsed = now - slot["since"]
        slot["left"] = max(0.0, slot["left"] - elapsed * (e.speed[d, load - 1] / load))
        slot["spent"] += elapsed / load
        add_work(e, d, int(slot["channel"]), slot["since"], now, load)
        slot["since"] = now
        k = np.int64(slot["next"])


@njit
def set_due(e, d, a, now):
    """When adviser `a` will be done with each contact in hand, if nothing changes."""
    adviser = e.advisers[a]
    load = adviser["load"]
    k = adviser["first"]
    while k != NONE:
        slot = e.slots[k]
        due = now + slot["left"] * (load / e.speed[d, load - 1])
        slot["timer"] = due
        schedule(e, due, EventKind.SERVICE_END, e.journeys[slot["journey"]], slot["attempt"], k)
        k = np.int64(slot["next"])


@apart
def put_down(e, d, k, now):
    """Slot `k` leaves its adviser's hands, who has more time for the others or is idle."""
    slot = e.slots[k]
    a = np.int64(slot["adviser"])
    adviser = e.advisers[a]
    work_on(e, d, a, now)
    if slot["prev"] == NONE:
        adviser["first"] = slot["next"]
    else:
        e.slots[slot["prev"]]["next"] = slot["next"]
    if slot["next"] != NONE:
        e.slots[slot["next"]]["prev"] = slot["prev"]
    adviser["load"] -= 1
    limit = 0
    other = adviser["first"]
    while other != NONE:
        concurrency = e.p.serving[d, int(e.slots[other]["channel"])]["concurrency"]
        limit = concurrency if limit == 0 else min(limit, concurrency)
        other = np.int64(e.slots[other]["next"])
    adviser["limit"] = limit
    if adviser["load"] == 0:
        accrue(e, d, now)
        e.desks[d]["busy"] -= 1
    else:
        set_due(e, d, a, now)


@njit
def end_spell(e, k, now):
    """Slot `k`'s work is done: count it, and take it out of its adviser's hands."""
    slot = e.slots[k]
    d = np.int64(slot["desk"])
    desk = e.desks[d]
    c = int(slot["channel"])
    e.lines[c]["in_service"] -= 1
    if desk["simple"]:
        slot["spent"] += slot["left"] / e.speed[d, 0]
        add_work(e, d, c, slot["since"], now, 1)
        accrue(e, d, now)
        desk["busy"] -= 1
        return
    # What is left is done by now, to rounding; the others' share is by the clock.
    load = e.advisers[slot["adviser"]]["load"]
    spent = slot["spent"] + slot["left"] / e.speed[d, load - 1]
    put_down(e, d, k, now)
    slot["spent"] = spent


@njit
def free_place(e, d, now):
    """After a service at desk `d`: who should have left goes, the next in line is served."""
    if e.desks[d]["advisers"] > 0:
        dismiss_idle(e, d)
        fill_places(e, d, now)
    else:
        fill_places(e, d, now)
        dismiss_idle(e, d)


@njit
def dismiss_idle(e, d):
    """Idle advisers leave, highest number first, until no more are present than on duty or busy."""
    desk = e.desks[d]
    stay = max(desk["advisers"], desk["busy"])
    if not desk["simple"]:
        a = desk["end_adviser"] - 1
        left = desk["present"]
        while left > stay:
            adviser = e.advisers[a]
            if adviser["present"] and adviser["load"] == 0:
                adviser["present"] = 0
                left -= 1
            a -= 1
    desk["present"] = min(desk["present"], stay)


@njit
def summon(e, d):
    """Advisers join desk `d` until as many are present as on duty; lowest free numbers first."""
    desk = e.desks[d]
    if not desk["simple"]:
        missing = desk["advisers"] - desk["present"]
        a = desk["first_adviser"]
        while missing > 0:
            adviser = e.advisers[a]
            if not adviser["present"]:
                adviser["present"] = 1
                missing -= 1
            a += 1
    desk["present"] = max(desk["present"], desk["advisers"])
