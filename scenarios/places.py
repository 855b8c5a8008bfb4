"""Where runs are kept: a folder of this machine, or a bucket that fsspec has an address for.

A bucket is used like a folder as far as reading runs goes. It cannot rename: a run is written to a
folder first, and its manifest is uploaded last, so that where there is a manifest there is a run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, TypeAlias

from scenarios.errors import StoreError, UnwritableStore


class Bucket:
    """A place with an address, ``s3://bucket/runs``: the part of `pathlib.Path` that runs need."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    def __str__(self) -> str:
        return self._address

    def __repr__(self) -> str:
        return f"Bucket({self._address!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bucket) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self._address)

    def __truediv__(self, name: str) -> "Bucket":
        return Bucket(f"{self._address}/{name}")

    @property
    def name(self) -> str:
        """Last part of the address."""
        return self._address.rpartition("/")[2]

    @property
    def parent(self) -> "Bucket":
        """The address without its last part."""
        return Bucket(self._address.rpartition("/")[0])

    def system(self) -> Any:
        """Return the file system of the address; UnwritableStore if there is none."""
        with self._explained() as (system, _):
            return system

    def is_file(self) -> bool:
        """Whether there is an object of this name."""
        with self._explained() as (system, path):
            return bool(system.isfile(path))

    def is_dir(self) -> bool:
        """Whether there are objects below this name."""
        with self._explained() as (system, path):
            return bool(system.isdir(path))

    def open(self, mode: str = "rb") -> Any:
        """Open the object for reading."""
        with self._explained() as (system, path):
            return system.open(path, mode)

    def read_bytes(self) -> bytes:
        """Return what the object holds."""
        with self._explained() as (system, path):
            return bytes(system.cat_file(path))

    def glob(self, pattern: str) -> Iterator["Bucket"]:
        """Yield what is below and matches, as ``*/*/seed=*/manifest.json``."""
        with self._explained() as (system, path):
            found = system.glob(f"{path}/{pattern}")
        depth = pattern.count("/") + 1
        for one in found:
            below = "/".join(str(one).split("/")[-depth:])
            if fnmatch(below, pattern):
                yield self / below

    def upload(self, folder: Path, last: str) -> None:
        """Take the files of a folder, the one named `last` after all others."""
        with self._explained() as (system, path):
            if system.exists(f"{path}/{last}"):
                system.rm_file(f"{path}/{last}")
            system.makedirs(path, exist_ok=True)
            for file in sorted(folder.iterdir(), key=lambda file: (file.name == last, file.name)):
                system.put_file(str(file), f"{path}/{file.name}")

    @contextmanager
    def _explained(self) -> Iterator[tuple[Any, str]]:
        """Yield the file system and the path in it; say in our words what it refuses."""
        # Imported here: most runs have no bucket.
        from fsspec.core import url_to_fs

        try:
            system, path = url_to_fs(self._address)
        except (ImportError, ValueError) as error:
            raise UnwritableStore(
                f"{self}: found an address that cannot be used ({error}); must be a folder, or an "
                "address that fsspec knows, such as s3://bucket/runs with s3fs installed."
            ) from None
        try:
            yield system, path
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreError(
                f"{self}: cannot be read or written: {error}. Check the address and your rights."
            ) from error


Place: TypeAlias = Path | Bucket
"""A folder or a bucket, or what is in it."""


def where(place: str | Place) -> Place:
    """Return the place that a text names: a bucket if it has ``://`` in it, else a folder."""
    if isinstance(place, str) and "://" in place:
        return Bucket(place)
    return Path(place) if isinstance(place, str) else place
