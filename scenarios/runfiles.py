"""Runs on disk: ``runs/<scenario>/<scenario_hash>/seed=<n>/``, whole or not there at all.

A run is written to a hidden folder beside its place, flushed to disk, and renamed: whatever kills
the program, a run's folder is complete. The same scenario and seed give the same bytes in every
file but ``times.json``, which says when and where the run was made.
"""

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.errors import DamagedRun, RunNotFound, StoreError

MANIFEST = "manifest.json"
TIMES = "times.json"


def place_of(root: Path, name: str, scenario_hash: str, seed: int, organisation: int = 0) -> Path:
    """Return the folder of a run; organisations after the first have their own."""
    leaf = f"seed={seed}" if organisation == 0 else f"seed={seed}-organisation={organisation}"
    return root / name / scenario_hash / leaf


def write_run(
    place: Path,
    tables: Mapping[str, Callable[[], pa.Table]],
    manifest: Mapping[str, Any],
    times: Mapping[str, Any],
) -> None:
    """Write a run to `place`, replacing the one that is there.

    Parameters
    ----------
    place
        The run's folder.
    tables
        Makes each table when its turn comes, so that one at a time is in memory.
    manifest
        What the run depends on and what it gave; rows and SHA-256 of the tables are added.
    times
        What may differ between identical runs.
    """
    with _atomic(place) as folder:
        entries = {}
        for name, make in tables.items():
            path = folder / f"{name}.parquet"
            table = make()
            # Fixed options: the bytes depend on the table and on pyarrow's version alone.
            pq.write_table(table, path, compression="zstd", compression_level=3, version="2.6")
            _flush(path)
            entries[name] = {"rows": table.num_rows, "sha256": sha256_of(path)}
        _write_json(folder / MANIFEST, {**manifest, "tables": entries})
        where = {"host": platform.node(), "written": datetime.now(UTC).isoformat()}
        _write_json(folder / TIMES, {**times, **where})


@contextmanager
def _atomic(place: Path) -> Iterator[Path]:
    """Yield a hidden folder that becomes `place` if the block ends well, and vanishes if not."""
    folder = place.parent / f".{place.name}.partial-{os.getpid()}"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place)
        folder.mkdir()
        yield folder
        _flush(folder)
        _swap(folder, place)
        _flush(place.parent)
    except OSError as error:
        raise StoreError(
            f"{place}: cannot be written: {error.strerror or error}. "
            "Check the folder's rights and the free space, or choose another with --out."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _swap(folder: Path, place: Path) -> None:
    """Put `folder` in the place of `place`; between two renames there may be no run, never half."""
    old = place.parent / f".{place.name}.replaced-{os.getpid()}"
    if place.exists():
        place.rename(old)
    folder.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _sweep(place: Path) -> None:
    """Remove what writers of this run left behind when they were killed."""
    for left in place.parent.glob(f".{place.name}.*-*"):
        pid = left.name.rpartition("-")[2]
        if pid.isdigit() and (int(pid) == os.getpid() or not _alive(int(pid))):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _flush(path: Path) -> None:
    """Have the system write a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _flush(path)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(place: Path) -> dict[str, Any]:
    """Return the manifest of the run in the folder `place`."""
    path = place / MANIFEST
    if not path.is_file():
        raise RunNotFound(f"{place}: found no {MANIFEST}; must be the folder of a run.")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        known = manifest["schema_version"], manifest["tables"], manifest["scenario"]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedRun(f"{path}: is not a run's manifest: {error!r}. Run it again.") from None
    del known
    return dict(manifest)


def read_times(place: Path) -> dict[str, Any]:
    """Return when and where a run was made, and how long it took."""
    try:
        return dict(json.loads((place / TIMES).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise DamagedRun(f"{place / TIMES}: cannot be read: {error}. Run it again.") from None


def read_table(place: Path, name: str) -> pa.Table:
    """Return one table of the run in the folder `place`."""
    path = place / f"{name}.parquet"
    try:
        return pq.read_table(path, memory_map=False)
    except FileNotFoundError:
        raise RunNotFound(
            f"{path}: this run has no such table; run it again with the table kept."
        ) from None
    except (OSError, pa.ArrowInvalid) as error:
        raise DamagedRun(f"{path}: cannot be read: {error}. Run it again.") from None


def damaged_files(place: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Return the tables whose bytes are not those of the manifest, or that are missing."""
    return [
        f"{name}.parquet"
        for name, entry in manifest["tables"].items()
        if not (place / f"{name}.parquet").is_file()
        or sha256_of(place / f"{name}.parquet") != entry["sha256"]
    ]


def list_runs(root: Path | str) -> list[Path]:
    """Return the folders of all whole runs under `root`, sorted."""
    root = Path(root)
    if not root.is_dir():
        raise RunNotFound(f"{root}: found no such folder; must be a folder of runs.")
    return sorted(path.parent for path in root.glob(f"*/*/seed=*/{MANIFEST}"))
