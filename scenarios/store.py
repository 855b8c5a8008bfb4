"""The store: list and open stored runs, and compute them again to see if they come out the same."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios import runfiles
from scenarios.errors import DamagedRun, RunError
from scenarios.places import Place, where
from scenarios.provenance import environment
from scenarios.result import OnDisk, Result
from scenarios.runfiles import list_runs, read_manifest, read_times
from scenarios.stored import make_stored_run, read_run, scenario_of
from scenarios.task import Task

__all__ = ["Verification", "list_runs", "open_run", "read_manifest", "read_times", "verify"]


@dataclass(frozen=True)
class Verification:
    """What recomputing a run showed."""

    verdict: str
    """ "identical", "different" or "other environment, largest difference ..."."""
    details: tuple[str, ...]
    """What differs: files, versions, figures."""

    @property
    def identical(self) -> bool:
        """Whether every table came out byte for byte."""
        return self.verdict == "identical"


def open_run(*places: Place | str) -> Result:
    """Return the result stored in one folder, or in several of the same scenario."""
    runs = sorted(
        (read_run(where(place)) for place in places), key=lambda run: (run.seed, run.organisation)
    )
    hashes = {run.scenario.scenario_hash for run in runs}
    if len(hashes) != 1:
        raise RunError(f"runs: found {len(hashes)} scenarios; must be runs of one scenario.")
    return Result(tuple(runs))


def verify(place: Place | str) -> Verification:
    """Compute a stored run again and compare the tables byte for byte.

    Where versions, processor or our own sources are others than those of the manifest, a
    difference is no fault of the run: the verdict then gives the largest relative difference
    between figures.
    """
    place = where(place)
    damaged = _damages(place)
    if damaged:
        return Verification("different", damaged)
    manifest = runfiles.read_manifest(place)
    scenario = scenario_of(manifest, place)
    task = Task(
        scenario,
        manifest["seed"],
        manifest["organisation"],
        manifest["engine"],
        "contacts" in manifest["tables"],
    )
    then, here = manifest["environment"], environment()
    changed = tuple(
        f"{name}: {then.get(name, 'unknown')} then, {here.get(name, 'unknown')} now"
        for name in {**then, **here}
        if then.get(name) != here.get(name)
    )
    with tempfile.TemporaryDirectory() as folder:
        again = make_stored_run(task, Path(folder))
        assert isinstance(again.tables, OnDisk)
        fresh = runfiles.read_manifest(again.tables.place)
        other = tuple(_differences(manifest, fresh, bool(changed)))
        if not other:
            return Verification("identical", changed)
        if not changed:
            return Verification("different", other)
        largest, figure = _largest_difference(open_run(place), Result((again,)))
    return Verification(
        f"other environment, largest difference {largest:.2g} in {figure}", (*changed, *other)
    )


def _damages(place: Place) -> tuple[str, ...]:
    """Say which files of a run are not as they were written."""
    try:
        manifest = runfiles.read_manifest(place)
    except DamagedRun as error:
        return (str(error),)
    found = [
        f"{runfiles.table_path(place, name)}: not the bytes of the manifest"
        for name in runfiles.damaged_tables(place, manifest)
    ]
    try:
        runfiles.read_times(place)
    except DamagedRun as error:
        found.append(str(error))
    return tuple(found)


def _differences(then: dict[str, Any], now: dict[str, Any], moved: bool) -> Iterator[str]:
    """Yield what differs between two manifests, but for the environment.

    In another environment (`moved`) the scenario's hash differs by itself, since sources enter it.
    """
    for name in sorted({*then["tables"], *now["tables"]}):
        if then["tables"].get(name) != now["tables"].get(name):
            yield f"{name}.parquet: other bytes"
    for key in sorted({*then, *now} - {"tables", "environment"}):
        if then.get(key) != now.get(key) and not (moved and key == "scenario_hash"):
            yield f"{runfiles.MANIFEST}: other {key}"


def _largest_difference(then: Result, now: Result) -> tuple[float, str]:
    """Return the largest relative difference between the figures of two results, and its key."""
    skipped = ("seconds", "seed", "scenario_hash", "digest")
    a, b = then.summary(), now.summary()
    largest, where = 0.0, "no figure"
    for key in a:
        if key not in skipped:
            for path, x, y in _pairs(a[key], b[key], [key]):
                difference = _relative(x, y)
                if difference > largest:
                    largest, where = difference, path
    return largest, where


def _pairs(a: Any, b: Any, path: Sequence[str]) -> list[tuple[str, Any, Any]]:
    if isinstance(a, dict) and isinstance(b, dict):
        return [pair for key in a if key in b for pair in _pairs(a[key], b[key], [*path, str(key)])]
    return [(".".join(path), a, b)]


def _relative(x: Any, y: Any) -> float:
    if x == y:
        return 0.0
    if isinstance(x, int | float) and isinstance(y, int | float):
        return abs(x - y) / max(abs(x), abs(y))
    return 1.0
