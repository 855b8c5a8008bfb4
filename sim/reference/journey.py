"""A need on its way to being solved: the journey and its contacts."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim import records
from sim.records import NO_DESK, NOT_JUDGED, Outcome

if TYPE_CHECKING:
    from sim.reference.customer import Customer
    from sim.reference.desk import Adviser

NOBODY_LEADS = -1
"""Value of `Journey.leader` when no contact may lead to another."""


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
    leader
        Number of the attempt that may lead to another: the newest, unless it was chased.
    previous_channel
        Channel of the newest attempt, -1 before the first choice.
    failed
        Bit mask of channels on which a contact closed unresolved or was chased.
    is_recorded
        Whether an adviser has put it into the shared record, so that others need less time.
    is_pending
        Whether a next attempt is decided but has not come: a retry, or one postponed to an opening.
    open
        Its contacts that have reached a channel and not closed, by attempt.
    """

    customer: "Customer"
    number: int
    kind: int
    time: float
    last_channel: int
    newest: int = -1
    leader: int = NOBODY_LEADS
    previous_channel: int = -1
    failed: int = 0
    is_solved: bool = False
    is_recorded: bool = False
    is_pending: bool = False
    open: "list[Contact]" = field(default_factory=list)
    n_closed: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is open or yet to come."""
        return not self.open and not self.is_pending


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
        The desk that started it last, or the first of its channel; `NO_DESK` if it reached none.
    is_answerable
        False for a message that nobody will ever answer.
    is_deleted
        Whether the organisation removed it from a public channel.
    goes_ahead
        Whether it stands ahead of others in line.
    is_in_public, is_private
        Whether an adviser is answering in public what has to be solved in private; whether it goes
        on in private.
    rank
        Its place in line: smaller for who came earlier, or was sent back to the head.
    joined, closed
        When it joined the line last, and minutes since during which its channel was closed.
    waited
        Minutes in line so far, closed ones and those in private left out.
    deadline, patience_left
        When its patience in line ends; minutes of it that are left. NaN before it is drawn.
    leaves_message
        Whether it will leave a message at the deadline.
    left, spent
        Adviser minutes of work still to do, and spent so far.
    since
        When these two were last brought up to date.
    adviser
        Who has it in hand; None if nobody.
    order
        Its place among all services in the order in which they started.
    due
        When the service will end if nothing changes.
    is_suspended
        Whether the service was interrupted by a drop of the roster.
    will_resolve
        Whether the answer solves the need, known when service starts.
    judged
        Satisfaction felt, NaN before the judgement.
    threshold
        Minutes of the service level in force when it closed.
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
    is_deleted: bool = False
    goes_ahead: bool = False
    is_in_public: bool = False
    is_private: bool = False
    is_waiting: bool = False
    rank: int = 0
    joined: float = math.nan
    closed: float = 0.0
    waited: float = 0.0
    response: float = math.nan
    deadline: float = math.nan
    patience_left: float = math.nan
    leaves_message: bool = False
    left: float = 0.0
    spent: float = 0.0
    since: float = math.nan
    adviser: "Adviser | None" = None
    order: int = 0
    due: float = math.nan
    is_suspended: bool = False
    will_resolve: bool = False
    is_resolved: bool = False
    is_satisfied: bool = False
    judged: float = math.nan
    views: float = 0.0
    threshold: float = math.nan

    @property
    def customer(self) -> "Customer":
        """Whose contact it is."""
        return self.journey.customer

    @property
    def key(self) -> tuple[int, int, int]:
        """Customer, need and attempt: its place among events of one minute and kind."""
        return self.customer.row, self.journey.number, self.attempt

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
        """Minutes until answered, or waited so far, w of Eq. (9)."""
        return self.response if self.has_started else self.waited

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
            handling=self.spent,
        )
