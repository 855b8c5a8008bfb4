"""12 % in 2012 and 9 % in 2015, fitted two ways: what each costs, and what behaviour it would need.

*Reconstructed*: 12 % of those counted as contacters, by telephone; 9 % of adults, online, with the
mode offset of social networks as the study has it. *At face value*: both of all adults, without
that offset. All else is the same, runs and other figures. No reading is preferred.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration.fit import Fit
from calibration.observed import Observed, observed, shifted
from calibration.posterior import Posterior, Walk, walk
from calibration.readings import FIRST, SECOND

Floats = NDArray[np.float64]

SHORTER = 2
"""The walks are so many times shorter than that of the fit."""


@dataclass(frozen=True)
class Way:
    """One way to read the two figures, fitted."""

    reading: str
    """``reconstructed`` or ``face_value``."""
    best: float
    """Largest log likelihood of all figures together; the constant is the same for both."""
    mean: float
    """Mean log likelihood over the posterior."""
    first: float
    """2012, percent, as the survey would find it at the posterior."""
    second: float
    """2015, percent."""
    change: float
    change_sd: float


@dataclass(frozen=True)
class Needed:
    """How far a parameter would have to lie elsewhere at face value."""

    name: str
    reconstructed: float
    face_value: float
    apart: float
    """In standard deviations of the reconstructed posterior."""


def applies(fit: Fit) -> bool:
    """Return whether the study has both figures, and the first on both bases."""
    return {FIRST, SECOND} <= set(fit.figures.ids) and f"{FIRST}@adults" in fit.emulator.names


def two_ways(fit: Fit) -> tuple[list[Way], list[Needed]]:
    """Fit both readings on the runs there are."""
    ways, walks = [], []
    for number, name in enumerate(("reconstructed", "face_value")):
        figures = _figures(fit, name)
        posterior = Posterior(fit.study, fit.emulator, [figures])
        budget = fit.study.design.budget
        found = walk(
            posterior,
            fit.walk.draws,
            walkers=budget.walkers,
            steps=max(50, budget.walk // SHORTER),
            draws=budget.draws,
            seed=[fit.study.design.seed, 0x74776F, number],
        )
        ways.append(_way(fit, name, posterior, found, figures))
        walks.append(found)
    return ways, _needed(fit, walks)


def _figures(fit: Fit, reading: str) -> Observed:
    printed = observed(fit.study, fit.steps[-1])[0]
    if reading == "reconstructed":
        return replace(printed, weight=1.0)
    names = tuple(f"{FIRST}@adults" if name == FIRST else name for name in printed.names)
    # Only the two figures are read otherwise: the covariance of all stays as it is.
    operator = fit.study.targets[SECOND].figure.operator
    same = [fit.study.targets[one].figure.operator == operator for one in printed.ids]
    shift = np.where(same, -1, printed.shift)
    return replace(printed, names=names, weight=1.0, shift=shift)


def _way(fit: Fit, name: str, posterior: Posterior, found: Walk, figures: Observed) -> Way:
    z = found.draws
    at = fit.emulator.columns(figures.names)
    told = figures.scales.compared(
        shifted(fit.emulator.linked(z)[:, at], z, figures.shift, fit.study)
    )
    percent = 100.0 * figures.scales.value(told)
    first = percent[:, figures.ids.index(FIRST)]
    second = percent[:, figures.ids.index(SECOND)]
    return Way(
        name,
        float(found.log_likelihood.max()),
        float(found.log_likelihood.mean()),
        float(first.mean()),
        float(second.mean()),
        float((second - first).mean()),
        float((second - first).std(ddof=1)),
    )


def _needed(fit: Fit, walks: Sequence[Walk]) -> list[Needed]:
    from calibration.ensemble import values_at

    before, after = (values_at(fit.study, found.draws) for found in walks)
    z_before, z_after = (found.draws for found in walks)
    rows = [
        Needed(
            name,
            float(before[:, j].mean()),
            float(after[:, j].mean()),
            float((z_after[:, j].mean() - z_before[:, j].mean()) / z_before[:, j].std(ddof=1)),
        )
        for j, name in enumerate(fit.study.names)
    ]
    return sorted(rows, key=lambda row: -abs(row.apart))
