"""Starts the next job when the one before has ended, and notices workers that are gone."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from dashboard.jobs.lock import is_held
from dashboard.jobs.queue import CANCELLED, RUNNING, Job, Queue

EVERY = 0.5
"""Seconds between two looks."""

TO_START = 30.0
"""Seconds that a worker has to take its lock."""

LONGEST = 3600.0
"""Seconds that a job may take."""

GONE = "gone"
LATE = "late"
"""Errors that the catalogue of texts has words for, as ``job.error.<name>``."""


class Supervisor:
    """Looks after the jobs of a queue from a thread of the server.

    Workers are processes of their own that outlive it: a job goes on while the server starts again,
    and the next supervisor takes over.
    """

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Look after the queue until the process ends."""
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            # A full disk or a locked file must not end the thread: the next look may go better.
            with suppress(Exception):
                self.step()
            time.sleep(EVERY)

    def step(self) -> None:
        """Look once: end what must end, start what can start."""
        self._children = [child for child in self._children if child.poll() is None]
        for job in self.queue.jobs():
            if job.state == RUNNING:
                self._check(job)
            elif job.state == CANCELLED and is_held(self.queue.folder / job.id):
                # The next would find the ledger taken: this one's process has to end first.
                self._kill(job)
                return
        job_to_start = self.queue.claim()
        if job_to_start is not None:
            self._launch(job_to_start)

    def wait(self) -> None:
        """Wait for the workers that this one started."""
        for child in self._children:
            child.wait()

    def cancel(self, id_: str) -> None:
        """Cancel a job, and end its process if it has begun."""
        job = self.queue.cancel(id_)
        if job is not None:
            self._kill(job)

    def _check(self, job: Job) -> None:
        now, began = time.time(), job.started or 0.0
        alive = is_held(self.queue.folder / job.id)
        if alive and now - began > LONGEST:
            self.queue.finish(job.id, error=LATE)
            self._kill(job)
        elif not alive and (job.pid is not None or now - began > TO_START):
            # Looked at once more: it may have ended well between the two looks.
            self.queue.finish(job.id, error=GONE)

    def _kill(self, job: Job) -> None:
        """End the worker of a job, if it is there: a number alone may be another process by now."""
        if job.pid is not None and is_held(self.queue.folder / job.id):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(job.pid, signal.SIGTERM)

    def _launch(self, job: Job) -> None:
        log = self.queue.folder / f"{job.id}.log"
        with log.open("wb") as output:
            self._children.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dashboard.jobs.worker", str(self.queue.store), job.id],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=Path.cwd(),
                    start_new_session=True,
                )
            )
