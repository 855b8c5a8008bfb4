"""``python -m dashboard.jobs.worker STORE ID``: do one job of a queue and write how it ended."""

import os
import signal
import sys
from pathlib import Path

from dashboard.jobs.kinds import perform
from dashboard.jobs.lock import held
from dashboard.jobs.queue import Queue


class Stopped(BaseException):
    """The job was cancelled, or took too long."""


def work(store: Path, id_: str) -> int:
    """Do a job; return the process's exit code."""
    queue = Queue(store)
    job = queue.find(id_)
    if job is None:
        return 2
    with held(queue.folder / id_):
        if not queue.set_pid(id_, os.getpid()):
            return 1  # cancelled before this process had begun

        def progress(share: float) -> None:
            if not queue.set_progress(id_, share):
                raise Stopped

        try:
            result = perform(job.asked, store, queue.folder / "ledger.sqlite", progress)
        except Stopped:
            return 1
        except Exception as error:  # its text belongs on the page
            queue.finish(id_, error=str(error) or type(error).__name__)
            return 1
        queue.finish(id_, result=result)
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(work(Path(sys.argv[1]), sys.argv[2]))
