"""Runs on disk: ``runs/<scenario>/<scenario_hash>/seed=<n>/``, whole or not there at all.

``manifest.json`` says what the run depends on, what it gave, and the hash of each table;
``times.json`` when and where it was made, which is all that identical runs may differ in.
`scenarios.runwriter` writes them.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.errors import DamagedRun, RunNotFound
from scenarios.places import Bucket, Place
from scenarios.sealed import unsealed

P = TypeVar("P", Path, Bucket)

MANIFEST = "manifest.json"
TIMES = "times.json"


def place_of(root: Place, name: str, scenario_hash: str, seed: int, organisation: int = 0) -> Place:
    """Return the folder of a run; organisations after the first have their own."""
    leaf = f"seed={seed}" if organisation == 0 else f"seed={seed}-organisation={organisation}"
    return root / name / scenario_hash / leaf


def table_file(name: str) -> str:
    """Return the name of the file of a table."""
    return f"{name}.parquet"


def table_path(place: Place, name: str) -> Place:
    """Return the file of one table of a run."""
    return place / table_file(name)


def sha256_of(path: Place) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(place: Place) -> dict[str, Any]:
    """Return the manifest of the run in the folder `place`."""
    path = place / MANIFEST
    if not path.is_file():
        raise RunNotFound(f"{place}: found no {MANIFEST}; must be the folder of a run.")
    try:
        manifest = unsealed(path)
        known = manifest["schema_version"], manifest["tables"], manifest["scenario"]
    except (OSError, ValueError, KeyError, RecursionError) as error:
        raise DamagedRun(f"{path}: is not a run's manifest: {error}. Run it again.") from None
    del known
    return manifest


def read_times(place: Place) -> dict[str, Any]:
    """Return when and where a run was made, and how long it took."""
    try:
        return unsealed(place / TIMES)
    except (OSError, ValueError, RecursionError) as error:
        raise DamagedRun(f"{place / TIMES}: cannot be read: {error}. Run it again.") from None


def read_table(place: Place, name: str) -> pa.Table:
    """Return one table of the run in the folder `place`.

    In one thread: those of Arrow that read through a file of Python's stay behind, and have ended
    one process in some hundreds with an abort after all its work was done (Arrow's issue 50482).
    """
    path = table_path(place, name)
    try:
        with path.open("rb") as file:
            return pq.ParquetFile(file, pre_buffer=False).read(use_threads=False)
    except FileNotFoundError:
        raise RunNotFound(
            f"{path}: this run has no such table; run it again with the table kept."
        ) from None
    except (OSError, pa.ArrowInvalid) as error:
        raise DamagedRun(f"{path}: cannot be read: {error}. Run it again.") from None


def damaged_tables(place: Place, manifest: Mapping[str, Any]) -> list[str]:
    """Return the tables whose bytes are not those of the manifest, or that are missing."""
    return [
        name
        for name, entry in manifest["tables"].items()
        if not table_path(place, name).is_file()
        or sha256_of(table_path(place, name)) != entry["sha256"]
    ]


def list_runs(root: P) -> list[P]:
    """Return the folders of all whole runs under `root`, sorted."""
    if not root.is_dir():
        raise RunNotFound(f"{root}: found no such folder; must be a folder of runs.")
    return sorted((path.parent for path in root.glob(f"*/*/seed=*/{MANIFEST}")), key=str)
