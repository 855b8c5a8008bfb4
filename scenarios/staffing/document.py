"""A search as the JSON document of ``canaux staff --json``."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import special

from scenarios.staffing.frontier import SATISFACTION, Point
from scenarios.staffing.goals import Goal
from scenarios.staffing.odds import feasible_probability, missed_probability
from scenarios.staffing.posting import desk_plan
from scenarios.staffing.staff import Staffing
from scenarios.staffing.tipping import Tipping
from scenarios.staffing.trials import Trial
from scenarios.staffing.week import Floats
from scenarios.staffing.words import sentences

UNSOLVED = Goal("journeys.needs_unsolved_share", ("journeys", "needs_unsolved_share"), False, 1.0)

PROCEDURE = (
    "Feasibility check of Batur and Kim (2010) with Bonferroni's inequality over plans and goals, "
    "on common luck that the search has not used; the answer is checked on further luck."
)


def document(
    staffing: Staffing, points: Sequence[Point] | None = None, tipped: Sequence[Tipping] = ()
) -> dict[str, Any]:
    """Return all that was found, ready for JSON."""
    trials, scenario = staffing.trials, staffing.scenario
    return {
        "scenario": scenario.name,
        "scenario_hash": scenario.scenario_hash,
        "customers": scenario.population.size,
        "scaled": scenario.scaled,
        "seed": staffing.seed,
        "goals": [
            {
                "goal": goal.text,
                "figure": goal.name,
                "sense": ">=" if goal.at_least else "<=",
                "bound": goal.bound,
                "tolerance": tolerance,
            }
            for goal, tolerance in zip(staffing.goals, staffing.tolerances, strict=True)
        ],
        "plan": {
            "scenario_hash": trials.staffed(staffing.plan).scenario_hash,
            "cost_per_week": staffing.cost,
            "probability_feasible": feasible_probability(staffing.answer, staffing.goals),
            "share_of_years": staffing.years_that_meet_all,
            "goals": _goals(staffing, staffing.answer),
            "desks": {
                desk: desk_plan(trials.desks[desk], posted) for desk, posted in staffing.plan.posted
            },
        },
        "guarantee": {
            "procedure": PROCEDURE,
            "confidence": staffing.confidence,
            "within": staffing.within,
            "plans_tried": len(staffing.tried),
            "plans_cheaper": len(staffing.cheaper),
            "probability_within": staffing.probability_within,
            "candidates": [
                {"cost_per_week": one.cost, "meets_goals": one.met, "runs": one.runs}
                for one in staffing.candidates
            ],
        },
        "present": {
            "cost_per_week": trials.present_cost,
            "goals": _goals(staffing, staffing.present),
        },
        "fixed_demand": _fixed(staffing),
        "frontier": None if points is None else [_point(staffing, point) for point in points],
        "tipping": [_tipping(one) for one in tipped],
        "sentences": sentences(staffing, tipped),
        "runs": trials.runs,
    }


def interval(values: Floats) -> dict[str, float | None]:
    """Return a mean with its 95 % interval of Student's t, of the values that there are."""
    known = values[np.isfinite(values)]
    if not known.size:
        return {"mean": None, "ci_low": None, "ci_high": None}
    mean = float(known.mean())
    if known.size < 2:
        return {"mean": mean, "ci_low": None, "ci_high": None}
    error = known.std(ddof=1) / np.sqrt(known.size)
    half = float(special.stdtrit(known.size - 1, 0.975) * error)
    return {"mean": mean, "ci_low": mean - half, "ci_high": mean + half}


def _goals(staffing: Staffing, trial: Trial) -> list[dict[str, Any]]:
    return [
        {
            "goal": goal.text,
            **interval(trial.values(goal)),
            "probability_met": 1.0 - missed_probability(trial.margins(goal)),
        }
        for goal in staffing.goals
    ]


def _fixed(staffing: Staffing) -> dict[str, Any] | None:
    fixed = staffing.fixed
    if fixed is None or fixed.plan is None:
        return None
    cost = staffing.trials.cost(fixed.plan)
    return {
        "cost_per_week": cost,
        "goals": _goals(staffing, fixed),
        "not_planned_for": [goal.text for goal in staffing.blind],
        "difference": {
            "cost_per_week": cost - staffing.cost,
            **{
                goal.path[-1]: interval(fixed.values(goal) - staffing.answer.values(goal))
                for goal in (SATISFACTION, UNSOLVED)
            },
        },
    }


def _point(staffing: Staffing, point: Point) -> dict[str, Any]:
    assert point.trial.plan is not None
    return {
        "cost_per_week": point.cost,
        "satisfaction": interval(point.satisfaction),
        "meets_goals": point.meets_goals,
        "dominated": point.dominated,
        "desks": {
            desk: staffing.trials.desks[desk].cost(posted)
            for desk, posted in point.trial.plan.posted
        },
    }


def _tipping(found: Tipping) -> dict[str, Any]:
    return {
        "channel": found.channel,
        "desk": found.desk,
        **{
            way: [
                {"staff_factor": level, "relative_first_attempts": interval(column)}
                for level, column in zip(levels, shares.T, strict=True)
            ]
            for way, levels, shares in (
                ("down", found.down_levels, found.down),
                ("up", found.up_levels, found.up),
            )
        },
        "lost": interval(found.lost),
        "loses_at": interval(found.loses_at),
        "wins_back_at": interval(found.wins_back_at),
        "won_back_in": float(np.isfinite(found.wins_back_at).mean()),
    }
