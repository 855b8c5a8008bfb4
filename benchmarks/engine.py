"""How fast the compiled engine is: contacts a second of processor time, on the library's scenarios.

Each measurement has a process of its own, so that its peak of memory is its own. Processor time,
not wall time: other work on the machine then counts little.
"""

import multiprocessing
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from scenarios.load import load, names


class Speed(NamedTuple):
    """One run of one scenario."""

    scenario: str
    customers: int
    contacts: int
    events: int
    build_seconds: float
    """Processor time to build customers and parameters."""
    cpu_seconds: float
    """Processor time of the simulation, compilation excluded."""
    contacts_per_cpu_second: float
    events_per_cpu_second: float
    peak_memory_mb: float


def measure(name: str, customers: int | None = None, seed: int = 1) -> Speed:
    """Run a scenario of the library in this process, twice if the first has to compile."""
    from scenarios.build import build
    from sim.engine import simulate

    scenario = load(name, customers=customers)
    started = time.process_time()
    world = build(scenario, seed)
    built = time.process_time() - started
    simulate(world, keep_contacts=False, until=1440.0)  # loads or compiles the machine code
    started = time.process_time()
    output = simulate(world, keep_contacts=False)
    seconds = time.process_time() - started
    return Speed(
        scenario=name,
        customers=scenario.population.size,
        contacts=output.n_contacts,
        events=output.n_events,
        build_seconds=round(built, 3),
        cpu_seconds=round(seconds, 3),
        contacts_per_cpu_second=round(output.n_contacts / seconds),
        events_per_cpu_second=round(output.n_events / seconds),
        # In kilobytes on Linux.
        peak_memory_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, 1),
    )


def measure_all(scenarios: list[str] | None = None) -> Iterator[Speed]:
    """Yield a measurement per scenario, by default of the whole library."""
    context = multiprocessing.get_context("spawn")
    for name in scenarios or names():
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            yield pool.submit(measure, name).result()
