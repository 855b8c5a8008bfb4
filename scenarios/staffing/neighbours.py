"""Cheaper plans one step from another: a shift less, or another one in its place.

A forecast says how a step changes the standing of its desk. What that does to a
goal is read off the plans simulated so far: a straight line through the difference of each to the
plan at hand, of least norm where they do not settle it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from scenarios.staffing.forecast import DeskForecast
from scenarios.staffing.goals import Goal, desks_of
from scenarios.staffing.shifts import DeskShifts, Plan
from scenarios.staffing.trials import Trial, Trials
from scenarios.staffing.week import Floats, Ints

EASIEST = 5
"""Shifts of a desk, those least missed, in whose place every other is tried."""

PARTNERS = 6
"""Steps of each desk that are tried together with a dearer one at another desk."""

CLOSEST = 10
"""Plans simulated so far from which the effect of a step is read."""

KNOWN, UNKNOWN = 0.03, 1e-3
"""Standing by which a plan differs that counts as much as what is known before."""

NEAREST = 0.005
"""Standing added to the distance of a plan before it weighs by its inverse."""

SAVING = 1e-6
"""Euros a week below which a plan is not cheaper."""


class Step(NamedTuple):
    """Other numbers on one desk's shifts."""

    desk: str
    posted: tuple[int, ...]
    cost: float
    """Euros a week more than before, negative if it saves."""
    score: float
    """Standing that the forecast adds."""


class Neighbour(NamedTuple):
    """A cheaper plan, and by how much it is thought to clear the goals."""

    plan: Plan
    desk: str
    """The desk that it saves at."""
    cost: float
    """Euros a week."""
    clearance: float
    """Least margin of a goal that the step moves, by the scales that `Effects` was given."""


class Effects:
    """What the desks' standings do to each goal.

    Parameters
    ----------
    base
        The plan that steps start from.
    trials
        Plans simulated with the same seeds.
    goals
        What is looked at.
    found
        Forecasts on the volumes that `base` causes.
    scales
        Size of a margin of each goal that matters.
    """

    def __init__(
        self,
        base: Trial,
        trials: Sequence[Trial],
        goals: Sequence[Goal],
        found: Mapping[str, DeskForecast],
        scales: Sequence[float],
        runner: Trials,
    ) -> None:
        self._desks = list(found)
        self._scales = scales
        self._decide = [desks_of(goal, runner.scenario) for goal in goals]
        self._margins = [base.margin(goal) for goal in goals]
        others = [trial for trial in trials if trial.plan not in (None, base.plan)]
        assert base.plan is not None
        here = _scores(found, runner.desks, base.plan)
        there = np.array([_scores(found, runner.desks, trial.plan) for trial in others])
        self._slopes = [
            self._slope(
                np.array([desk in decide for desk in self._desks], np.float64),
                there.reshape(len(others), len(self._desks)) - here,
                np.array([trial.margin(goal) - base.margin(goal) for trial in others]),
                direct=goal.path[-1] == "service_level"
                and all(found[d].live for d in decide if d in found),
            )
            for goal, decide in zip(goals, self._decide, strict=True)
        ]

    def _slope(self, mine: Floats, steps: Floats, effects: Floats, *, direct: bool) -> Floats:
        known = np.isfinite(effects)
        steps, effects = steps[known] * mine, effects[known]
        distance = np.abs(steps).sum(axis=1)
        near = np.argsort(distance, kind="stable")[:CLOSEST]
        weight = 1.0 / (distance[near] + NEAREST)
        # What is known before any plan is worth one that differs so much: of a service level it is
        # that more in time is more in time.
        worth, prior = (KNOWN, mine) if direct else (UNKNOWN, 0.0 * mine)
        found, *_ = np.linalg.lstsq(
            np.vstack(
                [steps[near] * weight[:, np.newaxis], worth / (worth + NEAREST) * np.diag(mine)]
            ),
            np.concatenate([effects[near] * weight, worth / (worth + NEAREST) * prior]),
        )
        return np.asarray(np.maximum(found, 0.0))

    def clearance(self, desks: Sequence[str], steps: Sequence[Step] = ()) -> float:
        """Return the least margin, by its scale, of a goal of these desks after these steps."""
        added = np.zeros(len(self._desks))
        for step in steps:
            if step.desk in self._desks:
                added[self._desks.index(step.desk)] += step.score
        return min(
            (
                (margin + float(slope @ added)) / scale
                for margin, slope, scale, decide in zip(
                    self._margins, self._slopes, self._scales, self._decide, strict=True
                )
                if set(decide) & set(desks)
            ),
            default=np.inf,
        )


