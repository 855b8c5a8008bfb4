"""Canaux itself, through a scenario, with the contact table off."""

from benchmarks.peers.counts import Found
from benchmarks.workload import Workload, scenario
from scenarios.build import build
from scenarios.load import validated
from sim.engine import simulate
from sim.records import TALLY_FIELDS


def prepare(workload: Workload) -> None:
    """Load or compile the machine code, which is not part of a run."""
    run(workload, 1000, 30, 1)


def run(workload: Workload, customers: int, days: int, seed: int) -> Found:
    """Simulate the workload; building the customers counts, as it does for the others."""
    world = build(validated(scenario(workload, customers, days), []), seed)
    output = simulate(world, keep_contacts=False)
    by_channel = output.tally.sum(axis=(0, 2)).T
    tally = dict(zip(TALLY_FIELDS, by_channel, strict=True))
    return Found(
        output.n_contacts,
        tuple((tally["abandoned"] / tally["joined"]).tolist()),
        tuple((tally["wait_minutes"] / tally["joined"]).tolist()),
    )
