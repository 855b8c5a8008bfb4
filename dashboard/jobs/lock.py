"""Whether a worker is alive: it holds a lock that the system takes back when it ends."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def held(name: Path) -> Iterator[None]:
    """Hold the lock of a job while the block runs; the lock is SQLite's, the same everywhere."""
    path = name.with_suffix(".lock")
    with closing(sqlite3.connect(path, timeout=5.0, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        yield
    path.unlink(missing_ok=True)


def is_held(name: Path) -> bool:
    """Return whether a process holds the lock of a job."""
    path = name.with_suffix(".lock")
    if not path.is_file():
        return False
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as db:
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return True
    return False
