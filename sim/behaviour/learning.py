"""What a customer believes after a contact: smoothing, Eq. (12)-(14) in docs/model.md."""

import math

import numpy as np

from sim._jit import entry_point

LOWEST_BELIEF = 0.01
HIGHEST_BELIEF = 0.99


@entry_point
def learn_wait(log_wait_belief, wait, acceptable_delay, rate, only_up):
    """l̂ after a wait in minutes, Eq. (12); `only_up` where the full wait was never seen."""
    old = np.float64(log_wait_belief)
    step = math.log(wait + acceptable_delay) - old
    if only_up and step < 0.0:
        return np.float32(old)
    return np.float32(old + rate * step)


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
