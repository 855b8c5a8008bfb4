"""From a plan that meets the goals to cheaper ones, a shift at a time, each step simulated."""

from collections.abc import Sequence

import numpy as np

from scenarios.staffing.forecast import forecasts
from scenarios.staffing.goals import Goal, desks_of
from scenarios.staffing.neighbours import Effects, neighbours
from scenarios.staffing.shifts import Plan
from scenarios.staffing.trials import Report, Trial, Trials, told
from scenarios.staffing.volumes import volumes

A_ROUND = 8
"""Plans simulated in a round."""

MOST_ROUNDS = 12

WORTH_A_TRY = -3.0
"""Standard errors below a goal down to which a plan may be thought to lie and is simulated."""


def improve(
    trials: Trials, goals: Sequence[Goal], seeds: Sequence[int], known: Sequence[Trial],
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
    for number in range(MOST_ROUNDS):
        base = cheapest(trials, goals, list(tried.values()))
        (observed,) = trials.run([base.plan], seeds, volumes=True)
        found = forecasts(
            trials.scenario, trials.desks, volumes(trials.scenario, observed.observations)
        )
        effects = Effects(
            base, list(tried.values()), goals, found, [scale(base, goal) for goal in goals], trials
        )
        shared = any(len(desks_of(goal, trials.scenario)) > 1 for goal in goals)
        near = [
            one
            for one in neighbours(base, trials, found, effects, exchange=shared)
            if one.plan not in tried and one.clearance >= WORTH_A_TRY
        ]
        # Plans thought to meet the goals, the cheapest first; then those that miss them least.
        near.sort(key=lambda one: (one.clearance < 0.0, one.cost if one.clearance >= 0.0 else 0.0,
                                   -one.clearance))
        plans: list[Plan | None] = [one.plan for one in near[:A_ROUND]]
        if not plans:
            break
        tried |= {trial.plan: trial for trial in trials.run(plans, seeds)}
        best = cheapest(trials, goals, list(tried.values()))
        report(f"step {number + 1}, {len(plans)} plans tried: {told(best, goals, trials)}")
        if best.plan == base.plan:
            break
    return list(tried.values())


def cheapest(trials: Trials, goals: Sequence[Goal], tried: Sequence[Trial]) -> Trial:
    """Return the cheapest trial of a plan that meets every goal."""
    return min(
        (trial for trial in tried if trial.plan is not None and trial.meets(goals)),
        key=lambda trial: trials.cost(trial.plan) if trial.plan is not None else np.inf,
    )


def scale(trial: Trial, goal: Goal) -> float:
    """Return the standard error of a goal's mean, never so small that rounding decides."""
    found = trial.values(goal)
    known = found[np.isfinite(found)]
    if known.size < 2:
        return 1e-9
    return max(float(known.std(ddof=1) / np.sqrt(known.size)), 1e-9)
