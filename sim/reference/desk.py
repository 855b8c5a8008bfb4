"""A staffed team, its advisers, and the history of both."""

import math
from typing import NamedTuple

from sim.params import Params
from sim.reference.journey import Contact


class RosterStep(NamedTuple):
    """Advisers of a desk from a moment on."""

    time: float
    desk: int
    advisers: int  # on duty
    paid: float  # advisers
    wage: float  # euros per paid adviser-hour
    opens: float  # next time with advisers: the step's own if it has; inf if never
    closes: float  # first time after `opens` without advisers; inf if never


class Level(NamedTuple):
    """State of a desk from a moment on."""

    time: float
    busy: int
    paid: float
    wage: float


class Spell(NamedTuple):
    """A stretch of an adviser's time on one contact, shared with others in hand."""

    desk: int
    channel: int
    begin: float
    end: float
    load: int


class Adviser:
    """Somebody at a desk.

    Attributes
    ----------
    number
        Place at the desk, from 0.
    contacts
        What the adviser has in hand, in the order in which it was taken.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.contacts: list[Contact] = []

    @property
    def load(self) -> int:
        """Contacts in hand."""
        return len(self.contacts)


class Desk:
    """A team that serves some channels.

    Attributes
    ----------
    channels
        Those it serves, in file order.
    suspends
        Whether a drop of its roster takes contacts from advisers.
    step
        The roster step in force.
    present
        Advisers at the desk. More than are on duty after a drop: they finish, then leave.
    draining
        Live channels whose line it serves after closing.
    spells
        What its advisers have spent their time on.
    history
        Its state after every event that changed it.
    """

    def __init__(self, number: int, params: Params) -> None:
        route = params.desks.route
        self.number = number
        self.channels = [c for c in range(len(route)) if number in route[c]]
        self.suspends = bool(params.desks.suspends[number])
        self.speed = [float(speed) for speed in params.desks.speed[number]]
        self.step = RosterStep(-math.inf, number, 0, 0.0, 0.0, math.inf, math.inf)
        self.present: list[Adviser] = []
        self.draining: set[int] = set()
        self.spells: list[Spell] = []
        self.history: list[Level] = []

    @property
    def is_on_duty(self) -> bool:
        """Whether advisers are on duty by the roster."""
        return self.step.advisers > 0

    @property
    def busy(self) -> int:
        """Advisers with something in hand."""
        return sum(adviser.load > 0 for adviser in self.present)

    @property
    def in_hand(self) -> list[Contact]:
        """All contacts that advisers have in hand."""
        return [contact for adviser in self.present for contact in adviser.contacts]

    def adviser_for(self, channel: int, params: Params) -> Adviser | None:
        """Who takes the next contact of a channel: the least loaded with room for it, or nobody."""
        if self.is_on_duty:
            if len(self.present) > self.step.advisers:
                return None
        elif channel not in self.draining:
            return None
        # Nobody is less loaded than who is idle, who has room for any channel of the desk.
        idle = [adviser for adviser in self.present if not adviser.contacts]
        if idle:
            return min(idle, key=lambda adviser: adviser.number)
        concurrency = params.serving.concurrency[self.number]

        def has_room(adviser: Adviser) -> bool:
            channels = [channel, *(contact.channel for contact in adviser.contacts)]
            return bool(adviser.load < min(concurrency[c] for c in channels))

        able = [adviser for adviser in self.present if has_room(adviser)]
        return min(able, key=lambda adviser: (adviser.load, adviser.number), default=None)

    def summon(self) -> None:
        """Let as many be present as are on duty; who joins takes the lowest free number."""
        numbers = {adviser.number for adviser in self.present}
        number = 0
        while len(self.present) < self.step.advisers:
            if number not in numbers:
                self.present.append(Adviser(number))
            number += 1

    def dismiss_idle(self) -> None:
        """Idle advisers leave, highest number first, until no more stay than on duty or busy."""
        stay = max(self.step.advisers, self.busy)
        idle = [adviser for adviser in self.present if adviser.load == 0]
        for adviser in sorted(idle, key=lambda a: a.number, reverse=True):
            if len(self.present) > stay:
                self.present.remove(adviser)

    def take(self, adviser: Adviser, contact: Contact, now: float) -> None:
        """An adviser takes one more contact; what is already in hand goes on more slowly."""
        self._work_on(adviser, now)
        adviser.contacts.append(contact)
        contact.adviser = adviser
        contact.since = now

    def put_down(self, contact: Contact, now: float, *, is_done: bool) -> Adviser:
        """A contact leaves its adviser's hands, done or interrupted."""
        adviser = contact.adviser
        assert adviser is not None
        # What is left is done by now, to rounding; the others' share is by the clock.
        spent = contact.spent + contact.left / self.speed[adviser.load - 1]
        self._work_on(adviser, now)
        if is_done:
            contact.spent = spent
        adviser.contacts.remove(contact)
        contact.adviser = None
        return adviser

    def due(self, adviser: Adviser, contact: Contact, now: float) -> float:
        """When the adviser will be done with a contact in hand, if nothing changes."""
        load = adviser.load
        return now + contact.left * (load / self.speed[load - 1])

    def note_work_up_to(self, now: float) -> None:
        """Bring what is in hand up to date."""
        for adviser in self.present:
            self._work_on(adviser, now)

    def note(self, now: float) -> None:
        """Add the present state to the history if it is new.

        Who works on after a drop of the roster is paid on top of it.
        """
        overtime = max(self.busy - self.step.advisers, 0)
        level = Level(now, self.busy, self.step.paid + overtime, self.step.wage)
        if not self.history or level[1:] != self.history[-1][1:]:
            self.history.append(level)

    def _work_on(self, adviser: Adviser, now: float) -> None:
        """Take what the adviser has done off the work in hand, Eq. (43)."""
        load = adviser.load
        for contact in adviser.contacts:
            elapsed = now - contact.since
            contact.left = max(0.0, contact.left - elapsed * (self.speed[load - 1] / load))
            contact.spent += elapsed / load
            self.spells.append(Spell(self.number, contact.channel, contact.since, now, load))
            contact.since = now
