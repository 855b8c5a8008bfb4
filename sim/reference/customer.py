"""A customer: what it knows, and how it decides. Subclass it to try a rule.

The centre asks in this order: `choose` at each attempt, `drops` and `opening_share` if the channel
is closed, `notice_arrival`, `patience` or `chase_delay` if it has to wait, `judge` once a contact,
then `retry_delay`, or `chases` when a message had no answer for too long. Draws come from
`draw` with a stream per decision, so that a changed rule leaves all other luck as it was.
"""

import math
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
        self.audience = float(customers.audience[row])
        self.taste = customers.taste[row].copy()
        self.satisfaction_belief = customers.satisfaction_belief[row].copy()
        self.log_wait_belief = customers.log_wait_belief[row].copy()
        self.goodwill = float(model.goodwill_at_start[row])
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

    def can_use(self, channel: int, now: float) -> bool:
        """Whether it has what the channel requires: internet, membership, a store within reach."""
        needs = self.model.channels
        return (
            (self.has_internet or not needs.needs_internet[channel])
            and (self.member_from <= now or not needs.needs_membership[channel])
            and (self.has_store or not needs.needs_store[channel])
        )

    def choose(self, journey: Journey, now: float) -> int:
        """Channel of the next attempt, or `sim.behaviour.choice.NOTHING`.

        The choice is by random utility, Eq. (5)-(8) in docs/model.md. Doing nothing is an
        alternative at the first attempt; later it is returned if no channel is available.
        """
        centre = self.model
        n_channels = self.taste.size
        attempt = journey.newest + 1
        view = CustomerView(
            satisfaction_belief=self.satisfaction_belief,
            log_wait_belief=self.log_wait_belief,
            taste=self.taste,
            opens_in=centre.opening_delays(),
            available=sum(1 << c for c in range(n_channels) if self.can_use(c, now)),
            age_decades=(self.age - 45.0) / 10.0,
            audience_term=math.log(1.0 + self.audience / 50.0),
            kind=journey.kind,
            last_channel=journey.last_channel,
            previous_channel=journey.previous_channel,
            failed=journey.failed,
        )
        error, circumstance = np.empty(n_channels + 1), np.empty(n_channels + 1)
        who = (self.row, journey.number, attempt)
        compiled.draw_choice(centre.key, centre.choice_hashes, who, error, circumstance)
        return compiled.choose(view, error, circumstance, centre.packed)

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
        law = self.model.packed.channels["patience"][contact.channel]
        impatient = float(self.model.channels.impatient[contact.channel])
        return compiled.patience_in_line(law, impatient, self.draw(Stream.PATIENCE, contact))

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

    def judge(
        self, contact: Contact, wait: float, *, never: bool = False, abandoned: bool = False
    ) -> None:
        """Feel how satisfying a contact was, Eq. (9)-(11), with the beliefs held now, and learn."""
        channel = contact.channel
        experience = Experience(
            channel=channel,
            kind=contact.journey.kind,
            wait=wait,
            resolved=contact.is_resolved,
            never=never,
            abandoned=abandoned,
        )
        contact.judged = compiled.satisfaction(
            experience,
            float(self.satisfaction_belief[channel]),
            float(self.log_wait_belief[channel]),
            self.model.packed,
        )
        contact.is_satisfied = self.draw(Stream.SATISFIED, contact) < contact.judged
        self.learn(contact, wait, answer_seen=not (never or abandoned))
        self.remember(contact, never)

    def learn(self, contact: Contact, wait: float, *, answer_seen: bool) -> None:
        """Adapt beliefs and goodwill to a contact just judged, Eq. (12)-(14).

        Where the answer was not seen, the wait expected can only rise.
        """
        behaviour, channel = self.model.behaviour, contact.channel
        self.log_wait_belief[channel] = compiled.learn_wait(
            float(self.log_wait_belief[channel]),
            wait,
            float(self.model.channels.acceptable_delay[channel]),
            behaviour.learning_rate,
            not answer_seen,
        )
        self.satisfaction_belief[channel] = compiled.learn_satisfaction(
            float(self.satisfaction_belief[channel]), contact.judged, behaviour.learning_rate
        )
        self.goodwill = compiled.learn_goodwill(
            self.goodwill, contact.judged, behaviour.goodwill_rate
        )

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
        if contact.journey.kind == self.model.world.params.kinds.complaint:
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
