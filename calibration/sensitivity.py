"""What each figure depends on: Morris on the simulator, Sobol on the emulator, both by SALib.

The parameters and their ranges are those of the study's priors, one file for both uses.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from calibration.asking import question, questions_of
from calibration.emulator import Emulator
from calibration.ensemble import Answered, answered, settings_at, within
from calibration.fit import MORRIS_STEP, Where
from calibration.scales import Scales
from calibration.study import Study
from scenarios.ledger import Job, values
from scenarios.load import load
from scenarios.task import Task

Floats = NDArray[np.float64]

EDGE = 0.05
"""Morris looks at the central 90 % of each prior."""

LEVELS = 6

BASE_POINTS = 1024
"""Of the Sobol indices: a power of two; evaluations are that times two more than parameters."""


@dataclass(frozen=True)
class Effect:
    """What a parameter does to a figure."""

    figure: str
    parameter: str
    first: float | None
    """Sobol: share of the figure's variance that the parameter alone explains; None: not asked."""
    total: float | None
    """Sobol: share that goes if it were known, all else unknown."""
    total_error: float | None
    mu_star: float | None
    """Morris: mean size of an elementary effect, in sampling standard errors of the comparison."""
    sigma: float | None
    """Morris: spread of the effects; large where it acts by thresholds or with others."""


def problem(study: Study) -> dict[str, object]:
    """Return the study's parameters as SALib takes them: shares of each prior."""
    paths = [parameter.path for parameter in study.design.parameters]
    return {
        "num_vars": len(paths),
        "names": paths,
        "bounds": [[EDGE, 1.0 - EDGE]] * len(paths),
    }


def sobol(study: Study, emulator: Emulator, figures: tuple[str, ...]) -> list[Effect]:
    """Return Sobol indices of each figure on the emulator, over the prior."""
    import SALib.analyze.sobol
    import SALib.sample.sobol

    task = problem(study)
    task["bounds"] = [[1e-4, 1.0 - 1e-4]] * len(study.design.parameters)
    points = SALib.sample.sobol.sample(
        task, BASE_POINTS, calc_second_order=False, seed=study.design.seed
    )
    told = emulator.scales.compared(emulator.linked(np.clip(ndtri(points), -3.0, 3.0)))
    rows = []
    for figure in figures:
        column = told[:, emulator.columns([figure])[0]]
        found = SALib.analyze.sobol.analyze(
            task, column, calc_second_order=False, seed=study.design.seed
        )
        rows += [
            Effect(
                figure,
                parameter.path,
                float(found["S1"][j]),
                float(found["ST"][j]),
                float(found["ST_conf"][j]),
                None,
                None,
            )
            for j, parameter in enumerate(study.design.parameters)
        ]
    return rows


def morris(study: Study, where: Where, trajectories: int) -> list[Effect]:
    """Return Morris's elementary effects of each figure, on the simulator itself.

    The runs of a trajectory share their luck: an effect is a difference of two of them.
    """
    import SALib.analyze.morris
    import SALib.sample.morris

    task = problem(study)
    shares = SALib.sample.morris.sample(
        task, trajectories, num_levels=LEVELS, seed=study.design.seed
    )
    z = within(ndtri(shares))
    made = _run(study, where, z)
    names = tuple(study.fitted)
    scales = Scales([question(name, study.targets).figure.unit for name in names])
    value = made.value[:, made.columns(names)]
    value = np.where(np.isnan(value), np.nanmean(value, axis=0), value)
    edge = np.where(scales.share, 1.0 - 1e-9, np.inf)
    told = scales.compared(scales.link(np.clip(value, 1e-9, edge)))
    rows = []
    for q, name in enumerate(names):
        if np.ptp(told[:, q]) == 0.0:
            continue
        found = SALib.analyze.morris.analyze(
            task, shares, told[:, q], num_levels=LEVELS, seed=study.design.seed
        )
        n = study.targets[name].figure.respondents or 1000
        error = np.sqrt(1.5 / (4.0 * n)) if scales.share[q] else 1.0 / np.sqrt(n)
        rows += [
            Effect(
                name,
                parameter.path,
                None,
                None,
                None,
                float(found["mu_star"][j] / error),
                float(found["sigma"][j] / error),
            )
            for j, parameter in enumerate(study.design.parameters)
        ]
    return rows


def _run(study: Study, where: Where, z: Floats) -> Answered:
    design = study.design
    measure = questions_of(study, everything=False)
    size = len(design.parameters) + 1
    jobs = []
    for i, point in enumerate(z):
        scenario = load(
            design.scenario,
            customers=design.customers,
            settings=(*design.settings, *settings_at(study, point)),
        )
        luck = np.random.SeedSequence([design.seed, MORRIS_STEP, i // size])
        jobs.append(Job(measure, (Task(scenario, int(luck.generate_state(1)[0])),)))
    rows = where.ledger.complete(
        jobs, workers=where.workers, scheduler=where.scheduler, progress=where.progress
    )
    padded = np.concatenate([z, np.zeros((len(z), len(design.offsets)))], axis=1)
    return answered(measure, padded, values(rows))
