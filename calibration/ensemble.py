"""The runs of a study: a point in the space of what is learnt, a seed, and what the run answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from calibration.asking import PutQuestions
from calibration.priors import rounded
from calibration.study import Study
from scenarios.ledger import Job, Ledger, values
from scenarios.load import load
from scenarios.task import Progress, Task

Floats = NDArray[np.float64]

MOST_SD = 4.0
"""Points lie within so many prior standard deviations: what lies beyond was not checked."""


@dataclass(frozen=True)
class Answered:
    """What many runs answered: runs on the first axis, questions on the last."""

    names: tuple[str, ...]
    z: Floats
    """(runs, learnt) points, where the prior is standard normal."""
    top: Floats
    bottom: Floats
    variance: Floats
    """Of one respondent's part in each figure."""
    drawn: Floats
    """One survey of the printed size each; NaN if nobody was in the base."""
    together: tuple[Floats, ...]
    """For each wave, (runs, figures, figures): correlations over samples."""

    @property
    def value(self) -> Floats:
        """Shares 0 to 1, or means; NaN if nobody was in the base."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.bottom > 0.0, self.top / self.bottom, np.nan)

    @cached_property
    def correlation(self) -> Floats:
        """Correlations over samples, mean of the runs; figures of two waves have none."""
        size = len(self.names)
        found = np.zeros((size, size))
        at = 0
        for block in self.together:
            count = block.shape[1]
            found[at : at + count, at : at + count] = block.mean(axis=0)
            at += count
        return found

    def columns(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Return the places of questions."""
        return np.array([self.names.index(name) for name in names], dtype=np.int64)

    def rows(self, which: Any) -> "Answered":
        """Return some of the runs."""
        return Answered(
            self.names,
            self.z[which],
            self.top[which],
            self.bottom[which],
            self.variance[which],
            self.drawn[which],
            tuple(block[which] for block in self.together),
        )


def joined(parts: Sequence[Answered]) -> Answered:
    """Return the runs of several ensembles as one."""
    return Answered(
        parts[0].names,
        np.concatenate([part.z for part in parts]),
        np.concatenate([part.top for part in parts]),
        np.concatenate([part.bottom for part in parts]),
        np.concatenate([part.variance for part in parts]),
        np.concatenate([part.drawn for part in parts]),
        tuple(np.concatenate(blocks) for blocks in zip(*(p.together for p in parts), strict=True)),
    )


def seeds(study: Study, step: int, count: int) -> list[int]:
    """Return the seeds of the runs of a step: each its own, all from the master seed."""
    return [
        int(np.random.SeedSequence([study.design.seed, step, member]).generate_state(1)[0])
        for member in range(count)
    ]


def prior_points(study: Study, count: int) -> Floats:
    """Return Sobol points of the prior, spread more evenly than draws are."""
    sampler = qmc.Sobol(len(study.names), rng=study.design.seed)
    # A whole power of two keeps the points balanced; the rest of it is not used.
    drawn = sampler.random_base2(max(1, (count - 1).bit_length()))[:count]
    return within(np.asarray(ndtri(np.clip(drawn, 1e-6, 1.0 - 1e-6))))


def within(z: Floats) -> Floats:
    """Return points as they are run: to 12 digits, none beyond what was checked."""
    return rounded(np.clip(z, -MOST_SD, MOST_SD))


def settings_at(study: Study, point: Floats) -> list[str]:
    """Return the settings of a point: values of the scenario only, offsets need no run."""
    return [
        f"{parameter.path}={float(rounded(law.at(z.reshape(1)))[0])!r}"
        for parameter, law, z in zip(study.design.parameters, study.laws, point, strict=False)
    ]


def values_at(study: Study, z: Floats) -> Floats:
    """Return the values of all that is learnt at points: (points, learnt)."""
    return np.stack([law.at(z[:, j]) for j, law in enumerate(study.laws)], axis=1)


def run_points(
    study: Study,
    measure: PutQuestions,
    z: Floats,
    step: int,
    *,
    ledger: Ledger,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Answered:
    """Return what runs at points answer; those in the ledger are not made again."""
    design = study.design
    jobs = []
    for point, seed in zip(z, seeds(study, step, len(z)), strict=True):
        scenario = load(
            design.scenario,
            customers=design.customers,
            settings=(*design.settings, *settings_at(study, point)),
        )
        jobs.append(Job(measure, (Task(scenario, seed),)))
    rows = ledger.complete(jobs, workers=workers, scheduler=scheduler, progress=progress)
    return answered(measure, z, values(rows))


def answered(measure: PutQuestions, z: Floats, found: Sequence[dict[str, Any]]) -> Answered:
    """Return what a ledger holds as arrays."""

    def column(name: str) -> Floats:
        return np.array([one[name] for one in found], dtype=np.float64)

    waves = len(found[0]["together"])
    return Answered(
        names=measure.questions,
        z=z,
        top=column("top"),
        bottom=column("bottom"),
        variance=column("variance"),
        drawn=column("drawn"),
        together=tuple(
            np.array([one["together"][wave] for one in found], dtype=np.float64)
            for wave in range(waves)
        ),
    )
