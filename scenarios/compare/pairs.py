"""Pairs of runs that share their luck: one seed, both plans."""

from typing import Any, NamedTuple

from scenarios.compare.measures import flat, measures
from scenarios.errors import require_whole
from scenarios.ledger import Job
from scenarios.result import Run
from scenarios.schema import Scenario
from scenarios.task import Task
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


def pair_jobs(base: Scenario, plan: Scenario, seed: int, count: int) -> list[Job]:
    """Return the jobs of pairs with seeds ``seed``, ``seed + 1``, ..."""
    require_whole("seed", seed, 0, MAX_SEED)
    require_whole("replications", count, 1, MAX_SEED - seed + 1)
    return [
        Job(measure_pair, tuple(Task(side, s, keep_contacts=True) for side in (base, plan)))
        for s in range(seed, seed + count)
    ]


def measure_pair(base: Run, plan: Run) -> dict[str, Any]:
    """Return what is kept of a pair, for Eq. (C1); contact tables stay where they were made."""
    return {"seed": base.seed, "base": _half(base), "plan": _half(plan)}


def pair_of(value: dict[str, Any]) -> Pair:
    """Return the pair that `measure_pair` wrote down."""
    return Pair(value["seed"], Half(**value["base"]), Half(**value["plan"]))


def _half(run: Run) -> dict[str, Any]:
    return {"measures": flat(measures(run)), "digest": run.digest}
