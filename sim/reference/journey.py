"""A need on its way to being solved: the journey and its contacts."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim import records
from sim.records import NO_DESK, NOT_JUDGED, Outcome

if TYPE_CHECKING:
    from sim.reference.customer import Customer


@dataclass(slots=True, eq=False)
class Journey:
    """All contacts of one expressed need.

    Attributes
    ----------
    number
        Which need of this customer, from 0.
    time
        When the need arose.
    last_channel
        The customer's last channel when the need arose; it is the habit of the whole journey.
    newest
        Number of the newest attempt, -1 before the first choice.
    previous_channel
        Channel of the newest attempt, -1 before the first choice.
    failed
        Bit mask of channels on which a contact closed unresolved or was chased.
    is_pending
        Whether a next attempt is decided but has not come: a retry, or one postponed to an opening.
    """

    customer: "Customer"
    number: int
    kind: int
    time: float
    last_channel: int
    newest: int = -1
    previous_channel: int = -1
    failed: int = 0
    is_solved: bool = False
    is_pending: bool = False
    n_open: int = 0
    n_closed: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is open or yet to come."""
        return self.n_open == 0 and not self.is_pending


@dataclass(slots=True, eq=False)
class Contact:
    """One attempt to get a need solved on one channel.

    Attributes
    ----------
    chosen
        When the customer chose the channel.
    arrival
        When it reached the channel: later if the channel was closed. NaN before.
    desk
        The desk it reached, `NO_DESK` if it reached none.
    is_answerable
        False for a message that nobody will ever answer.
    is_chased
        Whether the customer gave up waiting for its answer and asked again or let go.
    closed
        Minutes of its wait during which its desk was closed, once it has left the line.
    work
        Adviser minutes that it takes, known when service starts.
    will_resolve
        Whether the answer solves the need, known when service starts.
    judged
        Satisfaction felt, NaN before the judgement.
    """

    journey: Journey
    attempt: int
    channel: int
    previous_channel: int
    chosen: float
    arrival: float = math.nan
    start: float = math.nan
    end: float = math.nan
    desk: int = NO_DESK
    outcome: Outcome = Outcome.OPEN
    is_answerable: bool = True
    is_chased: bool = False
    is_resolved: bool = False
    is_satisfied: bool = False
    judged: float = math.nan
    handling: float = 0.0
    closed: float = 0.0
    work: float = field(default=0.0, repr=False)
    will_resolve: bool = field(default=False, repr=False)

    @property
    def customer(self) -> "Customer":
        """Whose contact it is."""
        return self.journey.customer

    @property
    def key(self) -> tuple[int, int, int]:
        """Customer, need and attempt: its place among events of one minute and kind."""
        return self.customer.row, self.journey.number, self.attempt

    @property
    def is_newest(self) -> bool:
        """Whether no later attempt was made for its need."""
        return self.attempt == self.journey.newest

    @property
    def has_started(self) -> bool:
        """Whether an adviser (or the deskless channel's reply) has come to it."""
        return not math.isnan(self.start)

    @property
    def is_judged(self) -> bool:
        """Whether the customer has judged it."""
        return not math.isnan(self.judged)

    @property
    def is_offered(self) -> bool:
        """Whether it reached the desk or the deskless channel."""
        return self.outcome != Outcome.DROPPED and self.is_answerable

    @property
    def wait(self) -> float:
        """Minutes until answered, or waited in vain, of a contact that ended, w of Eq. (9)."""
        return (self.start if self.has_started else self.end) - self.arrival - self.closed

    def record(self) -> records.Contact:
        """The contact as a row of the contact table."""
        customer, need, attempt = self.key
        return records.Contact(
            customer=customer,
            need=need,
            attempt=attempt,
            kind=self.journey.kind,
            channel=self.channel,
            desk=self.desk,
            outcome=self.outcome,
            resolved=int(self.is_resolved),
            satisfied=int(self.is_satisfied) if self.is_judged else NOT_JUDGED,
            need_time=self.journey.time,
            chosen=self.chosen,
            arrival=self.arrival,
            start=self.start,
            end=self.end,
            judged=self.judged,
            handling=self.handling,
        )
