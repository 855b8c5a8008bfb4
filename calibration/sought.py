"""The whole method on planted truths: Kalman steps, their emulator and its walk, for each anew.

`calibration.planted` looks for many truths with one emulator of the whole prior. What a fit really
does costs all its runs for each truth, so that only a few are looked for: enough to see gross
errors, not to measure coverage.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble import values_at
from calibration.errors import NoPointSurvives
from calibration.fit import Where, calibrate
from calibration.observed import Observed
from calibration.planted import Ground, replace_values
from calibration.study import Study
from calibration.summary import TAIL
from calibration.targets import Targets

Floats = NDArray[np.float64]

PREDICTIVE = 1
"""Runs at draws of each posterior: nobody looks at them."""


@dataclass(frozen=True)
class Sought:
    """One parameter of one truth, as the whole method finds it."""

    truth: int
    name: str
    true: float
    mean: float
    low: float
    high: float
    """Central 90 % interval; NaN if no point of the prior survived."""
    contraction: float
    inside: bool


def sought(
    study: Study,
    where: Where,
    ground: Ground,
    count: int,
    advance: Callable[[float], None] | None = None,
) -> list[Sought]:
    """Look for the first `count` truths by the whole method."""
    rows = []
    for k in range(count):

        def told(share: float, k: int = k) -> None:
            assert advance is not None
            advance((k + share) / count)

        part = where._replace(progress=None if advance is None else told)
        rows += _sought(study, part, ground, k)
    return rows


def _sought(study: Study, where: Where, ground: Ground, k: int) -> list[Sought]:
    true = values_at(study, ground.true[[k]])[0]
    try:
        fit = calibrate(published(study, ground.figures, ground.surveys[k], k), where)
    except NoPointSurvives:
        nothing = float("nan")
        return [
            Sought(k, name, float(value), nothing, nothing, nothing, nothing, False)
            for name, value in zip(study.names, true, strict=True)
        ]
    values = fit.values
    low, high = np.quantile(values, [TAIL, 1.0 - TAIL], axis=0)
    shrunk = 1.0 - fit.walk.draws.var(axis=0, ddof=1)
    return [
        Sought(
            truth=k,
            name=name,
            true=float(true[j]),
            mean=float(values[:, j].mean()),
            low=float(low[j]),
            high=float(high[j]),
            contraction=float(shrunk[j]),
            inside=bool(low[j] <= true[j] <= high[j]),
        )
        for j, name in enumerate(study.names)
    ]


def published(study: Study, figures: Observed, compared: Floats, k: int) -> Study:
    """Return the study as if surveys of a truth had been published, with luck of its own."""
    found = replace_values(figures, compared)
    unit = np.where(figures.scales.share, 100.0, 1.0)
    # the edge of what a survey prints: a share of nobody has no logit
    edge = np.where(figures.scales.share, 1.0 - 1e-4, np.inf)
    values = dict(zip(found.ids, np.clip(found.value, 1e-4, edge) * unit, strict=True))
    by_id = {
        target.id: (
            replace(
                target, figure=target.figure.model_copy(update={"value": float(values[target.id])})
            )
            if target.id in values
            else target
        )
        for target in study.targets
    }
    budget = study.design.budget.model_copy(update={"predictive": PREDICTIVE})
    seed = int(np.random.SeedSequence([study.design.seed, 0x736F75, k]).generate_state(1)[0])
    design = study.design.model_copy(update={"seed": seed, "budget": budget, "bases": ()})
    return replace(study, targets=Targets(by_id, study.targets.offsets), design=design)
