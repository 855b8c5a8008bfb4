"""An independent look at the posterior: rejection ABC with a local-linear adjustment.

Neither emulator nor likelihood: surveys really drawn from the runs, with the noise that the study
assumes, and the runs nearest to the published figures. What remains of the distance is taken out by
a regression of the parameters on the figures (Beaumont, Zhang and Balding 2002). The runs were not
drawn from the prior but came ever nearer to the figures, so each weighs by its prior density over
that of the steps together. With a few hundred runs it is a check for gross errors, no more. Runs
spread over the prior, if there are any besides, weigh alike, and tell more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from calibration.ensemble import Answered
from calibration.fit import Fit
from calibration.observed import shifted

Floats = NDArray[np.float64]

NEAREST = 0.5
"""Share of the fit's runs that is kept: most of them are near already."""

NEAREST_OF_PRIOR = 0.2
"""Share that is kept of runs spread over the prior."""

SURVEYS = 20
"""Surveys for each run: noise is cheap, runs are not."""

APART = 2.0
"""Difference of means over the larger standard deviation, from which the two disagree."""


@dataclass(frozen=True)
class CrossCheck:
    """One parameter by the two ways, where the prior is standard normal."""

    name: str
    mean: float
    sd: float
    abc_mean: float
    abc_sd: float
    apart: float
    """Difference of the means over the larger standard deviation."""


def cross_check(fit: Fit, prior: Answered | None = None) -> tuple[list[CrossCheck], float]:
    """Return each parameter by both ways, and the effective number of runs behind the check.

    Parameters
    ----------
    fit
        What is checked.
    prior
        Runs spread over the prior, to take in place of the fit's own.
    """
    figures = fit.figures
    runs = fit.runs if prior is None else prior
    importance = _importance(fit) if prior is None else np.ones(len(runs.z))
    nearest = NEAREST if prior is None else NEAREST_OF_PRIOR
    at = runs.columns(figures.names)
    value = np.where(np.isnan(runs.drawn[:, at]), runs.value[:, at], runs.drawn[:, at])
    value = np.where(np.isnan(value), np.nanmean(value, axis=0), value)
    edge = np.where(figures.scales.share, 1.0 - 1e-6, np.inf)
    linked = shifted(
        figures.scales.link(np.clip(value, 1e-6, edge)), runs.z, figures.shift, fit.study
    )
    told = np.repeat(figures.scales.compared(linked), SURVEYS, axis=0)
    rng = np.random.default_rng([fit.study.design.seed, 0x616263])
    # The drawn survey has its sampling error already; the rest is added.
    rest = figures.rounding + figures.wave + figures.discrepancy
    told += rng.multivariate_normal(np.zeros(len(at)), rest, size=len(told), method="cholesky")
    z = np.repeat(runs.z, SURVEYS, axis=0)
    away = told - figures.compared
    root = np.linalg.inv(np.linalg.cholesky(figures.covariance))
    distance = np.sqrt(((away @ root.T) ** 2).sum(axis=1))
    cut = np.quantile(distance, nearest)
    near = distance < cut
    weight = (1.0 - (distance[near] / cut) ** 2) * np.repeat(importance, SURVEYS)[near]
    adjusted, weight = _adjusted(z[near], away[near] @ root.T, weight)
    mean = weight @ adjusted
    sd = np.sqrt(weight @ (adjusted - mean) ** 2)
    draws = fit.walk.draws
    rows = []
    for j, name in enumerate(fit.study.names):
        ours = float(draws[:, j].mean()), float(draws[:, j].std(ddof=1))
        apart = (float(mean[j]) - ours[0]) / max(ours[1], float(sd[j]))
        rows.append(CrossCheck(name, *ours, float(mean[j]), float(sd[j]), apart))
    return rows, float(1.0 / (weight @ weight) / SURVEYS)


def _importance(fit: Fit) -> Floats:
    """Return prior density over that of the steps' points together, for each run."""
    runs = fit.runs
    learnt = runs.z.shape[1]
    parts = []
    for step, made in enumerate(fit.steps):
        if step == 0:
            mean, covariance = np.zeros(learnt), np.eye(learnt)
        else:
            mean, covariance = made.z.mean(axis=0), np.cov(made.z.T).reshape(learnt, learnt)
            covariance = covariance + 1e-3 * np.eye(learnt)
        share = len(made.z) / len(runs.z)
        parts.append(np.log(share) + multivariate_normal(mean, covariance).logpdf(runs.z))
    prior = -0.5 * (runs.z**2).sum(axis=1) - 0.5 * learnt * np.log(2.0 * np.pi)
    return np.asarray(np.exp(prior - logsumexp(parts, axis=0)))


def _adjusted(z: Floats, away: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return points moved to where the distance is 0, by a weighted ridge regression."""
    weight = weight / weight.sum()
    x = np.concatenate([np.ones((len(away), 1)), away], axis=1)
    gram = (x.T * weight) @ x
    shrink = 0.05 * np.eye(len(gram))
    shrink[0, 0] = 0.0
    slope = np.linalg.solve(gram + shrink, (x.T * weight) @ z)
    return z - away @ slope[1:], weight
