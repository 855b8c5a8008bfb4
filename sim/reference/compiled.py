"""Compiled functions that the reference calls from Python, one per decision.

They only pass on what both engines share. They are entry points, so that the reference starts in
milliseconds once their machine code is on disk. Callers pass Python numbers and float32 arrays of
their own: other types would compile another variant.
"""

import numpy as np
from numpy.typing import NDArray

from sim import choice_luck, neighbours
from sim._jit import entry_point
from sim.behaviour import (
    choice,
    image,
    judgement,
    laws,
    learning,
    patience,
    recontact,
    word_of_mouth,
)
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
def patience_in_line(channel: np.void, factor: float, u: float) -> float:
    """Minutes a customer waits in line."""
    return patience.patience(channel, factor, u)


@entry_point
def satisfaction(
    experience: Experience, satisfaction_belief: float, log_wait_belief: float, p: Packed
) -> float:
    """Satisfaction felt, a float32 value."""
    return judgement.satisfaction(experience, satisfaction_belief, log_wait_belief, p)


@entry_point
def learn_wait(belief: float, wait: float, delay: float, only_up: bool, p: Packed) -> float:
    """Log wait expected after a wait, a float32 value."""
    return learning.learn_wait(belief, wait, delay, only_up, p)


@entry_point
def learn_together(
    beliefs: tuple[float, float], seen: tuple[float, float], delay: float, n: float, p: Packed
) -> tuple[float, float]:
    """Public beliefs (l̂, ŝ) after the n-th contact, which showed (wait, satisfaction felt)."""
    behaviour = p.behaviour[0]
    weight = learning.public_weight(n, behaviour["learning_rate"])
    wait = learning.wait_seen(seen[0], delay, behaviour["wait_form"])
    return (
        learning.drawn_to(beliefs[0], wait, weight),
        learning.drawn_to(beliefs[1], seen[1], weight),
    )


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


@entry_point
def logistic(x: float) -> float:
    """Probability at log odds `x`."""
    return judgement.logistic(x)


@entry_point
def n_listeners(is_satisfied: bool, u: float, p: Packed) -> int:
    """How many people hear of a contact."""
    return word_of_mouth.n_listeners(is_satisfied, u, p)


@entry_point
def first_link(u: float, n_neighbours: int) -> int:
    """Which neighbour hears first."""
    return word_of_mouth.first_link(u, n_neighbours)


@entry_point
def hear_satisfaction(belief: float, felt: float, p: Packed) -> float:
    """A listener's satisfaction expected, a float32 value."""
    return word_of_mouth.hear_satisfaction(belief, felt, p)


@entry_point
def hear_goodwill(goodwill: float, felt: float, p: Packed) -> float:
    """A listener's goodwill, a float32 value."""
    return word_of_mouth.hear_goodwill(goodwill, felt, p)


@entry_point
def n_neighbours(n_customers: int, degree: int) -> int:
    """How many neighbours a customer has."""
    return neighbours.n_neighbours(n_customers, degree)


@entry_point
def neighbour(customer: int, link: int, n_customers: int, degree: int, local_links: int) -> int:
    """Row of the customer at the end of a link."""
    return neighbours.neighbour(customer, link, n_customers, degree, local_links)


@entry_point
def views(audience: float, was_deleted: bool, p: Packed) -> float:
    """How many people see what a customer wrote."""
    return image.views(audience, was_deleted, p)


@entry_point
def faded(value: float, minutes: float, p: Packed) -> float:
    """An image some minutes after it was last moved."""
    return image.faded(value, minutes, p)


@entry_point
def after_post(
    value: float, felt: float, n_views: float, n_customers: int, channel: int, p: Packed
) -> float:
    """An image after a public contact felt `felt`."""
    return image.after_post(value, felt, n_views, n_customers, channel, p)
