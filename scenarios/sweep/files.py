"""Write what a sweep gave: whole files or none, the same bytes whatever happened on the way."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from scenarios.errors import StoreError
from scenarios.runwriter import flush
from scenarios.sweep import Effect, Swept


def save(swept: Swept, folder: Path) -> list[Path]:
    """Write ``runs`` and ``effects`` as Parquet and as CSV; return their paths."""
    written = []
    for name, table in (("runs", swept.runs), ("effects", _effects(swept.effects))):
        written += [
            _replace(folder / f"{name}.parquet", partial(_parquet, table)),
            _replace(folder / f"{name}.csv", partial(pyarrow.csv.write_csv, table)),
        ]
    return written


def _effects(effects: list[Effect]) -> pa.Table:
    types = {
        "parameter": pa.string(), "figure": pa.string(), "correlation": pa.float64(),
        "ci_low": pa.float64(), "ci_high": pa.float64(), "points": pa.int64(),
    }  # fmt: skip
    return pa.Table.from_pylist([one._asdict() for one in effects], pa.schema(types.items()))


def _parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", compression_level=3, version="2.6")


def _replace(path: Path, write: Callable[[Path], None]) -> Path:
    """Write a file under another name, flush it to the disk, and rename it."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(new)
        flush(new)
        new.replace(path)
        flush(path.parent)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written: {error.strerror or error}. "
            "Check the folder's rights and the free space, or choose another with --out."
        ) from error
    finally:
        new.unlink(missing_ok=True)
    return path
