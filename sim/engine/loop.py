"""The event loop: one function per event kind, in the order of the tie rule.

Events come from three places: the calendar of pending events, the needs of the window and the
roster steps. The earliest by (time, kind, customer, need, attempt) is handled first, and everything
due at one minute is handled before the clock moves. Dated changes come from outside: the loop stops
before them and goes on with other parameters.
"""

import math

import numpy as np

from sim._jit import apart, entry_point, njit
from sim._memory import by_reference
from sim.behaviour.choice import NOTHING
from sim.behaviour.laws import duration
from sim.engine.calendar import (
    HOUR,
    begin_hour,
    drop_first,
    first_event,
    kind_of,
    major_key,
    minor_key,
    precedes,
)
from sim.engine.choosing import choose_channel, first_luck
from sim.engine.contacts import (
    Ending,
    close_contact,
    fail,
    felt_wait,
    judge,
    open_slot,
    release_slot,
    settle,
    try_again,
)
from sim.engine.fetching import NEEDS_AHEAD, fetch_customer, fetch_hour, fetch_next
from sim.engine.lines import is_closed, join_line, next_visit, schedule
from sim.engine.roster import step_roster
from sim.engine.service import desk_with_place, end_spell, free_place, start_service
from sim.engine.state import DELAYED, FIRST_CHOICES, FREE, IN_SERVICE, NONE, POSTPONED
from sim.engine.talk import hear
from sim.engine.tally import NEEDS, NOT_EXPRESSED, add_work, count_journey, read_levels
from sim.engine.waiting import chase, come_to_desks, end_patience
from sim.params import Form
from sim.records import EventKind, Outcome
from sim.rng import Stream, uniform

DONE, EVENTS_FULL, SLOTS_FULL, JOURNEYS_FULL, ROWS_FULL = range(5)
"""What `advance` returns: everything before the limit is handled, or memory is short."""

PENDING, NEW_NEED, STEP = range(3)
"""Where the next event comes from."""

MARGIN = 8
"""Room kept for what one event can add besides some items per open contact."""


@njit
def end_service(e, k, now):
    """SERVICE_END: an answer to the end, or in public only; the place takes the next."""
    slot = e.slots[k]
    d = np.int64(slot["desk"])
    end_spell(e, k, now)
    if slot["in_public"] and e.p.policies[0]["move_to_private"]:
        move_to_private(e, k, now)
    else:
        conclude(e, k, Outcome.HANDLED, felt_wait(slot), now)
    free_place(e, d, now)


@njit
def move_to_private(e, k, now):
    """Answered in public, the customer is asked to go on in private, and may do so later."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    u_delay = uniform(
        e.key,
        Stream.PRIVATE_DELAY,
        journey["customer"],
        journey["need"],
        slot["attempt"],
        0,
    )
    slot["in_public"] = 0
    slot["private"] = 1
    slot["stage"] = DELAYED
    message = now + duration(e.p.policies[0]["private_delay"], u_delay)
    schedule(e, message, EventKind.REPLY_DUE, journey, slot["attempt"], k)


@njit
def conclude(e, k, outcome, wait, now):
    """An exchange is over: the need is solved, or the customer may try again."""
    slot = e.slots[k]
    j = np.int64(slot["journey"])
    if slot["resolved"]:
        e.journeys[j]["solved"] = 1
    else:
        fail(e, k)
    judge(e, k, wait, Ending.ANSWERED, now)
    if not slot["resolved"]:
        try_again(e, k, False, now)
    close_contact(e, k, outcome, now)
    settle(e, j)


@apart
def receive(e, k, now):
    """REPLY_DUE: the deskless channel answers, or the customer's private message comes or not."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    c = int(slot["channel"])
    i, need, a = journey["customer"], journey["need"], slot["attempt"]
    if slot["private"]:
        u = uniform(e.key, Stream.PRIVATE_LOSS, i, need, a, 0)
        if u >= e.p.policies[0]["private_loss"]:
            go_on_in_private(e, k, now)
            return
        conclude(e, k, Outcome.LOST, slot["response"], now)
        return
    channel = e.p.channels[c]
    p_resolved = channel["skill"] * e.p.by_kind[c, journey["kind"]]["resolution_factor"]
    slot["resolved"] = uniform(e.key, Stream.RESOLVED, i, need, a, 0) < p_resolved
    slot["start"] = now
    slot["waited"] = now - slot["arrival"]
    slot["response"] = slot["waited"]
    conclude(e, k, Outcome.HANDLED, slot["response"], now)


