"""A guard against getting slower that means the same on any machine.

The time of a contact is divided by that of a loop of the same kind of work - Philox, logarithms,
scattered reads - on the same machine in the same minute. ``guard.json`` holds the last figures that
somebody committed; a run shows the change against them.
"""

import json
import statistics
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim._jit import entry_point
from sim.rng import Key, exponential, uniform_pair

COMMITTED = Path(__file__).resolve().parent / "guard.json"
SCENARIOS = ("brand", "france", "lab-mmcm")
LOOPS = 2_000_000
LINES = 1 << 16
"""Half a megabyte: what lies farther off depends on who else uses the machine."""


class Guarded(NamedTuple):
    """Cost of a contact in turns of the calibration loop, now and as committed."""

    scenario: str
    turns_a_contact: float
    committed: float | None

    @property
    def change(self) -> float | None:
        """Relative change, above 0 for slower; None if nothing was committed."""
        return None if self.committed is None else self.turns_a_contact / self.committed - 1.0


@entry_point
def calibration_loop(key, table, turns):
    """Draw, take a logarithm, and read and write where the draw says, so many times."""
    total = 0.0
    for turn in range(turns):
        u, v = uniform_pair(key, 32, turn, 0, 0, 0)
        at = int(u * table.size)
        table[at] += exponential(v)
        total += table[at]
    return total


def measure(repetitions: int = 20) -> list[Guarded]:
    """Return the cost of each scenario's contact.

    Each run stands between two of the loop, and the median of its cost in turns of both counts:
    what else the machine does comes and goes within seconds.
    """
    from scenarios.build import build
    from scenarios.load import load
    from sim.engine import simulate

    committed = json.loads(COMMITTED.read_text(encoding="utf-8")) if COMMITTED.exists() else {}
    table = np.zeros(LINES)
    results = []
    for name in SCENARIOS:
        world = build(load(name, customers=20_000), 1)
        simulate(world, keep_contacts=False, until=1440.0)
        costs = []
        before = _loop_seconds(table)
        for _ in range(repetitions):
            started = time.process_time()
            output = simulate(world, keep_contacts=False)
            seconds = time.process_time() - started
            after = _loop_seconds(table)
            costs.append(2.0 * seconds / output.n_contacts / (before + after))
            before = after
        results.append(Guarded(name, statistics.median(costs), committed.get(name)))
    return results


def commit(results: list[Guarded]) -> None:
    """Make these the figures that later runs are held against."""
    figures = {result.scenario: round(result.turns_a_contact, 2) for result in results}
    COMMITTED.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _loop_seconds(table: np.ndarray) -> float:
    """Processor seconds of one turn of the loop."""
    started = time.process_time()
    calibration_loop(Key(1, 0), table, LOOPS)
    return (time.process_time() - started) / LOOPS
