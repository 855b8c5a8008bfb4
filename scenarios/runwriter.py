"""Write a run: to a hidden folder beside its place, flushed to the disk, and renamed.

Whatever kills the program, a run's folder is whole. The same scenario and seed give the same bytes
in every file but ``times.json``.
"""

import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.errors import StoreError, UnwritableStore
from scenarios.runfiles import MANIFEST, TIMES, sha256_of, table_file
from scenarios.sealed import sealed

Append = Callable[[pa.Table], None]
"""Writes a part of a table, as a row group of its own."""


def encoding(schema: pa.Schema) -> dict[str, Any]:
    """Return how a table is encoded; the bytes depend on its parts and on pyarrow's version alone.

    A dictionary of what hardly repeats is built for nothing: without those of minutes, shares and
    customers, a contact is written in 150 ns in place of 890. Minutes are split into streams of
    their first bytes, second bytes and so on, of which the first compress: 48 bytes a contact in
    place of 62. Zstandard would take 42, and 50 ns more.
    """
    real = [field.name for field in schema if pa.types.is_floating(field.type)]
    labels = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    return {
        "version": "2.6",
        "compression": "snappy",
        "use_dictionary": [name for name in schema.names if name not in {*real, "customer"}],
        "use_byte_stream_split": real,
        "write_statistics": [name for name in schema.names if name not in labels],
    }


class NewRun:
    """The files of a run that is being written; see `new_run`."""

    def __init__(self, folder: Path, place: Path) -> None:
        self._folder = folder
        self._place = place
        self._entries: dict[str, dict[str, Any]] = {}

    @contextmanager
    def table(self, name: str, schema: pa.Schema) -> Iterator[Append]:
        """Yield a function that appends to the table `name`: one part at a time is in memory."""
        path = self._folder / table_file(name)
        rows = 0

        def append(part: pa.Table) -> None:
            nonlocal rows
            rows += part.num_rows
            with _explained(self._place):
                writer.write_table(part, row_group_size=max(1, part.num_rows))

        with _explained(self._place):
            writer = pq.ParquetWriter(path, schema, **encoding(schema))
        try:
            yield append
        finally:
            with _explained(self._place):
                writer.close()
        with _explained(self._place):
            flush(path)
            self._entries[name] = {"rows": rows, "sha256": sha256_of(path)}

    def write(self, name: str, parts: Iterable[pa.Table]) -> None:
        """Write the table `name` of at least one part."""
        parts = iter(parts)
        first = next(parts)
        with self.table(name, first.schema) as append:
            for part in chain([first], parts):
                append(part)

    def finish(self, manifest: Mapping[str, Any], times: Mapping[str, Any]) -> None:
        """Describe the run; rows and SHA-256 of the tables are added, by name, and time and host.

        Parameters
        ----------
        manifest
            What the run depends on and what it gave.
        times
            What may differ between identical runs.
        """
        where = {"host": platform.node(), "written": datetime.now(UTC).isoformat()}
        tables = dict(sorted(self._entries.items()))
        self._describe(TIMES, {**times, **where})
        # Last: where there is a manifest, all that it speaks of is there.
        self._describe(MANIFEST, {**manifest, "tables": tables})

    def _describe(self, name: str, value: Mapping[str, Any]) -> None:
        path = self._folder / name
        with _explained(self._place):
            path.write_text(sealed(value), encoding="utf-8", newline="\n")
            flush(path)


@contextmanager
def new_run(place: Path) -> Iterator[NewRun]:
    """Yield the files of a run that stands at `place` if the block ends well, and nowhere if not.

    A run that is there is replaced.
    """
    require_writable(place)
    folder = place.parent / f".{place.name}.{_mark('partial')}"
    try:
        with _explained(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            _sweep(place)
            folder.mkdir()
        yield NewRun(folder, place)
        with _explained(place):
            flush(folder)
            _swap(folder, place)
            # The folders above may be new too.
            for parent in list(place.parents)[:3]:
                flush(parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def require_writable(place: Path) -> None:
    """Refuse a place under something that is no folder, or in which this user may not write."""
    existing = next(parent for parent in place.absolute().parents if parent.exists())
    if not existing.is_dir():
        reason = f"{existing} is no folder"
    elif not os.access(existing, os.W_OK | os.X_OK):
        reason = f"{existing} is read-only for you"
    else:
        return
    raise UnwritableStore(
        f"{place}: cannot be written: {reason}. Check its rights, or choose another folder with "
        "--out."
    )


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{place}: cannot be written: {error.strerror or error}. "
            "Check the folder's rights and the free space, or choose another with --out."
        ) from error


def _mark(what: str) -> str:
    """Return an ending that says which process of which host a hidden folder belongs to."""
    return f"{what}-{platform.node()}-{os.getpid()}"


def _swap(folder: Path, place: Path) -> None:
    """Put `folder` in the place of `place`; between two renames there may be no run, never half.

    Another process may write the same run at the same time: the last one stays.
    """
    old = place.parent / f".{place.name}.{_mark('replaced')}"
    try:
        while True:
            try:
                folder.rename(place)
                break
            except OSError:
                # Systems say in different words that a folder is in the way.
                if not place.is_dir():
                    raise
            with suppress(FileNotFoundError):
                place.rename(old)
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _sweep(place: Path) -> None:
    """Remove what writers of this run left behind when they were killed."""
    start = f".{place.name}."
    for left in place.parent.iterdir():
        what, _, pid = left.name.removeprefix(start).rpartition("-")
        mine = left.name.startswith(start) and what.endswith(f"-{platform.node()}")
        if mine and pid.isdigit() and (int(pid) == os.getpid() or not _alive(int(pid))):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def flush(path: Path) -> None:
    """Have the system write a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
