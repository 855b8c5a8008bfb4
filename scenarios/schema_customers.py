"""The sections of a scenario about customers: who they are, when needs arise, how they behave.

Defaults mean "this mechanism is off": a scenario says what it uses.
"""

from typing import Annotated

from pydantic import Field

from scenarios.fields import (
    Count,
    Flag,
    Name,
    NonNegative,
    Number,
    Positive,
    Section,
    Share,
    Utility,
)
from scenarios.laws import FiniteLaw, Fixed


class Audience(Section):
    """How many people read what a member posts: a lognormal body and a Pareto tail."""

    median: Positive
    """Median of the body, people."""
    log_sd: Annotated[Number, Field(ge=0, le=5)]
    """Standard deviation of the logarithm of the body."""
    tail_share: Share = 0.0
    """Share of members in the tail."""
    tail_index: Annotated[Number, Field(gt=0, le=20)] = 1.2
    """Pareto index of the tail; smaller is heavier."""


class Population(Section):
    """`[population]`: the customers of the organisation."""

    size: Annotated[int, Field(strict=True, ge=1, le=2**32 - 2)]
    """Number of customers."""
    staffed_for: Annotated[int, Field(strict=True, ge=1)] | None = None
    """Number of customers the rosters are written for, if not `size`: rosters are scaled."""
    store_access: Share = 1.0
    """Share of customers with a store within reach."""
    need_rate: Positive
    """Needs per customer and year, mean (λ̄), before 1 to 2 % come to nothing by choice."""
    need_shape: Positive | None = None
    """Gamma shape of need rates between customers (k); none: all alike."""
    internet_taste_sd: NonNegative = 0.0
    """Standard deviation of the taste shared by channels with `internet_taste`, utility."""
    audience: Audience | None = None
    """Audience of members of social networks; none: nobody has one."""


_FLAT_DAY = (1.0,) * 24
_FLAT_WEEK = (1.0,) * 7
_FLAT_HOURS = (1.0,) * 168
_FLAT_YEAR = (1.0,) * 12


class Profile(Section):
    """`[needs.profile]`: relative weights, multiplied and scaled to mean 1; flat by default."""

    hour_of_day: Annotated[tuple[NonNegative, ...], Field(min_length=24, max_length=24)] = _FLAT_DAY
    """Weight of each hour of the day, from midnight."""
    day_of_week: Annotated[tuple[NonNegative, ...], Field(min_length=7, max_length=7)] = _FLAT_WEEK
    """Weight of each day, from Monday."""
    hour_of_week: Annotated[tuple[NonNegative, ...], Field(min_length=168, max_length=168)] = (
        _FLAT_HOURS
    )
    """Weight of each hour of the week, from Monday midnight."""
    month: Annotated[tuple[NonNegative, ...], Field(min_length=12, max_length=12)] = _FLAT_YEAR
    """Weight of each month, from January."""
    day_log_sd: Annotated[Number, Field(ge=0, le=2)] = 0.0
    """Standard deviation of the logarithm of the day factor, which has mean 1."""
    hour_log_sd: Annotated[Number, Field(ge=0, le=2)] = 0.0
    """Standard deviation of the logarithm of the within-day factor, which has mean 1."""


class Kind(Section):
    """`[needs.kinds.<name>]`: a kind of need."""

    share: Share
    """Share of needs of this kind; those of all kinds add up to 1."""
    urgency: NonNegative = 1.0
    """Factor on the utility of waiting (u)."""
    judgement: Utility = 0.0
    """Logit of satisfaction added for this kind (a_k)."""
    nothing: Utility | None = None
    """Utility of doing nothing; none: the need is always expressed."""
    handling_factor: Positive = 1.0
    """Factor on handling time, on every channel."""
    resolution_factor: NonNegative = 1.0
    """Factor on the probability that a handled contact is resolved, on every channel."""
    is_complaint: Flag = False
    """Whether it is what surveys call a complaint; at most one kind is."""


class Needs(Section):
    """`[needs]`: when needs arise, and of which kinds."""

    profile: Profile = Profile()
    """When needs arise."""
    kinds: Annotated[dict[Name, Kind], Field(min_length=1, max_length=255)]
    """The kinds of need, in the order of the file."""


class Behaviour(Section):
    """`[behaviour]`: what customers have in common; symbols are those of docs/model.md."""

    beta_satisfaction: Utility = 0.0
    """β_s, utility per unit of expected satisfaction."""
    beta_wait: NonNegative = 0.0
    """β_w, utility lost per unit of the logarithm of the expected wait."""
    beta_habit: Utility = 0.0
    """β_h, utility of the last channel of the previous need."""
    beta_return: Utility = 0.0
    """β_r, utility of the channel of the previous attempt."""
    failed_penalty: Utility = 0.0
    """φ, utility lost by a channel that failed earlier in the journey."""
    circumstance_sd: NonNegative = 0.0
    """σ_ν, standard deviation of the circumstances of a need, utility."""
    judgement_intercept: Utility = 0.0
    """a_0, logit of satisfaction."""
    judgement_resolved: Utility = 0.0
    """a_r, logit of satisfaction if the contact resolves the need."""
    judgement_delay: Utility = 0.0
    """a_d, logit of satisfaction per unit of log disconfirmation of the wait."""
    judgement_never: Utility = 0.0
    """a_never, logit of satisfaction without an answer."""
    judgement_abandoned: Utility = 0.0
    """a_ab, logit of satisfaction after leaving the line or being sent away."""
    judgement_expectation: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """a_e, logit of satisfaction per logit of expected satisfaction."""
    loss_aversion: Annotated[Number, Field(ge=1, le=20)] = 1.0
    """λ_loss, how much more a longer wait than expected hurts than a shorter one pleases."""
    learning_rate: Share = 0.0
    """η, weight of the newest contact in what a customer expects of a channel."""
    goodwill_rate: Share = 0.0
    """η_G, weight of the newest contact in goodwill."""
    retry: Share = 0.0
    """ρ, probability of another attempt after an unresolved contact."""
    retry_abandoned: Share = 0.0
    """ρ after an abandoned, sent-away or dropped attempt."""
    retry_delay: FiniteLaw = Fixed(law="fixed", value=1440.0)
    """Time until the next attempt."""
    retry_delay_abandoned: FiniteLaw = Fixed(law="fixed", value=60.0)
    """Time until the next attempt after an abandoned, sent-away or dropped one."""
    retry_chase: Share = 0.0
    """ρ_chase, probability of another attempt when a message has had no answer for too long."""
    max_attempts: Annotated[Count, Field(ge=1, le=1000)] = 1
    """Largest number of attempts of one need."""
