"""Run a scenario: one seed or several, one organisation or several, in one process or more."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from scenarios import runfiles
from scenarios.build import build
from scenarios.errors import RunError, quoted
from scenarios.provenance import SCHEMA_VERSION, environment
from scenarios.result import InMemory, OnDisk, Result, Run
from scenarios.schema import Scenario
from sim.output import RunOutput
from sim.rng import MAX_SEED
from sim.world import World

Engine = Literal["compiled", "mesa"]
Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1."""

T = TypeVar("T")


class Task(NamedTuple):
    """One run to make."""

    scenario: Scenario
    seed: int
    organisation: int
    engine: Engine
    keep_contacts: bool


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


def tasks(
    scenario: Scenario,
    seed: int = 1,
    replications: int = 1,
    organisations: int = 1,
    engine: Engine = "compiled",
    keep_contacts: bool = False,
) -> list[Task]:
    """Return the runs of so many seeds and organisations, by seed, then organisation."""
    _check("seed", seed, 0, MAX_SEED)
    _check("replications", replications, 1, MAX_SEED - seed + 1)
    _check("organisations", organisations, 1, MAX_SEED)
    if engine not in ("compiled", "mesa"):
        raise RunError(f"engine: found {quoted(engine)}; must be 'compiled' or 'mesa'.")
    return [
        Task(scenario, seed + r, organisation, engine, keep_contacts)
        for r in range(replications)
        for organisation in range(organisations)
    ]


def map_runs(
    function: Callable[[Run], T],
    todo: list[Task],
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> list[T]:
    """Return ``function(run)`` of each task, in their order, computed where the run is made.

    With several workers the function and what it returns travel between processes: a function of
    a module, and something small.
    """
    _check("workers", workers, 1, 4096)
    workers = min(workers, len(todo))
    if workers <= 1:
        done = []
        for i, task in enumerate(todo):
            done.append(function(make_run(task, _part_of(progress, i, len(todo)))))
        return done
    results: dict[int, T] = {}
    with _pool(workers) as pool:
        futures = {pool.submit(_apply, function, task): i for i, task in enumerate(todo)}
        try:
            for future in as_completed(futures):
                results[futures[future]] = future.result()
                if progress is not None:
                    progress(len(results) / len(todo))
        except BrokenProcessPool:
            raise RunError(
                f"workers: found one of {workers} processes killed, which often means too little "
                "memory; use fewer workers or fewer customers."
            ) from None
    return [results[i] for i in range(len(todo))]


def make_run(task: Task, progress: Progress | None = None) -> Run:
    """Build the world of a task, simulate it, and return the run with its tables in memory."""
    world = build(task.scenario, task.seed, task.organisation)
    output = _simulate(world, task, progress)
    return Run(
        scenario=task.scenario,
        seed=task.seed,
        organisation=task.organisation,
        engine=task.engine,
        digest=output.digest,
        contacts=output.n_contacts,
        events=output.n_events,
        seconds=output.seconds,
        tables=InMemory(task.scenario, world.customers, output),
    )


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


def _simulate(world: World, task: Task, progress: Progress | None) -> RunOutput:
    # The engines are imported here: the reference needs mesa, and both take a while to load.
    if task.engine == "mesa":
        from sim import reference

        output = reference.simulate(world)
        return output if task.keep_contacts else replace(output, contacts=None)
    from sim import engine

    return engine.simulate(world, keep_contacts=task.keep_contacts, progress=progress)


def _apply(function: Callable[[Run], T], task: Task) -> T:
    return function(make_run(task))


def _part_of(progress: Progress | None, i: int, count: int) -> Progress | None:
    if progress is None:
        return None
    return lambda share: progress((i + share) / count)


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of fresh processes that are stopped at once if the block fails."""
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)
    try:
        yield pool
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, which stops its workers and says so once; end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the parent: killed, it cannot stop its workers, and they would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _check(name: str, value: object, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise RunError(
            f"{name}: found {quoted(value)}; must be a whole number from {least} to {most}."
        )
