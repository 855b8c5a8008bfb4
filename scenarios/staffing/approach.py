"""From the present rosters to plans near the goals: simulate, forecast, cover, simulate again.

The first plan is that of the square-root rule on the volumes of the present rosters. Each next one
is built on the volumes of the plan that came closest so far, each desk aiming at the standing
at which its goals ought to be just met: Newton's method, with the formulas for the way and the
simulation for the distance.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from scenarios.staffing.cover import cover
from scenarios.staffing.errors import GoalsOutOfReach
from scenarios.staffing.forecast import DeskForecast
from scenarios.staffing.goals import Goal, desks_of
from scenarios.staffing.reaching import from_logit, logit, most_standing, roster_reaching
from scenarios.staffing.shifts import Plan, Posted
from scenarios.staffing.trials import Report, Trial, Trials, told

MOST_ROUNDS = 14

STEP = 0.6
"""Change of a desk's standing, as a logit, where nothing says how far it is to go."""

LONGEST = 1.5
"""Largest change of it in one round: far away the formulas are no guide."""

NEAR = 0.04
"""Change of it from which its effect on a goal is read: 0.6 points of 80 % in time."""

WORTH_A_MOVE = 0.01
"""Share of a desk's cost that another roster must save: a desk that moves moves the demand of all
others, so that rounds would not come to rest."""

GROWTH, HALVINGS = 1.4, 4
"""Factor by which a desk may become dearer in a round, and how often a step is halved for it: where
opening hours leave little to gain, the last points in time cost most."""

EXTRA = 0.02
"""Added to it while a goal is missed, so that rounds do not end just below."""

FULL = 0.999
"""Of the standing that a desk can reach at all, and of its cost, what counts as all."""

TINY = 1e-9


class Point(NamedTuple):
    """Where a desk stood in one round: its standing as a logit, the margin of each goal."""

    place: float
    margins: tuple[float, ...]


def approach(
    trials: Trials,
    goals: Sequence[Goal],
    seeds: Sequence[int],
    present: Trial,
    report: Report,
    before: Sequence[Trial] = (),
) -> list[Trial]:
    """Return the plans tried on the way, one of which at least meets every goal.

    Parameters
    ----------
    trials
        Where plans are simulated.
    goals
        What is to be met on average over the seeds.
    seeds
        The luck that every plan meets.
    present
        The scenario's own rosters with the observed seed.
    report
        Told of every round.
    before
        Plans tried for other bounds of the same goals with these seeds; the way goes on from the
        last.

    Raises
    ------
    GoalsOutOfReach
        Desks that have all they can use still miss a goal, or no plan that was tried meets all.
    """
    found = trials.forecasts(present)
    mine = {
        desk: [goal for goal in goals if desk in desks_of(goal, trials.scenario)] for desk in found
    }
    plan = before[-1].plan if before else _square_root_plan(trials, found)
    assert plan is not None
    tried = list(before[:-1])
    reference = present
    for number in range(MOST_ROUNDS):
        (trial,) = trials.run([plan], seeds)
        tried.append(trial)
        report(f"round {number + 1}: {told(trial, goals, trials)}")
        # Volumes of a desk that collapsed, full of repeated contacts, are no guide to one that
        # does not: those of the plan that came closest are.
        if number == 0 or shortfall(trial, goals) <= shortfall(reference, goals):
            reference = trial
            found = trials.forecasts(reference)
        _refuse_the_impossible(trial, goals, found, trials)
        moved = False
        for desk, forecast in found.items():
            way = [_point(trials, forecast, desk, one, mine[desk]) for one in tried]
            target = next_place(
                way, mine[desk], _sharing(mine[desk], found, trials), live=forecast.live
            )
            cost = trials.desks[desk].cost
            posted = roster_reaching(forecast, from_logit(target))
            for _ in range(HALVINGS):
                if cost(posted) <= GROWTH * cost(plan.at(desk)):
                    break
                target = 0.5 * (target + way[-1].place)
                posted = roster_reaching(forecast, from_logit(target))
            saved = cost(plan.at(desk)) - cost(posted)
            if posted != plan.at(desk) and (
                min(way[-1].margins) < 0.0 or saved > WORTH_A_MOVE * cost(plan.at(desk))
            ):
                moved = True
                plan = plan.changed(desk, posted)
        if not moved:
            break
    if not any(trial.meets(goals) for trial in tried):
        raise GoalsOutOfReach(
            f"goals: {len(tried)} plans were tried and none meets all of them: the last gives "
            f"{told(tried[-1], goals, trials)}. Ask for less, or for goals that do not pull apart."
        )
    return tried


