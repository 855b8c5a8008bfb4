"""A staffed team with its line, and the history of both."""

import math
from collections import deque
from typing import NamedTuple

from sim.reference.journey import Contact


class RosterStep(NamedTuple):
    """Advisers of a desk from a moment on."""

    time: float
    desk: int
    advisers: int
    wage: float  # euros per adviser-hour
    opens: float  # next time with advisers: the step's own if it has; inf if never
    closes: float  # first time after `opens` without advisers; inf if never


class Level(NamedTuple):
    """State of a desk from a moment on."""

    time: float
    advisers: int
    wage: float
    busy: int
    backlog: int
    oldest_arrival: float  # of the longest-waiting contact; inf if none waits


class Desk:
    """A team that serves one channel, first come, first served.

    Attributes
    ----------
    step
        The roster step in force.
    busy
        Advisers in service. More than are on duty after a roster drop: they finish, then leave.
    line
        Contacts waiting, in the order in which they arrived.
    is_draining
        Whether advisers stay after closing until the line is empty.
    closed_since
        When it closed with a line that is carried to the next opening; NaN otherwise.
    closed_total
        Minutes it was closed so before.
    history
        Its state after every event that changed it.
    """

    def __init__(self, number: int, channel: int) -> None:
        self.number = number
        self.channel = channel
        self.step = RosterStep(-math.inf, number, 0, 0.0, math.inf, math.inf)
        self.busy = 0
        self.line: deque[Contact] = deque()
        self.is_draining = False
        self.closed_since = math.nan
        self.closed_total = 0.0
        self.history: list[Level] = []

    @property
    def is_open(self) -> bool:
        """Whether advisers are on duty by the roster."""
        return self.step.advisers > 0

    @property
    def has_free_place(self) -> bool:
        """Whether an adviser on duty is idle."""
        return self.busy < self.step.advisers

    def closed_minutes(self, now: float) -> float:
        """Minutes up to now that it was closed with a line carried to the next opening."""
        if math.isnan(self.closed_since):
            return self.closed_total
        return self.closed_total + (now - self.closed_since)

    def enter_line(self, contact: Contact, now: float) -> None:
        """A contact joins the end of the line."""
        contact.closed = -self.closed_minutes(now)
        self.line.append(contact)

    def leave_line(self, contact: Contact, now: float) -> Contact:
        """A contact leaves the line, from wherever it stands."""
        contact.closed += self.closed_minutes(now)
        self.line.remove(contact)
        return contact

    def note(self, now: float) -> None:
        """Add the present state to the history if it is new."""
        oldest = self.line[0].arrival if self.line else math.inf
        level = Level(now, self.step.advisers, self.step.wage, self.busy, len(self.line), oldest)
        if not self.history or level[1:] != self.history[-1][1:]:
            self.history.append(level)
