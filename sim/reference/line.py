"""The line of a channel: who waits, in which order."""

import math
from collections import deque
from itertools import count
from typing import NamedTuple

from sim.reference.journey import Contact


class LineLevel(NamedTuple):
    """State of a line from a moment on."""

    time: float
    backlog: int
    oldest_arrival: float  # of the longest-waiting contact; inf if none waits


class Ranks:
    """Places in line, comparable between channels: one count goes up, another goes down."""

    def __init__(self) -> None:
        self._last = count(1)
        self._front = count(-1, -1)

    def last(self) -> int:
        """A place behind everybody so far."""
        return next(self._last)

    def front(self) -> int:
        """A place before everybody so far."""
        return next(self._front)


class Line:
    """Who waits for a channel: first those `ahead`, then the others, each in order.

    Attributes
    ----------
    n_in_service
        Contacts of the channel that advisers have in hand.
    closed_since
        When the channel closed with its line carried to the next opening; NaN otherwise.
    closed_total
        Minutes it was closed so before.
    history
        Its state after every event that changed it.
    """

    def __init__(self, ranks: Ranks) -> None:
        self._ranks = ranks
        self.ahead: deque[Contact] = deque()
        self.normal: deque[Contact] = deque()
        self.n_in_service = 0
        self.closed_since = math.nan
        self.closed_total = 0.0
        self.history: list[LineLevel] = []

    def __len__(self) -> int:
        return len(self.ahead) + len(self.normal)

    @property
    def head(self) -> Contact:
        """Who is served next; somebody must wait."""
        return self.ahead[0] if self.ahead else self.normal[0]

    @property
    def longest_waiting(self) -> Contact:
        """Who has the smallest place in line; somebody must wait."""
        return min((queue[0] for queue in (self.ahead, self.normal) if queue), key=lambda c: c.rank)

    def closed_minutes(self, now: float) -> float:
        """Minutes up to now that the channel was closed with its line carried on."""
        if math.isnan(self.closed_since):
            return self.closed_total
        return self.closed_total + (now - self.closed_since)

    def join(self, contact: Contact, now: float) -> None:
        """A contact goes to the end."""
        contact.rank = self._ranks.last()
        self._queue_of(contact).append(contact)
        self._begin(contact, now)

    def rejoin(self, contact: Contact, now: float) -> None:
        """A contact that was interrupted goes to the head."""
        contact.rank = self._ranks.front()
        self._queue_of(contact).appendleft(contact)
        self._begin(contact, now)

    def leave(self, contact: Contact, now: float) -> Contact:
        """A contact leaves, from wherever it stands; what it waited in private is not felt."""
        self._queue_of(contact).remove(contact)
        contact.is_waiting = False
        contact.closed += self.closed_minutes(now)
        if not contact.is_private:
            contact.waited += now - contact.joined - contact.closed
        contact.patience_left = contact.deadline - now
        return contact

    def note(self, now: float) -> None:
        """Add the present state to the history if it is new."""
        oldest = self.longest_waiting.arrival if len(self) > 0 else math.inf
        level = LineLevel(now, len(self), oldest)
        if not self.history or level[1:] != self.history[-1][1:]:
            self.history.append(level)

    def _queue_of(self, contact: Contact) -> deque[Contact]:
        return self.ahead if contact.goes_ahead else self.normal

    def _begin(self, contact: Contact, now: float) -> None:
        contact.is_waiting = True
        contact.joined = now
        contact.closed = -self.closed_minutes(now)
