"""The contact centre: moves contacts between customers and desks, event by event.

The section "Process overview and scheduling" of docs/model.md has the order of events. Events call
`arise`, `attempt`, `come_at_opening`, `end_service`, `change_roster`, `change_answers`, `reply`,
`abandon` and `chase`; the other methods are what these have in common.
"""

import math
from collections.abc import Callable

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.behaviour.choice import NOTHING
from sim.output import Panel
from sim.packed import pack
from sim.params import AtClose, Form
from sim.records import EventKind, Outcome
from sim.reference import compiled
from sim.reference.customer import Customer
from sim.reference.desk import Desk, RosterStep
from sim.reference.events import Calendar, Event
from sim.reference.journey import Contact, Journey
from sim.reference.outside import DatedChange, Need, NeedSource, dated_changes, roster_steps
from sim.reference.panel import Floats32, goodwill_at_start, take_panel
from sim.rng import Key, Stream
from sim.world import World


class ContactCentre(mesa.Model):
    """One organisation: its customers, desks and calendar. A Mesa step is one event.

    Its Mesa agents are the customers who have had a need so far: each is made at its first, since
    before that nothing happens to it.

    Attributes
    ----------
    now
        Minutes since the scenario's start.
    customers
        Those who have had a need, by row of the population.
    closed
        Contacts in the order in which they closed.
    open
        Contacts that arrived and have not closed, by (customer, need, attempt).
    journeys
        One per expressed need, in the order in which they began.
    not_expressed
        Those whose customer chose to do nothing.
    panel
        Copies of the customers' state at the moments that the timeline names.
    """

    def __init__(self, world: World, customer_class: type[Customer] = Customer) -> None:
        super().__init__(seed=world.key.seed)
        self.world = world
        self.customer_class = customer_class
        self.key = Key(int(world.key.seed), int(world.key.organisation))
        self.channels = world.params.channels
        self.behaviour = world.params.behaviour
        self.packed = pack(world.params)
        self.choice_hashes = np.append(
            self.channels.name_hash, np.uint32(self.behaviour.nothing_hash)
        )
        self.answer_probability = [float(p) for p in self.channels.answer_probability]
        self.goodwill_at_start: Floats32 = goodwill_at_start(world.customers)

        self.now = -math.inf
        self.calendar = Calendar(world.timeline.end)
        self.customers: dict[int, Customer] = {}
        self.closed: list[Contact] = []
        self.open: dict[tuple[int, int, int], Contact] = {}
        self.journeys: list[Journey] = []
        self.not_expressed: list[Journey] = []
        self.panel: list[Panel] = []
        self.n_events = 0

        self.desks = [
            Desk(number, list(self.channels.desk).index(number))
            for number in range(world.params.desks.n_desks)
        ]
        for step in roster_steps(world.params.desks):
            self.calendar.add(
                Event(step.time, EventKind.ROSTER_STEP, (step.desk,), self.change_roster, step)
            )
        for change in dated_changes(world.params.changes):
            who = (change.number,)
            self.calendar.add(
                Event(change.time, EventKind.DATED_CHANGE, who, self.change_answers, change)
            )
        self.needs = NeedSource(world)

    # ------------------------------------------------------------------------------ the calendar

    def step(self) -> None:
        """Handle the next event; without one, the run is over."""
        self._fetch_needs()
        self._take_panels(before=self.calendar.next_time)
        if self.calendar.next_time >= self.calendar.end:
            self._take_panels(before=math.inf)
            self.running = False
            return
        event = self.calendar.pop()
        self.now = event.time
        event.handler(event.subject)
        for desk in self.desks:
            desk.note(self.now)
        self.n_events += 1

    def _fetch_needs(self) -> None:
        """Put needs into the calendar until the next event cannot be one still missing."""
        while self.needs.may_precede(self.calendar.next_time):
            for need in self.needs.fetch():
                who = (need.customer, need.number, 0)
                self.calendar.add(Event(need.time, EventKind.ARRIVAL, who, self.arise, need))

    def _take_panels(self, before: float) -> None:
        """Copy the customers' state at moments that have passed, or pass before the next event."""
        moments = self.world.timeline.panel
        while len(self.panel) < len(moments) and moments[len(self.panel)] < before:
            self.panel.append(take_panel(self, float(moments[len(self.panel)])))

    def _due(
        self, time: float, kind: EventKind, handler: Callable[[Contact], None], contact: Contact
    ) -> None:
        """Put an event of a contact into the calendar."""
        self.calendar.add(Event(time, kind, contact.key, handler, contact))

    def _due_again(self, time: float, contact: Contact) -> None:
        """Put the attempt after `contact` into the calendar."""
        journey = contact.journey
        journey.is_pending = True
        who = (journey.customer.row, journey.number, contact.attempt + 1)
        self.calendar.add(Event(time, EventKind.ARRIVAL, who, self.attempt, journey))

    # ------------------------------------------------------------------------ what both sides see

    def customer(self, row: int) -> Customer:
        """The customer of a row of the population, made when first asked for."""
        if row not in self.customers:
            self.customers[row] = self.customer_class(self, row)
        return self.customers[row]

    def desk_of(self, channel: int) -> Desk:
        """The desk that serves a channel that has one."""
        return self.desks[int(self.channels.desk[channel])]

    def opening_delay(self, channel: int) -> float:
        """Minutes until the channel opens: 0 if it is open or can always be written to."""
        if self.channels.form[channel] != Form.LIVE or self.desk_of(channel).is_open:
            return 0.0
        return self.desk_of(channel).step.opens - self.now

    def opening_delays(self) -> NDArray[np.float64]:
        """Minutes until each channel opens; inf: never."""
        return np.array([self.opening_delay(c) for c in range(len(self.channels.form))])

    def draw(self, stream: Stream, contact: Contact) -> float:
        """The luck of one decision that is not the customer's, uniform in (0, 1)."""
        customer, need, attempt = contact.key
        return compiled.draw(self.key, int(stream), customer, need, attempt)

    def resolves(self, contact: Contact) -> bool:
        """Whether an answer to the contact solves its need."""
        factor = self.channels.resolution_factor[contact.channel, contact.journey.kind]
        share = min(1.0, self.channels.skill[contact.channel] * factor)
        return bool(self.draw(Stream.RESOLVED, contact) < share)

    # ------------------------------------------------------------------------------- to a channel

    def arise(self, need: Need) -> None:
        """A need arises: its customer makes the first attempt, or does nothing."""
        customer = self.customer(need.customer)
        journey = Journey(customer, need.number, need.kind, need.time, customer.last_channel)
        self.attempt(journey)
        (self.not_expressed if journey.newest < 0 else self.journeys).append(journey)

    def attempt(self, journey: Journey) -> None:
        """The customer chooses a channel and turns to it, unless a late reply solved the need."""
        journey.is_pending = False
        if journey.is_solved:
            return
        channel = journey.customer.choose(journey, self.now)
        if channel == NOTHING:
            return
        contact = Contact(
            journey, journey.newest + 1, channel, journey.previous_channel, chosen=self.now
        )
        journey.newest = contact.attempt
        journey.previous_channel = channel
        if self.opening_delay(channel) == 0.0:
            self.arrive(contact)
        elif journey.customer.drops(contact):
            contact.arrival = self.now
            self.close(contact, Outcome.DROPPED)
            self.maybe_retry(contact, gave_up=True)
        else:
            self.postpone(contact)

    def postpone(self, contact: Contact) -> None:
        """Let a customer who found the channel closed come some time after the next opening."""
        step = self.desk_of(contact.channel).step
        spread = min(float(self.channels.opening_spread[contact.channel]), step.closes - step.opens)
        contact.journey.is_pending = True
        arrival = step.opens + contact.customer.opening_share(contact) * spread
        self._due(arrival, EventKind.ARRIVAL, self.come_at_opening, contact)

    def come_at_opening(self, contact: Contact) -> None:
        """A postponed contact comes, unless its need was solved or the channel is closed again."""
        contact.journey.is_pending = False
        if contact.journey.is_solved:
            return
        if self.opening_delay(contact.channel) > 0.0:
            self.postpone(contact)
        else:
            self.arrive(contact)

    def arrive(self, contact: Contact) -> None:
        """A contact reaches its channel."""
        contact.arrival = self.now
        contact.journey.n_open += 1
        self.open[contact.key] = contact
        customer, channel = contact.customer, contact.channel
        customer.notice_arrival(contact)
        form = self.channels.form[channel]
        if form == Form.DESKLESS:
            law = self.packed.channels["delay"][channel]
            delay = compiled.duration(law, self.draw(Stream.DELAY, contact))
            self._due(self.now + delay, EventKind.REPLY_DUE, self.reply, contact)
        elif form == Form.WRITTEN:
            contact.is_answerable = (
                self.draw(Stream.ANSWERED, contact) < self.answer_probability[channel]
            )
            self._due(
                self.now + customer.chase_delay(contact), EventKind.CHASE, self.chase, contact
            )
            if contact.is_answerable:
                self.join(contact)
        else:
            self.stand_in_line(contact)

    # ---------------------------------------------------------------------------------- at a desk

    def stand_in_line(self, contact: Contact) -> None:
        """A live contact starts at once or waits in line, if there is room and it wants to."""
        desk, customer = self.desk_of(contact.channel), contact.customer
        contact.desk = desk.number
        if not desk.has_free_place:
            if len(desk.line) >= self.channels.line_limit[contact.channel]:
                self.give_up(contact, Outcome.BLOCKED)
                return
            if customer.balks(contact, len(desk.line), desk.step.advisers):
                self.give_up(contact, Outcome.BALKED)
                return
        if not self.join(contact):
            self._due(
                self.now + customer.patience(contact), EventKind.PATIENCE_END, self.abandon, contact
            )

    def join(self, contact: Contact) -> bool:
        """Start a contact at once and say so, or put it into its desk's line."""
        desk = self.desk_of(contact.channel)
        contact.desk = desk.number
        if desk.has_free_place:
            self.start(contact)
            return True
        desk.enter_line(contact, self.now)
        return False

    def start(self, contact: Contact) -> None:
        """An adviser starts on a contact."""
        channel = contact.channel
        self.desks[contact.desk].busy += 1
        contact.start = self.now
        law = self.packed.channels["handling"][channel]
        contact.work = compiled.duration(law, self.draw(Stream.HANDLING, contact)) * float(
            self.channels.handling_factor[channel, contact.journey.kind]
        )
        contact.will_resolve = self.resolves(contact)
        self._due(self.now + contact.work, EventKind.SERVICE_END, self.end_service, contact)

    def end_service(self, contact: Contact) -> None:
        """An adviser is done with a contact: it closes, and then the next in line starts."""
        contact.handling = contact.work
        self.answer(contact)
        desk = self.desks[contact.desk]
        desk.busy -= 1
        if desk.line and (desk.has_free_place or desk.is_draining):
            self.start(desk.leave_line(desk.line[0], self.now))

    def change_roster(self, step: RosterStep) -> None:
        """A desk opens, closes, or has another number of advisers."""
        desk = self.desks[step.desk]
        closes = desk.is_open and step.advisers == 0
        desk.step = step
        if desk.is_open:
            desk.is_draining = False
            desk.closed_total = desk.closed_minutes(self.now)
            desk.closed_since = math.nan
        elif closes and self.channels.form[desk.channel] == Form.LIVE:
            rule = self.channels.at_close[desk.channel]
            desk.is_draining = rule == AtClose.SERVE and len(desk.line) > 0
            if rule == AtClose.CARRY and desk.line:
                desk.closed_since = self.now
            while rule == AtClose.SEND_AWAY and desk.line:
                self.give_up(desk.leave_line(desk.line[0], self.now), Outcome.SENT_AWAY)
        while desk.line and desk.has_free_place:
            self.start(desk.leave_line(desk.line[0], self.now))

    def change_answers(self, change: DatedChange) -> None:
        """From now on, another share of a channel's messages is answered."""
        self.answer_probability[change.channel] = change.value

    # ------------------------------------------------------------------------------- how it ends

    def reply(self, contact: Contact) -> None:
        """The reply of a deskless channel comes."""
        contact.start = self.now
        contact.will_resolve = self.resolves(contact)
        self.answer(contact)

    def answer(self, contact: Contact) -> None:
        """A contact was answered to the end; its customer judges it unless it did before."""
        contact.is_resolved = contact.will_resolve
        if contact.is_resolved:
            contact.journey.is_solved = True
        self.close(contact, Outcome.HANDLED)
        if not contact.is_judged:
            contact.customer.judge(contact, contact.wait)
        self.maybe_retry(contact, gave_up=False)

    def abandon(self, contact: Contact) -> None:
        """Patience ends; if the contact is still in line, its customer leaves."""
        if not contact.has_started and contact.outcome == Outcome.OPEN:
            self.give_up(self.desks[contact.desk].leave_line(contact, self.now), Outcome.ABANDONED)

    def give_up(self, contact: Contact, outcome: Outcome) -> None:
        """A contact ends in line: its customer judges the wait and may try again."""
        self.close(contact, outcome)
        contact.customer.judge(contact, contact.wait, abandoned=True)
        self.maybe_retry(contact, gave_up=True)

    def chase(self, contact: Contact) -> None:
        """A message had no answer for too long: its customer judges it and may ask again.

        The message itself stays in line, unless nobody will ever answer it: then it closes.
        """
        journey = contact.journey
        if contact.has_started:
            return
        if not journey.is_solved:
            contact.customer.judge(contact, self.now - contact.arrival, never=True)
            contact.is_chased = True
            journey.failed |= 1 << contact.channel
            if self.may_try_again(contact) and contact.customer.chases(contact):
                self._due_again(self.now, contact)
        if not contact.is_answerable:
            self.close(contact, Outcome.UNANSWERED)

    def close(self, contact: Contact, outcome: Outcome) -> None:
        """Write a contact off, in the order of the contact table."""
        journey = contact.journey
        contact.outcome = outcome
        contact.end = self.now
        self.closed.append(contact)
        journey.n_closed += 1
        if self.open.pop(contact.key, None) is not None:
            journey.n_open -= 1
        if not contact.is_resolved:
            journey.failed |= 1 << contact.channel

    def may_try_again(self, contact: Contact) -> bool:
        """Whether another attempt may follow this contact: its need's newest, and not the last."""
        return contact.is_newest and contact.attempt + 1 < self.behaviour.max_attempts

    def maybe_retry(self, contact: Contact, gave_up: bool) -> None:
        """Let the customer try again after a contact that did not solve its need."""
        if contact.journey.is_solved or contact.is_chased or not self.may_try_again(contact):
            return
        delay = contact.customer.retry_delay(contact, gave_up)
        if delay is not None:
            self._due_again(self.now + delay, contact)
