"""The event loop: one function per event kind, in the order of the tie rule.

Events come from four places: the calendar of pending events, the needs of the window, the roster
steps and the dated changes. The earliest by (time, kind, customer, need, attempt) is handled first,
and everything due at one minute is handled before the clock moves.
"""

import math

from sim._jit import entry_point, njit
from sim.behaviour.choice import NOTHING, CustomerView, choose
from sim.behaviour.laws import duration
from sim.engine.contacts import (
    close_contact,
    fail,
    judge,
    open_slot,
    release_slot,
    settle,
    try_again,
)
from sim.engine.desks import (
    closed_minutes,
    fill_opening_times,
    fill_places,
    free_place,
    leave_line,
    next_visit,
    schedule,
)
from sim.engine.heap import drop_first, kind_of, major_key, minor_key, precedes
from sim.engine.state import DELAYED, IGNORED, IN_SERVICE, NONE, POSTPONED, WAITING
from sim.engine.tally import NEEDS, NOT_EXPRESSED, accrue, close_hours, count_journey, read_levels
from sim.engine.waiting import give_up, send_away, stand_in_line, write_message
from sim.params import AtClose, Form
from sim.records import EventKind, Outcome
from sim.rng import Stream, fill_choice, uniform

DONE, HEAP_FULL, SLOTS_FULL, JOURNEYS_FULL, ROWS_FULL = range(5)
"""What `advance` returns: everything before the limit is handled, or memory is short."""

PENDING, NEW_NEED, STEP, CHANGE = range(4)
"""Where the next event comes from."""

MARGIN = 8
"""Room kept for what one event can add besides one item per open contact."""


@njit
def end_service(e, k, now):
    """SERVICE_END: the contact closes, its customer judges it, the place takes the next."""
    slot = e.slots[k]
    j = slot["journey"]
    d = e.p.channels[slot["channel"]]["desk"]
    if slot["resolved"]:
        e.journeys[j]["solved"] = 1
    else:
        fail(e, k)
    if not slot["chased"]:
        judge(e, k, slot["start"] - slot["arrival"] - slot["closed"], False, False)
    if not slot["resolved"]:
        try_again(e, k, False, now)
    close_contact(e, k, Outcome.HANDLED, d, now)
    settle(e, j)
    free_place(e, d, now)


@njit
def step_roster(e, step, now):
    """ROSTER_STEP: opening, closing, or another number of advisers."""
    d = step["step_desk"]
    desk = e.desks[d]
    channel = e.p.channels[desk["channel"]]
    accrue(e, d, now)
    was_open = desk["advisers"] > 0
    desk["advisers"] = step["step_advisers"]
    desk["wage"] = step["step_wage"]
    desk["opens"] = step["step_opens"]
    desk["closes"] = step["step_closes"]
    if desk["advisers"] > 0:
        desk["draining"] = 0
        desk["closed_total"] = closed_minutes(desk, now)
        desk["closed_since"] = math.nan
    elif was_open and channel["form"] == Form.LIVE and desk["waiting"] > 0:
        if channel["at_close"] == AtClose.SEND_AWAY:
            send_away(e, d, now)
        elif channel["at_close"] == AtClose.SERVE:
            desk["draining"] = 1
        else:
            desk["closed_since"] = now
    fill_places(e, d, now)


@njit
def make_change(e, change):
    """DATED_CHANGE: another answering probability from now on."""
    e.choice[change["target"]]["answer_probability"] = change["value"]


@njit
def receive_reply(e, k, now):
    """REPLY_DUE: the deskless channel answers."""
    slot = e.slots[k]
    j = slot["journey"]
    journey = e.journeys[j]
    c = int(slot["channel"])
    p_resolved = e.p.channels[c]["skill"] * e.p.by_kind[c, journey["kind"]]["resolution_factor"]
    u = uniform(e.key, Stream.RESOLVED, journey["customer"], journey["need"], slot["attempt"], 0)
    slot["start"] = now
    slot["resolved"] = u < p_resolved
    if slot["resolved"]:
        journey["solved"] = 1
    else:
        fail(e, k)
    judge(e, k, now - slot["arrival"], False, False)
    if not slot["resolved"]:
        try_again(e, k, False, now)
    close_contact(e, k, Outcome.HANDLED, NONE, now)
    settle(e, j)


