"""What a customer believes after a contact: smoothing, Eq. (12)-(14) in docs/model.md."""

import math

import numpy as np

from sim._jit import entry_point, njit
from sim.params import WaitForm

LOWEST_BELIEF = 0.01
HIGHEST_BELIEF = 0.99


@njit
def wait_seen(wait, acceptable_delay, wait_form):
    """A wait in minutes as beliefs hold it: log(w + δ), or w itself in the linear form."""
    if wait_form == WaitForm.LINEAR:
        return wait
    return math.log(wait + acceptable_delay)


@entry_point
def learn_wait(log_wait_belief, wait, acceptable_delay, only_up, p):
    """l̂ after a wait in minutes, Eq. (12); `only_up` where the full wait was never seen."""
    behaviour = p.behaviour[0]
    old = np.float64(log_wait_belief)
    step = wait_seen(wait, acceptable_delay, behaviour["wait_form"]) - old
    if only_up and step < 0.0:
        return np.float32(old)
    return np.float32(old + behaviour["learning_rate"] * step)


@njit
def public_weight(n, rate):
    """Weight of the n-th contact (from 1) in a public belief, Eq. (44).

    The belief is a running mean over 1/rate contacts.
    It begins as the plain mean of the prior and all contacts so far.
    """
    return max(1.0 / (n + 1.0), rate)


@njit
def drawn_to(belief, value, weight):
    """A public belief after a contact that showed `value`, in float64 and unclipped."""
    return belief + weight * (value - belief)


@entry_point
def learn_satisfaction(satisfaction_belief, felt, rate):
    """ŝ after a contact felt `felt`, kept in [0.01, 0.99], Eq. (13)."""
    old = np.float64(satisfaction_belief)
    new = old + rate * (np.float64(felt) - old)
    return np.float32(min(max(new, LOWEST_BELIEF), HIGHEST_BELIEF))


@entry_point
def learn_goodwill(goodwill, felt, rate):
    """G, the view of the company as a whole, after a contact on any channel, Eq. (14)."""
    old = np.float64(goodwill)
    return np.float32(old + rate * (np.float64(felt) - old))
