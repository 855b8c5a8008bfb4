"""Ciw: a network of four nodes. Its individuals live for one visit, so there are no customers.

Nobody learns: individuals go by the logit's shares at the beliefs of the start, and return with
their probability to another node. It can run `FIXED` exactly, and `LEARNING` without its feedback.
"""

import math

import ciw

from benchmarks.peers.counts import Counts, Found, found
from benchmarks.workload import CHANNELS, DAY, YEAR, Workload, advisers


def run(workload: Workload, customers: int, days: int, seed: int) -> Found:
    """Simulate the workload; retries are left out, since a node would have to remember them."""
    weights = [math.exp(intercept) for intercept in workload.intercept]
    rate = customers * workload.needs_a_year / YEAR
    spread = workload.handling_log_sd
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[
            ciw.dists.Exponential(rate * weight / sum(weights)) for weight in weights
        ],
        service_distributions=[
            ciw.dists.Exponential(1.0 / mean)
            if workload.exponential_handling
            else ciw.dists.Lognormal(math.log(mean) - 0.5 * spread * spread, spread)
            for mean in workload.handling_mean
        ],
        reneging_time_distributions=[
            None if math.isinf(mean) else ciw.dists.Exponential(1.0 / mean)
            for mean in workload.patience_mean
        ],
        number_of_servers=list(advisers(workload, customers)),
        routing=[[0.0] * len(CHANNELS) for _ in CHANNELS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(days * DAY)
    counts = Counts()
    for record in simulation.get_all_records():
        left = record.record_type == "renege"
        counts.add(record.node - 1, record.arrival_date, record.waiting_time, left)
    return found(counts)
