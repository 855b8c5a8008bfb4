"""Roster steps: who comes on duty and who leaves, what is interrupted, what opens and closes."""

import math

import numpy as np

from sim._jit import apart, njit
from sim.engine.lines import closed_minutes, leave_line, rejoin_line, set_next_opening
from sim.engine.service import dismiss_idle, fill_places, put_down, summon
from sim.engine.state import NONE
from sim.engine.tally import head_of_line, settle_desk
from sim.engine.waiting import give_up
from sim.params import AtClose, Form
from sim.records import Outcome


@apart
def step_roster(e, step, now):
    """ROSTER_STEP: a desk opens, closes, or has another number of advisers."""
    d = step["step_desk"]
    desk = e.desks[d]
    settle_desk(e, d, now)
    was_on_duty = desk["advisers"] > 0
    desk["advisers"] = step["step_advisers"]
    desk["paid"] = step["step_paid"]
    desk["wage"] = step["step_wage"]
    desk["opens"] = step["step_opens"]
    desk["closes"] = step["step_closes"]
    is_on_duty = desk["advisers"] > 0
    if is_on_duty:
        desk["draining"] = 0
    if desk["advisers"] > desk["present"]:
        summon(e, d)
    dismiss_idle(e, d)
    n_suspended = 0
    if e.suspends[d]:
        n_suspended = suspend_services(e, d, now)
    for m in range(desk["n_channels"]):
        c = e.serves[d, m]
        line = e.lines[c]
        was_open = line["open_desks"] > 0
        line["open_desks"] += int(is_on_duty) - int(was_on_duty)
        set_next_opening(e, c)
        if e.p.channels[c]["form"] == Form.LIVE:
            is_open = line["open_desks"] > 0
            if is_open and not was_open:
                open_channel(e, c, now)
            elif was_open and not is_open:
                close_channel(e, d, c, now)
    fill_places(e, d, now)
    dismiss_idle(e, d)
    if n_suspended > 0:
        # Another desk of their channels may have a place.
        for other in range(len(e.desks)):
            fill_places(e, other, now)


@njit
def open_channel(e, c, now):
    """Live channel `c` opens: closed time ends, and nobody has to serve its line after hours."""
    line = e.lines[c]
    line["closed_total"] = closed_minutes(line, now)
    line["closed_since"] = math.nan
    for d in range(len(e.desks)):
        e.desks[d]["draining"] &= ~(1 << c)


@njit
def close_channel(e, d, c, now):
    """Live channel `c` closes, desk `d` being the last: its line is served, sent away or kept."""
    line = e.lines[c]
    at_close = e.p.channels[c]["at_close"]
    if at_close == AtClose.SEND_AWAY:
        while line["waiting"] > 0:
            k = head_of_line(e, c)
            leave_line(e, k, now)
            give_up(e, k, Outcome.SENT_AWAY, now)
    elif at_close == AtClose.SERVE:
        if line["waiting"] > 0:
            e.desks[d]["draining"] |= 1 << c
    else:
        line["closed_since"] = now


@njit
def suspend_services(e, d, now):
    """While more advisers are busy than on duty, who started last is called away.

    Return how many contacts were put down.
    """
    desk = e.desks[d]
    n_suspended = 0
    while desk["busy"] > desk["advisers"]:
        k = NONE
        for a in range(desk["first_adviser"], desk["end_adviser"]):
            k = later_started(e, k, last_to_suspend(e, d, a))
        if k == NONE:
            break
        a = np.int64(e.slots[k]["adviser"])
        while k != NONE:
            suspend(e, d, k, now)
            n_suspended += 1
            k = last_to_suspend(e, d, a)
        dismiss_idle(e, d)
    return n_suspended


@njit
def later_started(e, k, other):
    """Of two slots in service, or `NONE`, the one on which an adviser started later."""
    if k == NONE or (other != NONE and e.slots[other]["rank"] > e.slots[k]["rank"]):
        return other
    return k


@njit
def last_to_suspend(e, d, a):
    """Of what adviser `a` has in hand and may be interrupted, the last started, or `NONE`."""
    best = NONE
    k = e.advisers[a]["first"]
    while k != NONE:
        if may_suspend(e, d, k):
            best = later_started(e, best, k)
        k = np.int64(e.slots[k]["next"])
    return best


@njit
def may_suspend(e, d, k):
    """Whether slot `k` can wait until its channel is served again."""
    channel = e.p.channels[e.slots[k]["channel"]]
    return (
        e.desks[d]["advisers"] > 0
        or channel["form"] != Form.LIVE
        or channel["at_close"] == AtClose.CARRY
    )


@njit
def suspend(e, d, k, now):
    """Slot `k` goes back to the head of its queue with the work that is left."""
    slot = e.slots[k]
    put_down(e, d, k, now)
    e.lines[int(slot["channel"])]["in_service"] -= 1
    slot["suspended"] = 1
    rejoin_line(e, k, now)
