"""Plans put to the test: simulated again, with the demand that they themselves cause."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import reduce
from operator import getitem
from typing import Any, NamedTuple

import numpy as np

from scenarios.compare.measures import counted
from scenarios.ledger import Job, Ledger, values
from scenarios.load import validated
from scenarios.problems import Layer
from scenarios.result import Run
from scenarios.schema import Scenario
from scenarios.schema.changes import expanded, paths
from scenarios.staffing.forecast import DeskForecast, forecasts
from scenarios.staffing.goals import FAMILIES, Goal
from scenarios.staffing.shifts import DeskShifts, Plan
from scenarios.staffing.volumes import offered_by_hour, volumes
from scenarios.staffing.week import Floats, roster_steps
from scenarios.task import Task

Observation = Mapping[str, Any]
"""What is kept of a run: its ``figures``, and contacts ``offered`` by channel and hour if asked."""

Report = Callable[[str], None]
"""Told, line by line, how far the search has come."""

WORTH_A_PROCESS = 6
"""Runs from which on fresh worker processes are started: they take 3 s, a run of `brand` 0.6 s."""


def observe_figures(run: Run) -> Observation:
    """Keep the figures that goals can be about."""
    found = counted(run)
    return {"figures": {family: found[family] for family in FAMILIES}}


def observe_volumes(run: Run) -> Observation:
    """Keep the figures, and the contacts offered in each hour."""
    return {**observe_figures(run), "offered": offered_by_hour(run)}


class Trial(NamedTuple):
    """A plan and what came of it, one observation a seed."""

    plan: Plan | None
    """None: the scenario's own rosters."""
    observations: Sequence[Observation]

    def values(self, goal: Goal) -> Floats:
        """Return (seeds,) values of a goal's figure; where there is none, as far off as can be."""
        found = [goal.value(one["figures"]) for one in self.observations]
        worst = -np.inf if goal.at_least else np.inf
        return np.array([worst if value is None else value for value in found])

    def margins(self, goal: Goal) -> Floats:
        """Return (seeds,) by how much each seed's figure is better than a goal's bound."""
        return np.array([goal.margin(value) for value in self.values(goal).tolist()])

    def margin(self, goal: Goal) -> float:
        """Return the margin of a goal's mean."""
        return goal.margin(float(self.values(goal).mean()))

    def meets(self, goals: Sequence[Goal]) -> bool:
        """Return whether the mean over the seeds meets every goal."""
        return all(self.margin(goal) >= 0.0 for goal in goals)


class Trials:
    """Runs plans of one scenario, each plan and seed once.

    Parameters
    ----------
    scenario
        What is staffed.
    desks
        The shifts of the desks whose rosters the plans replace; the other desks keep theirs.
    ledger
        Where runs are written down.
    observed_seed
        The seed with which volumes are kept too: they are many numbers.
    workers, scheduler
        Where runs are made, see `scenarios.workers.each`.
    """

    def __init__(
        self,
        scenario: Scenario,
        desks: Mapping[str, DeskShifts],
        ledger: Ledger,
        *,
        observed_seed: int = 1,
        workers: int = 1,
        scheduler: str | None = None,
    ) -> None:
        self.scenario = scenario
        self.desks = desks
        self.runs = 0
        self.observed_seed = observed_seed
        self._ledger = ledger
        self._workers = workers
        self._scheduler = scheduler
        self._scenarios: dict[Plan | None, Scenario] = {}

    def run(self, plans: Sequence[Plan | None], seeds: Sequence[int]) -> list[Trial]:
        """Simulate each plan with each seed: all plans meet the same luck."""
        jobs = [
            Job(
                observe_volumes if seed == self.observed_seed else observe_figures,
                (Task(self.staffed(plan), seed),),
            )
            for plan in plans
            for seed in seeds
        ]
        workers = self._workers if len(jobs) >= WORTH_A_PROCESS else 1
        found = values(self._ledger.complete(jobs, workers=workers, scheduler=self._scheduler))
        self.runs += len(jobs)
        count = len(seeds)
        return [Trial(plan, found[i * count : (i + 1) * count]) for i, plan in enumerate(plans)]

    def forecasts(self, trial: Trial) -> dict[str, DeskForecast]:
        """Return each desk's forecast on the volumes that a plan caused with the observed seed."""
        observed = next(one for one in trial.observations if "offered" in one)
        return forecasts(self.scenario, self.desks, volumes(self.scenario, observed))

    def staffed(self, plan: Plan | None) -> Scenario:
        """Return the scenario with the rosters of a plan."""
        if plan not in self._scenarios:
            self._scenarios[plan] = (
                self.scenario if plan is None else staffed(self.scenario, self.desks, plan)
            )
        return self._scenarios[plan]

    def cost(self, plan: Plan) -> float:
        """Return what a plan costs, euros a week."""
        return sum(self.desks[desk].cost(posted) for desk, posted in plan.posted)

    @property
    def present_cost(self) -> float:
        """Return what the scenario's own rosters of these desks cost, euros a week."""
        return sum(shifts.cost_of_advisers(shifts.present) for shifts in self.desks.values())


def staffed(scenario: Scenario, desks: Mapping[str, DeskShifts], plan: Plan) -> Scenario:
    """Return a scenario with a plan's rosters in place of its own, from the first day to the last.

    Dated changes of the desks that are staffed fall away; what other desks have stays, scaled to
    the number of customers as it was.
    """
    values = scenario.resolved()
    population = values["population"]
    size = population["size"] / (population["staffed_for"] or population["size"])
    population["staffed_for"] = None
    for name, desk in values["desks"].items():
        if name in desks:
            shifts = desks[name]
            advisers = shifts.advisers(plan.at(name))
            desk["roster"] = roster_steps(advisers, shifts.surcharge, shifts.grid)
            desk["staff_factor"] = 1.0
        else:
            desk["staff_factor"] *= size
    values["changes"] = [
        change | {"set": kept}
        for change in values["changes"]
        if (kept := without_rosters(change["set"], desks))
    ]
    return validated(values, [Layer(f"{scenario.name} with its plan", values)])


def without_rosters(values: Mapping[str, Any], desks: Collection[str]) -> dict[str, Any]:
    """Return the values of a dated change, without those that would move a plan's rosters."""
    moved = {("desks", desk, key) for desk in desks for key in ("roster", "staff_factor")}
    tables = expanded(values)
    return {
        ".".join(path): reduce(getitem, path, tables) for path in paths(tables) if path not in moved
    }


def told(trial: Trial, goals: Sequence[Goal], trials: Trials) -> str:
    """Return what a plan costs and gives, in a line."""
    cost = trials.present_cost if trial.plan is None else trials.cost(trial.plan)
    figures = ", ".join(f"{goal.name} {trial.values(goal).mean():.4g}" for goal in goals)
    return f"€{cost:,.0f} a week, {figures}"
