"""Which channel: random utility with explicit error terms, Eq. (5)-(8) in docs/model.md.

The error term ε is a function of (seed, customer, need, attempt, channel) alone. Two scenarios that
share a seed share it, so a customer changes channel only where utilities changed.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import entry_point, njit
from sim.behaviour.learning import HIGHEST_BELIEF, LOWEST_BELIEF
from sim.params import WaitForm

NOTHING = -1
"""Returned when doing nothing wins at a first attempt, or when no channel is available."""


class CustomerView(NamedTuple):
    """All that a customer's choice looks at; C channels."""

    satisfaction_belief: NDArray[np.float32]  # (C,) ŝ, 0 to 1
    log_wait_belief: NDArray[np.float32]  # (C,) l̂, log minutes (wait + δ); linear form: minutes
    image: NDArray[np.float32]  # (C,) Q, as this customer sees it: 0 for who does not follow
    taste: NDArray[np.float32]  # (C,) τ, utility
    opens_in: NDArray[np.float64]  # (C,) o, minutes until the channel opens; inf: never
    available: int  # bit mask of channels the customer has access to
    age_decades: float  # (age - 45) / 10
    audience_term: float  # log(1 + audience / 50)
    kind: int
    last_channel: int  # of the previous need; -1: none
    previous_channel: int  # of the previous attempt of this need; -1: this is the first
    failed: int  # bit mask of channels that failed in this journey


@njit
def waiting_cost(log_wait_belief, opens_in, channel, wait_form):
    """log((exp(l̂) + o) / δ), the expected wait against the acceptable one, Eq. (6).

    In the linear form the belief is a wait, and the cost (ŵ + o) / δ. `channel` is its record.
    """
    if wait_form == WaitForm.LINEAR:
        return (log_wait_belief + opens_in) / channel["acceptable_delay"]
    if opens_in > 0.0:
        log_wait_belief = math.log(math.exp(log_wait_belief) + opens_in)
    return log_wait_belief - channel["log_acceptable_delay"]


@njit
def believed_satisfaction(satisfaction_belief, image):
    """ŝ* = clip(ŝ + Q), Eq. (5): what a customer expects, having seen what others wrote."""
    believed = np.float64(satisfaction_belief)
    if image == 0.0:
        return believed
    return min(max(believed + np.float64(image), LOWEST_BELIEF), HIGHEST_BELIEF)


@njit
def systematic_utility(view, c, p):
    """Utility of channel `c` before circumstance and error term, Eq. (5)."""
    channel = p.channels[c]
    by_kind = p.by_kind[c, view.kind]
    behaviour = p.behaviour[0]
    cost = waiting_cost(
        np.float64(view.log_wait_belief[c]),
        view.opens_in[c],
        channel,
        behaviour["wait_form"],
    )
    v = (
        channel["intercept"]
        + channel["age_slope"] * view.age_decades
        + np.float64(view.taste[c])
        + by_kind["kind_appeal"]
        + by_kind["audience_appeal"] * view.audience_term
        + behaviour["beta_satisfaction"]
        * believed_satisfaction(view.satisfaction_belief[c], view.image[c])
        - behaviour["beta_wait"] * p.kinds[view.kind]["urgency"] * cost
    )
    if c == view.last_channel:
        v += behaviour["beta_habit"]
    if c == view.previous_channel:
        v += behaviour["beta_return"]
    elif (view.failed >> c) & 1:
        v -= behaviour["failed_penalty"]
    return v


@njit
def is_available(view, c):
    """Whether the customer can use channel `c` at all, now or at some opening."""
    return ((view.available >> c) & 1) == 1 and view.opens_in[c] < math.inf


@entry_point
def choose(view, luck, p):
    """The channel of largest utility, the lowest index on a tie; `NOTHING` if doing nothing wins.

    Doing nothing competes at the first attempt only and has no circumstance. `luck` is a drawn
    `sim.choice_luck.ChoiceLuck`, `p` a `sim.packed.Packed`.
    """
    best = NOTHING
    best_utility = -math.inf
    nothing = p.kinds[view.kind]["nothing"]
    circumstance_sd = p.behaviour[0]["circumstance_sd"]
    if view.previous_channel < 0 and nothing > -math.inf:
        best_utility = nothing + luck.error[view.taste.size]
    for c in range(view.taste.size):
        if is_available(view, c):
            utility = systematic_utility(view, c, p) + luck.error[c]
            if circumstance_sd > 0.0:
                utility += circumstance_sd * luck.circumstance[c]
            if utility > best_utility:
                best = c
                best_utility = utility
    return best
