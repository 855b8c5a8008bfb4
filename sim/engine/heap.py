"""Pending events in a binary heap, ordered by (time, kind, customer, need, attempt)."""

import numpy as np

from sim._jit import njit

_CUSTOMER_BITS = np.uint64(32)
_ATTEMPT_BITS = np.uint64(16)


@njit
def major_key(kind, customer):
    """First part of the tie rule: kind, then customer."""
    return (np.uint64(kind) << _CUSTOMER_BITS) | np.uint64(customer)


@njit
def minor_key(need, attempt):
    """Second part of the tie rule: need, then attempt."""
    return (np.uint64(need) << _ATTEMPT_BITS) | np.uint64(attempt)


@njit
def kind_of(major):
    """Event kind in a major key."""
    return np.int64(major >> _CUSTOMER_BITS)


@njit
def precedes(time_a, major_a, minor_a, time_b, major_b, minor_b):
    """Whether event a is handled before event b."""
    if time_a != time_b:
        return time_a < time_b
    if major_a != major_b:
        return major_a < major_b
    return minor_a < minor_b


@njit
def event_precedes(a, b):
    """Whether event record `a` is handled before event record `b`."""
    return precedes(a["time"], a["major"], a["minor"], b["time"], b["major"], b["minor"])


@njit
def push(heap, size, time, major, minor, item):
    """Add an event to a heap of `size` events; return the new size."""
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        above = heap[parent]
        if not precedes(time, major, minor, above["time"], above["major"], above["minor"]):
            break
        heap[i] = above
        i = parent
    event = heap[i]
    event["time"] = time
    event["major"] = major
    event["minor"] = minor
    event["item"] = item
    return size + 1


@njit
def drop_first(heap, size):
    """Remove the first event of a heap of `size` events; return the new size."""
    last = heap[size - 1]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size - 1:
            break
        if child + 1 < size - 1 and event_precedes(heap[child + 1], heap[child]):
            child += 1
        if not event_precedes(heap[child], last):
            break
        heap[i] = heap[child]
        i = child
    heap[i] = last
    return size - 1
