"""Before an answer: the doors of a channel, waiting in line or in a backlog, or in vain."""

import math

import numpy as np

from sim._jit import apart, njit
from sim.behaviour.laws import duration
from sim.behaviour.patience import balks
from sim.engine.contacts import (
    Ending,
    close_contact,
    fail,
    felt_wait,
    judge,
    may_lead_on,
    settle,
    try_again,
)
from sim.engine.lines import join_line, leave_line, schedule
from sim.engine.service import desk_with_place, start_service
from sim.engine.state import AHEAD, IGNORED, NONE, WAITING
from sim.engine.tally import DELETED, count_public
from sim.params import Form, Law
from sim.records import EventKind, Outcome
from sim.rng import Stream, uniform, uniform_pair


@njit
def come_to_desks(e, k, now):
    """A live or written contact is served at once, waits, is turned away or overlooked."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    c = int(slot["channel"])
    channel = e.p.channels[c]
    policies = e.p.policies[0]
    is_live = channel["form"] == Form.LIVE
    is_loud = (
        channel["public"]
        and e.persons[journey["customer"]]["audience"] >= policies["loud_audience"]
    )
    if is_loud and policies["loud_first"]:
        slot["queue"] = AHEAD
    u_chase = 0.0
    if is_live:
        if e.lines[c]["waiting"] + e.lines[c]["in_service"] >= channel["trunks"]:
            slot["desk"] = e.route[c, 0]
            give_up(e, k, Outcome.BLOCKED, now)
            return
    else:
        u_answered, u_chase = uniform_pair(
            e.key, Stream.ANSWERED, journey["customer"], journey["need"], slot["attempt"], 0
        )
        p = policies["loud_answer_probability"] if is_loud else channel["answer_probability"]
        if u_answered >= p or deletes(e, slot, journey):
            slot["stage"] = IGNORED
            set_timers(e, k, u_chase, now)
            return
    slot["desk"] = e.route[c, 0]
    d = desk_with_place(e, c)
    if d != NONE:
        start_service(e, d, k, now)
    elif is_live:
        stand_in_line(e, k, now)
    else:
        join_line(e, k, now)
        set_timers(e, k, u_chase, now)


@njit
def deletes(e, slot, journey):
    """Whether the organisation deletes a complaint it noticed in public, to be posted again."""
    share = e.p.policies[0]["delete_share"]
    if (
        share <= 0.0
        or not e.p.channels[slot["channel"]]["public"]
        or journey["kind"] != e.scalars[0]["complaint"]
    ):
        return False
    u = uniform(e.key, Stream.DELETED, journey["customer"], journey["need"], slot["attempt"], 0)
    if u >= share:
        return False
    slot["deleted"] = 1
    count_public(e, slot, journey, DELETED, 1.0)
    return True


@njit
def stand_in_line(e, k, now):
    """A live contact joins the line, if there is room and its customer wants to."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    c = int(slot["channel"])
    channel = e.p.channels[c]
    ahead = e.lines[c]["waiting"]
    if ahead >= channel["line_limit"]:
        give_up(e, k, Outcome.BLOCKED, now)
        return
    if channel["balking"] > 0.0:
        u = uniform(e.key, Stream.BALK, journey["customer"], journey["need"], slot["attempt"], 0)
        if balks(channel["balking"], ahead, advisers_on_duty(e, c), u):
            give_up(e, k, Outcome.BALKED, now)
            return
    join_line(e, k, now)


@njit
def advisers_on_duty(e, c):
    """Advisers on duty by the roster at all desks of channel `c`'s route."""
    advisers = 0
    for r in range(e.route.shape[1]):
        d = e.route[c, r]
        if d == NONE:
            break
        advisers += e.desks[d]["advisers"]
    return advisers


@njit
def set_timers(e, k, u_chase, now):
    """A message waits: its customer will chase it, and at some time it is void."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    channel = e.p.channels[slot["channel"]]
    a = slot["attempt"]
    chase_after = duration(channel["chase"], u_chase)
    if chase_after < math.inf:
        schedule(e, now + chase_after, EventKind.CHASE, journey, a, k)
    if int(channel["expiry"][0]) != Law.NEVER:
        u = uniform(e.key, Stream.EXPIRY, journey["customer"], journey["need"], a, 0)
        schedule(e, now + duration(channel["expiry"], u), EventKind.PATIENCE_END, journey, a, k)


@apart
def give_up(e, k, outcome, now):
    """A wait ends without an answer, or never began: abandoned, sent away, blocked or balked."""
    slot = e.slots[k]
    j = np.int64(slot["journey"])
    fail(e, k)
    judge(e, k, felt_wait(slot), Ending.ABANDONED, now)
    try_again(e, k, True, now)
    close_contact(e, k, outcome, now)
    settle(e, j)


@njit
def end_patience(e, k, time):
    """PATIENCE_END: who still stands in line leaves it; an unread message is void."""
    slot = e.slots[k]
    if e.p.channels[slot["channel"]]["form"] != Form.LIVE:
        expire(e, k, time)
    elif slot["stage"] == WAITING and slot["timer"] == time:
        leave_line(e, k, time)
        give_up(e, k, Outcome.MESSAGE if slot["message"] else Outcome.ABANDONED, time)


@apart
def expire(e, k, now):
    """A message that no adviser has started on is void, or was never noticed."""
    slot = e.slots[k]
    j = np.int64(slot["journey"])
    is_ignored = slot["stage"] == IGNORED
    if not is_ignored:
        if slot["stage"] != WAITING or not math.isnan(slot["start"]):
            return
        leave_line(e, k, now)
    if math.isnan(slot["judged"]):
        fail(e, k)
        judge(e, k, now - slot["arrival"] if is_ignored else slot["waited"], Ending.NEVER, now)
        try_again(e, k, False, now)
    close_contact(e, k, Outcome.UNANSWERED if is_ignored else Outcome.EXPIRED, now)
    settle(e, j)


@apart
def chase(e, k, now):
    """CHASE: no answer so far; the customer judges, and asks again at once or lets go."""
    slot = e.slots[k]
    j = np.int64(slot["journey"])
    journey = e.journeys[j]
    is_ignored = slot["stage"] == IGNORED
    if not is_ignored and (slot["stage"] != WAITING or not math.isnan(slot["start"])):
        return
    if not journey["solved"]:
        fail(e, k)
        judge(e, k, now - slot["arrival"], Ending.NEVER, now)
        asks_again = may_lead_on(e, k)
        journey["leader"] = NONE
        if asks_again:
            i, need, a = journey["customer"], journey["need"], slot["attempt"]
            u = uniform(e.key, Stream.CHASE, i, need, a, 0)
            if u < e.p.behaviour[0]["retry_chase"]:
                journey["pending"] = 1
                schedule(e, now, EventKind.ARRIVAL, journey, journey["made"], j)
    if is_ignored:
        close_contact(e, k, Outcome.UNANSWERED, now)
        settle(e, j)
