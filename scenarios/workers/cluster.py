"""Workers of a Dask cluster, each with this package and the same versions installed."""

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Generic, TypeVar

import distributed
from distributed.scheduler import KilledWorker

from scenarios.errors import ClusterLost, RunError
from scenarios.provenance import environment
from scenarios.workers.outcome import Failure, attempt
from scenarios.workers.processes import PROCESS_ENDED

T = TypeVar("T")
R = TypeVar("R")

CONNECT_SECONDS = 10
WORKERS_SECONDS = 30
"""How long the first worker may take to join."""

AHEAD = 2
"""Things sent per thread: one at work, one waiting. More would share the fate of a killed worker,
which Dask gives up on after a few such deaths whether it caused them or not."""

_MAY_DIFFER = ("libc", "cpu", "machine", "system")
"""Where workers may differ from here; the last digits of results may then, too."""


def on_cluster(
    function: Callable[[T], R], things: Sequence[T], scheduler: str
) -> Generator[tuple[int, R | Failure]]:
    """Yield the place of each thing and its outcome, as `scenarios.workers.each` does."""
    if not things:
        return
    with _client(scheduler) as client:
        applied = _Applied(function)
        todo = iter(enumerate(things))
        places: dict[distributed.Future[R | Failure], int] = {}
        pending = distributed.as_completed(loop=client.loop, raise_errors=False)
        try:
            while True:
                threads = sum(client.nthreads().values())
                for i, thing in todo:
                    future = client.submit(applied, thing, pure=False)
                    places[future] = i
                    pending.add(future)
                    if len(places) >= AHEAD * threads:
                        break
                if not places:
                    return
                future = next(pending)
                yield places.pop(future), _outcome_of(future)
        except (OSError, CancelledError) as error:
            raise ClusterLost(
                f"{scheduler}: the scheduler has gone ({type(error).__name__}). What is done is "
                "kept: start it again and ask again."
            ) from None
        finally:
            client.cancel(list(places))


class _Applied(Generic[T, R]):
    """A function, applied where the versions are those of the process that asks."""

    def __init__(self, function: Callable[[T], R]) -> None:
        self.function = function
        self.environment = environment()

    def __call__(self, thing: T) -> R | Failure:
        here = environment()
        other = [
            f"{name} {here[name]} there, {value} here"
            for name, value in self.environment.items()
            if here[name] != value and name not in _MAY_DIFFER
        ]
        if other:
            raise RunError(
                f"worker {distributed.get_worker().address}: found {'; '.join(other)}; "
                "install the same version of canaux and the same lock file there."
            )
        return attempt(self.function, thing)


def _outcome_of(future: distributed.Future[R | Failure]) -> R | Failure:
    try:
        return future.result()
    except KilledWorker:
        return Failure(PROCESS_ENDED)


@contextmanager
def _client(scheduler: str) -> Iterator[distributed.Client]:
    """Yield a client of a scheduler that has at least one worker."""
    with _quiet():
        try:
            client = distributed.Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterLost(
                f"{scheduler}: found no scheduler there ({error}); must be the address that "
                "`dask scheduler` prints, such as tcp://host:8786."
            ) from None
        with client:
            try:
                client.wait_for_workers(1, timeout=WORKERS_SECONDS)
            except TimeoutError:
                raise ClusterLost(
                    f"{scheduler}: the scheduler has no workers; start some with "
                    f"`dask worker {scheduler}`."
                ) from None
            yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's loggers silent: what goes wrong is said once, by us."""
    loggers = [
        logging.getLogger(name)
        for name in logging.root.manager.loggerDict
        if name.partition(".")[0] == "distributed"
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
