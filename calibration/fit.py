"""Calibrate, emulate, sample: from a study to its posterior.

::

    study = read_study("france")
    with Ledger("fits/france/ledger.sqlite") as ledger:
        fit = calibrate(study, ledger=ledger, workers=2)
    fit.walk.draws                               # where the prior is standard normal

1. Runs spread over the prior; if no point of it is plausible, `NoPointSurvives`.
2. Ensemble Kalman steps towards the figures, each with runs of its own.
3. A quadratic emulator of all these runs, and a walk through the posterior on it.
4. Runs at draws of the posterior: the posterior predictive is the simulator's, not the emulator's.

All luck follows from the master seed, and every run stands in the ledger: after a kill at any
moment, asking again makes the runs that are missing and gives the same fit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calibration.asking import PutQuestions, question, questions_of
from calibration.emulator import Emulator, fit_emulator, nearness
from calibration.ensemble import Answered, joined, prior_points, run_points, values_at, within
from calibration.errors import NoPointSurvives
from calibration.gate import CUT, Gate, gate
from calibration.kalman import kalman_step
from calibration.observed import Observed, observed, shifted
from calibration.posterior import Posterior, Walk, walk
from calibration.study import Study
from scenarios.ledger import Ledger
from scenarios.task import Progress

Floats = NDArray[np.float64]

Say = Callable[[str], None]
"""Takes a sentence on what is being done."""

PREDICTIVE_STEP = 1000
"""Number of the step of runs at posterior draws: their seeds are those of no other step."""

MORRIS_STEP = 2000
TRUTH_STEP = 3000


class Where(NamedTuple):
    """Where runs are made and kept."""

    ledger: Ledger
    workers: int = 1
    scheduler: str | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Fit:
    """What a fit found."""

    study: Study
    measure: PutQuestions
    gate: Gate
    steps: tuple[Answered, ...]
    """Runs of each step, the first spread over the prior."""
    emulator: Emulator
    posterior: Posterior
    walk: Walk
    predictive: Answered
    """Runs at draws of the posterior, made by the simulator."""

    @property
    def runs(self) -> Answered:
        """All runs from which the posterior was learnt."""
        return joined(self.steps)

    @property
    def figures(self) -> Observed:
        """The fitted figures on their printed bases."""
        return self.posterior.figures[0]

    @property
    def values(self) -> Floats:
        """Posterior draws of all that is learnt, (draws, learnt)."""
        return values_at(self.study, self.walk.draws)


def calibrate(study: Study, where: Where, *, say: Say | None = None) -> Fit:
    """Fit a study.

    Parameters
    ----------
    study
        See `calibration.study.read_study`.
    where
        Ledger, workers and progress; the result does not depend on it.
    say
        Told what is being done.

    Raises
    ------
    NoPointSurvives
        No point of the prior is plausible.
    JobsFailed
        Some runs raised an error.
    """
    say = say or (lambda _: None)
    budget = study.design.budget
    measure = questions_of(study)
    z = prior_points(study, budget.members)
    steps: list[Answered] = []
    passed: Gate | None = None
    for step in range(budget.steps):
        say(f"step {step + 1} of {budget.steps}: {budget.members} runs")
        made = _made(study, measure, z, step, where, done=step * budget.members)
        steps.append(made)
        if step == 0:
            passed = first_look(study, made)
            if not passed.is_open:
                raise NoPointSurvives(_no_point(study, passed))
        z = towards_figures(study, made, step)
    assert passed is not None
    emulator = emulate(study, steps)
    posterior = Posterior(study, emulator, observed(study, steps[-1]))
    say("walking through the posterior")
    found = walk(
        posterior,
        z,
        walkers=budget.walkers,
        steps=budget.walk,
        draws=budget.draws,
        seed=[study.design.seed, 0x77616C6B],
    )
    say(f"posterior predictive: {budget.predictive} runs")
    at = predictive_points(found, budget.predictive)
    predictive = _made(
        study, measure, at, PREDICTIVE_STEP, where, done=budget.steps * budget.members
    )
    return Fit(study, measure, passed, tuple(steps), emulator, posterior, found, predictive)


def first_look(study: Study, made: Answered) -> Gate:
    """Hold runs spread over the prior against the figures."""
    emulator = emulate(study, [made])
    return gate(study, emulator, made, observed(study, made)[0], study.design.seed)


def towards_figures(study: Study, made: Answered, step: int) -> Floats:
    """Return the points of the next step."""
    figures = observed(study, made)[0]
    at = made.columns(figures.names)
    value = np.clip(made.value[:, at], 1e-9, np.where(figures.scales.share, 1.0 - 1e-9, np.inf))
    # A run in which nobody was in the base says nothing: the mean of the others.
    value = np.where(np.isnan(value), np.nanmean(value, axis=0), value)
    linked = shifted(figures.scales.link(value), made.z, figures.shift, study)
    rng = np.random.default_rng([study.design.seed, 0x6B616C6D, step])
    return within(
        kalman_step(
            made.z,
            figures.scales.compared(linked),
            figures.compared,
            figures.covariance,
            float(study.design.budget.steps),
            rng,
        )
    )


def emulate(study: Study, steps: list[Answered]) -> Emulator:
    """Return the emulator of all runs, with the errors it has near the figures."""
    runs = joined(steps)
    near = np.zeros(len(runs.z), dtype=np.bool_)
    # The later half of the steps has come near; of a single step all runs count.
    first_near = sum(len(one.z) for one in steps[: len(steps) // 2])
    near[first_near:] = True
    units = [question(name, study.targets).figure.unit for name in runs.names]
    parameters = len(study.design.parameters)
    # Runs of a single step are spread over the prior, as is what is asked of their emulator.
    weight = None
    if len(steps) > 1:
        weight = nearness(runs.z[:, :parameters], steps[-1].z[:, :parameters])
    return fit_emulator(runs, units, parameters, near, weight)


def predictive_points(found: Walk, count: int) -> Floats:
    """Return draws of the posterior, evenly spaced along the walk."""
    draws = found.draws
    return within(draws[np.linspace(0, len(draws) - 1, count).astype(np.int64)])


def _made(
    study: Study, measure: PutQuestions, z: Floats, step: int, where: Where, *, done: int
) -> Answered:
    progress = where.progress

    def overall(share: float) -> None:
        assert progress is not None
        progress((done + share * len(z)) / study.runs)

    return run_points(
        study,
        measure,
        z,
        step,
        ledger=where.ledger,
        workers=where.workers,
        scheduler=where.scheduler,
        progress=None if progress is None else overall,
    )


def _no_point(study: Study, passed: Gate) -> str:
    worst = sorted(passed.figures, key=lambda one: one.nearest, reverse=True)[:3]
    told = "; ".join(
        f"{one.id}: published {one.published:g}, runs of the prior {one.low:.3g} to {one.high:.3g}"
        for one in worst
    )
    return (
        f"{study.design.name}: no point of the prior survives: the least implausible of "
        f"{passed.points:,} is {passed.least:.1f} standard deviations off, allowed are {CUT:g}. "
        f"Furthest off: {told}. Either the model is wrong, or a prior is too narrow, or a figure "
        "is not what it seems; no posterior is written."
    )
