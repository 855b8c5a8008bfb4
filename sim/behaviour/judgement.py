"""What a contact felt like: satisfaction against expectation, Eq. (9)-(11) in docs/model.md.

Expectation disconfirmation with loss aversion: a wait longer than expected hurts λ_loss times as
much as an equally shorter one pleases.
"""

import math
from typing import NamedTuple

import numpy as np

from sim._jit import entry_point, njit
from sim.behaviour.learning import HIGHEST_BELIEF, LOWEST_BELIEF, wait_seen
from sim.params import Felt, WaitForm

LARGEST_DISCONFIRMATION = 3.0
"""Clip of d in log units: twenty times longer or shorter than expected is as far as it goes."""


class Experience(NamedTuple):
    """What there is to judge about a contact, at its end or when the customer stops waiting."""

    channel: int
    kind: int
    wait: float  # w, minutes until an adviser started, or waited in vain
    resolved: bool
    never: bool  # no answer: chased, or never to be answered
    abandoned: bool  # left the line, or was sent away


@njit
def disconfirmation(log_wait_belief, wait, acceptable_delay, wait_form):
    """Disconfirmation d = clip(l̂ - log(w + δ), -3, 3), Eq. (9): positive if sooner.

    In the linear form the belief is a wait, and d = clip((ŵ - w) / δ, -3, 3).
    """
    d = log_wait_belief - wait_seen(wait, acceptable_delay, wait_form)
    if wait_form == WaitForm.LINEAR:
        d /= acceptable_delay
    return min(max(d, -LARGEST_DISCONFIRMATION), LARGEST_DISCONFIRMATION)


@njit
def logit(p):
    """Log odds of a probability."""
    return math.log(p / (1.0 - p))


@njit
def logistic(x):
    """Probability at log odds `x`."""
    return 1.0 / (1.0 + math.exp(-x))


@entry_point
def satisfaction(experience, satisfaction_belief, log_wait_belief, p):
    """Satisfaction felt, s in [0, 1], rounded once to float32, Eq. (11).

    Where satisfaction is to be served, it is 1 after an answer and 0 without one.
    """
    channel = p.channels[experience.channel]
    behaviour = p.behaviour[0]
    if behaviour["felt"] == Felt.SERVED:
        return np.float32(0.0 if experience.never or experience.abandoned else 1.0)
    d = disconfirmation(
        np.float64(log_wait_belief),
        experience.wait,
        channel["acceptable_delay"],
        behaviour["wait_form"],
    )
    if experience.never or experience.abandoned:
        d = min(d, 0.0)
    if d < 0.0:
        d = behaviour["loss_aversion"] * d
    # A public belief may lie outside the bounds that customers' own beliefs keep.
    believed = min(max(np.float64(satisfaction_belief), LOWEST_BELIEF), HIGHEST_BELIEF)
    x = (
        behaviour["judgement_intercept"]
        + channel["judgement"]
        + p.kinds[experience.kind]["judgement"]
        + behaviour["judgement_delay"] * d
        + behaviour["judgement_expectation"] * (logit(believed) - channel["expected_logit"])
    )
    if experience.resolved:
        x += behaviour["judgement_resolved"]
    if experience.never:
        x += behaviour["judgement_never"]
    if experience.abandoned:
        x += behaviour["judgement_abandoned"]
    return np.float32(logistic(x))
