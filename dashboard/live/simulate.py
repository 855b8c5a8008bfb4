"""One live run, in a warm process: the full scenario, measured as ``canaux compare`` does."""

import gc
from collections import OrderedDict

from dashboard.live import levers
from scenarios.build import People, build, people
from scenarios.compare.measures import flat, measures
from scenarios.task import Task, run_of
from scenarios.task import simulate as simulated

KEPT = 8
"""Seeds whose customers are kept, 16 MB each: levers change none of them."""

_kept: OrderedDict[int, People] = OrderedDict()


def simulate(text: str, seed: int) -> tuple[dict[str, float | None], str]:
    """Return measures and digest of the baseline with levers moved (as an address has them)."""
    task = Task(levers.scenario(levers.read(text)), seed, keep_contacts=True)
    somebody = _kept[seed] = people(task.scenario, seed, known=_kept.get(seed))
    _kept.move_to_end(seed)
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    world = build(task.scenario, seed, known=somebody)
    run = run_of(task, world, simulated(world, task, keep_panel=False))
    return flat(measures(run)), run.digest


def settle() -> None:
    """Have the collector leave alone what is loaded by now: looking through it took 0.15 s a run.

    What a run leaves goes by itself, for nothing in it refers to itself in a circle.
    """
    gc.collect()
    gc.freeze()
