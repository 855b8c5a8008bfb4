"""Hand runs on to other programs: tables as CSV, Parquet or JSON, with dates in place of minutes.

DuckDB streams them from file to file, so a contact table need not fit in memory.
"""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios import runfiles
from scenarios.errors import DamagedRun, RunError, StoreError, nearest
from scenarios.places import Bucket, Place
from scenarios.result import OnDisk, Run
from scenarios.runwriter import require_writable
from scenarios.show import to_toml
from scenarios.store import open_run

Format = Literal["csv", "parquet", "json"]

FORMATS: dict[Format, str] = {
    "csv": "FORMAT csv, HEADER",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "json": "FORMAT json",  # a line per row
}

MOMENTS = ("need_time", "chosen", "arrival", "start", "end", "hour", "member_from")
"""Columns in minutes since the scenario's start; so are those that begin with ``last_use_``."""

_WITH_UNIT = {"handling": "handling_minutes"}
"""Columns that other programs would take for seconds."""

_AS_IN_A_LOG = (
    # The wait ends with the answer, or when the customer hangs up.
    'CASE WHEN isfinite("start") THEN "start" - "arrival"'
    ' WHEN outcome = \'abandoned\' THEN "end" - "arrival" END AS wait_minutes',
    "outcome NOT IN ('dropped', 'blocked', 'balked') AS joined",
)
"""What a contact log has and a table of contacts leaves to be worked out: `profile` reads it."""


def export(
    places: Sequence[Place | str],
    out: Path | str,
    *,
    form: Format = "csv",
    names: Sequence[str] = (),
) -> list[Path]:
    """Write the tables, the figures and the scenario of stored runs to a new folder.

    Parameters
    ----------
    places
        Folders of runs of one scenario. Of several, the tables have columns `seed` and
        `organisation`.
    out
        A folder that is not there yet, or empty.
    form
        Of the tables. Moments are dates and times; what did not happen is empty.
    names
        Tables to write; all that all runs have if none are named.

    Returns
    -------
    list of Path
        The files: one per table, ``summary.json`` as ``canaux run --json`` prints it, and
        ``scenario.toml``.

    Raises
    ------
    RunError
        No such table, no such format, several scenarios, or a folder that is not empty.
    DamagedRun
        A table is not as it was written.
    """
    if form not in FORMATS:
        raise RunError(f"format: found {form!r}; must be one of {', '.join(FORMATS)}.")
    result = open_run(*places)
    chosen = _chosen(result.runs, names)
    _require_undamaged(result.runs, chosen)
    target, kept = Path(out), [_place(run) for run in result.runs]
    with _new_folder(target) as folder, duckdb.connect() as db:
        for system in {place.system() for place in kept if isinstance(place, Bucket)}:
            db.register_filesystem(system)
        for name in chosen:
            path = folder / f"{name}.{form}"
            query = " UNION ALL BY NAME ".join(
                _select(run, name, labelled=len(result.runs) > 1) for run in result.runs
            )
            db.execute(f"COPY ({query}) TO {_text(path)} ({FORMATS[form]})")
        summary = json.dumps(result.summary(), indent=2, ensure_ascii=False, allow_nan=False)
        (folder / "summary.json").write_text(summary + "\n", encoding="utf-8")
        (folder / "scenario.toml").write_text(to_toml(result.scenario), encoding="utf-8")
    return sorted(target.iterdir())


def _place(run: Run) -> Place:
    assert isinstance(run.tables, OnDisk)
    return run.tables.place


def _chosen(runs: Sequence[Run], names: Sequence[str]) -> list[str]:
    """Return the tables to write, refusing those that a run does not have."""
    kept = [list(runfiles.read_manifest(_place(run))["tables"]) for run in runs]
    known = [name for name in kept[0] if all(name in others for others in kept)]
    for name in names:
        if name not in known:
            raise RunError(
                f"{_place(runs[0])}: found no table {name!r}; must be one of {', '.join(known)}. "
                f"{nearest(name, known)}"
            )
    return list(dict.fromkeys(names)) or known


def _require_undamaged(runs: Sequence[Run], names: Sequence[str]) -> None:
    for place in map(_place, runs):
        for name in runfiles.damaged_tables(place, runfiles.read_manifest(place)):
            if name in names:
                path = runfiles.table_path(place, name)
                raise DamagedRun(f"{path}: is not as it was written. Run it again.")


def _select(run: Run, name: str, *, labelled: bool) -> str:
    """Return the query of one run's table, in its order, with dates in place of minutes."""
    path = runfiles.table_path(_place(run), name)
    with path.open("rb") as file:
        columns = pq.read_schema(file)
    start = f"TIMESTAMP '{run.scenario.start}'"
    parts = [f"{run.seed} AS seed", f"{run.organisation} AS organisation"] if labelled else []
    for column in columns:
        quoted = '"' + column.name.replace('"', '""') + '"'
        if column.name in MOMENTS or column.name.startswith("last_use_"):
            # Before the start is written as the start; never, and not yet, as nothing.
            value = f"greatest({quoted}::DOUBLE, 0)"
            moment = f"{start} + to_microseconds(CAST(round({value} * 60000000) AS BIGINT))"
            parts.append(f"CASE WHEN isfinite({value}) THEN {moment} END AS {quoted}")
        elif pa.types.is_floating(column.type):
            called = _WITH_UNIT.get(column.name, quoted)
            parts.append(f"CASE WHEN NOT isnan({quoted}) THEN {quoted} END AS {called}")
        else:
            parts.append(quoted)
    if name == "contacts":
        parts += _AS_IN_A_LOG
    return f"SELECT {', '.join(parts)} FROM read_parquet({_text(path)})"


def _text(path: Place) -> str:
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """Yield a hidden folder that becomes `target` if the block ends well, and vanishes if not."""
    if target.is_dir() and any(target.iterdir()):
        raise RunError(f"{target}: found files in it; choose a new or empty folder with --out.")
    require_writable(target / "table")
    folder = target.absolute().parent / f".{target.name}.partial-{os.getpid()}"
    try:
        folder.mkdir(parents=True)
        yield folder
        folder.rename(target)
    except (OSError, duckdb.IOException) as error:
        raise StoreError(
            f"{target}: cannot be written: {error}. "
            "Check the folder's rights and the free space, or choose another with --out."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
