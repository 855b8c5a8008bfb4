"""What is believed of a parameter before the figures are looked at.

Every law is a function of a standard normal z, so that all that searches, walks or emulates does
so where the prior is N(0, I): no boundary, no scale.
"""

from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from scipy.special import betaincinv, ndtr, ndtri

from calibration.uncertainty import DESIGN_EFFECT
from scenarios.fields import Flag, Number, Positive, Section

Floats = NDArray[np.float64]

DIGITS = 12
"""Significant digits of a value: it is the same on machines whose last bits differ."""


class _Between(Section):
    """A value between two."""

    low: Number
    high: Number

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"`high` must be above `low`, {self.low:g}")
        return self


class Uniform(_Between):
    """Any value between two, none preferred."""

    law: Literal["uniform"]

    def at(self, z: Floats) -> Floats:
        """Return the values at standard normal `z`."""
        return np.asarray(self.low + ndtr(z) * (self.high - self.low))


class LogUniform(_Between):
    """Any ratio between two values, none preferred."""

    law: Literal["log-uniform"]
    low: Positive
    high: Positive

    def at(self, z: Floats) -> Floats:
        """Return the values at standard normal `z`."""
        return np.asarray(self.low * (self.high / self.low) ** ndtr(z))


class Normal(Section):
    """Near a value."""

    law: Literal["normal"]
    mean: Number
    sd: Positive

    def at(self, z: Floats) -> Floats:
        """Return the values at standard normal `z`."""
        return np.asarray(self.mean + self.sd * z)


class FromSurvey(Section):
    """What a survey says of the one parameter that its figure depends on: its Beta posterior.

    The figure has role ``set`` and is not fitted: it is used here, once.
    """

    law: Literal["from-survey"]
    target: Annotated[str, Field(min_length=1)]
    """Id of the figure, a percentage with role ``set``."""
    complement: Flag = False
    """Whether the parameter is 1 less the figure: answered, where the figure is not answered."""


Prior = Annotated[Uniform | LogUniform | Normal | FromSurvey, Field(discriminator="law")]


class Beta(Section):
    """A share of which a survey found `yes` and `no`, on a flat start."""

    yes: Positive
    no: Positive

    def at(self, z: Floats) -> Floats:
        """Return the values at standard normal `z`."""
        return np.asarray(betaincinv(1.0 + self.yes, 1.0 + self.no, ndtr(z)))


Law = Uniform | LogUniform | Normal | Beta


def beta_of(percent: float, respondents: int, *, complement: bool) -> Beta:
    """Return the Beta posterior of a share, respondents counting less by the design effect."""
    share = percent / 100.0
    share = 1.0 - share if complement else share
    n = respondents / DESIGN_EFFECT
    return Beta(yes=n * share, no=n * (1.0 - share))


def rounded(values: Floats) -> Floats:
    """Return values to `DIGITS` significant digits."""
    return np.array([float(f"{v:.{DIGITS}g}") for v in np.ravel(values)]).reshape(values.shape)


def interval(law: Law, share: float = 0.9) -> tuple[float, float]:
    """Return the central interval of a law."""
    z = float(ndtri(0.5 + 0.5 * share))
    low, high = law.at(np.array([-z, z]))
    return float(low), float(high)
