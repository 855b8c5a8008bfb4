"""How far a published figure may lie from what the same survey finds in the model, by chance.

Three parts: the sample of the survey, the rounding of what was printed, and the luck of the runs.
Equation numbers are those of docs/surveys.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.questions import Answers
from calibration.targets import Target

Floats = NDArray[np.float64]

DESIGN_EFFECT = 1.5
"""Variance of a quota sample over that of a simple random one of the same size; a judgement.

Quotas leave no sampling theory to compute it from. Weighting alone gives 1.2 to 1.4 in national
samples of 1,000; the rest is for what quotas on age, sex, occupation and region do not balance.
"""


def survey_variance(target: Target, answers: Answers) -> float:
    """Return the variance of a published figure about its population's, in its unit squared.

    That of sampling and of rounding, Eq. (28); NaN if the figure has no number of respondents, or
    is a rank.

    Parameters
    ----------
    target
        The published figure.
    answers
        The question as put to a run.
    """
    n = target.figure.respondents
    if n is None or target.figure.unit == "rank":
        return math.nan
    sampling = DESIGN_EFFECT * _unit_variance(target, answers) / n
    return sampling + target.figure.rounding**2 / 12.0


def run_variance(found: Sequence[float]) -> float:
    """Return the variance of the mean of several runs, in Eq. (30); 0 for one run."""
    return float(np.var(found, ddof=1)) / len(found) if len(found) > 1 else 0.0


def _unit_variance(target: Target, answers: Answers) -> float:
    """Return the variance of one respondent's part in the figure, in its unit squared, Eq. (29).

    That of a percentage comes from the published value, that of a mean or a ratio R = T/U from the
    spread of t - R u among the simulated customers (linearisation).
    """
    if target.figure.unit == "%":
        return target.figure.value * (100.0 - target.figure.value)
    weight = answers.weight * answers.base
    total = weight.sum()
    mean_top = float((weight * answers.top).sum() / total)
    mean_bottom = float((weight * answers.bottom).sum() / total)
    residual = answers.top - mean_top / mean_bottom * answers.bottom
    return float((weight * residual * residual).sum() / total) / mean_bottom**2


def published_share(target: Target) -> "Uncertain":
    """Return a published percentage as a share, with its sampling and rounding error, Eq. (28)."""
    p = target.figure.value / 100.0
    n = target.figure.respondents
    assert n is not None
    rounding = target.figure.rounding / 100.0
    return Uncertain(p, math.sqrt(DESIGN_EFFECT * p * (1.0 - p) / n + rounding**2 / 12.0))


@dataclass(frozen=True)
class Uncertain:
    """A share with its standard error, both 0 to 1."""

    value: float
    error: float

    def times(self, other: "Uncertain") -> "Uncertain":
        """Product, errors by the delta method, Eq. (34)."""
        error = math.hypot(self.value * other.error, other.value * self.error)
        return Uncertain(self.value * other.value, error)

    def over(self, other: "Uncertain") -> "Uncertain":
        """Quotient, errors by the delta method, Eq. (34)."""
        value = self.value / other.value
        relative = math.hypot(self.error / self.value, other.error / other.value)
        return Uncertain(value, value * relative)

    def shifted(self, offset: float) -> "Uncertain":
        """Share after adding `offset` to its logit, Eq. (33)-(34)."""
        value = 1.0 / (1.0 + math.exp(-logit(self.value) - offset))
        slope = value * (1.0 - value) / (self.value * (1.0 - self.value))
        return Uncertain(value, slope * self.error)


def logit(p: float) -> float:
    """Log odds of a share."""
    return math.log(p / (1.0 - p))
