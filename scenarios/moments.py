"""A moment of a run kept in a folder, from which the run goes on: into one future or several.

::

    reach(load("brand"), date(2015, 9, 1), Path("september"))
    resume(Path("september")).digest                 # that of an uninterrupted run
    resume(Path("september"), settings=["desks.phone.staff_factor=0.7"])

``moment.json`` says what the moment belongs to, sealed; ``state.npz`` holds the engine's arrays,
and the contacts and panels so far.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from scenarios.build import build
from scenarios.build.calendar import minutes_at
from scenarios.errors import DamagedRun, RunError, RunNotFound, StoreError, require_whole
from scenarios.load import from_day_on, validated
from scenarios.memory import require_memory
from scenarios.past import require_same_past
from scenarios.places import where
from scenarios.problems import Layer
from scenarios.provenance import environment
from scenarios.result import Result, Run
from scenarios.runfiles import sha256_of
from scenarios.runwriter import flush, require_writable
from scenarios.schema import Scenario
from scenarios.sealed import sealed, unsealed
from scenarios.stored import make_stored_run
from scenarios.task import Progress, Task, make_run
from sim.engine import SavedRun
from sim.engine import simulate as simulate_compiled
from sim.output import Panel
from sim.rng import MAX_SEED

FORM = 1
"""Raised when the files of a moment change meaning."""

DESCRIPTION, STATE = "moment.json", "state.npz"


@dataclass(frozen=True)
class Moment:
    """A moment of a run that is kept."""

    scenario: Scenario
    seed: int
    day: date
    """Midnight of this day, before anything happens."""
    contacts: int
    """Closed so far."""
    events: int
    """So far."""


def reach(
    scenario: Scenario,
    day: date,
    path: Path | str,
    *,
    seed: int = 1,
    progress: Progress | None = None,
) -> Moment:
    """Run a scenario to midnight of a day and keep it there.

    Parameters
    ----------
    scenario
        See `scenarios.load`.
    day
        After the scenario's start, before its end.
    path
        Folder to make.
    seed
        Decides everybody's luck.
    progress
        Called with the share done.

    Raises
    ------
    RunError
        The day lies outside the run, or something stands at `path`.
    StoreError
        The folder cannot be written.
    """
    require_whole("seed", seed, 0, MAX_SEED)
    if not scenario.start < day < scenario.end:
        raise RunError(
            f"until: found {day}; must be a day after {scenario.start} and before {scenario.end}, "
            f"the start and the end of {scenario.name}."
        )
    path = Path(path)
    if path.exists():
        raise RunError(f"save: found something at {path}; choose another path, or remove it.")
    require_writable(path)
    require_memory(Task(scenario, seed, keep_contacts=True), runs_kept=1, panels_kept=True)
    found: list[SavedRun] = []
    simulate_compiled(
        build(scenario, seed),
        progress=progress,
        until=minutes_at(scenario, day),
        save=found.append,
    )
    (saved,) = found
    scalars = saved.engine["scalars"][0]
    moment = Moment(scenario, seed, day, int(scalars["closed"]), int(scalars["events"]))
    with _new_folder(path) as folder:
        np.savez(folder / STATE, allow_pickle=False, **_arrays(saved))
        description = {
            "form": FORM,
            "scenario": scenario.resolved(),
            "seed": seed,
            "until": str(day),
            "contacts": moment.contacts,
            "events": moment.events,
            "environment": environment(),
            "state_sha256": sha256_of(folder / STATE),
        }
        (folder / DESCRIPTION).write_text(sealed(description), encoding="utf-8", newline="\n")
    return moment


def resume(
    path: Path | str,
    *,
    scenario: Scenario | None = None,
    settings: Sequence[str] = (),
    out: str | None = None,
    progress: Progress | None = None,
) -> Result:
    """Go on from a moment that was kept.

    Parameters
    ----------
    path
        Folder that `reach` made.
    scenario
        The future; None: the scenario that was kept. Up to the moment it must be the same.
    settings
        ``PATH=VALUE`` from the moment's day on, each as a dated change; ``changes=[...]`` takes
        the place of all dated changes.
    out, progress
        See `scenarios.run.run`.

    Returns
    -------
    Result
        That of an uninterrupted run of the same future.

    Raises
    ------
    RunNotFound
        There is no moment at `path`.
    DamagedRun
        Its files are not as they were written.
    RunError
        It was kept by another version or machine, or the future has another past.
    """
    path = Path(path)
    description = _description(path)
    kept = validated(description["scenario"], [Layer(str(path), description["scenario"])])
    day = date.fromisoformat(description["until"])
    future = from_day_on(scenario or kept, settings, day)
    require_same_past(kept, future, day)
    task = Task(future, description["seed"], keep_contacts=True)
    require_memory(task, runs_kept=1, panels_kept=True)
    saved = _read_state(path, description)
    run: Run
    if out is None:
        run = make_run(task, progress, saved)
    else:
        run = make_stored_run(task, where(out), progress, saved)
    return Result((run,))


def read_moment(path: Path | str) -> Moment:
    """Return what a folder keeps; see `resume` for what is raised."""
    found = _description(Path(path))
    return Moment(
        validated(found["scenario"], [Layer(str(path), found["scenario"])]),
        found["seed"],
        date.fromisoformat(found["until"]),
        found["contacts"],
        found["events"],
    )


def _description(path: Path) -> dict[str, Any]:
    try:
        found = unsealed(path / DESCRIPTION)
    except (FileNotFoundError, NotADirectoryError):
        raise RunNotFound(
            f"{path}: found no moment of a run; make one with canaux run SCENARIO --until DATE "
            f"--save {path}."
        ) from None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}. Check its rights.") from None
    except ValueError as error:
        raise DamagedRun(f"{path}: {DESCRIPTION} is damaged: {error}. Make it again.") from None
    here = environment()
    then = found.get("environment", {})
    different = [
        f"{name} {then.get(name)}, here {here[name]}"
        for name in here
        if then.get(name) != here[name]
    ]
    if found.get("form") != FORM or different:
        told = "; ".join(different) or f"form {found.get('form')}, here {FORM}"
        raise RunError(
            f"{path}: found a moment of another version or machine ({told}); the same run goes on "
            "from it only with the same. Make it again here."
        )
    return found


def _arrays(saved: SavedRun) -> dict[str, Any]:
    """Return all arrays of a moment by name."""
    found = {"time": np.array(saved.time), "contacts": saved.contacts}
    found |= {f"engine.{name}": array for name, array in saved.engine.items()}
    found |= {f"needs.{name}": array for name, array in saved.needs.items()}
    for i, panel in enumerate(saved.panels):
        found |= {f"panel.{i}.{name}": np.asarray(v) for name, v in panel._asdict().items()}
    return found


def _read_state(path: Path, description: Mapping[str, Any]) -> SavedRun:
    try:
        if sha256_of(path / STATE) != description["state_sha256"]:
            raise ValueError("it was changed after it was written")
        with np.load(path / STATE, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, BadZipFile) as error:
        raise DamagedRun(f"{path}: {STATE} is damaged: {error}. Make it again.") from None

    def under(start: str) -> dict[str, Any]:
        return {
            name.removeprefix(start): array
            for name, array in arrays.items()
            if name.startswith(start)
        }

    panels: list[Panel] = []
    while fields := under(f"panel.{len(panels)}."):
        panels.append(Panel(**{**fields, "time": float(fields["time"])}))
    return SavedRun(
        float(arrays["time"]), under("engine."), under("needs."), arrays["contacts"], tuple(panels)
    )


@contextmanager
def _new_folder(path: Path) -> Iterator[Path]:
    """Yield a folder that stands at `path` when the block has ended well."""
    folder = path.parent / f".{path.name}.partial"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        yield folder
        for file in (*folder.iterdir(), folder):
            flush(file)
        folder.rename(path)
        flush(path.parent)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written: {error.strerror or error}. Check the folder's rights and "
            "the free space, or choose another path."
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
