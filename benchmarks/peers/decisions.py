"""What a customer decides, in plain Python: used by the peers whose customers are objects."""

import math
import random

from benchmarks.workload import CHANNELS, Workload


def starting_beliefs(workload: Workload, luck: random.Random) -> tuple[list[float], list[float]]:
    """Satisfaction and log wait that a customer expects of each channel."""
    logits = [luck.gauss(workload.belief_logit, workload.belief_sd) for _ in CHANNELS]
    satisfaction = [1.0 / (1.0 + math.exp(-x)) for x in logits]
    wait = math.log(workload.prior_wait + workload.acceptable_delay)
    return satisfaction, [wait] * len(CHANNELS)


def choose(
    workload: Workload,
    satisfaction: list[float],
    log_wait: list[float],
    excluded: int,
    luck: random.Random,
) -> int:
    """Channel of largest utility with Gumbel error terms."""
    best, best_utility = -1, -math.inf
    for c, intercept in enumerate(workload.intercept):
        if c == excluded:
            continue
        utility = (
            intercept
            + workload.beta_satisfaction * satisfaction[c]
            - workload.beta_wait * (log_wait[c] - math.log(workload.acceptable_delay))
            - math.log(-math.log(luck.random()))
        )
        if utility > best_utility:
            best, best_utility = c, utility
    return best


def judge(
    workload: Workload,
    satisfaction: list[float],
    log_wait: list[float],
    channel: int,
    wait: float,
    resolved: bool,
    abandoned: bool,
) -> None:
    """Learn from a contact, in place."""
    seen = math.log(wait + workload.acceptable_delay)
    gap = log_wait[channel] - seen
    if abandoned:
        gap = min(gap, 0.0)
    x = workload.judgement_intercept + workload.judgement_delay * max(-3.0, min(3.0, gap))
    if resolved:
        x += workload.judgement_resolved
    if abandoned:
        x += workload.judgement_abandoned
    felt = 1.0 / (1.0 + math.exp(-x))
    satisfaction[channel] += workload.learning_rate * (felt - satisfaction[channel])
    if not (abandoned and seen < log_wait[channel]):
        log_wait[channel] += workload.learning_rate * (seen - log_wait[channel])


def handling(workload: Workload, channel: int, luck: random.Random) -> float:
    """Minutes an adviser spends on a contact."""
    mean, spread = workload.handling_mean[channel], workload.handling_log_sd
    if workload.exponential_handling:
        return luck.expovariate(1.0 / mean)
    return luck.lognormvariate(math.log(mean) - 0.5 * spread * spread, spread)
