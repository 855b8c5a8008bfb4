"""The queue of jobs: one SQLite file in the store, read and written by server and workers."""

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = ".dashboard"
"""Of a store, for the queue and what its jobs keep."""

BUSY_SECONDS = 30.0
"""How long a process waits for others to be done with the file."""

MOST_QUEUED = 200
"""Jobs waiting at most: more are not what a person asked for."""

KEPT = 50
"""Jobs that have ended and are still listed."""

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"

_TABLE = """
CREATE TABLE IF NOT EXISTS jobs (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, asked TEXT NOT NULL,
  state TEXT NOT NULL, progress REAL NOT NULL DEFAULT 0, created REAL NOT NULL, started REAL,
  ended REAL, pid INTEGER, result TEXT, error TEXT)
"""


class QueueFull(Exception):
    """There are as many jobs waiting as there may be."""


class Job(NamedTuple):
    """A job as the queue has it."""

    number: int
    id: str
    """Not to be guessed: who knows it may cancel."""
    asked: dict[str, Any]
    state: str
    progress: float
    """Share done."""
    created: float
    started: float | None
    ended: float | None
    pid: int | None
    result: str | None
    """Key of the comparison or run that was made."""
    error: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in (DONE, FAILED, CANCELLED)

    def seconds_left(self, now: float) -> float | None:
        """Return about how long it will take, judged by its pace; None if there is none yet."""
        if self.state != RUNNING or self.started is None or self.progress <= 0.0:
            return None
        return (now - self.started) * (1.0 - self.progress) / self.progress


class Queue:
    """The queue of a store.

    Parameters
    ----------
    store
        Folder of runs; the file is made with the first job.
    """

    def __init__(self, store: Path) -> None:
        self.store = store
        self.folder = store / FOLDER
        self.path = self.folder / "jobs.sqlite"

    def add(self, asked: dict[str, Any]) -> Job:
        """Put a job at the end of the queue; one that is the same and not over is returned instead.

        Raises
        ------
        QueueFull
            Too many are waiting.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            known = db.execute(
                "SELECT * FROM jobs WHERE asked = ? AND state IN (?, ?)", (text, QUEUED, RUNNING)
            ).fetchone()
            if known is not None:
                return _job(known)
            waiting = db.execute("SELECT count(*) FROM jobs WHERE state = ?", (QUEUED,)).fetchone()
            if waiting[0] >= MOST_QUEUED:
                raise QueueFull(f"{waiting[0]} jobs are waiting; cancel some, or come back later.")
            id_ = secrets.token_urlsafe(12)
            db.execute(
                "INSERT INTO jobs (id, asked, state, created) VALUES (?, ?, ?, ?)",
                (id_, text, QUEUED, time.time()),
            )
            db.execute(
                "DELETE FROM jobs WHERE state IN (?, ?, ?) AND number NOT IN "
                "(SELECT number FROM jobs ORDER BY number DESC LIMIT ?)",
                (DONE, FAILED, CANCELLED, KEPT),
            )
            return _job(db.execute("SELECT * FROM jobs WHERE id = ?", (id_,)).fetchone())

    def jobs(self) -> list[Job]:
        """Return all jobs, the newest first."""
        if not self.path.is_file():
            return []
        with self._open() as db:
            return [_job(row) for row in db.execute("SELECT * FROM jobs ORDER BY number DESC")]

    def find(self, id_: object) -> Job | None:
        """Return the job of this id, None if there is none."""
        return next((job for job in self.jobs() if job.id == id_), None)

    def place(self, job: Job) -> int:
        """Return how many jobs come before a queued one, that under way included."""
        return sum(
            other.state == RUNNING or (other.state == QUEUED and other.number < job.number)
            for other in self.jobs()
            if other.id != job.id
        )

    def claim(self) -> Job | None:
        """Take the next job if none is under way, whoever asks: one at a time uses all cores."""
        if not self.path.is_file():
            return None
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            row = db.execute(
                "SELECT * FROM jobs WHERE state = ? AND NOT EXISTS "
                "(SELECT 1 FROM jobs WHERE state = ?) ORDER BY number LIMIT 1",
                (QUEUED, RUNNING),
            ).fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE jobs SET state = ?, started = ?, progress = 0 WHERE id = ?",
                (RUNNING, time.time(), row["id"]),
            )
            return _job(db.execute("SELECT * FROM jobs WHERE id = ?", (row["id"],)).fetchone())

    def set_pid(self, id_: str, pid: int) -> bool:
        """Say which process works on a job; return whether it is still to be done."""
        return self._update("pid = ?", (pid,), id_)

    def set_progress(self, id_: str, share: float) -> bool:
        """Write how far a job is; return whether it is still to be done."""
        return self._update("progress = ?", (share,), id_)

    def finish(self, id_: str, *, result: str | None = None, error: str | None = None) -> None:
        """Write how a job ended, unless it was cancelled meanwhile."""
        state = FAILED if error is not None else DONE
        self._update(
            "state = ?, ended = ?, result = ?, error = ?", (state, time.time(), result, error), id_
        )

    def cancel(self, id_: str) -> Job | None:
        """Cancel a job that is not over, and return it as it was; None if there is none."""
        job = self.find(id_)
        if job is None or job.is_over:
            return None
        with self._open() as db:
            db.execute(
                "UPDATE jobs SET state = ?, ended = ? WHERE id = ? AND state IN (?, ?)",
                (CANCELLED, time.time(), id_, QUEUED, RUNNING),
            )
        return job

    def _update(self, what: str, values: tuple[Any, ...], id_: str) -> bool:
        with self._open() as db:
            changed = db.execute(
                f"UPDATE jobs SET {what} WHERE id = ? AND state = ?", (*values, id_, RUNNING)
            )
            return changed.rowcount > 0

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as db:
            db.row_factory = sqlite3.Row
            _write_ahead(db)
            db.execute(_TABLE)
            with db:
                yield db


def _write_ahead(db: sqlite3.Connection) -> None:
    """Let readers not wait for who writes.

    While another process writes to a file that was just made, SQLite says here at once that it is
    locked, and does not wait as it does elsewhere.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # The low byte is the kind of error, whatever the file was busy with.
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _job(row: sqlite3.Row) -> Job:
    return Job(
        number=row["number"],
        id=row["id"],
        asked=json.loads(row["asked"]),
        state=row["state"],
        progress=row["progress"],
        created=row["created"],
        started=row["started"],
        ended=row["ended"],
        pid=row["pid"],
        result=row["result"],
        error=row["error"],
    )
