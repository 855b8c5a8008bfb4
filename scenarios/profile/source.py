"""A contact log as a file: whether it is text, in which encoding, and what its header says."""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple

from scenarios.errors import LogError
from scenarios.sheets import encoding_of, separator_of

CHUNK = 1 << 20
"""Bytes read at a time."""
LONGEST_HEADER = 100_000
"""Characters; a file whose first line is longer is no table."""


class Source(NamedTuple):
    """A log that is known to be text."""

    name: str  # what to call it in messages
    path: Path  # UTF-8 text: the file itself, or a copy in a folder that vanishes
    encoding: str
    separator: str
    header: tuple[str, ...]


def open_log(
    path: Path, separator: str | None, folder: Path, advance: Callable[[float], None]
) -> Source:
    """Read a log once from end to end, and return how to read it again.

    Parameters
    ----------
    path
        CSV file, gzipped if its name ends in ``.gz``.
    separator
        Between cells; None: found in the header.
    folder
        Where a copy goes if the log is not in UTF-8.
    advance
        Called with the share that has been read.

    Raises
    ------
    LogError
        If it is no text, or no table of at least two columns and one row.
    """
    name = str(path)
    if path.is_dir():
        raise LogError(f"{name}: found a folder; must be a CSV file.")
    try:
        encoding = _checked(path, name, advance)
        if encoding != "utf-8":
            copy = folder / "log.csv"
            with _opened(path) as log, copy.open("w", encoding="utf-8", newline="") as target:
                text = io.TextIOWrapper(log, encoding, errors="replace", newline="")
                while characters := text.read(CHUNK):
                    target.write(characters)
            path = copy
        with io.TextIOWrapper(_opened(path), "utf-8-sig", newline="") as text:
            line = text.readline(LONGEST_HEADER)
            has_rows = bool(text.read(CHUNK).strip())
    except FileNotFoundError:
        raise LogError(f"{name}: found no such file; must be a CSV file.") from None
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise LogError(f"{name}: cannot be read: {why}.") from None
    return _described(name, path, encoding, separator, line, has_rows)


def _described(
    name: str, path: Path, encoding: str, separator: str | None, line: str, has_rows: bool
) -> Source:
    if not line.strip():
        raise LogError(f"{name}: found nothing on line 1; must be a header with column names.")
    if len(line) >= LONGEST_HEADER:
        raise LogError(f"{name}: line 1 is longer than {LONGEST_HEADER:,} characters: no table.")
    used = separator or separator_of(line) or ","
    header = tuple(cell.strip() for cell in next(csv.reader([line], delimiter=used)))
    if len(header) < 2:
        advice = "Leave the separator out" if separator else "Name the separator with --separator"
        raise LogError(
            f"{name}: found one column, {header[0]!r}; needs the arrival and at least one more, "
            f"such as wait, handling or outcome. {advice}, if there are more."
        )
    twice = next((cell for i, cell in enumerate(header) if cell and cell in header[:i]), None)
    if twice is not None:
        raise LogError(f"{name}: the header: found {twice!r} twice; each column has its own name.")
    if not has_rows:
        raise LogError(f"{name}: found a header and no rows; needs at least one contact.")
    return Source(name, path, encoding, used, header)


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _checked(path: Path, name: str, advance: Callable[[float], None]) -> str:
    """Return the encoding of a file after reading all of it; raise LogError if it is no text."""
    size = max(path.stat().st_size, 1)
    decoder = codecs.getincrementaldecoder("utf-8")()
    announced, utf8, done = None, True, 0
    with path.open("rb") as raw, _unpacked(raw, path) as log:
        while chunk := log.read(CHUNK):
            if done == 0:
                announced = encoding_of(chunk)
            if announced in (None, "utf-8-sig") and b"\0" in chunk:
                at = done + chunk.index(b"\0")
                raise LogError(f"{name}: found a zero byte at {at:,}: this is no text.")
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
            done += len(chunk)
            advance(min(raw.tell() / size, 1.0))
    if announced == "utf-16":
        return announced
    return "utf-8" if utf8 else "cp1252"


def _unpacked(raw: IO[bytes], path: Path) -> IO[bytes]:
    return gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw  # type: ignore[return-value]
