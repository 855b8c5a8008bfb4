"""Long work: queued in order, done in a process of its own, and nothing hangs on the server."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dashboard.data.pairs import Pairs
from dashboard.jobs import queue as jobs
from dashboard.jobs.kinds import comparison, plans
from dashboard.jobs.lock import held, is_held
from dashboard.jobs.queue import Job, Queue, QueueFull
from dashboard.jobs.supervisor import GONE, Supervisor
from dashboard.jobs.worker import work

QUICK = {**comparison("phone:70", 10, "half"), "pairs": 2, "customers": 1_000}


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path)


def until(wanted: Callable[[], bool], seconds: float, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < deadline
        supervisor.step()
        time.sleep(0.05)


def state(queue: Queue, job: Job) -> str:
    found = queue.find(job.id)
    assert found is not None
    return found.state


def test_order_and_places(queue: Queue) -> None:
    """Jobs wait in their order, one is under way at a time, and each says how many come before."""
    first, second, third = (queue.add({"levers": name}) for name in "abc")

    assert [2, 1, 0] == [queue.place(job) for job in (third, second, first)]
    assert queue.claim() == queue.find(first.id)
    assert queue.claim() is None
    assert 2 == queue.place(third)
    queue.finish(first.id, result="x.1")
    assert second.id == getattr(queue.claim(), "id", None)
    assert "x.1" == getattr(queue.find(first.id), "result", None)


def test_the_same_is_not_queued_twice(queue: Queue) -> None:
    """A second click on the same job gives the first; once it is over, a new one."""
    job = queue.add({"levers": "a"})
    assert job.id == queue.add({"levers": "a"}).id

    queue.cancel(job.id)
    assert jobs.CANCELLED == state(queue, job)
    assert job.id != queue.add({"levers": "a"}).id


def test_who_comes_first_is_waited_for(queue: Queue) -> None:
    """Another process that is just writing to the new file delays, and is no error."""
    queue.folder.mkdir(parents=True)
    other = sqlite3.connect(queue.path, isolation_level=None, check_same_thread=False)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.3, other.execute, ["COMMIT"])
        done.start()
        assert jobs.QUEUED == queue.add(QUICK).state
        done.join()


def test_full_queue_says_so(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a person asks for is refused, and what waits is kept."""
    monkeypatch.setattr(jobs, "MOST_QUEUED", 3)
    for number in range(3):
        queue.add({"levers": number})

    with pytest.raises(QueueFull, match="3 jobs are waiting"):
        queue.add({"levers": "one more"})
    assert 3 == len(queue.jobs())


def test_cancelled_work_is_not_finished(queue: Queue) -> None:
    """What a worker writes after a cancel changes nothing; its next word of progress tells it."""
    job = queue.add({"levers": "a"})
    queue.claim()
    assert queue.set_progress(job.id, 0.5)

    queue.cancel(job.id)

    assert not queue.set_progress(job.id, 0.6)
    queue.finish(job.id, result="late")
    assert jobs.CANCELLED == state(queue, job)


def test_nothing_is_made_by_looking(queue: Queue) -> None:
    """Looking at the queue of a store makes no file."""
    assert [] == queue.jobs()
    assert None is queue.find("x")
    assert None is queue.claim()
    assert not queue.folder.exists()


@pytest.mark.parametrize("id_", ["", "../x", None, 7, {"a": 1}, "' OR 1=1 --"])
def test_forged_ids_are_nobody(queue: Queue, id_: Any) -> None:
    """An id that was not given out finds nothing and cancels nothing."""
    job = queue.add({"levers": "a"})

    assert None is queue.find(id_)
    Supervisor(queue).cancel(id_)
    assert jobs.QUEUED == state(queue, job)


