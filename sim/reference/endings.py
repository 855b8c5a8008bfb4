"""How contacts end, and what follows: an answer, a wait in vain, another attempt or none."""

from typing import TYPE_CHECKING

from sim.records import EventKind, Outcome
from sim.reference.journey import NOBODY_LEADS, Contact

if TYPE_CHECKING:
    from sim.reference.centre import ContactCentre


class Endings:
    """Everything that can end a contact."""

    def __init__(self, centre: "ContactCentre") -> None:
        self.centre = centre

    def end_service(self, contact: Contact) -> None:
        """An adviser is done with a contact: it closes or moves on, and then the next starts."""
        if contact.adviser is None or contact.due != self.centre.now:
            return
        self.centre.floor.finish(contact)
        if contact.is_in_public and self.centre.params.policies.move_to_private:
            self.move_to_private(contact)
        else:
            self.answer(contact, Outcome.HANDLED)
        self.centre.floor.free_place(self.centre.floor.desks[contact.desk])

    def move_to_private(self, contact: Contact) -> None:
        """Answered in public, the customer is asked to go on in private, and may do so later."""
        contact.is_in_public = False
        contact.is_private = True
        delay = contact.customer.private_delay(contact)
        self.centre.due(
            self.centre.now + delay, EventKind.REPLY_DUE, self.go_on_in_private, contact
        )

    def go_on_in_private(self, contact: Contact) -> None:
        """The customer's private message comes, or never will."""
        if not contact.customer.goes_on_in_private(contact):
            self.answer(contact, Outcome.LOST)
        elif not self.centre.floor.start_if_possible(contact):
            self.centre.floor.join_line(contact)

    def reply(self, contact: Contact) -> None:
        """The reply of a deskless channel comes."""
        contact.start = self.centre.now
        contact.waited = contact.response = self.centre.now - contact.arrival
        contact.will_resolve = self.centre.resolves(
            contact, float(self.centre.channels.skill[contact.channel])
        )
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
        if contact.is_waiting and contact.deadline == self.centre.now:
            self.centre.floor.leave_line(contact)
            self.give_up(contact, Outcome.MESSAGE if contact.leaves_message else Outcome.ABANDONED)

    def give_up(self, contact: Contact, outcome: Outcome) -> None:
        """A contact ends in line: its customer judges the wait and may try again."""
        self.close(contact, outcome)
        contact.customer.judge(contact, contact.wait, abandoned=True)
        self.maybe_retry(contact, gave_up=True)

    def send_away(self, contact: Contact) -> None:
        """The channel closes, and who stands in line is asked to go."""
        self.give_up(contact, Outcome.SENT_AWAY)

    def close_duplicate(self, contact: Contact) -> None:
        """An adviser has started on another contact of the same need."""
        self.close(contact, Outcome.DUPLICATE)

    def is_unread(self, contact: Contact) -> bool:
        """Whether a message has not been answered and may still be."""
        is_ignored = not contact.is_answerable and contact.outcome == Outcome.OPEN
        return is_ignored or (contact.is_waiting and not contact.has_started)

    def expire(self, contact: Contact) -> None:
        """A message that no adviser has started on is void, or was never noticed."""
        if not self.is_unread(contact):
            return
        wait = self.centre.now - contact.arrival
        if contact.is_answerable:
            wait = self.centre.floor.leave_line(contact).waited
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
            contact.customer.judge(contact, self.centre.now - contact.arrival, never=True)
            journey.failed |= 1 << contact.channel
            if self.may_lead_on(contact) and contact.customer.chases(contact):
                self.centre.due_again(self.centre.now, journey)
            journey.leader = NOBODY_LEADS
        if not contact.is_answerable:
            self.close(contact, Outcome.UNANSWERED)

    def close(self, contact: Contact, outcome: Outcome) -> None:
        """Write a contact off, in the order of the contact table."""
        journey = contact.journey
        contact.outcome = outcome
        contact.end = self.centre.now
        contact.threshold = float(self.centre.channels.threshold[contact.channel])
        self.centre.closed.append(contact)
        journey.n_closed += 1
        if self.centre.open.pop(contact.key, None) is not None:
            journey.open.remove(contact)
        if not contact.is_resolved and outcome != Outcome.DUPLICATE:
            journey.failed |= 1 << contact.channel

    def may_lead_on(self, contact: Contact) -> bool:
        """Whether another attempt may follow this contact."""
        journey = contact.journey
        return (
            contact.attempt == journey.leader
            and journey.newest + 1 < self.centre.behaviour.max_attempts
        )

    def maybe_retry(self, contact: Contact, gave_up: bool) -> None:
        """Let the customer try again after a contact that did not solve its need."""
        if contact.journey.is_solved or not self.may_lead_on(contact):
            return
        delay = contact.customer.retry_delay(contact, gave_up)
        if delay is not None:
            self.centre.due_again(self.centre.now + delay, contact.journey)
