"""What all sections of a scenario share: strictness, and the types of their values.

A duration is a number of minutes or a text with its unit: ``"90 s"``, ``"5 min"``, ``"12 h"``,
``"2 days"``, ``"1 week"``.
"""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Section(BaseModel):
    """Base of every table of a scenario file: frozen, no unknown keys, no NaN, no infinity."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        validate_default=True,
    )


_UNITS = {
    "s": 1 / 60,
    "second": 1 / 60,
    "seconds": 1 / 60,
    "min": 1.0,
    "minute": 1.0,
    "minutes": 1.0,
    "h": 60.0,
    "hour": 60.0,
    "hours": 60.0,
    "day": 1440.0,
    "days": 1440.0,
    "week": 10080.0,
    "weeks": 10080.0,
}
_DURATION = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([a-z]+)\s*")


def minutes(value: object) -> object:
    """Turn ``"12 h"`` into 720.0; leave anything that is not a text as it is."""
    if not isinstance(value, str):
        return value
    match = _DURATION.fullmatch(value)
    if match is None or match[2] not in _UNITS:
        raise ValueError(
            "must be a number of minutes or a text such as '90 s', '5 min', '12 h', '2 days'"
        )
    return float(match[1]) * _UNITS[match[2]]


Number = Annotated[float, Field(strict=True)]
"""A finite number; texts and booleans are refused."""

Share = Annotated[Number, Field(ge=0, le=1)]
"""A share or probability, 0 to 1."""

Utility = Annotated[Number, Field(ge=-100, le=100)]
"""A number on the logit scale of utilities and of satisfaction."""

NonNegative = Annotated[Number, Field(ge=0)]
"""A number of 0 or more."""

Positive = Annotated[Number, Field(gt=0)]
"""A number above 0."""

Count = Annotated[int, Field(strict=True, ge=0)]
"""A whole number of 0 or more."""

Flag = Annotated[bool, Field(strict=True)]
"""true or false."""

Minutes = Annotated[float, BeforeValidator(minutes), Field(strict=True, ge=0)]
"""A duration of 0 or more, in minutes."""

PositiveMinutes = Annotated[float, BeforeValidator(minutes), Field(strict=True, gt=0)]
"""A duration above 0, in minutes."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
"""A name in lower case: a letter, then up to 39 letters, digits, - or _."""