@njit
def arise(e, needs, n):
    """ARRIVAL of a new need: its journey begins with a choice."""
    scalars = e.scalars[0]
    j = scalars["free_journey"]
    journey = e.journeys[j]
    i = needs.customer[n]
    journey["customer"] = i
    journey["need"] = needs.need[n]
    journey["need_time"] = needs.time[n]
    journey["failed"] = 0
    journey["made"] = 0
    journey["open"] = 0
    journey["contacts"] = 0
    journey["postponed"] = NONE
    journey["kind"] = needs.kind[n]
    journey["solved"] = 0
    journey["pending"] = 0
    journey["last_channel"] = e.persons[i]["last_channel"]
    journey["previous_channel"] = NONE
    c = choose_channel(e, j, needs.time[n])
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
    k = journey["postponed"]
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
    c = choose_channel(e, j, now)
    if c == NOTHING:
        settle(e, j)
    else:
        make_contact(e, j, c, now)


@njit
def choose_channel(e, j, now):
    """The channel of journey `j`'s next attempt."""
    journey = e.journeys[j]
    i = int(journey["customer"])
    person = e.persons[i]
    memory = e.memory[i]
    member = person["member_from"] <= now
    access = int(person["access"]) | int(member) << 2
    fill_opening_times(e, now)
    error = e.choice["u_error"]
    circumstance = e.choice["u_circumstance"]
    fill_choice(
        e.key, e.choice["name_hash"], i, journey["need"], journey["made"], error, circumstance
    )
    view = CustomerView(
        memory["satisfaction_belief"],
        memory["log_wait_belief"],
        memory["taste"],
        e.choice["opens_in"],
        e.scalars[0]["access"][access],
        (float(person["age"]) - 45.0) / 10.0,
        math.log(1.0 + float(person["audience"]) / 50.0),
        int(journey["kind"]),
        int(journey["last_channel"]),
        int(journey["previous_channel"]),
        int(journey["failed"]),
    )
    return choose(view, error, circumstance, e.p)


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
            close_contact(e, k, Outcome.DROPPED, NONE, now)
            settle(e, j)
            return
    visit(e, j, k, now)


@njit
def visit(e, j, k, now):
    """Slot `k` reaches its channel now, or at its opening if that is closed."""
    journey = e.journeys[j]
    slot = e.slots[k]
    c = int(slot["channel"])
    channel = e.p.channels[c]
    d = channel["desk"]
    if channel["form"] == Form.LIVE and e.desks[d]["advisers"] == 0:
        u = uniform(
            e.key, Stream.CLOSED_SPREAD, journey["customer"], journey["need"], slot["attempt"], 0
        )
        slot["stage"] = POSTPONED
        journey["postponed"] = k
        journey["pending"] = 1
        schedule(e, next_visit(e, c, u), EventKind.ARRIVAL, journey, slot["attempt"], j)
        return
    i = int(journey["customer"])
    slot["arrival"] = now
    memory = e.memory[i, c]
    memory["last_use"] = now
    memory["contacts"] += 1
    if slot["attempt"] == 0:
        memory["first_attempts"] += 1
    e.persons[i]["last_channel"] = c
    if channel["form"] == Form.LIVE:
        stand_in_line(e, d, k, now)
    elif channel["form"] == Form.WRITTEN:
        write_message(e, d, k, now)
    else:
        u = uniform(e.key, Stream.DELAY, i, journey["need"], slot["attempt"], 0)
        slot["stage"] = DELAYED
        reply = now + duration(channel["delay"], u)
        schedule(e, reply, EventKind.REPLY_DUE, journey, slot["attempt"], k)


@njit
def chase(e, k, now):
    """CHASE: no answer so far; the customer judges, and asks again at once or lets go."""
    slot = e.slots[k]
    j = slot["journey"]
    journey = e.journeys[j]
    a = slot["attempt"]
    if not journey["solved"]:
        fail(e, k)
        judge(e, k, now - slot["arrival"], True, False)
        if a + 1 == journey["made"] and journey["made"] < e.p.behaviour[0]["max_attempts"]:
            u = uniform(e.key, Stream.CHASE, journey["customer"], journey["need"], a, 0)
            if u < e.p.behaviour[0]["retry_chase"]:
                journey["pending"] = 1
                schedule(e, now, EventKind.ARRIVAL, journey, a + 1, j)
        slot["chased"] = 1
    if slot["stage"] == IGNORED:
        close_contact(e, k, Outcome.UNANSWERED, NONE, now)
        settle(e, j)


