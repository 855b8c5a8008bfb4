"""`[population]`: who the customers are."""

from typing import Annotated

from pydantic import Field

from scenarios.fields import NonNegative, Number, Positive, Section, Share


class Audience(Section):
    """How many people read what a member posts: a lognormal body and a Pareto tail."""

    median: Positive
    """Median of the body, people."""
    log_sd: Annotated[Number, Field(ge=0, le=5)]
    """Standard deviation of the logarithm of the body."""
    tail_share: Annotated[Number, Field(ge=0, lt=1)] = 0.0
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
