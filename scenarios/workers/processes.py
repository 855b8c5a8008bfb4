"""Worker processes of this machine: fresh ones, that end when their parent does."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from scenarios.workers.outcome import Failure, attempt

T = TypeVar("T")
R = TypeVar("R")

ATTEMPTS_ALONE = 2
"""Times that a thing is tried by itself after a process ended with it, or beside it."""

PROCESS_ENDED = (
    "its process ended in the middle: killed, or short of memory; "
    "use fewer workers or fewer customers"
)


def in_processes(
    function: Callable[[T], R], things: Sequence[T], workers: int
) -> Generator[tuple[int, R | Failure]]:
    """Yield the place of each thing and its outcome, as `scenarios.workers.each` does.

    A process that ends in the middle takes the others with it. All things under way are suspects
    then: each is tried again by itself, so that only the one to blame fails, and the rest goes on.
    """
    todo = list(range(len(things)))
    while todo:
        suspects: list[int] = []
        with _pool(min(workers, len(todo))) as pool:
            for i, outcome in _until_broken(pool, function, things, todo, workers):
                if outcome is None:
                    suspects.append(i)
                else:
                    yield i, outcome
        for i in suspects:
            yield i, _alone(function, things[i])


def _until_broken(
    pool: ProcessPoolExecutor,
    function: Callable[[T], R],
    things: Sequence[T],
    todo: list[int],
    workers: int,
) -> Generator[tuple[int, R | Failure | None]]:
    """Take things from `todo` until it is empty or the pool is broken; None: under way then."""
    under_way: dict[Future[R | Failure], int] = {}
    broken = False
    while under_way or (todo and not broken):
        # One more than workers, so that none waits for its next: of what is under way all is lost.
        while todo and not broken and len(under_way) <= workers:
            try:
                future = pool.submit(attempt, function, things[todo[0]])
            except BrokenProcessPool:
                broken = True
                break
            under_way[future] = todo.pop(0)
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            i = under_way.pop(future)
            try:
                yield i, future.result()
            except BrokenProcessPool:
                broken = True
                yield i, None


def _alone(function: Callable[[T], R], thing: T) -> R | Failure:
    for _ in range(ATTEMPTS_ALONE):
        with _pool(1) as pool:
            try:
                return pool.submit(attempt, function, thing).result()
            except BrokenProcessPool:
                continue
    return Failure(PROCESS_ENDED)


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of fresh processes that are stopped at once if the block fails."""
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)
    try:
        yield pool
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, which stops its workers and says so once; end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the parent: killed, it cannot stop its workers, and they would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
