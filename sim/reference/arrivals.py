"""On the way to a channel, and at its door: choice, closed hours, full lines, unheard messages."""

from typing import TYPE_CHECKING

from sim.behaviour.choice import NOTHING
from sim.params import Form, Law
from sim.records import EventKind, Outcome
from sim.reference import compiled
from sim.reference.journey import Contact, Journey
from sim.reference.outside import Need
from sim.rng import Stream

if TYPE_CHECKING:
    from sim.reference.centre import ContactCentre


class Arrivals:
    """How needs become contacts, and contacts reach an adviser, a line or nobody."""

    def __init__(self, centre: "ContactCentre") -> None:
        self.centre = centre

    def arise(self, need: Need) -> None:
        """A need arises: its customer makes the first attempt, or does nothing."""
        customer = self.centre.customer(need.customer)
        if customer.has_left:
            return
        journey = Journey(customer, need.number, need.kind, need.time, customer.last_channel)
        self.attempt(journey)
        (self.centre.not_expressed if journey.newest < 0 else self.centre.journeys).append(journey)

    def attempt(self, journey: Journey) -> None:
        """The customer chooses a channel and turns to it, unless a late reply solved the need."""
        journey.is_pending = False
        if journey.is_solved:
            return
        channel = journey.customer.choose(journey, self.centre.now)
        if channel == NOTHING:
            return
        contact = Contact(
            journey, journey.newest + 1, channel, journey.previous_channel, chosen=self.centre.now
        )
        journey.newest = journey.leader = contact.attempt
        journey.previous_channel = channel
        if self.centre.floor.opening_delay(channel) == 0.0:
            self.arrive(contact)
        elif journey.customer.drops(contact):
            contact.arrival = self.centre.now
            self.centre.endings.close(contact, Outcome.DROPPED)
            self.centre.endings.maybe_retry(contact, gave_up=True)
        else:
            self.postpone(contact)

    def postpone(self, contact: Contact) -> None:
        """Let a customer who found the channel closed come some time after the next opening."""
        step = self.centre.floor.first_to_open(contact.channel)
        spread = min(
            float(self.centre.channels.opening_spread[contact.channel]), step.closes - step.opens
        )
        contact.journey.is_pending = True
        arrival = step.opens + contact.customer.opening_share(contact) * spread
        self.centre.due(arrival, EventKind.ARRIVAL, self.come_at_opening, contact)

    def come_at_opening(self, contact: Contact) -> None:
        """A postponed contact comes, unless its need was solved or the channel is closed again."""
        contact.journey.is_pending = False
        if contact.journey.is_solved:
            return
        if self.centre.floor.opening_delay(contact.channel) > 0.0:
            self.postpone(contact)
        else:
            self.arrive(contact)

    def arrive(self, contact: Contact) -> None:
        """A contact reaches its channel."""
        contact.arrival = self.centre.now
        contact.journey.open.append(contact)
        self.centre.open[contact.key] = contact
        contact.customer.notice_arrival(contact)
        form = self.centre.channels.form[contact.channel]
        if form == Form.DESKLESS:
            law = self.centre.packed.channels["delay"][contact.channel]
            delay = compiled.duration(law, self.centre.draw(Stream.DELAY, contact))
            self.centre.due(
                self.centre.now + delay, EventKind.REPLY_DUE, self.centre.endings.reply, contact
            )
            return
        policies = self.centre.params.policies
        contact.goes_ahead = policies.loud_first and self.is_loud(contact)
        if form == Form.LIVE:
            self.stand_in_line(contact)
        elif self.notices(contact):
            self.take_message(contact)
        else:
            contact.is_answerable = False
            self.wait_for_answer(contact)

    def is_loud(self, contact: Contact) -> bool:
        """Whether the customer's audience makes the organisation treat the contact otherwise."""
        is_public = bool(self.centre.channels.public[contact.channel])
        return is_public and contact.customer.audience >= self.centre.params.policies.loud_audience

    def notices(self, contact: Contact) -> bool:
        """Whether the organisation will ever answer a message, and does not delete it."""
        policies, channel = self.centre.params.policies, contact.channel
        share = float(self.centre.channels.answer_probability[channel])
        if self.is_loud(contact):
            share = policies.loud_answer_probability
        if self.centre.draw(Stream.ANSWERED, contact) >= share:
            return False
        is_complaint = contact.journey.kind == self.centre.params.kinds.complaint
        if policies.delete_share > 0.0 and self.centre.channels.public[channel] and is_complaint:
            contact.is_deleted = self.centre.draw(Stream.DELETED, contact) < policies.delete_share
        return not contact.is_deleted

    def stand_in_line(self, contact: Contact) -> None:
        """A live contact starts at once or waits in line, if there is room and it wants to."""
        channel, floor = contact.channel, self.centre.floor
        contact.desk = floor.routes[channel][0].number
        if floor.n_inside(channel) >= self.centre.channels.trunks[channel]:
            self.centre.endings.give_up(contact, Outcome.BLOCKED)
        elif not floor.start_if_possible(contact):
            ahead = len(floor.lines[channel])
            if ahead >= self.centre.channels.line_limit[channel]:
                self.centre.endings.give_up(contact, Outcome.BLOCKED)
            elif contact.customer.balks(contact, ahead, floor.on_duty(channel)):
                self.centre.endings.give_up(contact, Outcome.BALKED)
            else:
                floor.join_line(contact)

    def take_message(self, contact: Contact) -> None:
        """A message that will be read is answered at once or joins the backlog."""
        contact.desk = self.centre.floor.routes[contact.channel][0].number
        if not self.centre.floor.start_if_possible(contact):
            self.centre.floor.join_line(contact)
            self.wait_for_answer(contact)

    def wait_for_answer(self, contact: Contact) -> None:
        """A message waits: its customer will chase it, and at some time it is void."""
        chase_after = contact.customer.chase_delay(contact)
        self.centre.due(
            self.centre.now + chase_after, EventKind.CHASE, self.centre.endings.chase, contact
        )
        law = self.centre.packed.channels["expiry"][contact.channel]
        if law[0] != Law.NEVER:
            expiry = compiled.duration(law, self.centre.draw(Stream.EXPIRY, contact))
            self.centre.due(
                self.centre.now + expiry,
                EventKind.PATIENCE_END,
                self.centre.endings.expire,
                contact,
            )
