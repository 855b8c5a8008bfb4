"""The common workload: one model that every engine can run, to compare speed and errors.

Customers with Poisson needs choose among four desks by logit on what they learned, wait first
come, first served, hang up after an exponential patience, judge, learn, and come back on another
channel if unsolved. `LEARNING` is the whole of it. `FIXED` takes choice, judgement and returns away
and makes handling exponential: then Erlang's formulas give the exact answer, channel by channel.

Constants are those of a round of measurements that preceded this project, so that they can be
compared; only satisfaction is Canaux's own logistic form instead of a linear one.
"""

import math
from datetime import date, timedelta
from typing import Any, NamedTuple

from sim.theory.erlang import erlang_a, erlang_c

CHANNELS = ("store", "phone", "email", "social")
DAY = 1440.0
YEAR = 365.25 * DAY
START = date(2010, 1, 1)


class Workload(NamedTuple):
    """Parameters of one workload; times in minutes, a tuple has one entry per channel."""

    name: str
    needs_a_year: float = 4.0
    handling_mean: tuple[float, ...] = (60.0, 45.0, 60.0, 40.0)
    handling_log_sd: float = math.sqrt(math.log(1.64))  # coefficient of variation 0.8
    exponential_handling: bool = False
    patience_mean: tuple[float, ...] = (60.0, 30.0, math.inf, math.inf)
    skill: tuple[float, ...] = (0.90, 0.80, 0.70, 0.65)
    intercept: tuple[float, ...] = (0.2, 0.4, 0.0, -0.2)
    beta_satisfaction: float = 4.0
    beta_wait: float = 1.0
    acceptable_delay: float = 60.0
    belief_logit: float = math.log(0.7 / 0.3)
    belief_sd: float = 0.275
    prior_wait: float = 60.0 * (math.exp(0.10) - 1.0)
    judgement_intercept: float = math.log(0.2 / 0.8)
    judgement_resolved: float = math.log(0.9 / 0.1) - math.log(0.2 / 0.8)
    judgement_delay: float = 0.8
    judgement_abandoned: float = -3.0
    learning_rate: float = 0.3
    retry: float = 0.5
    retry_delay_mean: float = 0.5 * DAY
    max_attempts: int = 4
    load: float = 0.875  # share of advisers' time that is asked for


LEARNING = Workload("learning")
FIXED = Workload(
    "fixed",
    beta_satisfaction=0.0,
    beta_wait=0.0,
    learning_rate=0.0,
    retry=0.0,
    exponential_handling=True,
)

CONTACTS_A_NEED = {
    "learning": (0.330, 0.366, 0.242, 0.197),
    "fixed": (0.2688, 0.3283, 0.2201, 0.1802),
}
"""Contacts per need by channel, from which desks are staffed: a pilot's, and the logit's."""


class Outcome(NamedTuple):
    """What one run of one engine took and found; an array has one entry per channel."""

    contacts: int
    cpu_seconds: float
    wall_seconds: float
    bytes_a_customer: float
    share_abandoned: tuple[float, ...]
    mean_wait_minutes: tuple[float, ...]


def advisers(workload: Workload, customers: int) -> tuple[int, ...]:
    """Advisers of each desk, so that `workload.load` of their time is asked for at most."""
    needs = customers * workload.needs_a_year / YEAR
    return tuple(
        math.ceil(needs * contacts * handling / workload.load)
        for contacts, handling in zip(
            CONTACTS_A_NEED[workload.name], workload.handling_mean, strict=True
        )
    )


def exact(workload: Workload, customers: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Share abandoned and mean wait in minutes by channel, of a workload with fixed shares."""
    weights = [math.exp(intercept) for intercept in workload.intercept]
    abandoned, waits = [], []
    for c, servers in enumerate(advisers(workload, customers)):
        rate = customers * workload.needs_a_year / YEAR * weights[c] / sum(weights)
        service = 1.0 / workload.handling_mean[c]
        if math.isinf(workload.patience_mean[c]):
            abandoned.append(0.0)
            waits.append(erlang_c(rate, service, servers).mean_wait)
        else:
            queue = erlang_a(rate, service, servers, 1.0 / workload.patience_mean[c])
            abandoned.append(queue.p_abandon)
            waits.append(queue.mean_wait)
    return tuple(abandoned), tuple(waits)


def scenario(workload: Workload, customers: int, days: int) -> dict[str, Any]:
    """Say the workload as a scenario of Canaux."""
    always = {"days": "mon-sun", "from": "00:00", "to": "24:00"}
    staff = advisers(workload, customers)
    channels: dict[str, Any] = {}
    desks: dict[str, Any] = {}
    for c, name in enumerate(CHANNELS):
        mean, spread = workload.handling_mean[c], workload.handling_log_sd
        live = not math.isinf(workload.patience_mean[c])
        channels[name] = {
            "form": "live" if live else "written",
            "desk": name,
            "intercept": workload.intercept[c],
            "acceptable_delay": workload.acceptable_delay,
            "prior_wait": workload.prior_wait,
            "belief": {"logit": workload.belief_logit, "sd": workload.belief_sd},
            "skill": workload.skill[c],
            "threshold": 1.0,
            "handling": {"law": "exponential", "mean": mean}
            if workload.exponential_handling
            else {
                "law": "lognormal",
                "median": mean * math.exp(-0.5 * spread * spread),
                "log_sd": spread,
            },
        }
        if live:
            channels[name]["patience"] = {"law": "exponential", "mean": workload.patience_mean[c]}
        desks[name] = {"roster": [{**always, "advisers": staff[c]}]}
    return {
        "name": f"common-{workload.name}",
        "title": {"en": "Common workload", "fr": "Charge commune"},
        "question": {"en": "How fast?", "fr": "À quelle vitesse ?"},
        "start": START,
        "end": START + timedelta(days=days),
        "warm_up": "10 days",
        "population": {"size": customers, "need_rate": workload.needs_a_year},
        "needs": {"kinds": {"need": {"share": 1.0}}},
        "channels": channels,
        "desks": desks,
        "behaviour": {
            "beta_satisfaction": workload.beta_satisfaction,
            "beta_wait": workload.beta_wait,
            # Whoever comes back takes another channel.
            "beta_return": -100.0,
            "judgement_intercept": workload.judgement_intercept,
            "judgement_resolved": workload.judgement_resolved,
            "judgement_delay": workload.judgement_delay,
            "judgement_abandoned": workload.judgement_abandoned,
            "learning_rate": workload.learning_rate,
            "retry": workload.retry,
            "retry_abandoned": workload.retry,
            "retry_delay": {"law": "exponential", "mean": workload.retry_delay_mean},
            "retry_delay_abandoned": {"law": "exponential", "mean": workload.retry_delay_mean},
            "max_attempts": workload.max_attempts,
        },
    }
