"""From a plan that meets the goals to cheaper ones, a shift at a time, each step simulated."""

from collections.abc import Mapping, Sequence

import numpy as np

from scenarios.staffing.goals import Goal, desks_of
from scenarios.staffing.neighbours import Effects, Neighbour, neighbours
from scenarios.staffing.shifts import Plan
from scenarios.staffing.trials import Report, Trial, Trials, told
from scenarios.staffing.week import Floats

LEAST_ERROR = 1e-9

AMBITIONS = (0.0, 0.5)
"""Of each desk that plan is simulated which saves most and keeps this share of the least margin."""

WORTH_A_ROUND = 0.002
"""Share of the cost that a round must save to count."""

PATIENCE = 2
"""Rounds that save less after which the search ends; the first teaches what steps do."""

LEAST_A_ROUND = 8
"""Plans simulated in a round, if there are so many."""

MOST_ROUNDS = 6

WORTH_A_TRY = -3.0
"""Standard errors below a goal down to which a plan may be thought to lie and is simulated."""


def improve(
    trials: Trials,
    goals: Sequence[Goal],
    seeds: Sequence[int],
    known: Sequence[Trial],
    report: Report,
) -> list[Trial]:
    """Return the known trials and those of the way down; the cheapest that meets the goals counts.

    Parameters
    ----------
    trials
        Where plans are simulated.
    goals
        What is to be met on average over the seeds.
    seeds
        The luck that every plan meets.
    known
        Plans simulated with these seeds; one of them meets the goals.
    report
        Told of every round.
    """
    tried = {trial.plan: trial for trial in known}
    idle = 0
    for number in range(MOST_ROUNDS):
        base = cheapest(trials, goals, list(tried.values()))
        near = [one for one in _near(trials, goals, base, tried) if one.plan not in tried]
        if not near:
            break
        found = trials.run([one.plan for one in near], seeds)
        tried |= {trial.plan: trial for trial in found}
        together = _together(trials, base, [t for t in found if t.meets(goals)])
        if together is not None and together not in tried:
            tried |= {trial.plan: trial for trial in trials.run([together], seeds)}
        best = cheapest(trials, goals, list(tried.values()))
        report(f"step {number + 1}, {len(near)} plans tried: {told(best, goals, trials)}")
        assert best.plan is not None
        assert base.plan is not None
        saved = 1.0 - trials.cost(best.plan) / trials.cost(base.plan)
        idle = idle + 1 if saved < WORTH_A_ROUND else 0
        if idle == PATIENCE:
            break
    return list(tried.values())


def _near(
    trials: Trials,
    goals: Sequence[Goal],
    base: Trial,
    tried: Mapping[Plan | None, Trial],
) -> list[Neighbour]:
    """Return the neighbours to simulate: of each desk the most saving ones, then the likeliest."""
    found = trials.forecasts(base)
    scales = [standard_error(base.values(goal)) for goal in goals]
    effects = Effects(base, list(tried.values()), goals, found, scales, trials)
    shared = any(len(desks_of(goal, trials.scenario)) > 1 for goal in goals)
    # Plans thought to meet the goals, the cheapest first; then those that miss them least.
    ordered = sorted(
        (
            one
            for one in neighbours(base, trials, found, effects, exchange=shared)
            if one.plan not in tried and one.clearance >= WORTH_A_TRY
        ),
        key=lambda one: (max(-one.clearance, 0.0), one.cost),
    )
    chosen: list[Neighbour] = []
    for desk in trials.desks:
        here = effects.clearance([desk])
        for ambition in AMBITIONS:
            enough = [
                one
                for one in ordered
                if one.desk == desk and one.clearance >= ambition * here and one not in chosen
            ]
            chosen += sorted(enough, key=lambda one: one.cost)[:1]
    others = [one for one in ordered if one not in chosen]
    return chosen + others[: max(LEAST_A_ROUND - len(chosen), 0)]


def _together(trials: Trials, base: Trial, found: Sequence[Trial]) -> Plan | None:
    """Return the plan that saves at every desk what the cheapest plan that does saves there."""
    assert base.plan is not None
    plan, parts = base.plan, 0
    for desk, shifts in trials.desks.items():
        posted = {t.plan.at(desk) for t in found if t.plan is not None} - {base.plan.at(desk)}
        cheapest_of = min(posted, key=shifts.cost, default=None)
        if cheapest_of is not None and shifts.cost(cheapest_of) < shifts.cost(base.plan.at(desk)):
            plan, parts = plan.changed(desk, cheapest_of), parts + 1
    return plan if parts > 1 else None


def cheapest(trials: Trials, goals: Sequence[Goal], tried: Sequence[Trial]) -> Trial:
    """Return the cheapest trial of a plan that meets every goal."""
    return min(
        (trial for trial in tried if trial.plan is not None and trial.meets(goals)),
        key=lambda trial: trials.cost(trial.plan) if trial.plan is not None else np.inf,
    )


def standard_error(values: Floats) -> float:
    """Return the standard error of a mean, never so small that rounding decides."""
    return max(standard_deviation(values) / np.sqrt(values.size), LEAST_ERROR)


def standard_deviation(values: Floats) -> float:
    """Return the standard deviation of the values that there are, 0 of fewer than two."""
    known = values[np.isfinite(values)]
    return float(known.std(ddof=1)) if known.size > 1 else 0.0
