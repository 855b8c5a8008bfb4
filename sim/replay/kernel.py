"""The replay itself: beliefs move with what was felt, and every choice is made again."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import entry_point, njit
from sim.behaviour.choice import CustomerView, choose, is_available, systematic_utility
from sim.behaviour.judgement import Experience, satisfaction
from sim.behaviour.learning import learn_satisfaction, learn_wait
from sim.packed import Packed
from sim.params import Desks, Form
from sim.population import Customers
from sim.replay.order import What
from sim.rng import Key, fill_choice


class Views(NamedTuple):
    """What customers knew when they chose: M decisions, C channels."""

    satisfaction_belief: NDArray[np.float32]  # (M, C) ŝ
    log_wait_belief: NDArray[np.float32]  # (M, C) l̂
    opens_in: NDArray[np.float64]  # (M, C) o, minutes
    available: NDArray[np.int64]  # (M,) bit mask
    utility: NDArray[np.float64]  # (M, C) Eq. (5) without ν and ε; -inf if not available


class State(NamedTuple):
    """What moves during a replay: N customers, C channels, D desks."""

    satisfaction_belief: NDArray[np.float32]  # (N, C)
    log_wait_belief: NDArray[np.float32]  # (N, C)
    last_channel: NDArray[np.int8]  # (N,)
    advisers: NDArray[np.int64]  # (D,) on duty
    opens: NDArray[np.float64]  # (D,) next opening
    next_step: NDArray[np.int64]  # (1,) of the roster
    opens_in: NDArray[np.float64]  # (C,) room for one choice
    u_error: NDArray[np.float64]  # (C + 1,)
    u_circumstance: NDArray[np.float64]  # (C + 1,)


class Fixed(NamedTuple):
    """What stays during a replay."""

    key: Key
    p: Packed
    customers: Customers
    desks: Desks
    name_hash: NDArray[np.uint32]  # (C + 1,) the last for doing nothing
    access: NDArray[np.int64]  # (8,) channels open to internet + 2 store + 4 member, bit masks


@entry_point
def run(fixed, state, events, decisions, views):
    """Go through the events; fill in what is chosen and felt again, and what was seen."""
    for e in range(len(events)):
        event = events[e]
        d = decisions[event["decision"]]
        what = event["what"]
        if what == What.JUDGEMENT:
            judge(fixed, state, d)
        elif what == What.ARRIVAL:
            state.last_channel[d["customer"]] = d["channel"]
        else:
            choose_again(fixed, state, decisions, event["decision"], views)


@njit
def judge(fixed, state, d):
    """A customer feels and learns from a contact, Eq. (9)-(13), as the table says it was felt."""
    i = int(d["customer"])
    c = int(d["channel"])
    never = d["never"] == 1
    abandoned = d["abandoned"] == 1
    resolved = d["resolved"] == 1 and not never and not abandoned
    believed = state.satisfaction_belief[i, c]
    log_wait = state.log_wait_belief[i, c]
    experience = Experience(c, int(d["kind"]), d["wait"], resolved, never, abandoned)
    d["refelt"] = satisfaction(experience, believed, log_wait, fixed.p)
    rate = fixed.p.behaviour[0]["learning_rate"]
    state.log_wait_belief[i, c] = learn_wait(
        log_wait,
        d["wait"],
        fixed.p.channels[c]["acceptable_delay"],
        rate,
        never or abandoned,
    )
    state.satisfaction_belief[i, c] = learn_satisfaction(believed, d["felt"], rate)


@njit
def read_roster(fixed, state, now):
    """Take every roster step up to now, and say when each channel opens."""
    desks = fixed.desks
    step = state.next_step[0]
    while step < desks.step_time.size and desks.step_time[step] <= now:
        state.advisers[desks.step_desk[step]] = desks.step_advisers[step]
        state.opens[desks.step_desk[step]] = desks.step_opens[step]
        step += 1
    state.next_step[0] = step
    for c in range(len(fixed.p.channels)):
        channel = fixed.p.channels[c]
        state.opens_in[c] = 0.0
        if channel["form"] == Form.LIVE and state.advisers[channel["desk"]] == 0:
            state.opens_in[c] = state.opens[channel["desk"]] - now


@njit
def choose_again(fixed, state, decisions, row, views):
    """The choice of one decision, with the luck and the beliefs of its moment, Eq. (5)-(8)."""
    d = decisions[row]
    i = int(d["customer"])
    now = d["time"]
    customers = fixed.customers
    read_roster(fixed, state, now)
    if d["attempt"] == 0:
        d["last_channel"] = state.last_channel[i]
    else:
        d["last_channel"] = decisions[d["first"]]["last_channel"]
    member = customers.member_from[i] <= now
    access = int(customers.internet[i]) | int(customers.store_access[i]) << 1 | int(member) << 2
    view = CustomerView(
        state.satisfaction_belief[i],
        state.log_wait_belief[i],
        customers.taste[i],
        state.opens_in,
        fixed.access[access],
        (float(customers.age[i]) - 45.0) / 10.0,
        math.log(1.0 + float(customers.audience[i]) / 50.0),
        int(d["kind"]),
        int(d["last_channel"]),
        int(d["previous_channel"]),
        int(d["failed"]),
    )
    fill_choice(
        fixed.key, fixed.name_hash, i, d["need"], d["attempt"], state.u_error, state.u_circumstance
    )
    d["rechosen"] = choose(view, state.u_error, state.u_circumstance, fixed.p)
    views.available[row] = view.available
    for c in range(state.opens_in.size):
        views.satisfaction_belief[row, c] = view.satisfaction_belief[c]
        views.log_wait_belief[row, c] = view.log_wait_belief[c]
        views.opens_in[row, c] = view.opens_in[c]
        views.utility[row, c] = -math.inf
        if is_available(view, c):
            views.utility[row, c] = systematic_utility(view, c, fixed.p)
