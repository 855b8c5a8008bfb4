"""What a run was made of: its manifest, its parameters beside another's, its tables to take away.

All of it is looked up in the listing of the store; no text from outside becomes a path.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dashboard.data.runs import Run, Store
from scenarios import store as stored
from scenarios.errors import DamagedRun, StoreError
from scenarios.provenance import environment
from scenarios.runfiles import table_path

SHIPPED = "scenario"
"""Under which a run that comes with the program has its resolved scenario."""

TEXTS = ("title", "question")
"""Sections that no run depends on."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Side(NamedTuple):
    """A resolved scenario that can be put beside another."""

    key: str
    titles: Mapping[str, str]
    name: str
    of: str
    """``run``, or the side of a comparison: ``base`` or ``plan``."""
    scenario: Mapping[str, Any]


class Seed(NamedTuple):
    """One run on disk, as its manifest tells."""

    seed: int
    folder: Path
    manifest: Mapping[str, Any]
    seconds: float | None
    """Engine wall time; None if nobody knows any more."""

    @property
    def tables(self) -> dict[str, int]:
        """Bytes of each table that is there."""
        found = {}
        for name in self.manifest["tables"]:
            path = table_path(self.folder, name)
            if isinstance(path, Path) and path.is_file():
                found[name] = path.stat().st_size
        return found


class Difference(NamedTuple):
    """A parameter on both sides; None where a side does not have it."""

    path: str
    left: Any
    right: Any

    @property
    def differs(self) -> bool:
        """Whether the sides have other values."""
        return bool(self.left != self.right)


def seeds(run: Run) -> list[Seed]:
    """Return the runs of a scenario whose manifests can be read."""
    found = []
    for seed, folder in zip(run.seeds, run.folders, strict=True):
        try:
            manifest = stored.read_manifest(folder)
        except StoreError:
            continue
        try:
            seconds = float(stored.read_times(folder)["seconds"])
        except (DamagedRun, KeyError):
            seconds = None
        found.append(Seed(seed, folder, manifest, seconds))
    return found


def is_stale(one: Seed) -> bool:
    """Return whether a run was made with other sources of the model than those in use."""
    made = one.manifest.get("environment", {}).get("source_hash")
    return made is not None and made != environment()["source_hash"]


def sides(store: Store) -> dict[str, Side]:
    """Return every resolved scenario there is, by key: those of runs, then of comparisons."""
    found = {}
    for run in store.runs():
        scenario = _scenario(store, run)
        if scenario is not None:
            found[run.key] = Side(run.key, run.titles, run.scenario, "run", scenario)
    for pair in store.pairs.all():
        for which in ("base", "plan"):
            key = f"{pair.key}:{which}"
            titles = pair.compare[which]["title"]
            found[key] = Side(key, titles, pair.name(which), which, pair.scenario(which))
    return found


def _scenario(store: Store, run: Run) -> Mapping[str, Any] | None:
    if run.shipped:
        scenario: Mapping[str, Any] | None = store.shipped_result(run, SHIPPED)
        return scenario
    try:
        found: Mapping[str, Any] = stored.read_manifest(run.folders[0])["scenario"]
        return found
    except StoreError:
        return None


def beside(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Difference]:
    """Return every parameter of two resolved scenarios, in the order of the first; no titles."""
    first, second = dict(leaves(left)), dict(leaves(right))
    return [
        Difference(path, first.get(path), second.get(path))
        for path in dict.fromkeys([*first, *second])
        if path.partition(".")[0] not in TEXTS
    ]


def leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value with its dotted path; lists stand whole."""
    for key, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def adviser_hours(roster: list[Mapping[str, Any]]) -> float:
    """Return the hours a week that a roster's advisers are there together."""
    total = 0.0
    for step in roster:
        first, _, last = str(step["days"]).partition("-")
        days = (DAYS.index(last or first) - DAYS.index(first)) % 7 + 1
        total += days * step["advisers"] * (_hour(step["to"]) - _hour(step["from"]))
    return total


def is_roster(value: Any) -> bool:
    """Return whether a value is a roster in steps."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(step, dict) and {"days", "from", "to"} <= set(step) for step in value)
        and all(set(str(step["days"]).split("-")) <= set(DAYS) for step in value)
    )


def table_of(store: Store, key: str, seed: int, name: str) -> Path | None:
    """Return the file of a table that the listing has; None otherwise."""
    run = store.find(key)
    for found in seeds(run) if run is not None else ():
        if found.seed == seed and name in found.tables:
            path = table_path(found.folder, name)
            return path if isinstance(path, Path) else None
    return None


def _hour(text: str) -> float:
    hours, _, minutes = str(text).partition(":")
    return int(hours) + int(minutes) / 60
