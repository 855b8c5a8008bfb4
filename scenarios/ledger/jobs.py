"""A job: runs to make and what to measure on them. Its key, its row."""

import inspect
import json
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from scenarios.errors import JobsFailed, RunError, quoted
from scenarios.places import Place
from scenarios.provenance import environment, hash_of
from scenarios.result import Run
from scenarios.stored import make_stored_run, stored_run
from scenarios.task import Progress, Task, make_run
from sim._jit import hash_sources

Measure = Callable[..., Any]
"""Takes a job's runs and returns what JSON can hold, NumPy numbers and arrays included.

A function of a module, or an instance of a frozen dataclass of one with ``__call__``, whose fields
are JSON values too. NaN has no place in JSON: say None.
"""

SHOWN = 3
"""Failures told in full in an error's text."""


class Job(NamedTuple):
    """Runs to make, and what to measure on them."""

    measure: Measure
    tasks: tuple[Task, ...]
    """The measure's arguments are the runs of these, in their order."""
    store: Place | None = None
    """Store to write them to; None: they are gone once they are measured."""

    def description(self) -> dict[str, Any]:
        """Return all that the job's value depends on, but for versions and processor."""
        return {
            "measure": identity(self.measure),
            "runs": [
                {
                    "scenario": task.scenario.name,
                    "scenario_hash": task.scenario.scenario_hash,
                    "seed": task.seed,
                    "organisation": task.organisation,
                    "engine": task.engine,
                }
                for task in self.tasks
            ],
        }

    @property
    def runs_are_there(self) -> bool:
        """Whether the store has all runs that it is to hold."""
        return self.store is None or all(stored_run(task, self.store) for task in self.tasks)

    @property
    def key(self) -> str:
        """SHA-256 of what the job's value depends on."""
        return hash_of({**self.description(), "environment": environment()})


class Row(NamedTuple):
    """What came of a job: a value, or an error."""

    key: str
    job: dict[str, Any]
    """`Job.description`."""
    value: Any
    error: str | None
    """None: the value is there."""


def perform(job: Job, progress: Progress | None = None) -> str:
    """Make the runs of a job and return what it measures, as JSON text."""
    count = len(job.tasks)

    def part(i: int) -> Progress | None:
        return None if progress is None else lambda share: progress((i + share) / count)

    def made(task: Task, progress: Progress | None) -> Run:
        if job.store is None:
            return make_run(task, progress)
        return make_stored_run(task, job.store, progress)

    runs = [made(task, part(i)) for i, task in enumerate(job.tasks)]
    return json.dumps(job.measure(*runs), allow_nan=False, ensure_ascii=False, default=_plain)


def identity(measure: Measure) -> dict[str, Any]:
    """Return what tells a measure from others: its name, its settings, its sources.

    The sources of `sim` and `scenarios` are part of a scenario's hash already; those of another
    package count as a whole, those of a script by themselves. A measure whose class names modules
    under `depends_on` counts with these only: the package it stands in may be worked on.
    """
    kind: Any = measure if inspect.isroutine(measure) else type(measure)
    fields = [] if kind is measure else getattr(kind, "__dataclass_fields__", None)
    if fields is None:
        raise RunError(
            f"measure: found {quoted(measure)}; must be a function of a module, or a frozen "
            "dataclass with __call__."
        )
    found: dict[str, Any] = {"name": f"{kind.__module__}.{kind.__qualname__}"}
    if kind is not measure:
        settings = {name: getattr(measure, name) for name in fields}
        found["settings"] = json.loads(json.dumps(settings, default=str, allow_nan=False))
    package = kind.__module__.partition(".")[0]
    modules = getattr(kind, "depends_on", None)
    if modules is not None:
        found["source"] = hash_of([_module(name) for name in modules])
    elif package not in ("sim", "scenarios"):
        found["source"] = _source(package, inspect.getfile(kind))
    return found


@cache
def _source(package: str, file: str) -> str:
    path = Path(file).resolve()
    if not path.is_file():
        raise RunError(f"measure: found one without a file, {file}; must stand in a module.")
    for folder in path.parents:
        if folder.name == package and (folder / "__init__.py").is_file():
            return hash_sources(folder)
    return hash_of(path.read_text(encoding="utf-8"))


@cache
def _module(name: str) -> str:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RunError(f"measure: depends_on: found {quoted(name)}; must be a module with a file.")
    return hash_of([name, Path(spec.origin).read_text(encoding="utf-8")])


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"a measure returned {type(value).__name__}, which JSON cannot hold")


def values(rows: Iterable[Row]) -> list[Any]:
    """Return the value of each row, or raise `JobsFailed` with what went wrong."""
    rows = list(rows)
    failed = [row for row in rows if row.error is not None]
    if failed:
        told = [f"{_label(row)}: {row.error}" for row in failed[:SHOWN]]
        if len(failed) > SHOWN:
            told.append(f"and {len(failed) - SHOWN} more")
        raise JobsFailed(
            f"{len(failed)} of {len(rows)} failed; the others are kept, and asking again tries "
            "these again.\n" + "\n".join(told)
        )
    return [row.value for row in rows]


def _label(row: Row) -> str:
    return " and ".join(f"{run['scenario']}, seed {run['seed']}" for run in row.job["runs"])
