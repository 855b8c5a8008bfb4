"""Apply a function to many things: here, in processes of this machine, or on a Dask cluster.

::

    for i, outcome in each(function, things, workers=4):
        ...                                # in the order in which they are done

`function` is a function of a module or a frozen dataclass with ``__call__``, and takes one thing
and returns something that can be pickled. What it raises is an outcome too, a `Failure`; so is a
process that ends in the middle. Leaving the loop early stops the rest at once.
"""

from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

from scenarios.errors import RunError, require_whole
from scenarios.workers.outcome import Failure, attempt

__all__ = ["MOST_PROCESSES", "Failure", "each"]

T = TypeVar("T")
R = TypeVar("R")

MOST_PROCESSES = 4096


def each(
    function: Callable[[T], R],
    things: Sequence[T],
    *,
    workers: int = 1,
    scheduler: str | None = None,
) -> Generator[tuple[int, R | Failure]]:
    """Yield the place of each thing and what the function made of it, as they are done.

    Parameters
    ----------
    function
        Applied where the thing is worked on.
    things
        What to work on; sent to the workers as they become free.
    workers
        Number of processes of this machine; with 1 everything happens in this one.
    scheduler
        Address of a Dask scheduler, ``tcp://host:8786``, whose workers are used instead.

    Raises
    ------
    RunError
        `workers` is no number of processes, or the cluster's workers have other versions.
    ClusterLost
        The scheduler cannot be reached, or no longer.
    """
    require_whole("workers", workers, 1, MOST_PROCESSES)
    if scheduler is not None and workers != 1:
        raise RunError(
            f"workers, scheduler: found {workers} and {scheduler!r}; must be one: processes of "
            "this machine, or a cluster."
        )
    if scheduler is not None:
        # Imported here: it takes a second to load.
        from scenarios.workers.cluster import on_cluster

        return on_cluster(function, things, scheduler)
    if min(workers, len(things)) <= 1:
        return ((i, attempt(function, thing)) for i, thing in enumerate(things))
    from scenarios.workers.processes import in_processes

    return in_processes(function, things, workers)
