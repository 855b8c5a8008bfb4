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
        self.history: list[Level] = []

    @property
    def is_open(self) -> bool:
        """Whether advisers are on duty by the roster."""
        return self.step.advisers > 0

    @property
    def has_free_place(self) -> bool:
        """Whether an adviser on duty is idle."""
        return self.busy < self.step.advisers

    def note(self, now: float) -> None:
        """Add the present state to the history if it is new."""
        oldest = self.line[0].arrival if self.line else math.inf
        level = Level(now, self.step.advisers, self.step.wage, self.busy, len(self.line), oldest)
        if not self.history or level[1:] != self.history[-1][1:]:
            self.history.append(level)
