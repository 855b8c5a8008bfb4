"""The runs of a store: one per scenario and hash, with all its seeds.

A run is looked up by its key in the listing of the store; no text from outside becomes a path.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from dashboard.data.documents import Document, Documents
from dashboard.data.fits import FOLDER, Fits
from dashboard.data.pairs import Pair, Pairs
from scenarios import store
from scenarios.errors import StoreError

T = TypeVar("T")

HASH_SHOWN = 8


class Run(NamedTuple):
    """All seeds of one resolved scenario."""

    key: str
    """Scenario and start of its hash; stands in addresses."""
    scenario: str
    scenario_hash: str
    titles: dict[str, str]
    """Title by language."""
    start: date
    end: date
    """First day after the run."""
    warm_up: float
    """Minutes from the start that figures leave out."""
    customers: int
    forms: dict[str, str]
    """Form by channel, in file order: live, written or deskless."""
    seeds: tuple[int, ...]
    folders: tuple[Path, ...]
    """One per seed, in the order of `seeds`."""
    written: float
    """When the newest seed was written, seconds since 1970; 0 if it comes with the program."""

    @property
    def shipped(self) -> bool:
        """Whether it comes with the program: its figures do, its tables do not."""
        return not self.folders

    @property
    def measured_from(self) -> date:
        """First day that figures cover."""
        return self.start + timedelta(minutes=self.warm_up)

    @property
    def years(self) -> float:
        """Length of the time that figures cover, in years of 365.25 days."""
        return (self.end - self.start).days / 365.25 - self.warm_up / (365.25 * 1440)


class Sample(NamedTuple):
    """A run that comes with the program, and what `Store.cached` answers for it, by name."""

    run: Run
    results: dict[str, Any]


class Store:
    """The runs under a folder, read when asked for, and what was computed from them.

    Parameters
    ----------
    root
        The folder; it need not be there.
    samples
        Runs shown besides those of the folder.
    pairs
        Comparisons shown besides those of the folder.
    documents
        Searches and claims shown besides those of the folder.
    fits
        Further folders with fits.
    """

    def __init__(
        self,
        root: Path,
        samples: Sequence[Sample] = (),
        pairs: Sequence[Pair] = (),
        documents: Sequence[Document] = (),
        fits: Sequence[Path] = (),
    ) -> None:
        self.root = root
        self.documents = Documents(root, documents)
        self.fits = Fits([root / FOLDER, *fits])
        self.pairs = Pairs(root, pairs)
        self._samples = {sample.run.key: sample for sample in samples}
        self._results: dict[tuple[str, str], tuple[Any, Any]] = {}
        self._busy: dict[tuple[str, str], Lock] = {}
        self._lock = Lock()

    def runs(self) -> list[Run]:
        """Return the runs of the store, the newest first, then those of the program.

        Unreadable ones are left out.
        """
        found: dict[Path, list[tuple[int, Path, dict[str, Any]]]] = {}
        for folder in store.list_runs(self.root) if self.root.is_dir() else []:
            seed = folder.name.removeprefix("seed=")
            with suppress(StoreError):
                if seed.isdecimal():
                    entry = (int(seed), folder, store.read_manifest(folder))
                    found.setdefault(folder.parent, []).append(entry)
        runs = [_run(folder, sorted(seeds, key=itemgetter(0))) for folder, seeds in found.items()]
        own = sorted(runs, key=lambda run: (-run.written, run.key))
        return [*own, *(sample.run for sample in self._samples.values())]

    def find(self, key: object) -> Run | None:
        """Return the run of this key, None if there is none."""
        return next((run for run in self.runs() if run.key == key), None)

    def shipped_result(self, run: Run, name: str) -> Any:
        """Return what a run that comes with the program has under a name; None if nothing."""
        return self._samples[run.key].results.get(name)

    def known(self, name: str, run: Run) -> bool:
        """Return whether `cached` would answer at once."""
        if run.shipped:
            return True
        state, _ = self._results.get((name, run.key), (None, None))
        return bool(state == (run.folders, run.written))

    def cached(self, name: str, run: Run, compute: Callable[[Run], T]) -> T:
        """Return ``compute(run)``, computed once until seeds are added or written again."""
        if run.shipped:
            shown: T = self._samples[run.key].results[name]
            return shown
        state = (run.folders, run.written)
        with self._lock:
            busy = self._busy.setdefault((name, run.key), Lock())
        with busy:
            known = self._results.get((name, run.key))
            if known is None or known[0] != state:
                known = self._results[name, run.key] = (state, compute(run))
        result: T = known[1]
        return result


def runs_in(place: Path) -> Run | None:
    """Return the runs of a scenario's folder, or the one of a seed's; None if it is neither."""
    folders = [place] if place.name.startswith("seed=") else sorted(place.glob("seed=*"))
    found = []
    for folder in folders:
        seed = folder.name.removeprefix("seed=")
        if seed.isdecimal() and folder.is_dir():
            found.append((int(seed), folder, store.read_manifest(folder)))
    return _run(found[0][1].absolute().parent, sorted(found, key=itemgetter(0))) if found else None


def _run(folder: Path, seeds: list[tuple[int, Path, dict[str, Any]]]) -> Run:
    scenario = seeds[0][2]["scenario"]
    return Run(
        key=f"{folder.parent.name}.{folder.name[:HASH_SHOWN]}",
        scenario=folder.parent.name,
        scenario_hash=folder.name,
        titles=scenario["title"],
        start=date.fromisoformat(scenario["start"]),
        end=date.fromisoformat(scenario["end"]),
        warm_up=float(scenario["warm_up"]),
        customers=int(scenario["population"]["size"]),
        forms={name: channel["form"] for name, channel in scenario["channels"].items()},
        seeds=tuple(seed for seed, _, _ in seeds),
        folders=tuple(folder for _, folder, _ in seeds),
        written=max(folder.stat().st_mtime for _, folder, _ in seeds),
    )