@njit
def is_current(e, k, major, minor):
    """Whether slot `k` still holds the contact that an event was made for."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    return major == major_key(kind_of(major), journey["customer"]) and minor == minor_key(
        journey["need"], slot["attempt"]
    )


@njit
def handle_pending(e):
    """Take the first event of the calendar and handle it; outlived ones are let go."""
    scalars = e.scalars[0]
    event = e.heap[0]
    now = event["time"]
    major = event["major"]
    minor = event["minor"]
    item = event["item"]
    scalars["heap_size"] = drop_first(e.heap, scalars["heap_size"])
    kind = kind_of(major)
    if kind == EventKind.SERVICE_END:
        end_service(e, item, now)
    elif kind == EventKind.ARRIVAL:
        come_back(e, item, now)
    elif kind == EventKind.REPLY_DUE:
        receive_reply(e, item, now)
    elif kind == EventKind.PATIENCE_END:
        if e.slots[item]["stage"] == WAITING and is_current(e, item, major, minor):
            leave_line(e, e.p.channels[e.slots[item]["channel"]]["desk"], item, now)
            give_up(e, item, Outcome.ABANDONED, now)
    elif e.slots[item]["stage"] in (WAITING, IGNORED) and is_current(e, item, major, minor):
        chase(e, item, now)


@njit
def room(e):
    """`DONE` if memory suffices for any one event, else what is short."""
    scalars = e.scalars[0]
    if scalars["heap_size"] + scalars["open"] + MARGIN > len(e.heap):
        return HEAP_FULL
    if scalars["free_slot"] == NONE:
        return SLOTS_FULL
    if scalars["free_journey"] == NONE:
        return JOURNEYS_FULL
    if scalars["keep"] and scalars["rows"] + scalars["open"] + MARGIN > len(e.rows):
        return ROWS_FULL
    return DONE


@entry_point
def advance(e, needs, limit, inclusive):
    """Handle every event before `limit` (minutes), or up to and at it if `inclusive`."""
    scalars = e.scalars[0]
    none = minor_key(0, 0)
    while True:
        shortage = room(e)
        if shortage != DONE:
            return shortage
        time, major, minor, source = math.inf, major_key(EventKind.CHASE, 0), none, PENDING
        if scalars["heap_size"] > 0:
            event = e.heap[0]
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
        if scalars["next_change"] < len(e.changes):
            change = e.changes[scalars["next_change"]]
            change_major = major_key(EventKind.DATED_CHANGE, 0)
            if precedes(change["time"], change_major, none, time, major, minor):
                time, source = change["time"], CHANGE
        if time > limit or (time == limit and not inclusive) or time == math.inf:
            return DONE
        close_hours(e, time)
        scalars["events"] += 1
        if source == PENDING:
            handle_pending(e)
        elif source == NEW_NEED:
            scalars["next_need"] += 1
            arise(e, needs, n)
        elif source == STEP:
            scalars["next_step"] += 1
            step_roster(e, e.steps[scalars["next_step"] - 1], time)
        else:
            scalars["next_change"] += 1
            make_change(e, e.changes[scalars["next_change"] - 1])


@entry_point
def finish(e, order, end):
    """Close the books at `end`: the last hours, and the contacts still open, in `order`."""
    close_hours(e, end)
    if e.scalars[0]["hour"] < len(e.hourly):
        for d in range(len(e.desks)):
            read_levels(e, d, end)
    for k in order:
        slot = e.slots[k]
        if slot["stage"] != POSTPONED:
            close_contact(e, k, Outcome.OPEN, open_desk(e, slot), math.nan)


@njit
def open_desk(e, slot):
    """Desk of a contact still open: none for a deskless channel or an ignored message."""
    if slot["stage"] == WAITING or slot["stage"] == IN_SERVICE:
        return e.p.channels[slot["channel"]]["desk"]
    return NONE
