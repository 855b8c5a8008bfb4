"""A run without its tables: what the pages show of it, in a file of some kilobytes."""

import gzip
import json
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dashboard.data import overview, surveys
from dashboard.data.catalogue import SHIPPED
from dashboard.data.overview import Indicators
from dashboard.data.runs import Run, Sample, Store
from dashboard.data.statistics import Interval
from dashboard.data.surveys import Findings
from scenarios.store import read_manifest

FRAMES = (
    overview.contacts_over_time,
    overview.waits_over_time,
    overview.first_attempts_by_age,
    overview.satisfaction_by_channel,
    overview.waits_in_the_week,
)
"""What charts ask of a run."""


def run_document(root: Path) -> dict[str, Any]:
    """Return the document of the only run of a store."""
    store = Store(root)
    (run,) = store.runs()
    manifest = read_manifest(run.folders[0])
    found = surveys.findings(store, run)
    return {
        "run": run._asdict()
        | {"start": run.start.isoformat(), "end": run.end.isoformat(), "folders": (), "written": 0},
        "scenario": manifest["scenario"],
        "indicators": {
            name: [_plain(part) for part in cell] if isinstance(cell, Interval) else cell
            for name, cell in overview.indicators(run)._asdict().items()
        },
        "frames": {read.__name__: _table(read(run)) for read in FRAMES},
        "surveys": None
        if found is None
        else {
            "figures": _table(found.figures),
            "readings": _table(found.readings),
            "warnings": list(found.warnings),
        },
    }


def sample_of(document: dict[str, Any]) -> Sample:
    """Return the run of a document with all that the pages ask of it."""
    described = document["run"]
    run = Run(
        **described
        | {name: date.fromisoformat(described[name]) for name in ("start", "end")}
        | {"seeds": tuple(described["seeds"]), "folders": ()}
    )
    found = document["surveys"]
    results: dict[str, Any] = {
        **{name: _frame(table) for name, table in document["frames"].items()},
        "indicators": Indicators(**{n: _cell(c) for n, c in document["indicators"].items()}),
        SHIPPED: document.get("scenario"),
        surveys.NAME: found
        and Findings(_frame(found["figures"]), _frame(found["readings"]), tuple(found["warnings"])),
    }
    return Sample(run, results)


@cache
def shipped_runs() -> tuple[Sample, ...]:
    """Return the runs that come with the program."""
    folder = resources.files("dashboard") / "samples"
    return tuple(
        sample_of(json.loads(gzip.decompress(entry.read_bytes())))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.startswith("run-") and entry.name.endswith(".json.gz")
    )


def _table(frame: pd.DataFrame) -> dict[str, Any]:
    """Return a frame as JSON: columns by name, with their types."""
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            values = [None if pd.isna(day) else day.isoformat() for day in column]
        else:
            values = [_plain(value) for value in column.tolist()]
        columns[name] = {"type": str(column.dtype), "values": values}
    return columns


def _cell(value: Any) -> Any:
    """Return an interval that was written as a list; anything else as it is."""
    if not isinstance(value, list):
        return value
    mean, low, high, seeds = (np.nan if part is None else part for part in value)
    return Interval(mean, low, high, int(seeds))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)


def _frame(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series(column["values"], dtype=column["type"])
            for name, column in columns.items()
        }
    )
