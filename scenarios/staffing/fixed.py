"""The plan of whoever takes present volumes as given: one pass of formulas, nobody reacts.

Each desk's formulas are corrected by what they miss at the present rosters, where the volumes are
right by definition. What remains different from the simulated plan is the demand that moves.
"""

from collections.abc import Mapping, Sequence

from scenarios.staffing.forecast import FIGURES, DeskForecast
from scenarios.staffing.goals import Goal, desks_of
from scenarios.staffing.reaching import from_logit, roster_reaching
from scenarios.staffing.shifts import Plan, Posted
from scenarios.staffing.trials import Trial, Trials

FARTHEST = 7.0
"""Share in time, as a logit, up to which a desk is staffed: 99.9 %."""

HALVINGS = 9


def can_forecast(goal: Goal, trials: Trials) -> bool:
    """Return whether the formulas have a goal's figure: one of a channel, of all its customers."""
    return (
        goal.path[0] == "channels"
        and goal.path[-1] in FIGURES
        and len(goal.path) == 3
        and desks_of(goal, trials.scenario)[0] in trials.desks
    )


def fixed_demand_plan(
    trials: Trials, goals: Sequence[Goal], present: Trial
) -> tuple[Plan | None, list[Goal]]:
    """Return the plan on present volumes, and the goals that it cannot take into account.

    Parameters
    ----------
    trials
        Has the shifts.
    goals
        Those of a channel's service level, abandonment or mean wait are planned for.
    present
        The scenario's own rosters with the observed seed.

    Returns
    -------
    plan
        None if no goal can be planned for; desks without one keep what they have on duty, as near
        as shifts can come.
    blind
        The goals left out.
    """
    blind = [goal for goal in goals if not can_forecast(goal, trials)]
    if len(blind) == len(goals):
        return None, blind
    seen = present.observations[0]
    found = trials.forecasts(present)
    posted: dict[str, Posted] = {}
    for desk, shifts in trials.desks.items():
        forecast = found.get(desk)
        mine = [g for g in goals if g not in blind and desk in desks_of(g, trials.scenario)]
        if forecast is None or not mine:
            from_present = None if forecast is None else forecast.standing(shifts.present)
            posted[desk] = (
                ()
                if from_present is None or forecast is None
                else roster_reaching(forecast, from_present)
            )
            continue
        said = forecast.figures(shifts.present)
        errors = {goal: _error(goal, said, seen["figures"]) for goal in mine}
        posted[desk] = _least(forecast, errors)
    return Plan.of(posted), blind


def _error(goal: Goal, said: Mapping[str, float | None], figures: Mapping[str, object]) -> float:
    """Return what the formulas say too little of a figure at the present rosters."""
    simulated, formula = goal.value(figures), said[goal.path[-1]]
    return 0.0 if simulated is None or formula is None else simulated - formula


def _least(forecast: DeskForecast, errors: Mapping[Goal, float]) -> Posted:
    """Return the cheapest roster whose corrected figures meet the goals."""

    def met(posted: Posted) -> bool:
        figures = forecast.figures(forecast.shifts.advisers(posted))
        for goal, error in errors.items():
            value = figures[goal.path[-1]]
            if value is None or goal.margin(value + error) < 0.0:
                return False
        return True

    low, high = -FARTHEST, FARTHEST
    best = roster_reaching(forecast, from_logit(high))
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        posted = roster_reaching(forecast, from_logit(middle))
        if met(posted):
            best, high = posted, middle
        else:
            low = middle
    return best
