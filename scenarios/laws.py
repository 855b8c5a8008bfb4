"""Random durations in scenario files: ``{law = "lognormal", median = 5.5, log_sd = 0.8}``."""

import math
from typing import Annotated, Literal

from pydantic import Field

from scenarios.fields import Minutes, Number, PositiveMinutes, Section
from sim.params import Law as LawForm

Row = tuple[float, float, float]
"""(form, scale, shape), a row of `sim.params.Law`."""


class Never(Section):
    """An infinite duration: nobody gives up, nobody asks again."""

    law: Literal["never"]

    def row(self) -> Row:
        """Return the row the engines take."""
        return float(LawForm.NEVER), 0.0, 0.0

    def mean_minutes(self) -> float:
        """Return the mean, minutes."""
        return math.inf


class Fixed(Section):
    """Always the same duration."""

    law: Literal["fixed"]
    value: Minutes
    """The duration, minutes."""

    def row(self) -> Row:
        """Return the row the engines take."""
        return float(LawForm.FIXED), self.value, 0.0

    def mean_minutes(self) -> float:
        """Return the mean, minutes."""
        return self.value


class Exponential(Section):
    """Exponential duration."""

    law: Literal["exponential"]
    mean: PositiveMinutes
    """Mean, minutes."""

    def row(self) -> Row:
        """Return the row the engines take."""
        return float(LawForm.EXPONENTIAL), self.mean, 0.0

    def mean_minutes(self) -> float:
        """Return the mean, minutes."""
        return self.mean


class Lognormal(Section):
    """Lognormal duration, mean = median · exp(log_sd² / 2)."""

    law: Literal["lognormal"]
    median: PositiveMinutes
    """Median, minutes."""
    log_sd: Annotated[Number, Field(ge=0, le=5)]
    """Standard deviation of the logarithm, 0 to 5."""

    def row(self) -> Row:
        """Return the row the engines take."""
        return float(LawForm.LOGNORMAL), self.median, self.log_sd

    def mean_minutes(self) -> float:
        """Return the mean, minutes."""
        return self.median * math.exp(0.5 * self.log_sd**2)


class Weibull(Section):
    """Weibull duration; a shape below 1 means that who has waited gets more patient."""

    law: Literal["weibull"]
    scale: PositiveMinutes
    """Scale, minutes: 63 % of durations are shorter."""
    shape: Annotated[Number, Field(ge=0.1, le=20)]
    """Shape, 0.1 to 20."""

    def row(self) -> Row:
        """Return the row the engines take."""
        return float(LawForm.WEIBULL), self.scale, self.shape

    def mean_minutes(self) -> float:
        """Return the mean, minutes."""
        return self.scale * math.gamma(1.0 + 1.0 / self.shape)


class Gamma(Section):
    """Gamma duration; shape 1 is exponential, a larger one is more regular."""

    law: Literal["gamma"]
    mean: PositiveMinutes
    """Mean, minutes."""
    shape: Annotated[Number, Field(ge=0.1, le=1000)]
    """Shape, 0.1 to 1000; the squared coefficient of variation is 1 / shape."""

    def row(self) -> Row:
        """Return the row the engines take."""
        return float(LawForm.GAMMA), self.mean, self.shape

    def mean_minutes(self) -> float:
        """Return the mean, minutes."""
        return self.mean


class Erlang(Section):
    """Erlang duration: so many equal exponential stages, one after the other."""

    law: Literal["erlang"]
    mean: PositiveMinutes
    """Mean of the whole, minutes."""
    stages: Annotated[int, Field(strict=True, ge=1, le=1000)]
    """Number of stages, 1 to 1000."""

    def row(self) -> Row:
        """Return the row the engines take."""
        return float(LawForm.GAMMA), self.mean, float(self.stages)

    def mean_minutes(self) -> float:
        """Return the mean, minutes."""
        return self.mean


FiniteLaw = Annotated[
    Fixed | Exponential | Lognormal | Weibull | Gamma | Erlang, Field(discriminator="law")
]
"""A law of durations that always end, told apart by ``law``."""

DurationLaw = Annotated[
    Never | Fixed | Exponential | Lognormal | Weibull | Gamma | Erlang,
    Field(discriminator="law"),
]
"""Any of the laws."""

NEVER = Never(law="never")