@pytest.mark.parametrize(
    ("text", "pairs", "horizon"),
    [("phone:70", 10**9, "half"), ("phone:70", 10, "../.."), ("phone:1e9", -1, "")],
)
def test_what_is_asked_is_limited(text: str, pairs: int, horizon: str) -> None:
    """Numbers of pairs, periods and levers are those offered, whatever was sent."""
    asked = comparison(text, pairs, horizon)

    assert asked["pairs"] in (10, 20, 40)
    assert asked["horizon"] in ("half", "year")
    base, plan = plans(asked)
    assert ("brand", "what-if") == (base.name, plan.name)


def test_locks_tell_who_is_alive(tmp_path: Path) -> None:
    """A lock is held while its block runs and not after."""
    assert not is_held(tmp_path / "job")
    with held(tmp_path / "job"):
        assert is_held(tmp_path / "job")
    assert not is_held(tmp_path / "job")


def test_a_job_is_done(queue: Queue) -> None:
    """A worker makes the comparison, which is then in the store under the job's result."""
    supervisor = Supervisor(queue)
    job = queue.add(QUICK)

    until(lambda: state(queue, job) not in (jobs.QUEUED, jobs.RUNNING), 120, supervisor)

    supervisor.wait()
    found = queue.find(job.id)
    assert found is not None
    assert (jobs.DONE, None) == (found.state, found.error)
    pair = Pairs(queue.store).find(found.result)
    assert pair is not None
    assert (2, 1_000) == (pair.pairs, pair.customers)
    assert "phone advisers 70%" == pair.title("plan", "en")


def test_a_worker_that_is_gone_is_noticed(queue: Queue) -> None:
    """A job whose process is no more has failed, with the reason, and can be asked for again."""
    job = queue.add(QUICK)
    queue.claim()
    queue.set_pid(job.id, 2**22 - 1)

    Supervisor(queue).step()

    assert (jobs.FAILED, GONE) == (state(queue, job), getattr(queue.find(job.id), "error", None))
    assert job.id != queue.add(QUICK).id


@pytest.mark.slow
def test_kill_and_cancel(queue: Queue) -> None:
    """A killed job has failed and can be resumed; a cancelled one ends its process."""
    asked = {**QUICK, "pairs": 40, "customers": 20_000}
    supervisor = Supervisor(queue)
    job = queue.add(asked)

    def pid() -> int | None:
        found = queue.find(job.id)
        return None if found is None or found.progress == 0 else found.pid

    until(lambda: pid() is not None, 120, supervisor)
    os.kill(pid() or 0, signal.SIGKILL)
    until(lambda: state(queue, job) == jobs.FAILED, 30, supervisor)

    job = queue.add(asked)
    # Another supervisor, as after a restart of the server, looks after the same job.
    other = Supervisor(queue)
    until(lambda: pid() is not None, 120, other)
    supervisor.cancel(job.id)
    assert jobs.CANCELLED == state(queue, job)
    until(lambda: not is_held(queue.folder / job.id), 30, other)
    supervisor.wait()
    other.wait()


def test_a_job_cancelled_before_its_worker_began(queue: Queue) -> None:
    """Its worker does nothing, though nobody knew which process to end."""
    job = queue.add(comparison("phone:80", 10, "half"))
    assert queue.claim() is not None
    queue.cancel(job.id)

    assert 1 == work(queue.store, job.id)
    assert ["jobs.sqlite"] == [p.name for p in queue.folder.iterdir() if p.suffix == ".sqlite"]


def test_the_next_waits_for_a_cancelled_worker_to_end(queue: Queue) -> None:
    """Two workers never have the ledger of a store at the same time."""
    first = queue.add(comparison("phone:80", 10, "half"))
    assert queue.claim() is not None
    queue.cancel(first.id)
    again = queue.add(comparison("phone:80", 10, "half"))
    supervisor = Supervisor(queue)
    started: list[str] = []
    supervisor._launch = lambda job: started.append(job.id)  # type: ignore[method-assign]

    with held(queue.folder / first.id):
        supervisor.step()
        assert [] == started
    supervisor.step()

    assert [again.id] == started
