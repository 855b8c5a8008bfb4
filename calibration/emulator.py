r"""What a run would answer, without making it: a quadratic in the parameters for each figure.

For each question a regression of the logit of a share, or of the logarithm of a mean, on

.. math:: 1,\ z_j,\ z_j z_k \quad (j \le k)

weighted by what the run knows of it: a share of den people weighs den p (1 - p). Numerator and
denominator go in, never a bare proportion, so that a handful of people pulls nothing. Runs far from
where the last step has come count as fewer people: a quadratic is right nearby only. Quadratic
terms are shrunk as leaving one run out says they should be. The same left-out errors, those of runs
near the figures, are the emulator's error; they hold the luck of a run, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from calibration.ensemble import Answered
from calibration.scales import Scales

Floats = NDArray[np.float64]

RIDGES = (1e-4, 1e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0, 10.0)
"""Shrinkage of quadratic terms that is tried, in units of the weight of all runs together."""

LEAST_LEFT = 1e-9
"""Of what a run says of itself: with more terms than runs hardly anything is left without it."""

PASSES = 3
"""Reweightings of the regression of shares: a further one moves nothing that matters."""

NARROWEST = 0.05
"""Variance added to that of a step's points: where they have become narrow, others are near too."""

OUTER_SD = 3.5
"""Soft wall: the quadratic is not asked about points so far from all runs."""


