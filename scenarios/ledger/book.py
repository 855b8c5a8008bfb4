"""The ledger's file: SQLite, a row per job, written by one process as jobs are done."""

import json
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from weakref import finalize

from scenarios.errors import RunNotFound, StoreError
from scenarios.ledger.driver import Driver
from scenarios.ledger.jobs import Job, Row, perform
from scenarios.memory import require_memory
from scenarios.provenance import environment, hash_of
from scenarios.runwriter import require_writable
from scenarios.task import Progress
from scenarios.workers import Failure, each

_APPLICATION_ID = 0x43414E41
"""Marks the file as a ledger; the letters CANA."""

BUSY_SECONDS = 60.0
"""How long a reader waits while the driver writes: a row takes milliseconds."""

_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (
    key TEXT PRIMARY KEY,
    job TEXT NOT NULL,
    value TEXT,
    error TEXT,
    CHECK ((value IS NULL) <> (error IS NULL))
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS times (
    key TEXT PRIMARY KEY,
    written TEXT NOT NULL,
    host TEXT NOT NULL,
    trace TEXT
) WITHOUT ROWID;
"""
# `jobs` is the same after any number of kills and resumes; `times` is not.


class Ledger:
    """A ledger that this process drives, from its creation until it is closed.

    Parameters
    ----------
    path
        File to write to, created with its folder if it is not there; None: in memory.

    Raises
    ------
    LedgerBusy
        Another process drives it.
    StoreError
        The file cannot be written, or is no ledger.
    """

    def __init__(self, path: Path | str | None) -> None:
        self.path = None if path is None else Path(path)
        self._driver: Driver | None = None
        self._created: list[Path] = []
        if self.path is not None:
            require_writable(self.path)
            self._created = [path for path in (self.path, *self.path.parents) if not path.exists()]
            with _explained(self.path):
                self.path.parent.mkdir(parents=True, exist_ok=True)
            self._driver = Driver(self.path)
        try:
            with _explained(self.path):
                self._db = _opened(":memory:" if self.path is None else str(self.path))
            # One in memory may live as long as what was found with it: nobody closes it.
            finalize(self, _closed, self._db)
        except BaseException:
            self._release()
            raise

    def __enter__(self) -> Self:
        """Return the ledger itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it: every row is on the disk already."""
        self.close()

    def close(self) -> None:
        """Let another process drive it; one that was made for nothing goes."""
        empty = self.path in self._created and not self.rows()
        self._db.close()
        self._release()
        if empty and self.path is not None:
            for left in self.path.parent.glob(f"{self.path.name}*"):
                left.unlink(missing_ok=True)
            with suppress(OSError):
                for folder in self._created[1:]:
                    folder.rmdir()

    def complete(
        self,
        jobs: Sequence[Job],
        *,
        workers: int = 1,
        scheduler: str | None = None,
        progress: Progress | None = None,
    ) -> list[Row]:
        """Do the jobs that are not done, and return the row of each, in their order.

        Parameters
        ----------
        jobs
            Any number; two that are the same are done once.
        workers, scheduler
            Where, see `scenarios.workers.each`; rows do not depend on it.
        progress
            Called with the share done, what was done before included.

        Returns
        -------
        list of Row
            With a value, or with the error that a job ended with.
        """
        wanted = {job.key: job for job in jobs}
        done = {
            row.key: row
            for row in self.rows(wanted)
            if row.error is None and wanted[row.key].runs_are_there
        }
        todo = [(key, job) for key, job in wanted.items() if key not in done]
        if todo and scheduler is None:
            _require_memory([job for _, job in todo], min(workers, len(todo)))
        outcomes = each(perform, [job for _, job in todo], workers=workers, scheduler=scheduler)
        with closing(outcomes):
            for i, outcome in outcomes:
                key, job = todo[i]
                done[key] = self._write(key, job.description(), outcome)
                if progress is not None:
                    progress(len(done) / len(wanted))
        return [done[job.key] for job in jobs]

    def note(self, description: Mapping[str, Any], error: str) -> Row:
        """Write down a job that cannot even be described by a scenario, and return its row."""
        key = hash_of({**description, "environment": environment()})
        return self._write(key, dict(description), Failure(error))

    def rows(self, keys: Iterable[str] | None = None) -> list[Row]:
        """Return the rows of these keys, or all, by key."""
        with _explained(self.path):
            return _rows(self._db, keys)

    def _write(self, key: str, description: dict[str, Any], outcome: str | Failure) -> Row:
        if isinstance(outcome, Failure):
            value, error, trace = None, outcome.error, outcome.trace
        else:
            value, error, trace = outcome, None, None
        written = datetime.now(UTC).isoformat()
        with _explained(self.path), self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?)",
                (key, json.dumps(description, ensure_ascii=False), value, error),
            )
            self._db.execute(
                "INSERT OR REPLACE INTO times VALUES (?, ?, ?, ?)",
                (key, written, platform.node(), trace),
            )
        (row,) = self.rows([key])
        return row

    def _release(self) -> None:
        if self._driver is not None:
            self._driver.release()


def _require_memory(jobs: list[Job], processes: int) -> None:
    def size(job: Job) -> int:
        return sum(task.scenario.population.size for task in job.tasks)

    largest = max(jobs, key=size)
    stored = largest.store is not None
    require_memory(
        max(largest.tasks, key=lambda task: task.scenario.population.size),
        processes=processes,
        runs_kept=0 if stored else processes * len(largest.tasks),
        panels_kept=not stored,
    )


def read_rows(path: Path | str) -> list[Row]:
    """Return all rows of a ledger, by key, whoever drives it meanwhile."""
    path = Path(path)
    if not path.is_file():
        raise RunNotFound(f"{path}: found no such file; must be a ledger.")
    with _explained(path), closing(_opened(str(path))) as db:
        return _rows(db, None)


def _opened(name: str) -> sqlite3.Connection:
    """Open a ledger's file, or make it one if it is empty."""
    db = sqlite3.connect(name, timeout=BUSY_SECONDS)
    try:
        (mark,) = db.execute("PRAGMA application_id").fetchone()
        if mark == 0 and not db.execute("SELECT * FROM sqlite_master").fetchall():
            # A kill between commits loses nothing that was committed, also of the file itself.
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(f"BEGIN; PRAGMA application_id = {_APPLICATION_ID}; {_TABLES} COMMIT;")
        elif mark != _APPLICATION_ID:
            raise StoreError(f"{name}: found a database of another kind; must be a ledger.")
    except BaseException:
        db.close()
        raise
    return db


def _closed(db: sqlite3.Connection) -> None:
    # Garbage may be collected in another thread than its maker's, which SQLite refuses.
    with suppress(sqlite3.ProgrammingError):
        db.close()


def _rows(db: sqlite3.Connection, keys: Iterable[str] | None) -> list[Row]:
    select = "SELECT key, job, value, error FROM jobs"
    if keys is None:
        found = db.execute(f"{select} ORDER BY key").fetchall()
    else:
        asked = (db.execute(f"{select} WHERE key = ?", (key,)).fetchone() for key in sorted(keys))
        found = [row for row in asked if row is not None]
    return [
        Row(key, json.loads(job), None if value is None else json.loads(value), error)
        for key, job, value, error in found
    ]


@contextmanager
def _explained(path: Path | None) -> Iterator[None]:
    """Say in our words what SQLite or the system refuses."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(
            f"{path}: the ledger cannot be read or written: {reason}. Check the folder's rights "
            "and the free space; if the file is damaged, move it away and ask again."
        ) from error
