"""Profile likelihoods: how well the figures can do with a parameter held where it is put.

The prior of the parameter that is held is no part of it: with it, one of which the figures say
nothing would cost 2 at two standard deviations of its prior, and would not look flat. The others
keep theirs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from calibration.fit import Fit
from calibration.posterior import Posterior

Floats = NDArray[np.float64]

PLACES = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
"""Where a parameter is held, where its prior is standard normal."""

STEP = 1e-4


@dataclass(frozen=True)
class Profile:
    """The best fit with a parameter held at a value."""

    name: str
    value: float
    drop: float
    """Below the best of all values; 1.92 is the edge of a 95 % interval."""


def profiles(fit: Fit, names: tuple[str, ...]) -> list[Profile]:
    """Return the profile of each of these parameters and offsets, on the emulator."""
    rows: list[Profile] = []
    start = fit.walk.draws[np.argmax(fit.posterior(fit.walk.draws))]
    for name in names:
        j = fit.study.names.index(name)
        best = [_best(fit.posterior, start, j, place) for place in PLACES]
        top = max(best)
        law = fit.study.laws[j]
        rows += [
            Profile(name, float(law.at(np.array([place]))[0]), top - value)
            for place, value in zip(PLACES, best, strict=True)
        ]
    return rows


def _best(posterior: Posterior, start: Floats, j: int, place: float) -> float:
    """Return the largest log density with one coordinate held, less the prior's part of that."""
    others = np.array([k for k in range(start.size) if k != j])

    def full(x: Floats) -> Floats:
        z = np.empty((len(x), start.size))
        z[:, others] = x
        z[:, j] = place
        return z

    def down(x: Floats) -> tuple[float, Floats]:
        # One call for the point and its neighbours on both sides.
        shift = STEP * np.eye(len(x))
        found = -posterior(full(np.concatenate([x[np.newaxis], x + shift, x - shift])))
        return float(found[0]), (found[1 : 1 + len(x)] - found[1 + len(x) :]) / (2.0 * STEP)

    found = minimize(down, start[others], jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return -float(found.fun) + 0.5 * place * place
