"""Worker processes of this machine: fresh ones, that end when their parent does.

Each has a pipe of its own. The pools of the standard library share one among all workers: one that
is killed while it hands back a result keeps the lock of it, and the others wait for ever.
"""

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from scenarios.errors import StoreError
from scenarios.workers.outcome import Failure, attempt

T = TypeVar("T")
R = TypeVar("R")

ATTEMPTS_ALONE = 2
"""Times that a thing is tried by itself after its process ended in the middle."""

PROCESS_ENDED = (
    "its process ended in the middle: killed, or short of memory; "
    "use fewer workers or fewer customers"
)


def in_processes(
    function: Callable[[T], R], things: Sequence[T], workers: int
) -> Generator[tuple[int, R | Failure]]:
    """Yield the place of each thing and its outcome, as `scenarios.workers.each` does.

    A thing whose process ends in the middle is tried again when all others are done, by itself:
    it may have been short of the memory that they took.
    """
    todo = deque(range(len(things)))
    again: deque[int] = deque()
    deaths: Counter[int] = Counter()
    idle: list[_Worker[T, R]] = []
    busy: dict[Connection, tuple[_Worker[T, R], int]] = {}
    try:
        while todo or again or busy:
            while len(busy) < workers and (todo or (again and not busy)):
                worker = idle.pop() if idle else _Worker(function)
                i = todo.popleft() if todo else again.popleft()
                busy[worker.pipe] = worker, i
                worker.give(things[i])
            ready = wait(list(busy))
            for pipe in [pipe for pipe in busy if pipe in ready]:
                worker, i = busy.pop(pipe)
                try:
                    outcome = worker.take()
                except (EOFError, OSError):
                    worker.stop()
                    deaths[i] += 1
                    if deaths[i] <= ATTEMPTS_ALONE:
                        again.append(i)
                    else:
                        yield i, Failure(PROCESS_ENDED)
                else:
                    idle.append(worker)
                    if isinstance(outcome, StoreError):
                        raise outcome
                    yield i, outcome
    finally:
        for worker in [*idle, *(worker for worker, _ in busy.values())]:
            worker.stop()


class _Worker(Generic[T, R]):
    """A process that applies a function to what it is given, one thing after the other."""

    def __init__(self, function: Callable[[T], R]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, function))
        self._process.start()
        theirs.close()  # nobody else holds that end: the pipe ends with the process

    def give(self, thing: T) -> None:
        """Hand over a thing; a process that has died is noticed when its outcome is taken."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send(thing)

    def take(self) -> R | Failure | StoreError:
        """Return an outcome; raise EOFError or OSError if the process ended before it was whole."""
        outcome: R | Failure | StoreError = self.pipe.recv()
        return outcome

    def stop(self) -> None:
        """End the process, whatever it does."""
        # First: a process that finds its pipe closed says so in twenty lines.
        self._process.kill()
        self.pipe.close()
        self._process.join()
        self._process.close()


def _work(pipe: "Connection[Any, Any]", function: Callable[[Any], Any]) -> None:
    """Apply the function until the pipe ends.

    Ctrl-C is left to the parent, which stops its workers and says so once.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        thing = pipe.recv()
        try:
            outcome = attempt(function, thing)
        except StoreError as error:
            outcome = error
        pipe.send(outcome)


def _end_with_parent() -> None:
    """Wait for the parent: killed, it cannot stop its workers, which may work for hours yet."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
