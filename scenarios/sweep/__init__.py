"""Run a scenario at many points: a grid, a Latin hypercube, or Sobol points over its values.

::

    design = read_design("staffing.toml")
    with Ledger("staffing/ledger.sqlite") as ledger:
        swept = sweep(design, ledger=ledger, workers=2)
    swept.runs                                   # a row per point and seed

All points have the same seeds, so what differs between two of them is not their luck.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from scenarios.errors import DesignError, ScenarioError
from scenarios.ledger import Job, Ledger, Row
from scenarios.load import load
from scenarios.schema import Scenario
from scenarios.sweep.design import Design, read_design
from scenarios.sweep.points import Point, points, settings_at
from scenarios.sweep.table import Effect, effects, measure_run, measured, runs_table
from scenarios.task import Progress, Task

__all__ = ["Design", "Effect", "Failed", "Swept", "read_design", "sweep"]


@dataclass(frozen=True)
class Failed:
    """A run of which there are no figures."""

    point: int
    seed: int
    error: str


@dataclass(frozen=True)
class Swept:
    """What a sweep gave."""

    design: Design
    points: tuple[Point, ...]
    rows: tuple[Row, ...]
    """One per point and seed, seeds varying fastest."""
    figures: tuple[str, ...]
    """Dotted paths of the figures that the design asks for."""

    @cached_property
    def runs(self) -> pa.Table:
        """One row per point and seed: parameters, every figure by its dotted path, and errors."""
        return runs_table(self.design, self.points, self.rows)

    @cached_property
    def effects(self) -> list[Effect]:
        """What each parameter that is a number does to each figure that the design asks for."""
        return effects(self.design, self.figures, self.runs)

    @property
    def failed(self) -> list[Failed]:
        """The runs that ended with an error, or whose scenario makes no sense."""
        count = self.design.replications
        return [
            Failed(i // count, self.design.seed + i % count, row.error)
            for i, row in enumerate(self.rows)
            if row.error is not None
        ]


def sweep(
    design: Design,
    *,
    ledger: Ledger,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Swept:
    """Run the scenario at every point of a design.

    Parameters
    ----------
    design
        See `read_design`.
    ledger
        Keeps what is done: asked again, the rest is done.
    workers, scheduler
        Where, see `scenarios.workers.each`; results do not depend on it.
    progress
        Called with the share done.

    Returns
    -------
    Swept
        A run that raises is one that failed, and the others are there.

    Raises
    ------
    DesignError
        The scenario makes sense at no point.
    """
    at = points(design)
    scenarios = [_scenario_at(design, point) for point in at]
    first = next((scenario for scenario in scenarios if isinstance(scenario, Scenario)), None)
    if first is None:
        raise DesignError(f"{design.name}: makes no sense at any of its points. {scenarios[0]}")
    figures = measured(design, first)
    seeds = range(design.seed, design.seed + design.replications)
    jobs = [
        Job(measure_run, (Task(scenario, seed, keep_contacts=True),))
        for scenario in scenarios
        if isinstance(scenario, Scenario)
        for seed in seeds
    ]
    done = iter(ledger.complete(jobs, workers=workers, scheduler=scheduler, progress=progress))
    rows = [
        ledger.note(_described(design, point, seed), scenario)
        if isinstance(scenario, str)
        else next(done)
        for point, scenario in zip(at, scenarios, strict=True)
        for seed in seeds
    ]
    return Swept(design, tuple(at), tuple(rows), tuple(figures))


def _scenario_at(design: Design, point: Point) -> Scenario | str:
    """Return the scenario at a point, or why there is none."""
    settings: Iterable[str] = (*design.settings, *settings_at(design, point))
    try:
        return load(design.scenario, customers=design.customers, settings=tuple(settings))
    except ScenarioError as error:
        return str(error)


def _described(design: Design, point: Point, seed: int) -> dict[str, object]:
    """Return what stands in the ledger for a run whose scenario makes no sense."""
    run = {"scenario": design.scenario, "settings": settings_at(design, point), "seed": seed}
    return {"measure": None, "runs": [run]}
