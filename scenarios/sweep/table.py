"""What a sweep gave, as tables: a row per run, and what each parameter does to each figure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.stats import rankdata

from scenarios.compare.measures import HEADLINES, flat, known, measures
from scenarios.errors import DesignError, nearest
from scenarios.ledger import Row
from scenarios.result import Run
from scenarios.schema import Scenario
from scenarios.sweep.design import Design
from scenarios.sweep.points import Point

Floats = NDArray[np.float64]

NORMAL_95 = 1.959963984540054


class Effect(NamedTuple):
    """What a parameter does to a figure over the points of a sweep."""

    parameter: str
    figure: str
    correlation: float | None
    """Spearman's rank correlation between the parameter and the mean of the figure at a point."""
    ci_low: float | None
    ci_high: float | None
    points: int


def measure_run(run: Run) -> dict[str, Any]:
    """Return the measures of a run by path, but for those by month."""
    tree = measures(run)
    del tree["months"]
    return {"digest": run.digest, "measures": flat(tree)}


def runs_table(design: Design, points: Sequence[Point], rows: Sequence[Row]) -> pa.Table:
    """Return one row per point and seed: parameters, error, digest, figures by dotted path."""
    count = design.replications
    trees = [{} if row.value is None else row.value["measures"] for row in rows]
    names = next((list(tree) for tree in trees if tree), [])
    columns: dict[str, pa.Array] = {
        "point": pa.array([i // count for i in range(len(rows))], pa.int64()),
        "seed": pa.array([design.seed + i % count for i in range(len(rows))], pa.int64()),
    }
    for p, parameter in enumerate(design.parameters):
        columns[parameter.path] = _column([points[i // count][p] for i in range(len(rows))])
    columns["error"] = pa.array([row.error for row in rows], pa.string())
    columns["digest"] = pa.array(
        [None if row.value is None else row.value["digest"] for row in rows], pa.string()
    )
    for name in names:
        columns[name] = pa.array([tree.get(name) for tree in trees], pa.float64())
    return pa.table(columns)


def effects(design: Design, figures: Sequence[str], runs: pa.Table) -> list[Effect]:
    """Return what each parameter that is a number does to each figure."""
    return [
        _effect(runs, parameter.path, figure)
        for figure in figures
        for parameter in design.parameters
        if pa.types.is_floating(runs[parameter.path].type)
    ]


def measured(design: Design, scenario: Scenario) -> list[str]:
    """Return the figures that a design asks for: by default headlines and waits."""
    paths = known(scenario)
    if not design.measures:
        waits = [f"channels.{name}.mean_wait_minutes" for name in scenario.channels]
        return [*(f"journeys.{name}" for name in HEADLINES), *waits]
    for name in design.measures:
        if name not in paths:
            raise DesignError(
                f"{design.name}: measures: found {name!r}; must be a figure by its dotted path, as "
                f"in canaux run --json. {nearest(name, paths)}"
            )
    return list(design.measures)


def point_means(runs: pa.Table, name: str) -> tuple[Floats, Floats]:
    """Return the mean of a figure at each point, and half its 95 % interval; NaN: unknown."""
    from scipy.special import stdtrit

    point, values = runs["point"].to_numpy(), runs[name].to_numpy(zero_copy_only=False)
    means, halves = [], []
    for i in range(int(point.max()) + 1):
        here = values[(point == i) & ~np.isnan(values)]
        means.append(here.mean() if here.size else np.nan)
        half = np.nan
        if here.size > 1:
            half = stdtrit(here.size - 1, 0.975) * here.std(ddof=1) / np.sqrt(here.size)
        halves.append(half)
    return np.array(means), np.array(halves)


def _column(values: Sequence[Any]) -> pa.Array:
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return pa.array(values, pa.float64())
    return pa.array([str(value) for value in values], pa.string())


def _effect(runs: pa.Table, parameter: str, figure: str) -> Effect:
    """Return Spearman's correlation with the interval of Bonett and Wright (2000)."""
    means, _ = point_means(runs, figure)
    values, _ = point_means(runs, parameter)
    known = ~np.isnan(means)
    x, y = rankdata(values[known]), rankdata(means[known])
    n = int(known.sum())
    if n < 5 or np.ptp(x) == 0.0 or np.ptp(y) == 0.0:
        return Effect(parameter, figure, None, None, None, n)
    rho = float(np.corrcoef(x, y)[0, 1])
    # Their standard error on Fisher's scale, sqrt((1 + rho²/2) / (n - 3)).
    half = NORMAL_95 * np.sqrt((1.0 + rho * rho / 2.0) / (n - 3))
    centre = np.arctanh(np.clip(rho, -1.0 + 1e-12, 1.0 - 1e-12))
    low, high = np.tanh(centre - half), np.tanh(centre + half)
    return Effect(parameter, figure, rho, float(low), float(high), n)