def shortfall(trial: Trial, goals: Sequence[Goal]) -> float:
    """Return by what share of their bounds the goals are missed, added up."""
    missed = (max(-trial.margin(goal), 0.0) / max(abs(goal.bound), TINY) for goal in goals)
    return sum(missed)


def _square_root_plan(trials: Trials, found: Mapping[str, DeskForecast]) -> Plan:
    posted = {}
    for desk, shifts in trials.desks.items():
        forecast = found.get(desk)
        required = None if forecast is None else forecast.required(forecast.first_safety)
        posted[desk] = cover(shifts, required) or ()
    return Plan.of(posted)


def _point(
    trials: Trials, forecast: DeskForecast, desk: str, trial: Trial, goals: Sequence[Goal]
) -> Point:
    assert trial.plan is not None
    place = logit(forecast.standing(trials.desks[desk].advisers(trial.plan.at(desk))))
    return Point(place, tuple(trial.margin(goal) for goal in goals))


def next_place(
    way: Sequence[Point], goals: Sequence[Goal], sharing: Sequence[int], *, live: bool
) -> float:
    """Return where a desk is to stand next, as a logit of its standing.

    Parameters
    ----------
    way
        Where it stood, the last round last.
    goals
        The goals that its staffing decides, in the order of the points' margins.
    sharing
        Number of desks that decide each goal: each goes its part of the way.
    live
        Whether the standing is the share in time.
    """
    here = way[-1]
    targets = []
    for g, goal in enumerate(goals):
        margin = here.margins[g]
        slope = _slope(way, g, live and goal.path[-1] == "service_level")
        if slope is None or not math.isfinite(margin):
            step = -math.copysign(STEP, margin)
        else:
            step = -margin / slope
        step += EXTRA if margin < 0.0 else 0.0
        targets.append(here.place + min(max(step / sharing[g], -LONGEST), LONGEST))
    target = max(targets, default=here.place)
    too_low = max((p.place for p in way if min(p.margins) < 0.0), default=-math.inf)
    enough = min((p.place for p in way if min(p.margins) >= 0.0), default=math.inf)
    # Newton's step may lead out of where the answer lies; halves do not.
    if math.isfinite(enough - too_low) and too_low < enough and not too_low < target < enough:
        return 0.5 * (too_low + enough)
    return target


def _slope(way: Sequence[Point], g: int, is_standing: bool) -> float | None:
    """Return what a goal's margin gains per unit of a desk's place, None if nothing says so."""
    here = way[-1]
    for before in reversed(way[:-1]):
        step = here.place - before.place
        gain = here.margins[g] - before.margins[g]
        if abs(step) > NEAR and math.isfinite(gain) and gain / step > 0.0:
            return gain / step
    if is_standing:
        share = from_logit(here.place)
        return max(share * (1.0 - share), 0.02)
    return None


def _sharing(goals: Sequence[Goal], found: Mapping[str, DeskForecast], trials: Trials) -> list[int]:
    return [sum(desk in found for desk in desks_of(goal, trials.scenario)) for goal in goals]


def _refuse_the_impossible(
    trial: Trial, goals: Sequence[Goal], found: Mapping[str, DeskForecast], trials: Trials
) -> None:
    """Raise if a goal is missed although every desk that decides it has all it can use."""
    missed = [goal for goal in goals if trial.margin(goal) < 0.0]
    if not missed or trial.plan is None:
        return
    hopeless = []
    for goal in missed:
        decide = [desk for desk in desks_of(goal, trials.scenario) if desk in found]
        if all(_is_full(found[desk], trial.plan.at(desk)) for desk in decide):
            hopeless.append(f"{goal.text}: found {float(np.mean(trial.values(goal))):.4g}")
    if hopeless:
        raise GoalsOutOfReach(
            f"goal {'; '.join(hopeless)} with as many advisers as the desks can use. Staffing "
            "cannot do it alone: ask for less, or change opening hours, skills or answering."
        )


def _is_full(forecast: DeskForecast, posted: Posted) -> bool:
    """Return whether a desk has the roster that reaches all that it can reach."""
    shifts = forecast.shifts
    if forecast.standing(shifts.advisers(posted)) < FULL * most_standing(forecast):
        return False
    return shifts.cost(posted) >= FULL * shifts.cost(roster_reaching(forecast, 1.0))
