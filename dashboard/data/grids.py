"""Grids: a comparison's plan with more or fewer advisers at two desks, simulated point by point.

``<store>/grids`` keeps them, a file for each comparison; a grid is looked up by the comparison's
key as the listing has it.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dashboard.data import measures
from dashboard.data.pairs import Pair
from scenarios.compare.measures import flat
from scenarios.compare.measures import measures as measure_run
from scenarios.errors import RunError
from scenarios.ledger import Job, Ledger, values
from scenarios.load import validated
from scenarios.problems import Layer
from scenarios.result import Run
from scenarios.schema import Scenario
from scenarios.task import Progress, Task

FOLDER = "grids"
"""Of a store, for grids."""

FACTORS = (0.7, 0.85, 1.0, 1.15, 1.3)
"""Staff as shares of the plan's own."""

SEEDS = 4
"""Seeds of every point unless asked otherwise."""

FORMAT = 1


class Grid(NamedTuple):
    """A plan with other staffing, and its baseline with the same seeds."""

    desks: tuple[str, ...]
    """Two desks of the plan, that of the waiting channel first."""
    factors: tuple[float, ...]
    seeds: tuple[int, ...]
    base: Mapping[str, list[float | None]]
    """Values of the baseline by measure and seed."""
    measures: Mapping[str, list[list[list[float | None]]]]
    """Values of the plan by measure, factor of the first desk, of the second, and seed."""
    digest: str
    """Hash of the digests of all runs, in that order, those of the baseline first."""

    @property
    def runs(self) -> int:
        """Number of runs that were made."""
        return len(self.seeds) * (1 + len(self.factors) ** len(self.desks))


@dataclass(frozen=True)
class MeasureShown:
    """What is kept of a run: the measures that a report's sliders show."""

    paths: tuple[str, ...]

    def __call__(self, run: Run) -> dict[str, Any]:
        """Return the measures and the digest."""
        found = flat(measure_run(run))
        return {"measures": {path: found.get(path) for path in self.paths}, "digest": run.digest}


def desks_of(pair: Pair) -> tuple[str, ...]:
    """Return the two desks that sliders move, that of the waiting channel first."""
    line = measures.waiting_channel(pair)
    known = sorted(pair.desks("plan"), key=lambda name: name != line)
    return tuple(known[:2])


def make_grid(
    pair: Pair,
    *,
    seeds: int = SEEDS,
    factors: tuple[float, ...] = FACTORS,
    ledger: Ledger | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Grid:
    """Simulate the grid around a comparison's plan.

    Parameters
    ----------
    pair
        The comparison; its first seed is the grid's too.
    seeds
        Seeds of every point.
    factors
        Staff of each desk as shares of the plan's own.
    ledger
        Keeps the runs: those that are in it are not made again. None: in memory.
    workers
        Number of processes; the grid does not depend on it.
    progress
        Called with the share done.
    """
    desks = desks_of(pair)
    if len(desks) < 2:
        raise RunError(
            f"{pair.key}: found {len(desks)} desk(s) in the plan; the sliders of a report move "
            "two. Leave them out with --no-sliders."
        )
    first = int(pair.compare["seed"])
    numbers = tuple(range(first, first + seeds))
    measure = MeasureShown(tuple(measures.shown(pair)))
    plans = [pair.scenario("base")]
    plans += [_staffed(pair.scenario("plan"), desks, (x, y)) for x in factors for y in factors]
    jobs = [
        Job(measure, (Task(plan, seed, keep_contacts=True),))
        for plan in map(_scenario, plans)
        for seed in numbers
    ]
    book = Ledger(None) if ledger is None else ledger
    try:
        found = values(book.complete(jobs, workers=workers, progress=progress))
    finally:
        if ledger is None:
            book.close()
    shape = (len(plans), len(numbers))
    base, cells = {}, {}
    for path in measure.paths:
        rows = np.array([one["measures"][path] for one in found], object).reshape(shape)
        base[path] = rows[0].tolist()
        cells[path] = rows[1:].reshape(len(factors), len(factors), len(numbers)).tolist()
    told = "".join(one["digest"] for one in found)
    digest = hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
    return Grid(desks, factors, numbers, base, cells, digest)


def _scenario(resolved: Mapping[str, Any]) -> Scenario:
    values = dict(resolved)
    return validated(values, [Layer(str(values["name"]), values)])


def _staffed(
    plan: Mapping[str, Any], desks: tuple[str, ...], factors: tuple[float, ...]
) -> dict[str, Any]:
    """Return a plan with the staff of desks multiplied."""
    changed = dict(plan["desks"])
    for desk, factor in zip(desks, factors, strict=True):
        now = float(changed[desk].get("staff_factor", 1.0))
        changed[desk] = {**changed[desk], "staff_factor": round(now * factor, 9)}
    return {**plan, "desks": changed}


def write(root: Path, pair: Pair, grid: Grid) -> None:
    """Write a grid into a store, whole or not at all."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{pair.key}.unfinished"
    unfinished.write_text(text_of(grid), encoding="utf-8")
    unfinished.replace(folder / f"{pair.key}.json")


def text_of(grid: Grid) -> str:
    """Return a grid as it is stored."""
    content = {"format": FORMAT, **grid._asdict()}
    return json.dumps(content, allow_nan=False, separators=(",", ":"))


def find(root: Path, pair: Pair) -> Grid | None:
    """Return the grid around a comparison of the listing; None if there is none."""
    try:
        text = (root / FOLDER / f"{pair.key}.json").read_text(encoding="utf-8")
    except OSError:
        return _shipped(pair.key)
    return grid_of_text(text)


def grid_of_text(text: str) -> Grid | None:
    """Return the grid that a text holds; None if it is none of ours."""
    try:
        content = json.loads(text)
        if content.pop("format") != FORMAT:
            return None
        for name in ("desks", "factors", "seeds"):
            content[name] = tuple(content[name])
        return Grid(**content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


@cache
def _shipped(key: str) -> Grid | None:
    place = resources.files("dashboard") / "samples" / f"grid-{key}.json.gz"
    if not place.is_file():
        return None
    return grid_of_text(gzip.decompress(place.read_bytes()).decode("utf-8"))
