"""Telling others, and hearing from them, Eq. (37)-(39) in docs/model.md.

The dissatisfied tell more often and tell more people: 60 % tell 15, of the satisfied 39 % tell 8
(American Express, Global Customer Service Barometer, 2012). Listeners are neighbours on the graph
of `sim.neighbours`.
"""

import numpy as np

from sim._jit import entry_point
from sim.behaviour.learning import HIGHEST_BELIEF, LOWEST_BELIEF


@entry_point
def n_listeners(is_satisfied, u, p):
    """How many people hear of a contact, 0 if its customer keeps it to himself, Eq. (37)."""
    behaviour = p.behaviour[0]
    if is_satisfied:
        return behaviour["listeners_satisfied"] if u < behaviour["tell_satisfied"] else 0
    return behaviour["listeners_dissatisfied"] if u < behaviour["tell_dissatisfied"] else 0


@entry_point
def first_link(u, n_neighbours):
    """Which neighbour hears first; the next ones follow in order, so that nobody hears twice."""
    return min(int(u * n_neighbours), n_neighbours - 1)


@entry_point
def hear_satisfaction(satisfaction_belief, felt, p):
    """A listener's ŝ of the channel, kept in [0.01, 0.99], Eq. (38)."""
    old = np.float64(satisfaction_belief)
    new = old + p.behaviour[0]["word_of_mouth"] * (np.float64(felt) - old)
    return np.float32(min(max(new, LOWEST_BELIEF), HIGHEST_BELIEF))


@entry_point
def hear_goodwill(goodwill, felt, p):
    """A listener's view of the company, Eq. (39)."""
    old = np.float64(goodwill)
    return np.float32(old + p.behaviour[0]["word_of_mouth_goodwill"] * (np.float64(felt) - old))
