"""How much sooner two processes are done than one, with replications and with organisations."""

import time
from collections.abc import Iterator
from typing import NamedTuple

JOBS = (
    ("40 replications of brand", "brand", (), 40, 1),
    ("40 organisations of france, one year", "france", ("end=2011-01-01",), 1, 40),
)
"""So many that a process's start, which takes a second, does not count for much."""


class Scaling(NamedTuple):
    """Wall time of a job on one process and on several."""

    job: str
    workers: int
    seconds_alone: float
    seconds: float
    times_faster: float


def measure(workers: int = 2) -> Iterator[Scaling]:
    """Yield each job's scaling; the processes' start counts."""
    from scenarios.load import load
    from scenarios.run import run

    for job, name, settings, replications, organisations in JOBS:
        scenario = load(name, settings=list(settings))
        seconds = []
        for count in (1, workers):
            started = time.perf_counter()
            run(
                scenario,
                replications=replications,
                organisations=organisations,
                workers=count,
                keep_contacts=False,
                keep_panel=False,
            )
            seconds.append(time.perf_counter() - started)
        yield Scaling(job, workers, *seconds, seconds[0] / seconds[1])
