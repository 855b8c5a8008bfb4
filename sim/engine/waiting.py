"""Waiting without an answer yet: in line, in a backlog, or in vain."""

import math

from sim._jit import njit
from sim.behaviour.laws import duration
from sim.behaviour.patience import balks, patience
from sim.engine.contacts import close_contact, fail, judge, settle, try_again
from sim.engine.desks import join_line, leave_line, schedule, start_service
from sim.engine.state import IGNORED
from sim.records import EventKind, Outcome
from sim.rng import Stream, uniform, uniform_pair


@njit
def stand_in_line(e, d, k, now):
    """A live contact is served at once, or waits as long as its patience lasts, if it may."""
    desk = e.desks[d]
    if desk["busy"] < desk["advisers"]:
        start_service(e, d, k, now)
        return
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    channel = e.p.channels[slot["channel"]]
    if desk["waiting"] >= channel["line_limit"]:
        give_up(e, k, Outcome.BLOCKED, now)
        return
    if channel["balking"] > 0.0:
        u = uniform(e.key, Stream.BALK, journey["customer"], journey["need"], slot["attempt"], 0)
        if balks(channel["balking"], desk["waiting"], desk["advisers"], u):
            give_up(e, k, Outcome.BALKED, now)
            return
    join_line(e, d, k)
    u = uniform(e.key, Stream.PATIENCE, journey["customer"], journey["need"], slot["attempt"], 0)
    leave_after = patience(channel["patience"], channel["impatient"], u)
    if leave_after < math.inf:
        schedule(e, now + leave_after, EventKind.PATIENCE_END, journey, slot["attempt"], k)


@njit
def write_message(e, d, k, now):
    """A written contact joins the backlog, unless nobody will ever answer it."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    c = int(slot["channel"])
    u_answered, u_chase = uniform_pair(
        e.key, Stream.ANSWERED, journey["customer"], journey["need"], slot["attempt"], 0
    )
    answered = u_answered < e.choice[c]["answer_probability"]
    if answered and e.desks[d]["busy"] < e.desks[d]["advisers"]:
        start_service(e, d, k, now)
        return
    if answered:
        join_line(e, d, k)
    else:
        slot["stage"] = IGNORED
    chase_after = duration(e.p.channels[c]["chase"], u_chase)
    if chase_after < math.inf:
        schedule(e, now + chase_after, EventKind.CHASE, journey, slot["attempt"], k)


@njit
def send_away(e, d, now):
    """Everybody in desk `d`'s line leaves at closing, in the order of the line."""
    desk = e.desks[d]
    while desk["waiting"] > 0:
        k = desk["head"]
        leave_line(e, d, k, now)
        give_up(e, k, Outcome.SENT_AWAY, now)


@njit
def give_up(e, k, outcome, now):
    """A wait ends without an answer, or never began: abandoned, sent away, blocked or balked."""
    slot = e.slots[k]
    j = slot["journey"]
    d = e.p.channels[slot["channel"]]["desk"]
    fail(e, k)
    judge(e, k, now - slot["arrival"] - slot["closed"], False, True)
    try_again(e, k, True, now)
    close_contact(e, k, outcome, d, now)
    settle(e, j)
