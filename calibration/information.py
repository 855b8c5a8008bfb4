r"""Which next question would tell most about a decision: value of information before it is asked.

A decision's outcome g is known up to the parameters. Asking a question of n people would give y,
and shrink the variance of g by

.. math:: R = 1 - \mathbb E\,\text{Var}(g \mid y) \,/\, \text{Var}(g)

which is estimated from draws of the posterior: for each, the outcome, and the answer a survey would
find, with all noise that a fit would assume of a wave of its own, sampling, wave and discrepancy;
R is what a cubic in y explains of g (Strong, Oakley and Brennan 2014). No run is made for a
question.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.asking import other_base, question
from calibration.errors import StudyError
from calibration.fit import Fit
from calibration.observed import REPORTS_OF_USE
from calibration.scales import Scales
from calibration.study import Study
from calibration.uncertainty import DESIGN_EFFECT
from scenarios.errors import nearest

Floats = NDArray[np.float64]

DEGREE = 3

SURVEYS = 10
"""Surveys drawn for each draw of the posterior."""


@dataclass(frozen=True)
class Worth:
    """What a question to so many people would be worth for a decision."""

    question: str
    """Id of the figure whose question it is, with ``@base`` where the base is another."""
    base: str
    n: int
    """People in the base who answer."""
    shrinks: float
    """Share of the outcome's variance that would go."""
    sd_before: float
    sd_after: float
    """Of the outcome, in its unit."""


def outcome_of(fit: Fit, name: str) -> Floats:
    """Return an outcome at each draw of the posterior: a parameter or offset, or a figure.

    Raises
    ------
    StudyError
        There is nothing of that name.
    """
    names = fit.study.names
    if name in names:
        return fit.values[:, names.index(name)]
    if name in fit.emulator.names:
        linked = fit.emulator.linked(fit.walk.draws)
        compared = fit.emulator.scales.compared(linked)
        unit = np.where(fit.emulator.scales.share, 100.0, 1.0)
        return np.asarray(
            (fit.emulator.scales.value(compared) * unit)[:, fit.emulator.names.index(name)]
        )
    known = [*names, *fit.emulator.names]
    raise StudyError(
        f"decision: found {name!r}; must be a parameter, a figure or a claim. "
        f"{nearest(name, known)}"
    )


def smooth_outcome(fit: Fit, at: Floats, effects: Floats) -> Floats:
    """Return an outcome known at some points only, at each draw of the posterior.

    A regression on the points, shrunk towards their mean: what runs cannot tell apart from luck is
    no knowledge of the outcome.

    Parameters
    ----------
    fit
        Whose draws.
    at
        (points, learnt) where the outcome is known.
    effects
        (points, seeds) the outcome there.
    """
    means = effects.mean(axis=1)
    luck = effects.var(axis=1, ddof=1).mean() / effects.shape[1]
    signal = max(means.var(ddof=1) - luck, 1e-12 * max(means.var(ddof=1), 1e-300))
    centre, middle = at.mean(axis=0), means.mean()
    x = at - centre
    shrink = max(luck / signal, 1e-6) * at.shape[1]
    slope = np.linalg.solve(x.T @ x + shrink * np.eye(x.shape[1]), x.T @ (means - middle))
    return np.asarray(middle + (fit.walk.draws - centre) @ slope)


def worth(
    fit: Fit, outcome: Floats, numbers: Sequence[int], questions: Sequence[str] = ()
) -> list[Worth]:
    """Return what each question would be worth, the best first.

    Parameters
    ----------
    fit
        The present posterior.
    outcome
        At each of its draws.
    numbers
        How many people would answer.
    questions
        Those that may be asked; all that the runs were asked if none is named.
    """
    study = fit.study
    names = list(questions) or list(fit.emulator.names)
    rng = np.random.default_rng([study.design.seed, 0x766F69])
    linked = fit.emulator.linked(fit.walk.draws)
    told = fit.emulator.scales.compared(linked)
    before = float(outcome.std(ddof=1))
    rows = []
    for name in names:
        j = int(fit.emulator.columns([name])[0])
        target = question(name, study.targets)
        scale: Scales = fit.emulator.scales[np.array([j])]
        middle = scale.value(told[:, [j]].mean(axis=0))
        spread = 0.25 if scale.share[0] else float(_relative_variance(fit, j))
        own = other_noise(study, name) * float(scale.of_logit(middle)[0])
        for n in numbers:
            variance = DESIGN_EFFECT * spread / n + own**2
            luck = np.sqrt(variance) * rng.standard_normal((SURVEYS, len(told)))
            y = (told[:, j] + luck).ravel()
            explained = _explained(y, np.tile(outcome, SURVEYS))
            rows.append(
                Worth(
                    name,
                    other_base(name) or target.figure.base,
                    n,
                    explained,
                    before,
                    before * float(np.sqrt(1.0 - explained)),
                )
            )
    return sorted(rows, key=lambda row: -row.shrinks)


def other_noise(study: Study, name: str) -> float:
    """Return what a fit assumes of a question beyond sampling, in logits, as `observed` does."""
    figure_id = name.partition("@")[0]
    noise, figure = study.design.noise, study.targets[figure_id].figure
    soft = study.fitted.get(figure_id, figure.role) == "soft"
    wave = noise.wave if isinstance(figure.operator, REPORTS_OF_USE) else 0.0
    return math.hypot(noise.soft if soft else noise.discrepancy, wave)


def _relative_variance(fit: Fit, j: int) -> Floats:
    """Return the variance of one respondent's part over the mean's square, mean of the runs."""
    runs = fit.predictive
    return np.asarray(np.nanmean(runs.variance[:, j] / runs.value[:, j] ** 2))


def _explained(y: Floats, outcome: Floats) -> float:
    """Return the share of an outcome's variance that a cubic in y explains."""
    total = float(outcome.var())
    spread = float(y.std())
    if total == 0.0 or spread == 0.0:
        return 0.0
    x = np.vander((y - y.mean()) / spread, DEGREE + 1)
    slope, *_ = np.linalg.lstsq(x, outcome, rcond=None)
    return float(np.clip(1.0 - (outcome - x @ slope).var() / total, 0.0, 1.0))
