"""Compiled functions that the reference calls from Python, one per decision.

They only pass on what both engines share. They are entry points, so that the reference starts in
milliseconds once their machine code is on disk. Callers pass Python numbers and float32 arrays of
their own: other types would compile another variant.
"""

import numpy as np
from numpy.typing import NDArray

from sim import choice_luck
from sim._jit import entry_point
from sim.behaviour import choice, judgement, laws, learning, patience, recontact
from sim.behaviour.choice import CustomerView
from sim.behaviour.judgement import Experience
from sim.choice_luck import ChoiceLuck
from sim.packed import Packed
from sim.rng import Key, uniform

Floats = NDArray[np.float64]


@entry_point
def draw(key: Key, stream: int, customer: int, need: int, attempt: int) -> float:
    """Uniform of one decision, strictly inside (0, 1)."""
    return uniform(key, stream, customer, need, attempt, 0)


@entry_point
def draw_choice(
    key: Key, luck: ChoiceLuck, attempt: tuple[int, int, int], with_circumstance: bool
) -> None:
    """Fill ε and ν of an attempt (customer, need, attempt)."""
    choice_luck.draw_choice(key, luck, attempt[0], attempt[1], attempt[2], with_circumstance)


@entry_point
def choose(view: CustomerView, luck: ChoiceLuck, p: Packed) -> int:
    """Channel of largest utility, or `sim.behaviour.choice.NOTHING`."""
    return choice.choose(view, luck, p)


@entry_point
def duration(law: Floats, u: float) -> float:
    """Minutes at uniform `u` of a law row."""
    return laws.duration(law, u)


@entry_point
def balks(aversion: float, ahead: int, advisers: int, u: float) -> bool:
    """Whether a customer turns away at a line."""
    return patience.balks(aversion, ahead, advisers, u)


@entry_point
def patience_in_line(law: Floats, impatient: float, u: float) -> float:
    """Minutes a customer waits in line."""
    return patience.patience(law, impatient, u)


@entry_point
def satisfaction(
    experience: Experience, satisfaction_belief: float, log_wait_belief: float, p: Packed
) -> float:
    """Satisfaction felt, a float32 value."""
    return judgement.satisfaction(experience, satisfaction_belief, log_wait_belief, p)


@entry_point
def learn_wait(belief: float, wait: float, delay: float, rate: float, only_up: bool) -> float:
    """Log wait expected after a wait, a float32 value."""
    return learning.learn_wait(belief, wait, delay, rate, only_up)


@entry_point
def learn_satisfaction(belief: float, felt: float, rate: float) -> float:
    """Satisfaction expected after one felt, a float32 value."""
    return learning.learn_satisfaction(belief, felt, rate)


@entry_point
def learn_goodwill(goodwill: float, felt: float, rate: float) -> float:
    """Goodwill after a satisfaction felt, a float32 value."""
    return learning.learn_goodwill(goodwill, felt, rate)


@entry_point
def retry_delay(gave_up: bool, u_retry: float, u_delay: float, p: Packed) -> float:
    """Minutes until the next attempt, or -1 for none."""
    return recontact.retry_delay(gave_up, u_retry, u_delay, p)
