"""Warm processes that answer one run at a time, the most urgent question first."""

import itertools
import multiprocessing
import queue
import threading
from collections import OrderedDict
from concurrent.futures import Future
from multiprocessing.connection import Connection
from typing import NamedTuple

KEPT = 3000
"""Answers kept, about 60 kB each."""


class Answer(NamedTuple):
    """A run: its digest, and its measures by path as `scenarios.compare` has them."""

    measures: dict[str, float | None]
    digest: str


class Question(NamedTuple):
    """A run: levers as an address has them, and a seed."""

    levers: str
    seed: int


class ProcessEnded(Exception):
    """The process that was simulating ended in the middle."""


class Refused(Exception):
    """The run ended with an error; its text says which."""


class Pool:
    """Processes that keep the engine compiled and loaded; they start with the first question.

    Parameters
    ----------
    processes
        Number of processes.
    """

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._todo: queue.PriorityQueue[tuple[int, int, Question]] = queue.PriorityQueue()
        self._known: OrderedDict[Question, Future[Answer]] = OrderedDict()
        self._under_way: set[Question] = set()
        self._order = itertools.count()
        self._lock = threading.Lock()
        self._started = False

    def ask(self, question: Question, *, urgent: bool) -> "Future[Answer]":
        """Return the answer to a question, now or later; what is known is not asked again."""
        with self._lock:
            future = self._known.get(question)
            if future is None or (future.done() and future.exception()):
                future = self._known[question] = Future()
                self._forget()
            elif future.done() or not urgent:
                self._known.move_to_end(question)
                return future
            # A question that waited as one that is not urgent is put in front too.
            self._todo.put((0 if urgent else 1, next(self._order), question))
            self._start()
            return future

    def known(self, question: Question) -> Answer | None:
        """Return an answer if it is there."""
        with self._lock:
            future = self._known.get(question)
        return future.result() if future and future.done() and not future.exception() else None

    @property
    def waiting(self) -> int:
        """Number of questions that no process has taken yet."""
        return self._todo.qsize()

    def _forget(self) -> None:
        """Drop the answers that nobody asked for longest."""
        for question in list(self._known)[: max(0, len(self._known) - KEPT)]:
            if self._known[question].done():
                del self._known[question]

    def _start(self) -> None:
        if not self._started:
            self._started = True
            for _ in range(self._processes):
                threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        """Give one process a question at a time; start another if it ends."""
        process: _Process | None = None
        while True:
            _, _, question = self._todo.get()
            with self._lock:
                future = self._known.get(question)
                if future is None or future.done() or question in self._under_way:
                    continue
                self._under_way.add(question)
            try:
                process = process or _Process()
                future.set_result(process.answer(question))
            except (EOFError, OSError):
                process = None
                future.set_exception(ProcessEnded("the process that was simulating ended"))
            except Refused as error:
                future.set_exception(error)
            finally:
                with self._lock:
                    self._under_way.discard(question)


class _Process:
    """One process and the pipe to it; it ends when this one does, since its pipe does."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=answer_questions, args=(theirs,), daemon=True)
        process.start()
        theirs.close()

    def answer(self, question: Question) -> Answer:
        """Return what the process answers."""
        self._pipe.send(question)
        answer = self._pipe.recv()
        if isinstance(answer, str):
            raise Refused(answer)
        found: Answer = answer
        return found


def answer_questions(pipe: Connection) -> None:
    """Answer questions until the pipe is closed; runs in the process."""
    import signal

    from dashboard.live.simulate import settle, simulate

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    is_settled = False
    while True:
        answer: Answer | str
        try:
            question = pipe.recv()
        except (EOFError, OSError):  # the server ended, or was killed
            return
        try:
            answer = Answer(*simulate(question.levers, question.seed))
        except Exception as error:  # whatever it is belongs on the page, not in the log
            answer = f"{type(error).__name__}: {error}"
        try:
            pipe.send(answer)
        except OSError:  # the server stopped meanwhile: nobody waits for it
            return
        # After the first answer, which loads what all others need.
        if not is_settled:
            settle()
            is_settled = True