def neighbours(
    base: Trial,
    runner: Trials,
    found: Mapping[str, DeskForecast],
    effects: Effects,
    *,
    exchange: bool,
) -> list[Neighbour]:
    """Return cheaper plans, a step from `base`.

    Parameters
    ----------
    base
        The plan to improve.
    runner
        Has the shifts and their costs.
    found
        Forecasts on the volumes that it causes.
    effects
        What steps do to the goals.
    exchange
        Whether to try a dearer step at one desk with a cheaper one at another, too: goals that
        several desks can meet.
    """
    assert base.plan is not None
    cost = runner.cost(base.plan)
    cheaper: list[Step] = []
    dearer: list[Step] = []
    for desk, shifts in runner.desks.items():
        posted = np.array(base.plan.at(desk), np.int64)
        for step in _steps(desk, shifts, posted, found.get(desk)):
            (cheaper if step.cost < -SAVING else dearer).append(step)
    choices: list[tuple[Step, ...]] = [(step,) for step in cheaper]
    if exchange:
        choices += [
            (less, more)
            for less, more in product(_best(cheaper), _best(dearer))
            if less.desk != more.desk and less.cost + more.cost < -SAVING
        ]
    plans: dict[Plan, Neighbour] = {}
    for steps in choices:
        plan = base.plan
        for step in steps:
            plan = plan.changed(step.desk, step.posted)
        change = sum(step.cost for step in steps)
        plans.setdefault(
            plan,
            Neighbour(
                plan,
                steps[0].desk,
                cost + change,
                effects.clearance([step.desk for step in steps], steps),
            ),
        )
    return list(plans.values())


def _scores(
    found: Mapping[str, DeskForecast], desks: Mapping[str, DeskShifts], plan: Plan | None
) -> Floats:
    assert plan is not None
    return np.array([found[desk].standing(desks[desk].advisers(plan.at(desk))) for desk in found])


def _steps(
    desk: str, shifts: DeskShifts, posted: Ints, forecast: DeskForecast | None
) -> Iterator[Step]:
    """Yield one shift less, one more, and another in the place of those that are least missed."""
    advisers = shifts.advisers(posted)
    least = np.where(shifts.open, shifts.least, 0)
    base = 0.0 if forecast is None else forecast.standing(advisers)

    def step(less: int | None, more: int | None) -> Step | None:
        duty, numbers, cost = advisers.copy(), posted.copy(), 0.0
        for shift, sign in ((less, -1), (more, 1)):
            if shift is not None:
                duty += sign * shifts.cover[:, shift]
                numbers[shift] += sign
                cost += sign * float(shifts.costs[shift])
        if (duty < least).any():
            return None
        score = 0.0 if forecast is None else forecast.standing(duty) - base
        return Step(desk, tuple(numbers.tolist()), cost, score)

    taken = np.flatnonzero(posted)
    removals = [(int(shift), step(int(shift), None)) for shift in taken]
    yield from (found for _, found in removals if found is not None)
    # A shift that cannot go without a substitute is missed as much as one whose loss costs most.
    missed = [-np.inf if found is None else found.score / -found.cost for _, found in removals]
    order = np.argsort(-np.array(missed), kind="stable")
    for place in order[:EASIEST].tolist():
        less = removals[place][0]
        for more in range(len(shifts.shifts)):
            if shifts.costs[more] < shifts.costs[less] - SAVING:
                found = step(less, more)
                if found is not None:
                    yield found
    for more in range(len(shifts.shifts)):
        found = step(None, more)
        if found is not None:
            yield found


def _best(steps: Sequence[Step]) -> list[Step]:
    """Return the steps of each desk that change least in time per euro saved, or most per euro."""
    best: list[Step] = []
    for desk in dict.fromkeys(step.desk for step in steps):
        mine = [step for step in steps if step.desk == desk]
        best += sorted(mine, key=lambda step: -step.score / max(abs(step.cost), SAVING))[:PARTNERS]
    return best