@dataclass(frozen=True)
class Emulator:
    """Quadratics fitted to runs."""

    names: tuple[str, ...]
    scales: Scales
    coefficients: Floats
    """(features, questions)."""
    errors: Floats
    """(runs near, questions) left-out errors, as figures are compared."""
    ridge: Floats
    """Shrinkage chosen for each question."""
    centre: Floats
    root: Floats
    """Mean of the runs' points, and the inverse root of their covariance."""
    parameters: int

    def linked(self, z: Floats) -> Floats:
        """Return the figures at points, (points, questions), as they are emulated."""
        return np.asarray(features(z[:, : self.parameters]) @ self.coefficients)

    def columns(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Return the places of questions."""
        return np.array([self.names.index(name) for name in names], dtype=np.int64)

    def covariance(self, names: Sequence[str]) -> Floats:
        """Return the covariance of the emulator's errors."""
        errors = self.errors[:, self.columns(names)]
        return np.asarray(errors.T @ errors / len(errors))

    def beyond(self, z: Floats) -> Floats:
        """Return by how much points lie outside the runs, as a squared distance; 0 inside."""
        away = (z[:, : self.parameters] - self.centre) @ self.root
        limit = self.parameters + OUTER_SD * np.sqrt(2.0 * self.parameters)
        return np.maximum((away * away).sum(axis=1) - limit, 0.0)


def features(z: Floats) -> Floats:
    """Return 1, z and the products of z, (points, features)."""
    first, second = np.triu_indices(z.shape[1])
    ones = np.ones((len(z), 1))
    return np.concatenate([ones, z, z[:, first] * z[:, second]], axis=1)


def nearness(z: Floats, last: Floats) -> Floats:
    r"""Return how much runs count, :math:`(1+d^2/p)^{-2}`: d is their distance from the last step.

    Parameters
    ----------
    z
        (runs, p) points.
    last
        Points of the last step; the distance is in their spread.
    """
    parameters = z.shape[1]
    spread = np.cov(last.T).reshape(parameters, parameters) + NARROWEST * np.eye(parameters)
    root = np.linalg.inv(np.linalg.cholesky(spread)).T
    away = (z - last.mean(axis=0)) @ root
    return np.asarray((1.0 + (away * away).sum(axis=1) / parameters) ** -2)


def fit_emulator(
    runs: Answered,
    units: Sequence[str],
    parameters: int,
    near: NDArray[np.bool_],
    weight: Floats | None = None,
) -> Emulator:
    """Fit the quadratics.

    Parameters
    ----------
    runs
        What all runs answered.
    units
        Unit of each question.
    parameters
        Number of parameters: the first so many columns of the points.
    near
        Which runs lie near the figures; their left-out errors are the emulator's.
    weight
        How much each run counts; all the same if None.
    """
    scales = Scales(units)
    counts = np.ones(len(runs.z)) if weight is None else weight
    x = features(runs.z[:, :parameters])
    bare = np.zeros(x.shape[1])
    bare[1 + parameters :] = 1.0
    coefficients = np.zeros((x.shape[1], len(units)))
    errors = np.zeros((int(near.sum()), len(units)))
    ridge = np.zeros(len(units))
    for q, share in enumerate(scales.share):
        top, bottom = runs.top[:, q] * counts, runs.bottom[:, q] * counts
        fitted = _fit_share(x, bare, top, bottom) if share else _fit_mean(x, bare, top, bottom)
        coefficients[:, q], left_out, ridge[q], known = fitted
        one = scales[np.array([q])]
        value = np.where(known, top / np.where(known, bottom, 1.0), 0.5)
        seen = one.compared(
            one.link(np.clip(value, 1e-9, None if not share else 1.0 - 1e-9)[:, None])
        )
        told = one.compared(left_out[:, np.newaxis])
        # A run in which nobody was asked says nothing of the error.
        errors[:, q] = np.where(known, (seen - told)[:, 0], 0.0)[near]
    points = runs.z[:, :parameters]
    covariance = np.cov(points.T).reshape(parameters, parameters)
    lower = np.linalg.cholesky(covariance + 1e-6 * np.eye(parameters))
    return Emulator(
        runs.names, scales, coefficients, errors, ridge,
        points.mean(axis=0), np.linalg.inv(lower).T, parameters,
    )  # fmt: skip


Fitted = tuple[Floats, Floats, float, NDArray[np.bool_]]
"""Coefficients, left-out predictions, shrinkage, and which runs had anybody in the base."""


def _fit_mean(x: Floats, bare: Floats, top: Floats, bottom: Floats) -> Fitted:
    known = (bottom > 0.0) & (top > 0.0)
    y = np.log(np.where(known, top, 1.0) / np.where(known, bottom, 1.0))
    weight = np.where(known, bottom, 0.0)
    beta, left_out, ridge = _ridge(x, y, weight, bare)
    return beta, left_out, ridge, known


def _fit_share(x: Floats, bare: Floats, top: Floats, bottom: Floats) -> Fitted:
    """Fit a logistic regression of shares, weighted by the people they are of."""
    known = bottom > 0.0
    share = np.where(known, top / np.where(known, bottom, 1.0), 0.5)
    start = (top.sum() + 0.5) / (bottom.sum() + 1.0)
    eta = np.full(len(x), np.log(start / (1.0 - start)))
    ridge, left_out, beta = 0.0, eta, np.zeros(x.shape[1])
    for _ in range(PASSES + 2):
        p = np.clip(expit(eta), 1e-6, 1.0 - 1e-6)
        slope = p * (1.0 - p)
        y = eta + (share - p) / slope
        beta, left_out, ridge = _ridge(x, y, np.where(known, bottom * slope, 0.0), bare)
        eta = np.clip(x @ beta, -12.0, 12.0)
    return beta, left_out, ridge, known


def _ridge(x: Floats, y: Floats, weight: Floats, bare: Floats) -> tuple[Floats, Floats, float]:
    """Return coefficients, left-out predictions and shrinkage with the least left-out error."""
    scale = weight.sum()
    gram = (x.T * weight) @ x
    right = x.T @ (weight * y)
    best: tuple[float, Floats, Floats, float] | None = None
    for ridge in RIDGES:
        inverse = np.linalg.inv(
            gram + ridge * scale * np.diag(bare) + 1e-9 * scale * np.eye(len(bare))
        )
        beta = inverse @ right
        leverage = ((x @ inverse) * x).sum(axis=1) * weight
        residual = (y - x @ beta) / np.maximum(1.0 - leverage, LEAST_LEFT)
        error = float((weight * residual * residual).sum())
        if best is None or error < best[0]:
            best = (error, beta, y - residual, ridge)
    assert best is not None
    return best[1], best[2], best[3]
