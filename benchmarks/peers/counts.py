"""What every engine counts, and what a run of it costs."""

import time
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.machine import peak_bytes
from benchmarks.workload import CHANNELS, DAY, Outcome


class Counts:
    """Contacts by channel; those that arrive in the first ten days count for speed alone."""

    def __init__(self) -> None:
        self.contacts = 0
        self.joined = [0] * len(CHANNELS)
        self.abandoned = [0] * len(CHANNELS)
        self.wait = [0.0] * len(CHANNELS)

    def add(self, channel: int, arrival: float, wait: float, abandoned: bool) -> None:
        """Count a contact that was answered or abandoned."""
        self.contacts += 1
        if arrival >= 10.0 * DAY:
            self.joined[channel] += 1
            self.abandoned[channel] += abandoned
            self.wait[channel] += wait


class Found(NamedTuple):
    """Contacts of a run and its figures by channel."""

    contacts: int
    share_abandoned: tuple[float, ...]
    mean_wait_minutes: tuple[float, ...]


def found(counts: Counts) -> Found:
    """Figures of what was counted."""
    joined = [max(1, n) for n in counts.joined]
    return Found(
        counts.contacts,
        tuple(a / n for a, n in zip(counts.abandoned, joined, strict=True)),
        tuple(w / n for w, n in zip(counts.wait, joined, strict=True)),
    )


def timed(run: Callable[[], Found], customers: int) -> Outcome:
    """Run once, and say what it took; memory is what the process grew by at its largest."""
    before = peak_bytes()
    wall, cpu = time.perf_counter(), time.process_time()
    figures = run()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Outcome(
        contacts=figures.contacts,
        cpu_seconds=cpu,
        wall_seconds=wall,
        bytes_a_customer=(peak_bytes() - before) / customers,
        share_abandoned=figures.share_abandoned,
        mean_wait_minutes=figures.mean_wait_minutes,
    )
