"""Fetching customers' memory ahead of need, so that nobody waits for it."""

import numpy as np

from sim._jit import njit
from sim._memory import prefetch
from sim.engine.calendar import customer_of, first_event, kind_of
from sim.engine.state import CACHE_LINE, NONE
from sim.records import EventKind

NEEDS_AHEAD = 4
"""Needs whose customers' memory is on its way while those before them are handled."""


@njit
def fetch_hour(e):
    """Have what the pending events of the hour that begins are about on its way."""
    k = np.int64(e.hours[e.scalars[0]["hour"] + 1])
    while k != NONE:
        event = e.events[k]
        i = customer_of(event["major"])
        if kind_of(event["major"]) == EventKind.ARRIVAL:
            fetch_customer(e, i)
            prefetch(e.journeys, np.int64(event["item"]), 0)
        else:
            prefetch(e.persons, i, 0)
            prefetch(e.opinions[:, 0], i, 0)
            for offset in range(0, e.slots.itemsize, CACHE_LINE):
                prefetch(e.slots, np.int64(event["item"]), offset)
        k = np.int64(event["next"])


@njit
def fetch_next(e):
    """Have at hand soon what the slot of the next pending event tells of: the rest already is."""
    first = first_event(e)
    if first != NONE:
        event = e.events[first]
        if kind_of(event["major"]) != EventKind.ARRIVAL:
            slot = e.slots[event["item"]]
            prefetch(e.journeys, np.int64(slot["journey"]), 0)
            channel = np.int64(slot["channel"])
            prefetch(e.memory[:, channel], customer_of(event["major"]), 0)


@njit
def fetch_customer(e, i):
    """Have a customer's memory at hand soon: the person, its opinions, all of what it did."""
    prefetch(e.persons, i, 0)
    prefetch(e.opinions[:, 0], i, 0)
    n_bytes = e.memory.shape[1] * e.memory.itemsize
    for offset in range(0, n_bytes, CACHE_LINE):
        prefetch(e.memory[:, 0], i, offset)
    prefetch(e.memory[:, 0], i, n_bytes - 1)
