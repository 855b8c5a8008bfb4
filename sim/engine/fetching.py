"""Fetching customers' memory ahead of need, so that nobody waits for it."""

from sim._jit import njit
from sim._memory import prefetch
from sim.engine.calendar import customer_of, first_event
from sim.engine.state import CACHE_LINE, NONE

NEEDS_AHEAD = 4
"""Needs whose customers' memory is on its way while those before them are handled."""


@njit
def fetch_next(e):
    """Have the customer of the next pending event at hand soon."""
    first = first_event(e)
    if first != NONE:
        fetch_customer(e, customer_of(e.events[first]["major"]))


@njit
def fetch_customer(e, i):
    """Have a customer's memory at hand soon: the person, its opinions, all of what it did."""
    prefetch(e.persons, i, 0)
    prefetch(e.opinions[:, 0], i, 0)
    n_bytes = e.memory.shape[1] * e.memory.itemsize
    for offset in range(0, n_bytes, CACHE_LINE):
        prefetch(e.memory[:, 0], i, offset)
    prefetch(e.memory[:, 0], i, n_bytes - 1)
