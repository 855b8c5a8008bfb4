"""`[needs]`: when needs arise, and of which kinds."""

from typing import Annotated

from pydantic import Field

from scenarios.fields import Flag, Name, NonNegative, Number, Positive, Section, Share, Utility

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
    """Standard deviation of the logarithm of a lognormal day factor, which has mean 1."""
    day_shape: Annotated[Number, Field(ge=0.1, le=1e6)] | None = None
    """Shape of a gamma day factor, which has mean 1, in place of the lognormal one."""
    day_hours: Annotated[int, Field(strict=True, ge=1, le=8784)] = 24
    """Hours that share one day factor, counted from the start."""
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
    patience_factor: Positive = 1.0
    """Factor on patience, on every live channel."""
    needs_identification: Flag = False
    """Whether it takes an order number or the like: it cannot be solved in public."""
    is_complaint: Flag = False
    """Whether it is what surveys call a complaint; at most one kind is."""


class Needs(Section):
    """`[needs]`: when needs arise, and of which kinds."""

    profile: Profile = Profile()
    """When needs arise."""
    kinds: Annotated[dict[Name, Kind], Field(min_length=1, max_length=255)]
    """The kinds of need, in the order of the file."""
