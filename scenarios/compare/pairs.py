"""Pairs of runs that share their luck: one seed, both plans."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from scenarios.compare.measures import flat, measures
from scenarios.errors import require_whole
from scenarios.ledger import Job, Measure
from scenarios.moves import counted, find_moves, have_the_same_needs
from scenarios.result import Run
from scenarios.schema import Scenario
from scenarios.task import Progress, Task, make_run
from sim.rng import MAX_SEED


class Half(NamedTuple):
    """What one run of a pair gave."""

    measures: dict[str, float | None]
    """By path; None where a figure has no value."""
    digest: str


class Pair(NamedTuple):
    """Both plans with one seed."""

    seed: int
    base: Half
    plan: Half
    moves: dict[str, Any] | None
    """`scenarios.moves.counted`; None if nobody was followed from one plan to the other."""


def pair_jobs(
    base: Scenario, plan: Scenario, seed: int, count: int, measure: Measure | None = None
) -> list[Job]:
    """Return the jobs of pairs with seeds ``seed``, ``seed + 1``, ...

    Measured is what `MeasurePair` measures, by default, and whatever else beside it.
    """
    require_whole("seed", seed, 0, MAX_SEED)
    require_whole("replications", count, 1, MAX_SEED - seed + 1)
    kept = measure or MeasurePair(follow=True)
    return [
        Job(kept, tuple(Task(side, s, keep_contacts=True) for side in (base, plan)))
        for s in range(seed, seed + count)
    ]


def pair_of_runs(
    base: Scenario, plan: Scenario, seed: int, progress: Progress | None = None
) -> tuple[Run, Run]:
    """Return the two runs of one pair, contacts in memory."""
    (job,) = pair_jobs(base, plan, seed, 1)
    runs = []
    for i, task in enumerate(job.tasks):
        runs.append(make_run(task))
        if progress is not None:
            progress((i + 1) / len(job.tasks))
    return runs[0], runs[1]


@dataclass(frozen=True)
class MeasurePair:
    """What is kept of a pair, for Eq. (C1); contact tables stay where they were made."""

    follow: bool
    """Whether customers are followed from one plan to the other."""

    def __call__(self, base: Run, plan: Run) -> dict[str, Any]:
        """Return the measures of both runs, and the moves between them."""
        moves = None
        if self.follow and have_the_same_needs(base, plan):
            moves = counted(find_moves(base, plan))
        return {"seed": base.seed, "base": _half(base), "plan": _half(plan), "moves": moves}


def pair_of(value: dict[str, Any]) -> Pair:
    """Return the pair that `MeasurePair` wrote down, whatever stands beside it."""
    base, plan = (Half(**value[side]) for side in ("base", "plan"))
    return Pair(value["seed"], base, plan, value["moves"])


def _half(run: Run) -> dict[str, Any]:
    return {"measures": flat(measures(run)), "digest": run.digest}
