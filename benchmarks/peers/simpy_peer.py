"""SimPy: a process per customer and one per journey, a resource per desk."""

import math
import random

import simpy

from benchmarks.peers import decisions
from benchmarks.peers.counts import Counts, Found, found
from benchmarks.workload import DAY, YEAR, Workload, advisers


def run(workload: Workload, customers: int, days: int, seed: int) -> Found:
    """Simulate the workload."""
    env = simpy.Environment()
    luck = random.Random(seed)
    counts = Counts()
    desks = [simpy.Resource(env, capacity=n) for n in advisers(workload, customers)]

    def contact(channel, satisfaction, log_wait):
        desk = desks[channel]
        arrival = env.now
        mean_patience = workload.patience_mean[channel]
        with desk.request() as request:
            if math.isinf(mean_patience):
                yield request
            else:
                patience = env.timeout(luck.expovariate(1.0 / mean_patience))
                yield request | patience
            wait = env.now - arrival
            answered = request.triggered
            resolved = answered and luck.random() < workload.skill[channel]
            if answered:
                yield env.timeout(decisions.handling(workload, channel, luck))
        counts.add(channel, arrival, wait, not answered)
        decisions.judge(workload, satisfaction, log_wait, channel, wait, resolved, not answered)
        return resolved

    def journey(satisfaction, log_wait):
        channel = -1
        for attempt in range(workload.max_attempts):
            channel = decisions.choose(workload, satisfaction, log_wait, channel, luck)
            resolved = yield from contact(channel, satisfaction, log_wait)
            if resolved or luck.random() >= workload.retry:
                return
            if attempt + 1 < workload.max_attempts:
                yield env.timeout(luck.expovariate(1.0 / workload.retry_delay_mean))

    def customer():
        satisfaction, log_wait = decisions.starting_beliefs(workload, luck)
        while True:
            yield env.timeout(luck.expovariate(workload.needs_a_year / YEAR))
            env.process(journey(satisfaction, log_wait))

    for _ in range(customers):
        env.process(customer())
    env.run(until=days * DAY)
    return found(counts)
