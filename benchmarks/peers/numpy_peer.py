"""numpy, a day at a time: customers as arrays, a desk as a fluid that its advisers work off.

Sixty lines that are fast because nobody queues one by one. Waits are those of a day's mean backlog,
and returns come the day after.
"""

import math

import numpy as np

from benchmarks.peers.counts import Found
from benchmarks.workload import CHANNELS, DAY, YEAR, Workload, advisers


def run(workload: Workload, customers: int, days: int, seed: int) -> Found:
    """Simulate the workload."""
    luck = np.random.default_rng(seed)
    n = len(CHANNELS)
    handling, staff = np.array(workload.handling_mean), np.array(advisers(workload, customers))
    patience, skill = np.array(workload.patience_mean), np.array(workload.skill)
    intercept = np.array(workload.intercept)
    logits = luck.normal(workload.belief_logit, workload.belief_sd, (customers, n))
    satisfaction = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
    delay = workload.acceptable_delay
    log_wait = np.full((customers, n), math.log(workload.prior_wait + delay), np.float32)
    backlog = np.zeros(n)
    capacity = staff * DAY / handling
    returning = np.empty((0, 3), np.int64)  # customer, channel used, attempt
    contacts = 0
    joined, left, waited = np.zeros(n), np.zeros(n), np.zeros(n)
    for day in range(days):
        needs = luck.poisson(workload.needs_a_year * DAY / YEAR, customers)
        new = np.repeat(np.arange(customers), needs)
        who = np.concatenate([new, returning[:, 0]])
        used = np.concatenate([np.full(new.size, -1), returning[:, 1]])
        attempt = np.concatenate([np.zeros(new.size, np.int64), returning[:, 2]])
        utility = (
            intercept
            + workload.beta_satisfaction * satisfaction[who]
            - workload.beta_wait * (log_wait[who] - math.log(delay))
            + luck.gumbel(size=(who.size, n))
        )
        again = used >= 0
        utility[again, used[again]] = -np.inf
        channel = utility.argmax(axis=1)
        arrivals = np.bincount(channel, minlength=n)
        wait = (backlog + 0.5 * np.maximum(arrivals - capacity, 0.0)) / capacity * DAY
        share_left = 1.0 - np.exp(-wait / patience)
        backlog = np.maximum(backlog + arrivals * (1.0 - share_left) - capacity, 0.0)
        abandoned = luck.random(who.size) < share_left[channel]
        resolved = ~abandoned & (luck.random(who.size) < skill[channel])
        seen = np.log(wait[channel] + delay)
        gap = np.clip(log_wait[who, channel] - seen, -3.0, 3.0)
        gap = np.where(abandoned, np.minimum(gap, 0.0), gap)
        felt = 1.0 / (
            1.0
            + np.exp(
                -(
                    workload.judgement_intercept
                    + workload.judgement_delay * gap
                    + workload.judgement_resolved * resolved
                    + workload.judgement_abandoned * abandoned
                )
            )
        )
        rate = workload.learning_rate
        satisfaction[who, channel] += rate * (felt - satisfaction[who, channel])
        log_wait[who, channel] += rate * (seen - log_wait[who, channel])
        retry = (
            ~resolved
            & (attempt + 1 < workload.max_attempts)
            & (luck.random(who.size) < workload.retry)
        )
        returning = np.stack([who[retry], channel[retry], attempt[retry] + 1], axis=1)
        contacts += who.size
        if day >= 10:
            joined += arrivals
            left += np.bincount(channel, weights=abandoned, minlength=n)
            waited += arrivals * wait
    joined = np.maximum(joined, 1.0)
    return Found(contacts, tuple((left / joined).tolist()), tuple((waited / joined).tolist()))
