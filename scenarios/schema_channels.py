"""The sections of a scenario about the organisation: channels, desks and dated changes."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, GetJsonSchemaHandler, Tag
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from scenarios.fields import (
    Count,
    Flag,
    Minutes,
    Name,
    NonNegative,
    Number,
    Positive,
    PositiveMinutes,
    Section,
    Share,
    Utility,
)
from scenarios.laws import NEVER, DurationLaw, FiniteLaw

MOST_ADVISERS = 1_000_000
"""Advisers on duty at one desk at most."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekdays(text: str) -> tuple[int, ...]:
    """Turn ``"mon-fri,sun"`` into (0, 1, 2, 3, 4, 6), 0 being Monday."""
    days: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise ValueError(f"days are {', '.join(WEEKDAYS)}, or a range such as 'mon-fri'")
        start, stop = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        if stop < start:
            raise ValueError("a range of days runs forward within Monday to Sunday, as 'sat-sun'")
        days.extend(range(start, stop + 1))
    if len(set(days)) < len(days):
        raise ValueError("each day is named once")
    return tuple(sorted(days))


def minute_of_day(text: str) -> int:
    """Turn ``"08:30"`` into 510; ``"24:00"`` is the end of the day."""
    match = re.fullmatch(r"([0-2][0-9]):([0-5][0-9])", text)
    value = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= value <= 1440:
        raise ValueError("times of day run from '00:00' to '24:00', as '08:30'")
    return value


def _checked_days(text: str) -> str:
    weekdays(text)
    return text


def _checked_time(text: str) -> str:
    minute_of_day(text)
    return text


Days = Annotated[str, AfterValidator(_checked_days)]
"""Days of the week: ``"mon-fri"``, ``"sat"``, ``"mon,wed-fri"``."""

TimeOfDay = Annotated[str, AfterValidator(_checked_time)]
"""Time of day, ``"00:00"`` to ``"24:00"``."""


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


class LiveChannel(_Channel):
    """A channel on which the customer waits in line: store, phone."""

    form: Literal["live"]
    desk: Name
    """The desk that serves it."""
    handling: FiniteLaw
    """Adviser time, minutes."""
    threshold: Minutes
    """Wait within which a contact counts for the service level, minutes."""
    patience: DurationLaw = NEVER
    """Wait after which a customer gives up."""
    impatient: Share = 0.0
    """Share of customers who leave at once if they have to wait."""
    balking: NonNegative = 0.0
    """Aversion to a line (α): they join it with probability exp(-α (ahead + 1) / advisers)."""
    line_limit: Count | None = None
    """Places in line; who finds none is turned away (blocked). None: no limit."""
    at_close: Literal["serve", "send_away", "carry"] = "serve"
    """What becomes of those in line at closing time."""
    drop_when_closed: Share = 0.0
    """Probability that a customer who meets closed doors drops the attempt."""
    opening_spread: Minutes = 0.0
    """Time after opening over which the others come back, minutes."""


class WrittenChannel(_Channel):
    """A channel with a backlog that is carried overnight: email, social networks."""

    form: Literal["written"]
    desk: Name
    """The desk that serves it."""
    handling: FiniteLaw
    """Adviser time, minutes."""
    threshold: Minutes
    """Wait within which a contact counts for the service level, minutes."""
    chase: DurationLaw = NEVER
    """Time without an answer after which a customer asks again or lets go."""
    answer_probability: Share = 1.0
    """Probability that a message is ever answered."""


class DesklessChannel(_Channel):
    """A channel without a desk: an answer comes after a delay, and costs nothing."""

    form: Literal["deskless"]
    delay: FiniteLaw
    """Time until the answer."""


Channel = Annotated[LiveChannel | WrittenChannel | DesklessChannel, Field(discriminator="form")]
"""One of the three forms of channel, told apart by ``form``."""


class Interval(Section):
    """One line of a roster: so many advisers from then to then on those days."""

    days: Days
    """Days of the week."""
    start: TimeOfDay = Field(alias="from")
    """First minute on duty."""
    stop: TimeOfDay = Field(alias="to")
    """First minute off duty."""
    advisers: Annotated[int, Field(strict=True, ge=0, le=MOST_ADVISERS)]
    """Advisers on duty."""
    surcharge: NonNegative = 0.0
    """Share added to the wage."""


class _OrSheet:
    """Tells editors that a file may name a CSV, whose intervals replace it when it is read."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        sheet = {"type": "string", "description": "CSV, its path relative to this file."}
        return {"anyOf": [handler(schema), sheet]}


Roster = Annotated[tuple[Interval, ...], _OrSheet()]
"""A week; in a file also the path of a CSV with hours of the week by desk."""


class Desk(Section):
    """`[desks.<name>]`: a staffed team."""

    wage: NonNegative = 0.0
    """Cost of an adviser-hour before surcharges, euros."""
    staff_factor: Annotated[Number, Field(ge=0, le=1000)] = 1.0
    """Factor on the roster, rounded to whole advisers by largest remainder, at least one each."""
    roster: Roster
    """The week, or a CSV of hours by desk; nobody is on duty outside its intervals."""


class _Change(Section):
    """What all dated changes have."""

    start: date = Field(alias="from")
    """First day."""
    stop: date | None = Field(default=None, alias="to")
    """First day on which it no longer holds; none: it holds to the end."""


class DeskChange(_Change):
    """A desk is staffed differently for a while."""

    desk: Name
    """The desk."""
    staff_factor: Annotated[Number, Field(ge=0, le=1000)] = 1.0
    """Factor on the roster, beside the desk's own."""
    roster: Roster | None = None
    """The roster that takes the place of the desk's; none: the desk's stays."""


class ChannelChange(_Change):
    """Messages are answered with another probability for a while."""

    channel: Name
    """The written channel."""
    answer_probability: Share
    """Probability that a message is ever answered."""


def _which_change(value: Any) -> str | None:
    has = value.__contains__ if isinstance(value, dict) else lambda key: hasattr(value, key)
    if has("desk") == has("channel"):
        return None
    return "desk" if has("desk") else "channel"


Change = Annotated[
    Annotated[DeskChange, Tag("desk")] | Annotated[ChannelChange, Tag("channel")],
    Discriminator(
        _which_change,
        custom_error_type="which_change",
        custom_error_message="a change names either a desk or a channel",
    ),
]
"""A dated change of a desk or of a channel."""
