"""One live run, in a warm process: the full scenario, measured as ``canaux compare`` does."""

import gc

from dashboard.live import levers
from scenarios.compare.measures import flat, measures
from scenarios.task import Task, make_run


def simulate(text: str, seed: int) -> tuple[dict[str, float | None], str]:
    """Return measures and digest of the baseline with levers moved (as an address has them)."""
    run = make_run(Task(levers.scenario(levers.read(text)), seed, keep_contacts=True))
    found = flat(measures(run)), run.digest
    del run
    gc.collect()
    return found
