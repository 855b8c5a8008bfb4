"""A customer: what it knows, and how it decides. Subclass it to try a rule.

The centre asks in this order: `choose` at each attempt, `drops` and `opening_share` if the channel
is closed, `notice_arrival`, `balks`, `patience` or `chase_delay` if it has to wait,
`private_delay` and `goes_on_in_private` if it was answered in public, `judge` once a contact, then
`n_listeners` and `leaves`, then `retry_delay`, or `chases` when a message had no answer for too
long. `hear` is what others tell it. Draws come from `draw` with a stream per decision, so that a
changed rule leaves all other luck as it was.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.behaviour.choice import CustomerView
from sim.behaviour.judgement import Experience
from sim.records import AGE_BAND_MINIMA, Recall
from sim.reference import compiled
from sim.reference.journey import Contact, Journey
from sim.rng import Stream

if TYPE_CHECKING:
    from sim.reference.centre import ContactCentre


class Customer(mesa.Agent):
    """A simulated person.

    Beliefs are rounded to float32 each time they change, as in the compiled engine.

    Attributes
    ----------
    row
        Number of the customer in the population.
    satisfaction_belief, log_wait_belief
        (C,) What it expects of each channel: ŝ and l̂.
    goodwill
        G, its view of the company.
    has_left
        Whether its needs no longer come to this organisation.
    last_channel
        Channel of its last arrival, -1 before the first.
    last_use, n_contacts, n_first_attempts
        (C,) Minutes of the last arrival on a channel, NaN before; arrivals, and those of them that
        were first attempts.
    last_contact, first_contact, last_complaint
        (C,) `Recall` of the last judged contact, first attempt and complaint on a channel.
    """

    model: "ContactCentre"

    def __init__(self, model: "ContactCentre", row: int) -> None:
        super().__init__(model)
        customers = model.world.customers
        self.row = row
        self.age = int(customers.age[row])
        self.has_internet = bool(customers.internet[row])
        self.has_store = bool(customers.store_access[row])
        self.member_from = float(customers.member_from[row])
        self.page_until = float(customers.page_until[row])
        self.audience = float(customers.audience[row])
        self.taste = customers.taste[row].copy()
        self.satisfaction_belief = customers.satisfaction_belief[row].copy()
        self.log_wait_belief = customers.log_wait_belief[row].copy()
        self.goodwill = float(model.goodwill_at_start[row])
        self.has_left = False
        self.last_channel = -1
        n_channels = self.taste.size
        self.last_use = np.full(n_channels, np.nan, np.float32)
        self.n_contacts = np.zeros(n_channels, np.uint16)
        self.n_first_attempts = np.zeros(n_channels, np.uint16)
        self.last_contact = np.zeros(n_channels, np.uint8)
        self.first_contact = np.zeros(n_channels, np.uint8)
        self.last_complaint = np.zeros(n_channels, np.uint8)

    @property
    def age_band(self) -> int:
        """Index of its band in `sim.records.AGE_BAND_MINIMA`."""
        return sum(self.age >= youngest for youngest in AGE_BAND_MINIMA) - 1

    def draw(self, stream: Stream, contact: Contact) -> float:
        """The customer's luck in one decision about a contact, uniform in (0, 1)."""
        customer, need, attempt = contact.key
        return compiled.draw(self.model.key, int(stream), customer, need, attempt)

    def follows(self, now: float) -> bool:
        """Whether it is a member of social networks and follows the organisation's page."""
        return self.member_from <= now < self.page_until

    def can_use(self, channel: int, now: float) -> bool:
        """Whether it has what the channel requires: internet, membership, a store within reach."""
        needs = self.model.channels
        return (
            (self.has_internet or not needs.needs_internet[channel])
            and (self.follows(now) or not needs.needs_membership[channel])
            and (self.has_store or not needs.needs_store[channel])
        )

    def beliefs(self) -> tuple[Sequence[float], Sequence[float]]:
        """ŝ and l̂ of each channel: its own, or everybody's."""
        talk = self.model.talk
        if talk.is_public:
            return talk.satisfaction_belief, talk.log_wait_belief
        return self.satisfaction_belief, self.log_wait_belief

    def choose(self, journey: Journey, now: float) -> int:
        """Channel of the next attempt, or `sim.behaviour.choice.NOTHING`.

        The choice is by random utility, Eq. (5)-(8) in docs/model.md. Doing nothing is an
        alternative at the first attempt; later it is returned if no channel is available.
        """
        centre = self.model
        satisfaction_belief, log_wait_belief = self.beliefs()
        view = CustomerView(
            satisfaction_belief=np.array(satisfaction_belief, np.float32),
            log_wait_belief=np.array(log_wait_belief, np.float32),
            image=centre.talk.images_seen(self.follows(now), now),
            taste=self.taste,
            opens_in=centre.opening_delays(),
            available=sum(1 << c for c in range(self.taste.size) if self.can_use(c, now)),
            age_decades=(self.age - 45.0) / 10.0,
            audience_term=math.log(1.0 + self.audience / 50.0),
            kind=journey.kind,
            last_channel=journey.last_channel,
            previous_channel=journey.previous_channel,
            failed=journey.failed,
        )
        who = (self.row, journey.number, journey.newest + 1)
        compiled.draw_choice(centre.key, centre.luck, who, centre.behaviour.circumstance_sd > 0.0)
        return compiled.choose(view, centre.luck, centre.packed)

    def drops(self, contact: Contact) -> bool:
        """Whether it drops the attempt because the channel is closed."""
        share = self.model.channels.drop_when_closed[contact.channel]
        return self.draw(Stream.CLOSED_DROP, contact) < share

    def opening_share(self, contact: Contact) -> float:
        """Where in the spread after the next opening it comes, if it does not drop the attempt."""
        return self.draw(Stream.CLOSED_SPREAD, contact)

    def notice_arrival(self, contact: Contact) -> None:
        """Remember that it used the channel."""
        self.last_channel = contact.channel
        self.last_use[contact.channel] = contact.arrival
        self.n_contacts[contact.channel] += 1
        if contact.attempt == 0:
            self.n_first_attempts[contact.channel] += 1

    def patience(self, contact: Contact) -> float:
        """Minutes it waits in line before it abandons."""
        channel = self.model.packed.channels[contact.channel]
        factors = self.model.channels.patience_factor
        factor = float(factors[contact.channel, contact.journey.kind])
        return compiled.patience_in_line(channel, factor, self.draw(Stream.PATIENCE, contact))

    def balks(self, contact: Contact, ahead: int, advisers: int) -> bool:
        """Whether it turns away at a line with so many ahead of it."""
        aversion = float(self.model.channels.balking[contact.channel])
        return aversion > 0.0 and compiled.balks(
            aversion, ahead, advisers, self.draw(Stream.BALK, contact)
        )

    def chase_delay(self, contact: Contact) -> float:
        """Minutes after which a message without an answer disappoints."""
        law = self.model.packed.channels["chase"][contact.channel]
        return compiled.duration(law, self.draw(Stream.CHASE_TIME, contact))

    def private_delay(self, contact: Contact) -> float:
        """Minutes until it goes on by private message, having been answered in public."""
        law = self.model.params.policies.private_delay
        return compiled.duration(law, self.draw(Stream.PRIVATE_DELAY, contact))

    def goes_on_in_private(self, contact: Contact) -> bool:
        """Whether it then does."""
        return self.draw(Stream.PRIVATE_LOSS, contact) >= self.model.params.policies.private_loss

    def judge(
        self, contact: Contact, wait: float, *, never: bool = False, abandoned: bool = False
    ) -> None:
        """Feel how satisfying a contact was, once, with the beliefs held now; learn, and tell.

        Eq. (9)-(14) and (37)-(42).
        """
        if contact.is_judged:
            return
        centre, channel = self.model, contact.channel
        experience = Experience(
            channel=channel,
            kind=contact.journey.kind,
            wait=wait,
            resolved=contact.is_resolved,
            never=never,
            abandoned=abandoned,
        )
        satisfaction_belief, log_wait_belief = self.beliefs()
        contact.judged = compiled.satisfaction(
            experience,
            float(satisfaction_belief[channel]),
            float(log_wait_belief[channel]),
            centre.packed,
        )
        contact.is_satisfied = self.draw(Stream.SATISFIED, contact) < contact.judged
        self.learn(contact, wait, answer_seen=not (never or abandoned))
        if centre.channels.public[channel]:
            centre.talk.post(contact)
        centre.talk.tell(contact)
        if self.leaves() and not self.has_left:
            self.has_left = True
            centre.note_departure(self)
        self.remember(contact, never)

    def learn(self, contact: Contact, wait: float, *, answer_seen: bool) -> None:
        """Adapt beliefs and goodwill to a contact just judged, Eq. (12)-(14).

        Where the answer was not seen, the wait expected can only rise.
        """
        centre, channel = self.model, contact.channel
        behaviour = centre.behaviour
        if centre.talk.is_public:
            centre.talk.learn_together(contact, wait)
        else:
            self.log_wait_belief[channel] = compiled.learn_wait(
                float(self.log_wait_belief[channel]),
                wait,
                float(centre.channels.acceptable_delay[channel]),
                not answer_seen,
                centre.packed,
            )
            self.satisfaction_belief[channel] = compiled.learn_satisfaction(
                float(self.satisfaction_belief[channel]), contact.judged, behaviour.learning_rate
            )
        self.goodwill = compiled.learn_goodwill(
            self.goodwill, contact.judged, behaviour.goodwill_rate
        )

    def leaves(self) -> bool:
        """Whether it will have no further needs, after a contact just judged."""
        return self.goodwill < self.model.behaviour.leave_below

    def n_listeners(self, contact: Contact) -> int:
        """How many neighbours it tells about a contact just judged, Eq. (37)."""
        luck = self.draw(Stream.TELL, contact)
        return compiled.n_listeners(contact.is_satisfied, luck, self.model.packed)

    def first_link(self, contact: Contact, links: int) -> int:
        """Which of its neighbours hears first; the next ones follow in order."""
        return compiled.first_link(self.draw(Stream.LISTENERS, contact), links)

    def hear(self, channel: int, felt: float) -> None:
        """Somebody tells it how satisfying a contact on a channel was, Eq. (38)-(39)."""
        self.satisfaction_belief[channel] = compiled.hear_satisfaction(
            float(self.satisfaction_belief[channel]), felt, self.model.packed
        )
        self.goodwill = compiled.hear_goodwill(self.goodwill, felt, self.model.packed)

    def remember(self, contact: Contact, never: bool) -> None:
        """Keep what a pollster could ask about the contact just judged."""
        recall = Recall.JUDGED
        if contact.is_resolved:
            recall |= Recall.RESOLVED
        if contact.is_satisfied:
            recall |= Recall.SATISFIED
        if never:
            recall |= Recall.NEVER_ANSWERED
        if not contact.is_answerable:
            recall |= Recall.IGNORED
        if contact.attempt == 0:
            recall |= Recall.FIRST_ATTEMPT
            self.first_contact[contact.channel] = recall
        if contact.journey.kind == self.model.params.kinds.complaint:
            self.last_complaint[contact.channel] = recall
        self.last_contact[contact.channel] = recall

    def retry_delay(self, contact: Contact, gave_up: bool) -> float | None:
        """Minutes until it tries again after an unresolved contact; None if it lets go.

        `gave_up`: the contact ended before an answer.
        """
        delay = compiled.retry_delay(
            gave_up,
            self.draw(Stream.RETRY, contact),
            self.draw(Stream.RETRY_DELAY, contact),
            self.model.packed,
        )
        return delay if delay >= 0.0 else None

    def chases(self, contact: Contact) -> bool:
        """Whether it asks again, at once, about a message that had no answer."""
        return self.draw(Stream.CHASE, contact) < self.model.behaviour.retry_chase
