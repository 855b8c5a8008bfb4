"""The floor: which desk takes which contact, when an adviser is done, who comes on duty.

The centre tells the floor who arrives; the floor tells the centre, by `on_sent_away`,
`on_duplicate` and the calendar, what becomes of it.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.params import AtClose, Form
from sim.records import EventKind
from sim.reference import compiled
from sim.reference.desk import Adviser, Desk, RosterStep
from sim.reference.journey import Contact
from sim.reference.line import Line, Ranks
from sim.rng import Stream

if TYPE_CHECKING:
    from sim.reference.centre import ContactCentre


class Floor:
    """All desks and lines of an organisation.

    Attributes
    ----------
    desks
        By number.
    lines
        One a channel; that of a deskless channel stays empty.
    """

    def __init__(
        self,
        centre: "ContactCentre",
        on_sent_away: Callable[[Contact], None],
        on_duplicate: Callable[[Contact], None],
    ) -> None:
        params, ranks = centre.params, Ranks()
        self.centre = centre
        self.on_sent_away = on_sent_away
        self.on_duplicate = on_duplicate
        self.desks = [Desk(d, params) for d in range(len(params.desks.suspends))]
        self.lines = [Line(ranks) for _ in params.channels.form]
        self.routes = [
            [self.desks[d] for d in route if d >= 0] for route in params.desks.route.tolist()
        ]
        self._n_started = 0

    # ------------------------------------------------------------------------------- what is open

    def is_live(self, channel: int) -> bool:
        """Whether customers wait in line for a channel."""
        return bool(self.centre.channels.form[channel] == Form.LIVE)

    def is_open(self, channel: int) -> bool:
        """Whether a desk of the channel is on duty."""
        return any(desk.is_on_duty for desk in self.routes[channel])

    def first_to_open(self, channel: int) -> RosterStep:
        """Roster step in force of the channel's desk that opens first."""
        return min((desk.step for desk in self.routes[channel]), key=lambda step: step.opens)

    def opening_delay(self, channel: int) -> float:
        """Minutes until a channel opens: 0 if it is open or can always be written to."""
        if not self.is_live(channel) or self.is_open(channel):
            return 0.0
        return self.first_to_open(channel).opens - self.centre.now

    def on_duty(self, channel: int) -> int:
        """Advisers on duty at the channel's desks."""
        return sum(desk.step.advisers for desk in self.routes[channel])

    def n_inside(self, channel: int) -> int:
        """Contacts of a channel in line and in service."""
        return len(self.lines[channel]) + self.lines[channel].n_in_service

    # ------------------------------------------------------------------------- lines and advisers

    def start_if_possible(self, contact: Contact) -> bool:
        """Start a contact at the first desk of its channel that has a place; say whether."""
        for desk in self.routes[contact.channel]:
            adviser = desk.adviser_for(contact.channel, self.centre.params)
            if adviser is not None:
                self.start(desk, adviser, contact)
                return True
        return False

    def join_line(self, contact: Contact) -> None:
        """A contact waits at the end of its line; if it is live, as long as patience lasts."""
        self.lines[contact.channel].join(contact, self.centre.now)
        self._be_patient(contact)

    def leave_line(self, contact: Contact) -> Contact:
        """A contact leaves its line."""
        return self.lines[contact.channel].leave(contact, self.centre.now)

    def _be_patient(self, contact: Contact) -> None:
        """Put the end of a live contact's patience into the calendar."""
        if not self.is_live(contact.channel):
            return
        if math.isnan(contact.patience_left):
            limit = contact.customer.patience(contact)
            message_after = float(self.centre.channels.message_after[contact.channel])
            contact.leaves_message = message_after < limit
            contact.patience_left = min(limit, message_after)
        contact.deadline = self.centre.now + contact.patience_left
        self.centre.due(
            contact.deadline, EventKind.PATIENCE_END, self.centre.endings.end_patience, contact
        )

    def fill(self, desk: Desk) -> None:
        """Free places take who waits: highest priority, then longest in line."""
        priority = self.centre.params.serving.priority[desk.number]
        while True:
            able = {
                c: desk.adviser_for(c, self.centre.params)
                for c in desk.channels
                if len(self.lines[c]) > 0
            }
            channels = [c for c, adviser in able.items() if adviser is not None]
            if not channels:
                return
            channel = min(channels, key=lambda c: (priority[c], self.lines[c].head.rank))
            adviser = able[channel]
            assert adviser is not None
            self.start(desk, adviser, self.leave_line(self.lines[channel].head))

    # ----------------------------------------------------------------------------------- service

    def start(self, desk: Desk, adviser: Adviser, contact: Contact) -> None:
        """An adviser starts on a contact, or goes on with what was interrupted."""
        now, journey = self.centre.now, contact.journey
        is_first = not contact.has_started
        if is_first:
            contact.start = now
            contact.response = contact.waited
        if contact.is_suspended:
            contact.is_suspended = False
        else:
            self._draw_work(desk, contact)
        if is_first and self.centre.channels.in_record[contact.channel]:
            journey.is_recorded = True
            self._close_duplicates(contact)
        self._n_started += 1
        contact.order = self._n_started
        contact.desk = desk.number
        self.lines[contact.channel].n_in_service += 1
        desk.take(adviser, contact, now)
        self._expect_ends(desk, adviser)

    def _draw_work(self, desk: Desk, contact: Contact) -> None:
        """Work that a contact takes, and whether it will solve the need."""
        centre, channel, kind = self.centre, contact.channel, contact.journey.kind
        params, policies = centre.params, centre.params.policies
        needs_private = params.kinds.needs_identification[kind]
        if params.channels.public[channel] and not contact.is_private and needs_private:
            u = centre.draw(Stream.PUBLIC_HANDLING, contact)
            contact.left = compiled.duration(policies.public_handling, u)
            contact.is_in_public = True
            contact.will_resolve = False
            return
        law = params.serving.handling[desk.number, channel]
        work = compiled.duration(law, centre.draw(Stream.HANDLING, contact))
        contact.left = work * float(params.channels.handling_factor[channel, kind])
        if params.channels.in_record[channel] and contact.journey.is_recorded:
            contact.left *= 1.0 - policies.record_saving
        skill = float(params.serving.skill[desk.number, channel])
        contact.will_resolve = centre.resolves(contact, skill)

    def _close_duplicates(self, contact: Contact) -> None:
        """The need's other contacts in the record that nobody has started leave their lines."""
        journey = contact.journey
        for other in sorted(journey.open, key=lambda c: c.attempt):
            in_record = self.centre.channels.in_record[other.channel]
            if other.is_waiting and not other.has_started and in_record:
                if other.attempt == journey.leader:
                    journey.leader = contact.attempt
                self.leave_line(other)
                self.on_duplicate(other)

    def _expect_ends(self, desk: Desk, adviser: Adviser) -> None:
        """Put the ends of an adviser's services into the calendar, as they are expected now."""
        for contact in adviser.contacts:
            contact.due = desk.due(adviser, contact, self.centre.now)
            self.centre.due(
                contact.due, EventKind.SERVICE_END, self.centre.endings.end_service, contact
            )

    def finish(self, contact: Contact) -> None:
        """An adviser is done with a contact."""
        desk = self.desks[contact.desk]
        self.lines[contact.channel].n_in_service -= 1
        adviser = desk.put_down(contact, self.centre.now, is_done=True)
        self._expect_ends(desk, adviser)

    def free_place(self, desk: Desk) -> None:
        """After a service: who should have left goes, the next in line is served."""
        if desk.is_on_duty:
            desk.dismiss_idle()
            self.fill(desk)
        else:
            self.fill(desk)
            desk.dismiss_idle()

    # ------------------------------------------------------------------------------------ roster

    def change_roster(self, step: RosterStep) -> None:
        """A desk opens, closes, or has another number of advisers."""
        desk = self.desks[step.desk]
        was_open = {c: self.is_open(c) for c in desk.channels}
        desk.step = step
        if desk.is_on_duty:
            desk.draining.clear()
        desk.summon()
        desk.dismiss_idle()
        suspended = self._suspend_services(desk) if desk.suspends else []
        for channel in desk.channels:
            if self.is_live(channel):
                is_open = self.is_open(channel)
                if is_open and not was_open[channel]:
                    self._open_channel(channel)
                elif was_open[channel] and not is_open:
                    self._close_channel(desk, channel)
        self.fill(desk)
        desk.dismiss_idle()
        if suspended:  # another desk of their channels may have a place
            for other in self.desks:
                self.fill(other)

    def _open_channel(self, channel: int) -> None:
        """Closed time ends, and nobody has to serve the line after hours any more."""
        line = self.lines[channel]
        line.closed_total = line.closed_minutes(self.centre.now)
        line.closed_since = math.nan
        for desk in self.desks:
            desk.draining.discard(channel)

    def _close_channel(self, desk: Desk, channel: int) -> None:
        """The last desk of a live channel closes: its line is served, sent away or kept."""
        line, rule = self.lines[channel], self.centre.channels.at_close[channel]
        if rule == AtClose.SEND_AWAY:
            while len(line) > 0:
                self.on_sent_away(self.leave_line(line.head))
        elif rule == AtClose.CARRY:
            line.closed_since = self.centre.now
        elif len(line) > 0:
            desk.draining.add(channel)

    def _suspend_services(self, desk: Desk) -> list[Contact]:
        """While more advisers are busy than on duty, who started last is called away."""
        suspended: list[Contact] = []
        while desk.busy > desk.step.advisers:
            able = [contact for contact in desk.in_hand if self._may_suspend(desk, contact)]
            if not able:
                break
            adviser = max(able, key=lambda contact: contact.order).adviser
            for contact in sorted(able, key=lambda contact: -contact.order):
                if contact.adviser is adviser:
                    self._suspend(desk, contact)
                    suspended.append(contact)
            desk.dismiss_idle()
        return suspended

    def _may_suspend(self, desk: Desk, contact: Contact) -> bool:
        """Whether a contact can wait until its channel is served again."""
        return (
            desk.is_on_duty
            or not self.is_live(contact.channel)
            or self.centre.channels.at_close[contact.channel] == AtClose.CARRY
        )

    def _suspend(self, desk: Desk, contact: Contact) -> None:
        """A contact goes back to the head of its line with the work that is left."""
        adviser = desk.put_down(contact, self.centre.now, is_done=False)
        self._expect_ends(desk, adviser)
        line = self.lines[contact.channel]
        line.n_in_service -= 1
        contact.is_suspended = True
        line.rejoin(contact, self.centre.now)
        self._be_patient(contact)
