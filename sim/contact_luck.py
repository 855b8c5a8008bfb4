"""The luck of a contact: whether it is answered, how long and how well, how it feels.

Three blocks that nearly every contact needs. Drawn one at a time where they are needed, each takes
14 ns in which the processor waits; those of the first attempts of `LANES` needs, drawn together,
become its vector instructions.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import njit
from sim.choice_luck import LANES
from sim.rng import Stream, uniform_pair


class ContactLuck(NamedTuple):
    """Room for the luck of the first attempts of `LANES` needs."""

    customer: NDArray[np.uint32]
    need: NDArray[np.uint32]
    u_answered: NDArray[np.float64]
    u_chase: NDArray[np.float64]
    u_handling: NDArray[np.float64]
    u_resolved: NDArray[np.float64]
    u_satisfied: NDArray[np.float64]
    u_tell: NDArray[np.float64]


def make_contact_luck() -> ContactLuck:
    """Room for the luck of first attempts."""
    return ContactLuck(
        np.zeros(LANES, np.uint32),
        np.zeros(LANES, np.uint32),
        *(np.zeros(LANES) for _ in range(6)),
    )


@njit
def draw_first_contacts(key, luck, needs, begin):
    """Draw the luck of the first attempts of needs from number `begin` on."""
    customer, need = luck.customer, luck.need
    for n in range(LANES):
        at = min(begin + n, needs.time.size - 1)
        customer[n] = needs.customer[at]
        need[n] = needs.need[at]
    _draw(key, Stream.ANSWERED, customer, need, luck.u_answered, luck.u_chase)
    _draw(key, Stream.HANDLING, customer, need, luck.u_handling, luck.u_resolved)
    _draw(key, Stream.SATISFIED, customer, need, luck.u_satisfied, luck.u_tell)


@njit
def _draw(key, stream, customer, need, first, second):
    for n in range(LANES):
        u, v = uniform_pair(key, stream, customer[n], need[n], 0, 0)
        first[n] = u
        second[n] = v


@njit
def take_luck(luck, place, slot):
    """Give a contact the luck that was drawn for it."""
    slot["u_answered"] = luck.u_answered[place]
    slot["u_chase"] = luck.u_chase[place]
    slot["u_handling"] = luck.u_handling[place]
    slot["u_resolved"] = luck.u_resolved[place]
    slot["u_satisfied"] = luck.u_satisfied[place]
    slot["u_tell"] = luck.u_tell[place]


@njit
def draw_contact(key, customer, need, attempt, slot):
    """Give a contact of another attempt its luck."""
    u, v = uniform_pair(key, Stream.ANSWERED, customer, need, attempt, 0)
    slot["u_answered"], slot["u_chase"] = u, v
    u, v = uniform_pair(key, Stream.HANDLING, customer, need, attempt, 0)
    slot["u_handling"], slot["u_resolved"] = u, v
    u, v = uniform_pair(key, Stream.SATISFIED, customer, need, attempt, 0)
    slot["u_satisfied"], slot["u_tell"] = u, v
