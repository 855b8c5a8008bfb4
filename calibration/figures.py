"""Published figures as they stand in ``targets/<publication>.toml``.

A number never enters without its provenance: who asked, whom, how many, how, when and about which
time, and where it was read. The base matters as much as the number.
"""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from calibration.operators import AnswersBest, AnswersBestRank, Difference, Operator, WouldChoose
from scenarios.fields import Flag, Number, Positive, Section

Text = Annotated[str, Field(min_length=1)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Whole = Annotated[int, Field(strict=True, gt=0)]
Age = Annotated[int, Field(strict=True, ge=0, le=120)]

Base = Literal[
    "adults",  # everybody of the population and ages stated
    "internet_users",
    "contacters",  # at least one contact in the recall window
    "channel_users",  # at least one contact on the channel in the recall window
    "complainers",  # complained on the channel
    "members",  # of social networks
    "companies",
    "individual",  # one account, page or person
    "unstated",
]
Mode = Literal[
    "telephone", "online", "face_to_face", "mystery", "observation", "statement", "unknown"
]
Role = Literal["fit", "holdout", "set", "soft", "prior", "context"]

HOLD_OUTS = frozenset({"S03", "S15"})
"""Figures that are never fitted, whatever a file says."""


class Bilingual(Section):
    """A text in the two languages of the product."""

    en: Text
    fr: Text


class Source(Section):
    """Where a figure was read."""

    citation: Text
    """Author or medium, title, date."""
    url: str = ""
    """Address of the copy read, if there was one."""


class Fieldwork(Section):
    """When people were asked."""

    first: dt.date
    last: dt.date
    approximate: Flag
    """True if the dates are not printed in any source read."""
    note: str = ""
    """What the dates rest on."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("`last` must not be before `first`")
        return self


class SampleSize(Section):
    """How many answered; printed, or assumed with a reason."""

    n: Whole | None = None
    """Respondents, as printed."""
    n_assumed: Whole | None = None
    """Respondents, if not printed."""
    n_reason: str = ""
    """What an assumed number rests on, or why there is none."""

    @model_validator(mode="after")
    def _n_or_reason(self) -> Self:
        if self.n is not None and self.n_assumed is not None:
            raise ValueError("`n` is printed or assumed, not both")
        if self.n is None and not self.n_reason:
            raise ValueError("lacks `n`, or `n_assumed` with an `n_reason`")
        return self

    @property
    def respondents(self) -> int | None:
        """Number of respondents, printed or assumed."""
        return self.n if self.n is not None else self.n_assumed


class Wave(SampleSize):
    """One survey: who was asked, how and when."""

    mode: Mode
    """How people were asked."""
    mode_note: str = ""
    """What the mode rests on, if it is not printed."""
    sampling: Literal["quota", "census", "none", "unknown"]
    represents: Literal["everyone", "internet_users", "companies", "individual"]
    """Whom the sample stands for; an online sample of everyone is a quota of internet users."""
    population: Text
    """As the pollster words it."""
    age_min: Age = 0
    """Youngest age asked."""
    fieldwork: Fieldwork
    asked_on: dt.date | None = None
    """Date at which the model's customers are asked; needed by figures with an operator."""
    screened_by: str = ""
    """Id of the contact rate that this wave's own screening found; empty: nobody is missed."""
    mode_offset: str = ""
    """Name of the offsets of ``modes.toml`` that apply to reported channels; empty: none."""


class Figure(SampleSize):
    """One published number."""

    id: Text
    question: Bilingual
    """What was asked, in our words."""
    quote: str = ""
    """The words in which it was printed."""
    base: Base
    population: str = ""
    """If narrower or wider than the wave's."""
    age_min: Age | None = None
    """Youngest age of the cell; the wave's if absent."""
    age_max: Age | None = None
    """Oldest age of the cell, itself included; none if absent."""
    sex: Literal["all", "men", "women"] = "all"
    months: Whole | None = None
    """Recall window of base and answer, months up to the survey."""
    sources: Annotated[tuple[Key, ...], Field(min_length=1)]
    """Keys of ``[sources]`` or of ``articles.toml``."""
    locator: Text
    """Where in the source, or how it was derived from it."""
    article: str = ""
    """Key of the article that printed it, if one of the five did."""
    role: Role
    role_reason: str = ""
    """Why it is context."""
    value: Number
    bound: Literal["exact", "above", "below"] = "exact"
    """Whether the value is the figure or only bounds it."""
    unit: Text
    rounding: Positive = 1.0
    """Step to which the value is rounded, in its unit."""
    as_printed: str = ""
    """What the article says, where it departs from the survey."""
    original: str = ""
    """What the survey said."""
    note: str = ""
    operator: Operator | None = None
    """The question as put to the model's customers."""
    not_expressible: Key | None = None
    """Why it cannot be put to them: a name under ``[reasons]`` of ``texts.toml``."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.respondents is None and self.role not in ("context", "prior"):
            raise ValueError(
                f"a figure with role {self.role!r} lacks `n`, or `n_assumed` with an `n_reason`"
            )
        if self.role == "context" and not self.role_reason:
            raise ValueError("a figure with role 'context' needs a `role_reason`")
        if self.id in HOLD_OUTS and self.role != "holdout":
            raise ValueError(f"{self.id} is a hold-out, whatever happens; role {self.role!r}")
        if bool(self.as_printed) != bool(self.original):
            raise ValueError("`as_printed` and `original` go together")
        if (self.operator is None) == (self.not_expressible is None):
            raise ValueError("needs either an `operator` or the reason `not_expressible`")
        if self.age_min is not None and self.age_max is not None and self.age_max < self.age_min:
            raise ValueError("`age_max` must not be below `age_min`")
        return self

    @model_validator(mode="after")
    def _has_window(self) -> Self:
        attitude = isinstance(
            self.operator, AnswersBest | AnswersBestRank | WouldChoose | Difference
        )
        complaint = self.base == "complainers"
        if self.operator is not None and not attitude and not complaint and self.months is None:
            raise ValueError("lacks `months`, the period that the question is about")
        return self
