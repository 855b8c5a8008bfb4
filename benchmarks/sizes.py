"""The full model in one organisation, from ten thousand customers to ten million.

`france` over one year: word of mouth, surveys, opening hours, retries, everything. Each size has a
process of its own, so that its peak of memory is its own.
"""

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import peak_bytes
from scenarios.load import load

SCENARIO = "france"
ONE_YEAR = "end=2011-01-01"
ROUNDS = 3


class Size(NamedTuple):
    """One run of the full model."""

    customers: int
    contacts: int
    build_seconds: float  # of processor time, as all seconds here
    cpu_seconds: float
    ns_a_contact: float
    bytes_a_customer: float
    kept: float | None  # time with the contact table in memory, relative to without; None: not run
    stored: float | None  # the same of a run streamed to the store


def measure(customers: int, with_tables: bool) -> Size:
    """Run the model at one size in this process.

    With tables, runs without, with and streamed to the store take turns, and medians count.
    """
    from scenarios.build import build
    from sim.engine import simulate

    scenario = load(SCENARIO, customers=customers, settings=[ONE_YEAR])
    # Whatever a first run loads is loaded by one of few customers.
    simulate(build(load(SCENARIO, customers=1000, settings=[ONE_YEAR]), 1), keep_contacts=False)
    before = peak_bytes()
    started = time.process_time()
    world = build(scenario, 1)
    built = time.process_time() - started
    plain, kept, stored = [], [], []
    for turn in range(ROUNDS if with_tables else 1):
        started = time.process_time()
        contacts = simulate(world, keep_contacts=False).n_contacts
        plain.append(time.process_time() - started)
        if turn == 0:
            grown = peak_bytes() - before
        if with_tables:
            started = time.process_time()
            simulate(world, keep_contacts=True)
            kept.append((time.process_time() - started) / plain[-1])
            stored.append(_store(scenario) / (built + plain[-1]))
    seconds = statistics.median(plain)
    return Size(
        customers=customers,
        contacts=contacts,
        build_seconds=built,
        cpu_seconds=seconds,
        ns_a_contact=1e9 * seconds / contacts,
        bytes_a_customer=grown / customers,
        kept=statistics.median(kept) if kept else None,
        stored=statistics.median(stored) if stored else None,
    )


def measure_all(sizes: Sequence[int], tables_to: int = 1_000_000) -> Iterator[Size]:
    """Yield a measurement per size; the contact table is tried up to `tables_to` customers."""
    context = multiprocessing.get_context("spawn")
    for customers in sizes:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            yield pool.submit(measure, customers, customers <= tables_to).result()


def _store(scenario) -> float:
    """Processor seconds of building, running and storing a scenario."""
    from scenarios.run import run

    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        run(scenario, out=Path(folder))
        return time.process_time() - started