@njit
def go_on_in_private(e, k, now):
    """A private message is served at once, or joins the end of its line."""
    d = desk_with_place(e, int(e.slots[k]["channel"]))
    if d == NONE:
        join_line(e, k, now)
    else:
        start_service(e, d, k, now)


@njit
def arise(e, needs, n):
    """ARRIVAL of a new need: its journey begins with a choice, unless its customer has left."""
    scalars = e.scalars[0]
    i = needs.customer[n]
    if e.persons[i]["left"]:
        return
    j = scalars["free_journey"]
    journey = e.journeys[j]
    journey["customer"] = i
    journey["need"] = needs.need[n]
    journey["need_time"] = needs.time[n]
    journey["failed"] = 0
    journey["made"] = 0
    journey["leader"] = NONE
    journey["open"] = 0
    journey["first_open"] = NONE
    journey["contacts"] = 0
    journey["postponed"] = NONE
    journey["kind"] = needs.kind[n]
    journey["solved"] = 0
    journey["pending"] = 0
    journey["recorded"] = 0
    journey["last_channel"] = e.persons[i]["last_channel"]
    journey["previous_channel"] = NONE
    c = choose_channel(e, j, first_luck(e, needs, n), needs.time[n])
    if c == NOTHING:
        count_journey(e, i, needs.time[n], NOT_EXPRESSED, 1.0)
        return
    count_journey(e, i, needs.time[n], NEEDS, 1.0)
    scalars["free_journey"] = journey["next"]
    make_contact(e, j, c, needs.time[n])


@njit
def come_back(e, j, now):
    """ARRIVAL of a next attempt, or of one that was postponed to the opening."""
    journey = e.journeys[j]
    k = np.int64(journey["postponed"])
    journey["pending"] = 0
    journey["postponed"] = NONE
    if journey["solved"]:
        if k != NONE:
            release_slot(e, k)
        settle(e, j)
        return
    if k != NONE:
        visit(e, j, k, now)
        return
    c = choose_channel(e, j, np.int64(FIRST_CHOICES), now)
    if c == NOTHING:
        settle(e, j)
    else:
        make_contact(e, j, c, now)


@njit
def make_contact(e, j, c, now):
    """A chosen contact arrives now, is dropped, or waits for its channel to open."""
    k = open_slot(e, j, c, now)
    if e.choice[c]["opens_in"] > 0.0:
        journey = e.journeys[j]
        slot = e.slots[k]
        u = uniform(
            e.key, Stream.CLOSED_DROP, journey["customer"], journey["need"], slot["attempt"], 0
        )
        if u < e.p.channels[c]["drop_when_closed"]:
            fail(e, k)
            try_again(e, k, True, now)
            close_contact(e, k, Outcome.DROPPED, now)
            settle(e, j)
            return
    visit(e, j, k, now)


@apart
def visit(e, j, k, now):
    """Slot `k` reaches its channel now, or at its opening if that is closed."""
    journey = e.journeys[j]
    slot = e.slots[k]
    c = int(slot["channel"])
    i, need, a = int(journey["customer"]), journey["need"], slot["attempt"]
    if is_closed(e, c):
        u = uniform(e.key, Stream.CLOSED_SPREAD, i, need, a, 0)
        slot["stage"] = POSTPONED
        journey["postponed"] = k
        journey["pending"] = 1
        schedule(e, next_visit(e, c, u), EventKind.ARRIVAL, journey, a, j)
        return
    slot["arrival"] = now
    memory = e.memory[i, c]
    memory["last_use"] = now
    memory["contacts"] += 1
    if a == 0:
        memory["first_attempts"] += 1
    e.persons[i]["last_channel"] = c
    if e.p.channels[c]["form"] == Form.DESKLESS:
        u = uniform(e.key, Stream.DELAY, i, need, a, 0)
        slot["stage"] = DELAYED
        reply = now + duration(e.p.channels[c]["delay"], u)
        schedule(e, reply, EventKind.REPLY_DUE, journey, a, k)
    else:
        come_to_desks(e, k, now)


