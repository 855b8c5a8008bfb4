"""Run a scenario: one seed or several, one organisation or several, in one process or more."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from scenarios import runfiles
from scenarios.errors import JobsFailed, require_whole
from scenarios.provenance import SCHEMA_VERSION, environment
from scenarios.result import InMemory, OnDisk, Result, Run
from scenarios.schema import Scenario
from scenarios.task import Engine, Progress, Task, make_run, tasks
from scenarios.workers import MOST_PROCESSES, Failure, each

T = TypeVar("T")


@dataclass(frozen=True)
class Finish:
    """What becomes of a run where it was made: written to `out`, or handed over with its panel."""

    out: Path | None
    keep_panel: bool

    def __call__(self, run: Run) -> Run:
        """Return the run as it is to be kept."""
        assert isinstance(run.tables, InMemory)
        if self.out is not None:
            return write(run, self.out)
        if self.keep_panel:
            return run
        output = replace(run.tables.output, panel=[])
        return replace(run, tables=replace(run.tables, output=output, customers=None))


def run(
    scenario: Scenario,
    *,
    seed: int = 1,
    replications: int = 1,
    organisations: int = 1,
    engine: Engine = "compiled",
    out: Path | str | None = None,
    workers: int = 1,
    keep_contacts: bool | None = None,
    keep_panel: bool | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run a scenario.

    Parameters
    ----------
    scenario
        See `scenarios.load`.
    seed
        Of the first replication; the r-th after it has ``seed + r``.
    replications
        Number of seeds.
    organisations
        Number of organisations of each replication, alike but for their luck.
    engine
        "compiled", or "mesa" for the reference, which gives the same contacts, slower.
    out
        Folder of runs to write to; a whole run already there is replaced. None: stay in memory.
    workers
        Number of processes. Results do not depend on it.
    keep_contacts, keep_panel
        Whether to keep the contact table and the customers' state at survey dates. None: of a
        single run, not of several; with `out` the panel is always written.
    progress
        Called with the share done.

    Returns
    -------
    Result
    """
    single = replications * organisations == 1
    contacts = single if keep_contacts is None else keep_contacts
    panel = single if keep_panel is None else keep_panel
    finish = Finish(None if out is None else Path(out), panel)
    runs: list[Run] = map_runs(
        finish,
        tasks(scenario, seed, replications, organisations, engine, contacts),
        workers=workers,
        progress=progress,
    )
    return Result(tuple(runs))


def map_runs(
    function: Callable[[Run], T],
    todo: list[Task],
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> list[T]:
    """Return ``function(run)`` of each task, in their order, computed where the run is made.

    With several workers the function and what it returns travel between processes: a function of
    a module, and something small. A single run is made here, and its error raised as it is.
    """
    require_whole("workers", workers, 1, MOST_PROCESSES)
    if len(todo) == 1 and scheduler is None:
        return [function(make_run(todo[0], progress))]
    results: dict[int, T] = {}
    outcomes = each(_Applied(function), todo, workers=workers, scheduler=scheduler)
    with closing(outcomes):
        for i, outcome in outcomes:
            if isinstance(outcome, Failure):
                raise JobsFailed(f"{todo[i].scenario.name}, seed {todo[i].seed}: {outcome.error}")
            results[i] = outcome
            if progress is not None:
                progress(len(results) / len(todo))
    return [results[i] for i in range(len(todo))]


@dataclass(frozen=True)
class _Applied(Generic[T]):
    """Makes the run of a task and applies a function to it."""

    function: Callable[[Run], T]

    def __call__(self, task: Task) -> T:
        return self.function(make_run(task))


def write(run: Run, root: Path) -> Run:
    """Write a run to the store `root`, and return it with its tables there."""
    assert isinstance(run.tables, InMemory)
    scenario = run.scenario
    place = runfiles.place_of(
        root, scenario.name, scenario.scenario_hash, run.seed, run.organisation
    )
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "scenario_hash": scenario.scenario_hash,
        "seed": run.seed,
        "organisation": run.organisation,
        "engine": run.engine,
        "digest": run.digest,
        "contacts": run.contacts,
        "events": run.events,
        "environment": environment(),
        "scenario": scenario.resolved(),
    }
    runfiles.write_run(place, run.tables.makers(), manifest, {"seconds": run.seconds})
    return replace(run, tables=OnDisk(scenario, place))
