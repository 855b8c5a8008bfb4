"""The calendar: what is due next, ties included."""

import heapq
from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

from sim.records import EventKind


class Event(NamedTuple):
    """What happens when, and to what.

    Events compare as tuples: by time, kind, `who` (customer, need and attempt; the desk of a roster
    step; the place of a dated change), and last by the order in which they were noted.
    """

    time: float
    kind: EventKind
    who: tuple[int, ...]
    number: int
    handler: Callable[[Any], None]
    subject: Any


class Calendar:
    """A heap of events up to the end of the run.

    Whatever becomes due at the minute being handled joins the same heap, so that it is handled
    before the clock moves, in its place among what else is due.
    """

    def __init__(self, end: float) -> None:
        self.end = end
        self._heap: list[Event] = []
        self._numbers = count()

    def add(
        self,
        time: float,
        kind: EventKind,
        who: tuple[int, ...],
        handler: Callable[[Any], None],
        subject: Any,
    ) -> None:
        """Note an event; one at or after the end of the run never happens."""
        if time < self.end:
            event = Event(time, kind, who, next(self._numbers), handler, subject)
            heapq.heappush(self._heap, event)

    @property
    def next_time(self) -> float:
        """When the next event is due; the end of the run if none is."""
        return self._heap[0].time if self._heap else self.end

    def pop(self) -> Event:
        """Take the next event."""
        return heapq.heappop(self._heap)