@njit
def is_current(e, k, major, minor):
    """Whether slot `k` still holds the contact that an event was made for."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    return major == major_key(kind_of(major), journey["customer"]) and minor == minor_key(
        journey["need"], slot["attempt"]
    )


@njit
def handle_pending(e, first):
    """Take the first event out of the calendar and handle it; outlived ones are let go."""
    event = e.events[first]
    now = event["time"]
    major = event["major"]
    minor = event["minor"]
    item = np.int64(event["item"])
    drop_first(e)
    fetch_next(e)
    kind = kind_of(major)
    if kind == EventKind.ARRIVAL:
        come_back(e, item, now)
    elif e.slots[item]["stage"] == FREE or not is_current(e, item, major, minor):
        return
    elif kind == EventKind.SERVICE_END:
        if e.slots[item]["stage"] == IN_SERVICE and e.slots[item]["timer"] == now:
            end_service(e, item, now)
    elif kind == EventKind.REPLY_DUE:
        receive(e, item, now)
    elif kind == EventKind.PATIENCE_END:
        end_patience(e, item, now)
    else:
        chase(e, item, now)


@njit
def room(e):
    """`DONE` if memory suffices for any one event, else what is short."""
    scalars = e.scalars[0]
    if scalars["pending"] + scalars["hands"] * scalars["open"] + MARGIN > len(e.events):
        return EVENTS_FULL
    if scalars["free_slot"] == NONE:
        return SLOTS_FULL
    if scalars["free_journey"] == NONE:
        return JOURNEYS_FULL
    if scalars["keep"] and scalars["rows"] + scalars["open"] + MARGIN > len(e.rows):
        return ROWS_FULL
    return DONE


@entry_point
def advance(engine, needs, limit, kind):
    """Handle every event before `limit` (minutes), and at it those before an event of `kind`."""
    e = by_reference(engine)
    scalars = e.scalars[0]
    none = minor_key(0, 0)
    limit_major = major_key(kind, 0)
    while True:
        shortage = room(e)
        if shortage != DONE:
            return shortage
        time, major, minor, source = math.inf, major_key(EventKind.CHASE, 0), none, PENDING
        first = first_event(e)
        if first != NONE:
            event = e.events[first]
            time, major, minor = event["time"], event["major"], event["minor"]
        n = scalars["next_need"]
        if n < needs.time.size:
            need_major = major_key(EventKind.ARRIVAL, needs.customer[n])
            need_minor = minor_key(needs.need[n], 0)
            if precedes(needs.time[n], need_major, need_minor, time, major, minor):
                time, major, minor, source = needs.time[n], need_major, need_minor, NEW_NEED
        if scalars["next_step"] < len(e.steps):
            step = e.steps[scalars["next_step"]]
            step_major = major_key(EventKind.ROSTER_STEP, step["step_desk"])
            if precedes(step["step_time"], step_major, none, time, major, minor):
                time, major, minor, source = step["step_time"], step_major, none, STEP
        hour_end = (scalars["hour"] + 1) * HOUR
        if time >= hour_end and hour_end <= limit:
            if hour_end < len(e.hourly) * HOUR:
                fetch_hour(e)
            read_levels(e, hour_end)
            begin_hour(e)
            continue
        if time > limit or (time == limit and major >= limit_major) or time >= hour_end:
            hear(e)
            return DONE
        if scalars["listeners"] > 0:
            hear(e)
        scalars["events"] += 1
        if source == PENDING:
            handle_pending(e, first)
        elif source == NEW_NEED:
            scalars["next_need"] += 1
            fetch_customer(e, np.int64(needs.customer[min(n + NEEDS_AHEAD, needs.time.size - 1)]))
            arise(e, needs, n)
        else:
            scalars["next_step"] += 1
            step_roster(e, e.steps[scalars["next_step"] - 1], time)


@entry_point
def finish(engine, order, end):
    """Close the books at `end`: the last hour, and the contacts still open, in `order`."""
    e = by_reference(engine)
    if e.scalars[0]["hour"] < len(e.hourly):
        read_levels(e, end)
    for k in order:
        slot = e.slots[k]
        if slot["stage"] == IN_SERVICE:
            count_running(e, slot, end)
        if slot["stage"] != POSTPONED:
            close_contact(e, k, Outcome.OPEN, math.nan)


@njit
def count_running(e, slot, end):
    """Count the spell of service that is under way at the end of the run."""
    d = np.int64(slot["desk"])
    load = 1 if e.desks[d]["simple"] else e.advisers[slot["adviser"]]["load"]
    slot["spent"] += (end - slot["since"]) / load
    add_work(e, d, int(slot["channel"]), slot["since"], end, load)
