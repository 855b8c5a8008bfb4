"""The copies of the customers' state that a run keeps, each field read when a question needs it.

The stored panel of `france` has 2.6 million rows of 44 columns. The questions want half of the
columns, and what is no count at survey dates only.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from calibration.runs import Copy
from scenarios.errors import DamagedRun, RunError, RunNotFound
from scenarios.result import InMemory, OnDisk, Run
from scenarios.tables import COUNTS_BY_CHANNEL, STATE_BY_CHANNEL

BY_CHANNEL = (*COUNTS_BY_CHANNEL, *STATE_BY_CHANNEL)
BY_CUSTOMER = ("goodwill", "last_channel")
ALL_FIELDS = (*BY_CHANNEL, *BY_CUSTOMER)


def copies(run: Run) -> dict[dt.date, Copy]:
    """Return the state of a run's customers: counts at all dates, the rest at survey dates."""
    if isinstance(run.tables, InMemory):
        return _in_memory(run, run.tables)
    assert isinstance(run.tables, OnDisk)
    if not isinstance(run.tables.place, Path):
        raise RunError(f"{run.tables.place}: found a bucket; surveys read runs of a folder.")
    return _stored(run, run.tables.place / "panel.parquet")


def _in_memory(run: Run, tables: InMemory) -> dict[dt.date, Copy]:
    if not tables.output.panel:
        raise RunError(
            f"{run.scenario.name}: this run has no panel; with survey dates in the run, "
            "ask for it with keep_panel=True or out=."
        )
    found: dict[dt.date, Copy] = {}
    for panel in tables.output.panel:
        day = run.scenario.start + dt.timedelta(minutes=panel.time)
        found[day] = {field: getattr(panel, field) for field in _fields(run, day)}
    return found


def _stored(run: Run, path: Path) -> dict[dt.date, Copy]:
    reader = Reader(path, tuple(run.scenario.channels))
    return {day: StoredCopy(day, _fields(run, day), reader) for day in reader.rows}


class Reader:
    """Reads the stored panel of one run, once: counts for all dates, the rest at single dates."""

    def __init__(self, path: Path, channels: tuple[str, ...]) -> None:
        self.path = path
        self.channels = channels
        with _opened(path) as file:
            days = file.read(columns=["date"], use_threads=False)["date"].to_numpy()
            sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
        self.group_ends = np.cumsum(sizes)
        begins = [0, *(np.flatnonzero(days[1:] != days[:-1]) + 1), days.size]
        self.rows = {
            days[begin].astype("datetime64[D]").astype(dt.date): (begin, end)
            for begin, end in pairwise(begins)
        }
        self.known: dict[tuple[str, dt.date], NDArray[Any]] = {}

    def read(self, field: str, day: dt.date) -> NDArray[Any]:
        """Return a field at a date: (N, C), one channel after the other in memory, or (N,)."""
        if (field, day) not in self.known and field in COUNTS_BY_CHANNEL:
            # the windows' starts are all over the file: reading each alone reads it many times
            everything = self._between(field, 0, int(self.group_ends[-1]))
            for date, (begin, end) in self.rows.items():
                self.known[field, date] = everything[begin:end]
        elif (field, day) not in self.known:
            self.known[field, day] = self._between(field, *self.rows[day])
        return self.known[field, day]

    def _between(self, field: str, begin: int, end: int) -> NDArray[Any]:
        """Read the row groups that hold the rows from `begin` to before `end`."""
        first = int(np.searchsorted(self.group_ends, begin, side="right"))
        last = int(np.searchsorted(self.group_ends, end, side="left"))
        skipped = int(self.group_ends[first - 1]) if first else 0
        names = [field] if field in BY_CUSTOMER else [f"{field}_{c}" for c in self.channels]
        with _opened(self.path) as file:
            table = file.read_row_groups(range(first, last + 1), columns=names, use_threads=False)
        part = table.slice(begin - skipped, end - begin)
        if field in BY_CUSTOMER:
            return np.asarray(part[field].to_numpy())
        return np.stack([part[name].to_numpy() for name in names]).T


@dataclass(frozen=True)
class StoredCopy(Mapping[str, NDArray[Any]]):
    """State at one date of a stored run."""

    date: dt.date
    fields: tuple[str, ...]
    reader: Reader

    def __getitem__(self, field: str) -> NDArray[Any]:
        if field not in self.fields:
            raise KeyError(field)
        return self.reader.read(field, self.date)

    def __contains__(self, field: object) -> bool:
        return field in self.fields

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)


def _fields(run: Run, day: dt.date) -> tuple[str, ...]:
    """Return what is known of customers at a date: nobody is asked anything at a window's start."""
    return ALL_FIELDS if day in run.scenario.panel.dates else COUNTS_BY_CHANNEL


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path, memory_map=False) as file:
            yield file
    except FileNotFoundError:
        raise RunNotFound(f"{path}: this run has no panel; run it again with --out.") from None
    except (OSError, pa.ArrowInvalid) as error:
        raise DamagedRun(f"{path}: cannot be read: {error}. Run it again.") from None
