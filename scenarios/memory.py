"""How much memory runs need, said before it is taken.

One run needs, with N customers, H hours and C channels::

    BASE + N (TEMPORARY w + e + n + p) + H (h + HOUR) + CONTACTS_WRITTEN

w bytes of a customer in the world and e in the engine, counted on a small world of the scenario;
n of the needs of one window; p of the panel that is being written; h of the counts by hour. Runs
that are kept in memory add their counts, panels and contact tables. A test compares it with the
memory of real processes.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil

from scenarios.build import build
from scenarios.errors import RunError
from scenarios.schema import Scenario
from scenarios.task import Task
from sim.records import (
    AGE_BAND_MINIMA,
    CONTACT,
    HOURLY_FIELDS,
    JOURNEY_FIELDS,
    STAFFING_FIELDS,
    TALLY_FIELDS,
)

BASE = 235e6
"""Bytes of a process with Python, its libraries and the engine: 195 MB measured, and some
40 more where DataFrames are asked for."""

PROBE_CUSTOMERS = 1_000
WINDOW_DAYS = 28
"""The world that is measured is of one window of the engine."""

TEMPORARY = 1.2
"""Peak over what stays of the world while customers are built: 1.15 measured."""

NEED = 100.0
"""Bytes of a need while a window of them is drawn and sorted: 17 in the end."""

HOUR = 500.0
"""Bytes of an hour besides its counts: intensity of needs, roster steps, while they are made."""

PANEL_WRITTEN = 2.0
"""A panel while it is written, over the engine's state of a customer: 1.9 measured."""

REFERENCE_CUSTOMER = 4_000.0
"""Bytes of a customer as a Mesa agent: 2,800 measured."""

CONTACTS_WRITTEN = 60e6
"""Bytes of the groups of contacts that are on their way to a file: 25 to 73 MB measured."""

CONTACT_KEPT = 1.2 * CONTACT.itemsize
"""Bytes of a contact kept in memory: the table grows in place, by a sixteenth at a time."""

CONTACTS_PER_NEED = 2.1
"""As many as in `france`; more than in any other scenario of the library."""

WORTH_PROCESSES = 5e6
"""Needs from which several processes pay: one takes a second to start, and these about four."""


class Need(NamedTuple):
    """Bytes that runs need, and bytes that there are."""

    process: float  # of each process, besides what is kept
    processes: int
    kept: float
    free: float

    @property
    def whole(self) -> float:
        """Bytes needed in all."""
        return self.processes * self.process + self.kept

    def __str__(self) -> str:
        """Say it in half a sentence."""
        parts = "" if self.processes == 1 else f" ({_shown(self.process)} a process)"
        return f"about {_shown(self.whole)} of memory{parts}; {_shown(self.free)} are free"


def require_memory(
    task: Task, *, processes: int = 1, runs_kept: int = 0, panels_kept: bool = False
) -> Need:
    """Refuse runs that need more memory than there is; return what they need.

    Parameters
    ----------
    task
        The largest of the runs.
    processes
        How many are made at a time.
    runs_kept
        How many stay in memory, with their contacts if the task says so.
    panels_kept
        Whether they stay there with their panels, which are written to a store otherwise.

    Raises
    ------
    RunError
        It says how much is needed and how much there is.
    """
    need = Need(
        process=bytes_of_run(task, panels_kept=panels_kept),
        processes=processes,
        kept=runs_kept * bytes_kept(task, panels_kept=panels_kept),
        free=available(),
    )
    if need.whole > need.free:
        scenario = task.scenario
        at_once = "" if processes == 1 else f", {processes:,} runs at a time,"
        kept = "" if runs_kept <= 1 else f", {runs_kept:,} of them kept in memory,"
        raise RunError(
            f"{scenario.name}: {scenario.population.size:,} customers from {scenario.start} to "
            f"{scenario.end}{at_once}{kept} need {need}. Use fewer customers or a shorter time"
            f"{', or fewer workers' if processes > 1 else ''}"
            f"{', or write the runs to a store with --out' if 2 * need.kept > need.whole else ''}."
        )
    return need


