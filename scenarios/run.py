"""Run a scenario: one seed or several, one organisation or several, in one process or more."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from scenarios.errors import JobsFailed, RunNotFound, StoreError, require_whole
from scenarios.ledger import Job, Ledger, values
from scenarios.measures import marks
from scenarios.memory import processes_for, require_memory
from scenarios.places import Place, where
from scenarios.result import InMemory, OnlyTotals, Result, Run
from scenarios.schema import Scenario
from scenarios.stored import make_stored_run, place_for, read_run
from scenarios.task import Engine, Progress, Task, make_run, tasks
from scenarios.workers import MOST_PROCESSES, Failure, each

LEDGER = ".ledger.sqlite"
"""Beside the runs of a scenario, hidden since it is none: what was asked for, and failed."""

MANY_PEOPLE = 1_000_000
"""Customers from which it is said in advance what they take."""

Say = Callable[[str], None]

T = TypeVar("T")


def run(
    scenario: Scenario,
    *,
    seed: int = 1,
    replications: int = 1,
    organisations: int = 1,
    engine: Engine = "compiled",
    out: Place | str | None = None,
    workers: int | None = 1,
    scheduler: str | None = None,
    keep_contacts: bool | None = None,
    keep_panel: bool | None = None,
    keep_tables: bool = True,
    progress: Progress | None = None,
    say: Say | None = None,
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
        Folder or bucket to write to; a run that it has whole is not made again. None: stay in
        memory.
    workers
        Number of processes; None: as many as cores, for long work. Results do not depend on it.
    scheduler
        Address of a Dask scheduler, whose workers are used instead; `out` is a folder they share.
    keep_contacts, keep_panel
        Whether to keep the contact table and the customers' state at survey dates. None: of a
        single run, not of several; with `out` the panel is always written.
    keep_tables
        Without `out`, whether the tables of counts by month and hour are kept, 5 MB a run and
        year; False: only the totals that figures are made of, 10 kB a run.
    progress
        Called with the share done.
    say
        Called with a sentence before many customers are simulated: how many, in what memory.

    Returns
    -------
    Result
    """
    single = replications * organisations == 1
    contacts = single if keep_contacts is None else keep_contacts
    panel = single if keep_panel is None else keep_panel
    todo = tasks(scenario, seed, replications, organisations, engine, contacts)
    if workers is None:
        workers = 1 if scheduler is not None else processes_for(todo)
    require_whole("workers", workers, 1, MOST_PROCESSES)
    if scheduler is None:
        need = require_memory(
            todo[0],
            processes=min(workers, len(todo)),
            runs_kept=len(todo) if out is None and keep_tables else 0,
            panels_kept=panel and out is None,
        )
        people = len(todo) * scenario.population.size
        if say is not None and people >= MANY_PEOPLE:
            count = "" if single else f"{len(todo):,} runs, {need.processes:,} at a time, "
            say(f"{scenario.name}: {count}{people:,} customers in all: {need}")
    if out is not None:
        root = where(out)
        if isinstance(root, Path):
            root = root.absolute()
        else:
            root.system()  # before anything is run
        return Result(tuple(_stored(todo, root, workers, scheduler, progress)))
    keep = Kept(panel, keep_tables)
    runs = map_runs(
        keep, todo, workers=workers, scheduler=scheduler, progress=progress, keep_panel=panel
    )
    return Result(tuple(runs))


@dataclass(frozen=True)
class Kept:
    """What is kept of a run in memory."""

    panel: bool
    tables: bool = True

    def __call__(self, run: Run) -> Run:
        """Return the run as it is handed over, maybe from one process to another."""
        assert isinstance(run.tables, InMemory)
        if not self.tables:
            return replace(run, tables=OnlyTotals(run.scenario, run.tables.totals()))
        if self.panel:
            return run
        return replace(run, tables=replace(run.tables, customers=None))


def map_runs(
    function: Callable[[Run], T],
    todo: list[Task],
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
    keep_panel: bool = True,
) -> list[T]:
    """Return ``function(run)`` of each task, in their order, computed where the run is made.

    With several workers the function and what it returns travel between processes: a function of
    a module, and something small. A single run is made here, and its error raised as it is.
    """
    require_whole("workers", workers, 1, MOST_PROCESSES)
    if len(todo) == 1 and scheduler is None:
        return [function(make_run(todo[0], progress, keep_panel=keep_panel))]
    results: dict[int, T] = {}
    outcomes = each(_Applied(function, keep_panel), todo, workers=workers, scheduler=scheduler)
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
    keep_panel: bool

    def __call__(self, task: Task) -> T:
        return self.function(make_run(task, keep_panel=self.keep_panel))


def _stored(
    todo: list[Task], root: Place, workers: int, scheduler: str | None, progress: Progress | None
) -> list[Run]:
    """Make the runs that the store `root` lacks, and return all."""
    if len(todo) == 1 and scheduler is None:
        return [make_stored_run(todo[0], root, progress)]
    # A bucket locks no files: there the runs themselves say what is done.
    beside = place_for(todo[0], root).parent
    with Ledger(beside / LEDGER if isinstance(beside, Path) else None) as ledger:
        jobs = [Job(marks, (task,), root) for task in todo]
        values(ledger.complete(jobs, workers=workers, scheduler=scheduler, progress=progress))
    try:
        return [read_run(place_for(task, root)) for task in todo]
    except RunNotFound as error:
        raise StoreError(
            f"{error} With --scheduler, --out must be a folder that this process and all workers "
            "share."
        ) from None
