"""The contact centre: moves contacts between customers and desks, event by event.

The section "Process overview and scheduling" of docs/model.md has the order of events. Events call
`arise`, `attempt`, `come_at_opening`, `end_service`, `change_roster`, `change_params`, `reply`,
`end_patience`, `expire` and `chase`; the other methods are what these have in common. What desks do
is in `floor`, what customers hear of each other in `talk`.
"""

import math
from collections.abc import Callable

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.behaviour.choice import NOTHING
from sim.choice_luck import make_choice_luck
from sim.output import Panel
from sim.packed import pack
from sim.params import Behaviour, Channels, DatedChange, Form, Law, Params
from sim.records import EventKind, Outcome
from sim.reference import compiled
from sim.reference.customer import Customer
from sim.reference.desk import RosterStep
from sim.reference.events import Calendar
from sim.reference.floor import Floor
from sim.reference.journey import NOBODY_LEADS, Contact, Journey
from sim.reference.outside import Need, NeedSource, roster_steps
from sim.reference.panel import Floats32, goodwill_at_start, take_panel
from sim.reference.talk import Talk
from sim.rng import Key, Stream
from sim.world import World


class ContactCentre(mesa.Model):
    """One organisation: its customers, desks and calendar. A Mesa step is one event.

    Its Mesa agents are the customers who have had a need so far or heard of somebody's: each is
    made then, since before that nothing happens to it.

    Attributes
    ----------
    now
        Minutes since the scenario's start.
    params
        Parameters in force.
    customers
        Those who have had a need or heard of one, by row of the population.
    closed
        Contacts in the order in which they closed.
    open
        Contacts that arrived and have not closed, by (customer, need, attempt).
    journeys
        One per expressed need, in the order in which they began.
    not_expressed
        Those whose customer chose to do nothing.
    departures
        When customers left, with each.
    panel
        Copies of the customers' state at the moments that the timeline names.
    """

    def __init__(self, world: World, customer_class: type[Customer] = Customer) -> None:
        super().__init__(seed=world.key.seed)
        self.world = world
        self.customer_class = customer_class
        self.key = Key(int(world.key.seed), int(world.key.organisation))
        self.params: Params = world.params
        self.packed = pack(world.params)
        self.luck = make_choice_luck(self.channels.name_hash, self.behaviour.nothing_hash)
        self.goodwill_at_start: Floats32 = goodwill_at_start(world.customers)

        self.now = -math.inf
        self.calendar = Calendar(world.timeline.end)
        self.customers: dict[int, Customer] = {}
        self.closed: list[Contact] = []
        self.open: dict[tuple[int, int, int], Contact] = {}
        self.journeys: list[Journey] = []
        self.not_expressed: list[Journey] = []
        self.departures: list[tuple[float, Customer]] = []
        self.panel: list[Panel] = []
        self.n_events = 0

        self.floor = Floor(self, self._send_away, self._close_duplicate)
        self.talk = Talk(self)
        for step in roster_steps(world.params.desks):
            self.calendar.add(
                step.time, EventKind.ROSTER_STEP, (step.desk,), self.change_roster, step
            )
        for number, change in enumerate(world.changes):
            self.calendar.add(
                change.time, EventKind.DATED_CHANGE, (number,), self.change_params, change
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
        for desk in self.floor.desks:
            desk.note(self.now)
        for line in self.floor.lines:
            line.note(self.now)
        self.n_events += 1

    def _fetch_needs(self) -> None:
        """Put needs into the calendar until the next event cannot be one still missing."""
        while self.needs.may_precede(self.calendar.next_time):
            for need in self.needs.fetch():
                who = (need.customer, need.number, 0)
                self.calendar.add(need.time, EventKind.ARRIVAL, who, self.arise, need)

    def _take_panels(self, before: float) -> None:
        """Copy the customers' state at moments that have passed, or pass before the next event."""
        moments = self.world.timeline.panel
        while len(self.panel) < len(moments) and moments[len(self.panel)] < before:
            self.panel.append(take_panel(self, float(moments[len(self.panel)])))

    def due(
        self, time: float, kind: EventKind, handler: Callable[[Contact], None], contact: Contact
    ) -> None:
        """Put an event of a contact into the calendar."""
        self.calendar.add(time, kind, contact.key, handler, contact)

    def _due_again(self, time: float, journey: Journey) -> None:
        """Put the next attempt of a journey into the calendar."""
        journey.is_pending = True
        who = (journey.customer.row, journey.number, journey.newest + 1)
        self.calendar.add(time, EventKind.ARRIVAL, who, self.attempt, journey)

    # ------------------------------------------------------------------------ what both sides see

    @property
    def channels(self) -> Channels:
        """Parameters of the channels in force."""
        return self.params.channels

    @property
    def behaviour(self) -> Behaviour:
        """What customers have in common, as in force."""
        return self.params.behaviour

    def params_before(self, time: float) -> Params:
        """Parameters in force until a moment."""
        dated = [change.params for change in self.world.changes if change.time < time]
        return dated[-1] if dated else self.world.params

    def customer(self, row: int) -> Customer:
        """The customer of a row of the population, made when first asked for."""
        if row not in self.customers:
            self.customers[row] = self.customer_class(self, row)
        return self.customers[row]

    def opening_delays(self) -> NDArray[np.float64]:
        """Minutes until each channel opens; inf: never."""
        return np.array([self.floor.opening_delay(c) for c in range(len(self.channels.form))])

    def draw(self, stream: Stream, contact: Contact) -> float:
        """The luck of one decision that is not the customer's, uniform in (0, 1)."""
        customer, need, attempt = contact.key
        return compiled.draw(self.key, int(stream), customer, need, attempt)

    def resolves(self, contact: Contact, skill: float) -> bool:
        """Whether an answer to the contact solves its need."""
        factor = self.channels.resolution_factor[contact.channel, contact.journey.kind]
        return bool(self.draw(Stream.RESOLVED, contact) < skill * factor)

    # ------------------------------------------------------------------------------- to a channel

    def arise(self, need: Need) -> None:
        """A need arises: its customer makes the first attempt, or does nothing."""
        customer = self.customer(need.customer)
        if customer.has_left:
            return
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
        journey.newest = journey.leader = contact.attempt
        journey.previous_channel = channel
        if self.floor.opening_delay(channel) == 0.0:
            self.arrive(contact)
        elif journey.customer.drops(contact):
            contact.arrival = self.now
            self.close(contact, Outcome.DROPPED)
            self.maybe_retry(contact, gave_up=True)
        else:
            self.postpone(contact)

    def postpone(self, contact: Contact) -> None:
        """Let a customer who found the channel closed come some time after the next opening."""
        step = self.floor.first_to_open(contact.channel)
        spread = min(float(self.channels.opening_spread[contact.channel]), step.closes - step.opens)
        contact.journey.is_pending = True
        arrival = step.opens + contact.customer.opening_share(contact) * spread
        self.due(arrival, EventKind.ARRIVAL, self.come_at_opening, contact)

    def come_at_opening(self, contact: Contact) -> None:
        """A postponed contact comes, unless its need was solved or the channel is closed again."""
        contact.journey.is_pending = False
        if contact.journey.is_solved:
            return
        if self.floor.opening_delay(contact.channel) > 0.0:
            self.postpone(contact)
        else:
            self.arrive(contact)

    def arrive(self, contact: Contact) -> None:
        """A contact reaches its channel."""
        contact.arrival = self.now
        contact.journey.open.append(contact)
        self.open[contact.key] = contact
        contact.customer.notice_arrival(contact)
        form = self.channels.form[contact.channel]
        if form == Form.DESKLESS:
            law = self.packed.channels["delay"][contact.channel]
            delay = compiled.duration(law, self.draw(Stream.DELAY, contact))
            self.due(self.now + delay, EventKind.REPLY_DUE, self.reply, contact)
            return
        policies = self.params.policies
        contact.goes_ahead = policies.loud_first and self.is_loud(contact)
        if form == Form.LIVE:
            self.stand_in_line(contact)
        elif self.notices(contact):
            self.take_message(contact)
        else:
            contact.is_answerable = False
            self.wait_for_answer(contact)

    # ------------------------------------------------------------------------------- at the desks

    def is_loud(self, contact: Contact) -> bool:
        """Whether the customer's audience makes the organisation treat the contact otherwise."""
        is_public = bool(self.channels.public[contact.channel])
        return is_public and contact.customer.audience >= self.params.policies.loud_audience

    def notices(self, contact: Contact) -> bool:
        """Whether the organisation will ever answer a message, and does not delete it."""
        policies, channel = self.params.policies, contact.channel
        share = float(self.channels.answer_probability[channel])
        if self.is_loud(contact):
            share = policies.loud_answer_probability
        if self.draw(Stream.ANSWERED, contact) >= share:
            return False
        is_complaint = contact.journey.kind == self.params.kinds.complaint
        if policies.delete_share > 0.0 and self.channels.public[channel] and is_complaint:
            contact.is_deleted = self.draw(Stream.DELETED, contact) < policies.delete_share
        return not contact.is_deleted

    def stand_in_line(self, contact: Contact) -> None:
        """A live contact starts at once or waits in line, if there is room and it wants to."""
        channel, floor = contact.channel, self.floor
        contact.desk = floor.routes[channel][0].number
        if floor.n_inside(channel) >= self.channels.trunks[channel]:
            self.give_up(contact, Outcome.BLOCKED)
        elif not floor.start_if_possible(contact):
            ahead = len(floor.lines[channel])
            if ahead >= self.channels.line_limit[channel]:
                self.give_up(contact, Outcome.BLOCKED)
            elif contact.customer.balks(contact, ahead, floor.on_duty(channel)):
                self.give_up(contact, Outcome.BALKED)
            else:
                floor.join_line(contact)

    def take_message(self, contact: Contact) -> None:
        """A message that will be read is answered at once or joins the backlog."""
        contact.desk = self.floor.routes[contact.channel][0].number
        if not self.floor.start_if_possible(contact):
            self.floor.join_line(contact)
            self.wait_for_answer(contact)

    def wait_for_answer(self, contact: Contact) -> None:
        """A message waits: its customer will chase it, and at some time it is void."""
        chase_after = contact.customer.chase_delay(contact)
        self.due(self.now + chase_after, EventKind.CHASE, self.chase, contact)
        law = self.packed.channels["expiry"][contact.channel]
        if law[0] != Law.NEVER:
            expiry = compiled.duration(law, self.draw(Stream.EXPIRY, contact))
            self.due(self.now + expiry, EventKind.PATIENCE_END, self.expire, contact)

    def change_roster(self, step: RosterStep) -> None:
        """A desk opens, closes, or has another number of advisers."""
        self.floor.change_roster(step)

    def change_params(self, change: DatedChange) -> None:
        """From now on, other parameters are in force."""
        self.params = change.params
        self.packed = pack(change.params)

    # ------------------------------------------------------------------------------- how it ends

    def end_service(self, contact: Contact) -> None:
        """An adviser is done with a contact: it closes or moves on, and then the next starts."""
        if contact.adviser is None or contact.due != self.now:
            return
        self.floor.finish(contact)
        if contact.is_in_public and self.params.policies.move_to_private:
            self.move_to_private(contact)
        else:
            self.answer(contact, Outcome.HANDLED)
        self.floor.free_place(self.floor.desks[contact.desk])

    def move_to_private(self, contact: Contact) -> None:
        """Answered in public, the customer is asked to go on in private, and may do so later."""
        contact.is_in_public = False
        contact.is_private = True
        law = self.params.policies.private_delay
        delay = compiled.duration(law, self.draw(Stream.PRIVATE_DELAY, contact))
        self.due(self.now + delay, EventKind.REPLY_DUE, self.go_on_in_private, contact)

    def go_on_in_private(self, contact: Contact) -> None:
        """The customer's private message comes, or never will."""
        if self.draw(Stream.PRIVATE_LOSS, contact) < self.params.policies.private_loss:
            self.answer(contact, Outcome.LOST)
        elif not self.floor.start_if_possible(contact):
            self.floor.join_line(contact)

    def reply(self, contact: Contact) -> None:
        """The reply of a deskless channel comes."""
        contact.start = self.now
        contact.waited = contact.response = self.now - contact.arrival
        contact.will_resolve = self.resolves(contact, float(self.channels.skill[contact.channel]))
        self.answer(contact, Outcome.HANDLED)

    def answer(self, contact: Contact, outcome: Outcome) -> None:
        """An exchange is over; its customer judges it unless it did before."""
        contact.is_resolved = contact.will_resolve and outcome == Outcome.HANDLED
        if contact.is_resolved:
            contact.journey.is_solved = True
        self.close(contact, outcome)
        contact.customer.judge(contact, contact.wait)
        self.maybe_retry(contact, gave_up=False)

    def end_patience(self, contact: Contact) -> None:
        """Patience ends; if the contact is still in line, its customer leaves."""
        if contact.is_waiting and contact.deadline == self.now:
            self.floor.leave_line(contact)
            self.give_up(contact, Outcome.MESSAGE if contact.leaves_message else Outcome.ABANDONED)

    def give_up(self, contact: Contact, outcome: Outcome) -> None:
        """A contact ends in line: its customer judges the wait and may try again."""
        self.close(contact, outcome)
        contact.customer.judge(contact, contact.wait, abandoned=True)
        self.maybe_retry(contact, gave_up=True)

    def _send_away(self, contact: Contact) -> None:
        self.give_up(contact, Outcome.SENT_AWAY)

    def _close_duplicate(self, contact: Contact) -> None:
        self.close(contact, Outcome.DUPLICATE)

    def is_unread(self, contact: Contact) -> bool:
        """Whether a message has not been answered and may still be."""
        is_ignored = not contact.is_answerable and contact.outcome == Outcome.OPEN
        return is_ignored or (contact.is_waiting and not contact.has_started)

    def expire(self, contact: Contact) -> None:
        """A message that no adviser has started on is void, or was never noticed."""
        if not self.is_unread(contact):
            return
        wait = self.now - contact.arrival
        if contact.is_answerable:
            wait = self.floor.leave_line(contact).waited
        was_judged = contact.is_judged
        self.close(contact, Outcome.EXPIRED if contact.is_answerable else Outcome.UNANSWERED)
        contact.customer.judge(contact, wait, never=True)
        if not was_judged:
            self.maybe_retry(contact, gave_up=False)

    def chase(self, contact: Contact) -> None:
        """A message had no answer for too long: its customer judges it and may ask again.

        The message itself stays in line, unless nobody will ever answer it: then it closes.
        """
        journey = contact.journey
        if not self.is_unread(contact):
            return
        if not journey.is_solved:
            contact.customer.judge(contact, self.now - contact.arrival, never=True)
            journey.failed |= 1 << contact.channel
            if self.may_lead_on(contact) and contact.customer.chases(contact):
                self._due_again(self.now, journey)
            journey.leader = NOBODY_LEADS
        if not contact.is_answerable:
            self.close(contact, Outcome.UNANSWERED)

    def close(self, contact: Contact, outcome: Outcome) -> None:
        """Write a contact off, in the order of the contact table."""
        journey = contact.journey
        contact.outcome = outcome
        contact.end = self.now
        contact.threshold = float(self.channels.threshold[contact.channel])
        self.closed.append(contact)
        journey.n_closed += 1
        if self.open.pop(contact.key, None) is not None:
            journey.open.remove(contact)
        if not contact.is_resolved and outcome != Outcome.DUPLICATE:
            journey.failed |= 1 << contact.channel

    def may_lead_on(self, contact: Contact) -> bool:
        """Whether another attempt may follow this contact."""
        journey = contact.journey
        return (
            contact.attempt == journey.leader and journey.newest + 1 < self.behaviour.max_attempts
        )

    def maybe_retry(self, contact: Contact, gave_up: bool) -> None:
        """Let the customer try again after a contact that did not solve its need."""
        if contact.journey.is_solved or not self.may_lead_on(contact):
            return
        delay = contact.customer.retry_delay(contact, gave_up)
        if delay is not None:
            self._due_again(self.now + delay, contact.journey)

    def note_departure(self, customer: Customer) -> None:
        """A customer has left: no further needs of its own reach the organisation."""
        self.departures.append((self.now, customer))
