"""What more or less money buys: plans around an answer, from cheap to dear, and satisfaction.

Each desk is moved by itself to a few levels around the answer and simulated; effects on everybody's
satisfaction are added up for all combinations of levels, and the best combination in each interval
of cost is simulated as a whole. The sums choose the plans; the figures are the simulation's.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from scenarios.staffing.goals import Goal
from scenarios.staffing.reaching import from_logit, logit, roster_reaching
from scenarios.staffing.shifts import Plan, Posted
from scenarios.staffing.staff import Staffing
from scenarios.staffing.trials import Report, Trial, Trials
from scenarios.staffing.week import Floats

SATISFACTION = Goal("journeys.satisfaction", ("journeys", "satisfaction"), True, 0.0)
"""Of all judged contacts, on whatever channel."""

OFFSETS = (-1.6, -0.8, 0.0, 0.8, 1.6)
"""Levels of a desk, as logits of its standing above the answer's."""

MOST_COMBINED = 20_000
"""Combinations of the desks' levels that are added up: with many desks each has fewer levels."""

SCREENING_SEEDS = 3
POINTS = 8
SEEDS = 20
"""Runs of each point that is shown."""


class Point(NamedTuple):
    """A plan on the way from cheap to dear."""

    trial: Trial
    cost: float
    """Euros a week."""
    satisfaction: Floats
    """(seeds,) satisfied share of judged contacts."""
    meets_goals: bool
    """Whether its means meet the goals of the search."""
    dominated: bool
    """Whether a plan that is no dearer satisfies more."""


def frontier(staffing: Staffing, report: Report = lambda line: None) -> list[Point]:
    """Return plans around the answer, the cheapest first, each simulated.

    Parameters
    ----------
    staffing
        What a search found; its desks are moved, the others stay.
    report
        Told how far it has come.
    """
    trials = staffing.trials
    plans = _best_by_cost(trials, staffing.plan, _levels(staffing), staffing.seed)
    report(f"frontier: {len(plans)} plans, {SEEDS} runs each")
    found = trials.run(list(plans), range(staffing.seed, staffing.seed + SEEDS))
    means = [float(trial.values(SATISFACTION).mean()) for trial in found]
    costs = [trials.cost(plan) for plan in plans]
    return [
        Point(
            trial,
            cost,
            trial.values(SATISFACTION),
            trial.meets(staffing.goals),
            any(c <= cost and m > mean for c, m in zip(costs, means, strict=True)),
        )
        for trial, cost, mean in zip(found, costs, means, strict=True)
    ]


def _levels(staffing: Staffing) -> Mapping[str, Sequence[Posted]]:
    """Return rosters of each desk around the answer's, the answer's own among them."""
    trials, plan = staffing.trials, staffing.plan
    found = trials.forecasts(*trials.run([plan], [trials.observed_seed]))
    levels: dict[str, Sequence[Posted]] = {}
    fewer = int(MOST_COMBINED ** (1.0 / len(trials.desks)))
    offsets = sorted(OFFSETS, key=abs)[: max(fewer, 2)]
    for desk, shifts in trials.desks.items():
        own = plan.at(desk)
        if desk not in found:
            levels[desk] = [own]
            continue
        place = logit(found[desk].standing(shifts.advisers(own)))
        rosters = [
            own if offset == 0.0 else roster_reaching(found[desk], from_logit(place + offset))
            for offset in offsets
        ]
        levels[desk] = list(dict.fromkeys(rosters))
    return levels


def _best_by_cost(
    trials: Trials, plan: Plan, levels: Mapping[str, Sequence[Posted]], seed: int
) -> list[Plan]:
    """Return the plan of largest summed effect in each of `POINTS` intervals of cost."""
    seeds = range(seed, seed + SCREENING_SEEDS)
    alone = {
        (desk, posted): plan.changed(desk, posted)
        for desk, rosters in levels.items()
        for posted in rosters
    }
    plans = list(dict.fromkeys([plan, *alone.values()]))
    found = {
        trial.plan: float(trial.values(SATISFACTION).mean()) for trial in trials.run(plans, seeds)
    }
    combined = [
        Plan.of(dict(zip(levels, choice, strict=True))) for choice in product(*levels.values())
    ]
    sums = [
        sum(found[alone[desk, posted]] - found[plan] for desk, posted in one.posted)
        for one in combined
    ]
    costs = np.array([trials.cost(one) for one in combined])
    edges = np.linspace(costs.min(), costs.max(), POINTS + 1)[1:-1]
    interval = np.searchsorted(edges, costs)
    best: dict[int, int] = {}
    for i, place in enumerate(interval.tolist()):
        if place not in best or sums[i] > sums[best[place]]:
            best[place] = i
    chosen = {combined[i] for i in best.values()} | {plan}
    return sorted(chosen, key=trials.cost)
