"""`[channels.<name>]`: how customers reach the organisation."""

from typing import Annotated, Literal

from pydantic import Field

from scenarios.fields import (
    Count,
    Flag,
    Minutes,
    Name,
    NonNegative,
    Positive,
    PositiveMinutes,
    Section,
    Share,
    Utility,
)
from scenarios.laws import NEVER, DurationLaw, FiniteLaw
from scenarios.schema.desks import MOST_AT_ONCE


class ChannelKind(Section):
    """`[channels.<name>.kinds.<kind>]`: what is particular to a kind of need on a channel."""

    appeal: Utility = 0.0
    """Utility added for this kind (κ)."""
    audience_appeal: Utility = 0.0
    """Utility added for this kind per log(1 + audience / 50) (κ_aud)."""
    handling_factor: Positive = 1.0
    """Factor on handling time, beside the kind's own."""
    resolution_factor: NonNegative = 1.0
    """Factor on resolution, beside the kind's own."""
    patience_factor: Positive = 1.0
    """Factor on patience, beside the kind's own; live channels."""


class Belief(Section):
    """`belief`: how satisfied customers expect to be before any contact, as a logit."""

    logit: Utility = 0.0
    """Logit of expected satisfaction at age 45, between the sexes (b)."""
    age_slope: Utility = 0.0
    """Logit per 10 years of age from 45 (b_age)."""
    sex_slope: Utility = 0.0
    """Logit of men above women (b_sex)."""
    sd: NonNegative = 0.0
    """Standard deviation between customers, logit (σ_b)."""


class _Channel(Section):
    """What all channels have."""

    offered: Flag = True
    """Whether customers can use it at all; a change may close or open it."""
    requires: tuple[Literal["internet", "membership", "store"], ...] = ()
    """What a customer needs to use it: internet access, membership of social networks, a store."""
    intercept: Utility = 0.0
    """Utility (α); one channel is the reference."""
    age_slope: Utility = 0.0
    """Utility per 10 years of age from 45 (γ)."""
    taste_sd: NonNegative = 0.0
    """Standard deviation of tastes between customers, utility (σ)."""
    internet_taste: Flag = False
    """Whether it shares the taste for internet channels, see `population.internet_taste_sd`."""
    acceptable_delay: PositiveMinutes
    """Delay that customers find acceptable, minutes (δ)."""
    prior_wait: Minutes = 0.0
    """Wait expected before any contact, minutes (w₀)."""
    belief: Belief = Belief()
    """Satisfaction expected before any contact."""
    judgement: Utility = 0.0
    """Logit of satisfaction added on this channel (a_c)."""
    skill: Share = 1.0
    """Probability that a handled contact is resolved, before the factors of its kind."""
    kinds: dict[Name, ChannelKind] = Field(default_factory=dict)
    """What is particular to some kinds of need."""

    @property
    def route(self) -> tuple[Name, ...]:
        """The desks that serve the channel, first choice first."""
        return ()


class _StaffedChannel(_Channel):
    """What channels with desks have; a desk may have its own values, see `desks.<name>.serving`."""

    desk: Name | None = None
    """The desk that serves it; of several, give `desks`."""
    desks: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    """The desks that serve it: a contact goes to the first with a free adviser."""
    handling: FiniteLaw
    """Adviser time of one contact, minutes."""
    concurrency: Annotated[int, Field(strict=True, ge=1, le=MOST_AT_ONCE)] = 1
    """Contacts an adviser may have in hand while one of this channel is among them."""
    priority: Count = 1
    """Which channel a free adviser serves first: the smaller number; equal ones share one line."""
    threshold: Minutes
    """Wait within which a contact counts for the service level, minutes."""

    @property
    def route(self) -> tuple[Name, ...]:
        """The desks that serve the channel, first choice first."""
        if self.desks is not None:
            return self.desks
        return () if self.desk is None else (self.desk,)


class LiveChannel(_StaffedChannel):
    """A channel on which the customer waits in line: store, phone."""

    form: Literal["live"]
    patience: DurationLaw = NEVER
    """Wait after which a customer gives up, minutes."""
    impatient: Share = 0.0
    """Share of customers who leave at once if they have to wait."""
    patient: Share = 0.0
    """Share of customers who never give up."""
    leave_message_after: PositiveMinutes | None = None
    """Wait after which those still in line leave a message instead, minutes; none: nobody does."""
    balking: NonNegative = 0.0
    """Aversion to a line (α): they join it with probability exp(-α (ahead + 1) / advisers)."""
    line_limit: Count | None = None
    """Places in line; who finds none is turned away (blocked). None: no limit."""
    trunks: Annotated[Count, Field(ge=1)] | None = None
    """Places in line and with advisers together; who finds none is turned away. None: no limit."""
    at_close: Literal["serve", "send_away", "carry"] = "serve"
    """What becomes of those in line at closing time."""
    drop_when_closed: Share = 0.0
    """Probability that a customer who meets closed doors drops the attempt."""
    opening_spread: Minutes = 0.0
    """Time after opening over which the others come back, minutes."""


class WrittenChannel(_StaffedChannel):
    """A channel with a backlog that is carried overnight: email, social networks."""

    form: Literal["written"]
    public: Flag = False
    """Whether others read the exchange: it forms the channel's image, and no need that takes
    identification can be solved in it."""
    chase: DurationLaw = NEVER
    """Time without an answer after which a customer asks again or lets go, minutes."""
    expiry: DurationLaw = NEVER
    """Time after which a message that nobody has read is void, minutes."""
    answer_probability: Share = 1.0
    """Probability that a message is noticed and ever answered; on a public channel, listening."""


class DesklessChannel(_Channel):
    """A channel without a desk: an answer comes after a delay, and costs nothing."""

    form: Literal["deskless"]
    delay: FiniteLaw
    """Time until the answer, minutes."""


StaffedChannel = LiveChannel | WrittenChannel
"""A channel that desks serve."""

Channel = Annotated[LiveChannel | WrittenChannel | DesklessChannel, Field(discriminator="form")]
"""One of the three forms of channel, told apart by ``form``."""