def processes_for(todo: Sequence[Task]) -> int:
    """Return how many processes to make runs with: as many as cores, if work and memory allow."""
    task = todo[0]
    scenario = task.scenario
    years = _hours(scenario) / 8766
    needs = scenario.population.need_rate * years * scenario.population.size * len(todo)
    if len(todo) == 1 or needs < WORTH_PROCESSES:
        return 1
    room = int(available() // bytes_of_run(task))
    return max(1, min(cores(), len(todo), room))


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def bytes_of_run(task: Task, *, panels_kept: bool = False) -> float:
    """Return the bytes that a process needs for a run, without what is kept of it."""
    scenario = task.scenario
    count = scenario.population.size
    customer, state = _bytes_of_customer(scenario)
    built = TEMPORARY * (customer - state) + state
    needed = BASE + built * count + _hours(scenario) * (HOUR + _hourly(scenario))
    needed += NEED * scenario.population.need_rate * WINDOW_DAYS / 365.25 * count
    if _surveys(scenario) and not panels_kept:
        needed += PANEL_WRITTEN * state * count
    if task.keep_contacts:
        needed += CONTACTS_WRITTEN
    if task.engine == "mesa":
        needed += REFERENCE_CUSTOMER * count
    return needed


def bytes_kept(task: Task, *, panels_kept: bool = False) -> float:
    """Return the bytes of a run's tables that stay in memory."""
    scenario = task.scenario
    count = scenario.population.size
    by_age = len(scenario.channels) * len(TALLY_FIELDS) + len(JOURNEY_FIELDS)
    months = _hours(scenario) / 672 + 1
    kept = _hours(scenario) * _hourly(scenario) + months * 8 * by_age * len(AGE_BAND_MINIMA)
    if panels_kept:
        panels = _surveys(scenario) * (1 + len(scenario.panel.windows))
        kept += panels * _bytes_of_customer(scenario)[1] * count
    if task.keep_contacts:
        years = _hours(scenario) / 8766
        needs = scenario.population.need_rate * years * count
        kept += CONTACT_KEPT * CONTACTS_PER_NEED * needs
    return kept


def available() -> float:
    """Return the bytes that this process may still take, of the machine or of its container."""
    free = float(psutil.virtual_memory().available)
    for limit, usage in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        group = Path("/sys/fs/cgroup")
        try:
            free = min(free, int((group / limit).read_text()) - int((group / usage).read_text()))
        except (OSError, ValueError):
            # No such control group, or "max".
            continue
    return max(free, 0.0)


def _bytes_of_customer(scenario: Scenario) -> tuple[float, float]:
    """Return the bytes of a customer in world and engine, and in the engine alone."""
    # Imported here, as the engine is: it takes a while to load.
    from sim.engine.setup import make_engine

    small = scenario.model_copy(
        update={
            "population": scenario.population.model_copy(update={"size": PROBE_CUSTOMERS}),
            "end": scenario.start + timedelta(days=WINDOW_DAYS),
            # They move no array's size, and may lie past this end.
            "changes": (),
            "warm_up": 0.0,
        }
    )
    world = build(small, 0)
    state = sum(_sizes(make_engine(world, keep_contacts=False))) / PROBE_CUSTOMERS
    return sum(_sizes(world.customers)) / PROBE_CUSTOMERS + state, state


def _sizes(values: Any) -> Iterator[int]:
    """Yield the bytes of each array with an entry per customer."""
    for value in values:
        if isinstance(value, np.ndarray) and value.shape[:1] == (PROBE_CUSTOMERS,):
            yield value.nbytes
        elif isinstance(value, tuple):
            yield from _sizes(value)


def _surveys(scenario: Scenario) -> int:
    """Dates of the panel that a run comes to: its end may have been set before some."""
    return sum(scenario.start <= day <= scenario.end for day in scenario.panel.dates)


def _hours(scenario: Scenario) -> int:
    return (scenario.end - scenario.start).days * 24


def _hourly(scenario: Scenario) -> int:
    channels, desks = len(scenario.channels), len(scenario.desks)
    by_channel = channels * (len(HOURLY_FIELDS) + 1)
    return 8 * (by_channel + desks * (len(STAFFING_FIELDS) + channels))


def _shown(size: float) -> str:
    return f"{size / 1e9:,.1f} GB" if size < 1e13 else f"{size / 1e9:,.0f} GB"
