r"""Runs at draws of the parameters: how much of a figure's uncertainty is luck, how much ignorance.

The library holds a table of draws, `POSTERIOR`, which ``canaux fit france`` writes: a row a draw, a
column a path of the scenario. A scenario that is not `france` takes over what it says of behaviour:

- on the scale of utilities and judgements, what a draw differs from `france` by is added to the
  scenario's own value; where that is the same as in `france`, the scenario gets the draw;
- facts that a scenario states itself, other than `france` does, stay: its needs, its customers,
  how well its advisers solve and how many posts they answer.

With m seeds at each of D draws, a figure's variance over draws, less a share of that over seeds, is
what not knowing the parameters adds:

.. math:: \sigma_\text{parameters}^2 = \max\bigl(0,\ s_\text{draws}^2
          - s_\text{seeds}^2 / m\bigr)

The interval is where the figure lies at one more draw, were luck no part of it. A spread known from
D draws is itself uncertain, and so is their mean, so that it is Student's:

.. math:: t_{D-1}\,\sqrt{\sigma_\text{parameters}^2\,(1 + 1/D) + s_\text{seeds}^2 / (m D)}
"""

import csv
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.errors import RunError, ScenarioError, quoted
from scenarios.ledger import Job, Ledger, values
from scenarios.load import load
from scenarios.schema import Scenario
from scenarios.sweep.table import measure_run
from scenarios.task import Progress, Task

Floats = NDArray[np.float64]

REFERENCE = "france"
"""The scenario that the library's draws are of."""

POSTERIOR = "france-posterior.csv"

SEEDS_PER_DRAW = 2
"""Runs at each draw: two tell luck from ignorance."""

FACTS = ("population.", "needs.", "desks.", "policies.")
FACT_ENDS = (".skill", ".answer_probability", ".handling", ".patience")
"""Paths of facts about an organisation; the others are about how customers behave."""

UPPER = 0.975
"""Quantile of Student's law at the upper end of a 95 % interval."""


class Draws(NamedTuple):
    """A table of draws."""

    paths: tuple[str, ...]
    values: Floats
    """(draws, paths)."""
    reference: Scenario | None
    """Scenario that the draws are of, where others take them over; None: taken as they are."""


@dataclass(frozen=True)
class Uncertain:
    """A figure over draws of the parameters."""

    mean: float
    ci_low: float
    ci_high: float
    """95 % interval of what an endless simulation would find, the parameters unknown."""
    parameter_sd: float
    """What not knowing the parameters adds."""
    simulation_sd: float
    """Luck of one run."""


def read_draws(file: Path | None = None) -> Draws:
    """Read a table of draws.

    Parameters
    ----------
    file
        CSV with a column per path; None: that of the library.

    Raises
    ------
    RunError
        There is no such table, or it holds no numbers.
    """
    place: Traversable = files("scenarios") / "library" / POSTERIOR if file is None else file
    if not place.is_file():
        what = "this library has no posterior yet" if file is None else f"{file}: found no file"
        raise RunError(f"{what}; canaux fit {REFERENCE} writes one, draws.csv: give it by --draws.")
    try:
        with place.open("r", encoding="utf-8") as stream:
            header, *rows = list(csv.reader(stream))
        table = np.array([[float(cell) for cell in row] for row in rows])
        if table.ndim != 2 or table.shape[1] != len(header) or not np.isfinite(table).all():
            raise ValueError("rows of another length than the heading, or no rows")
    except (OSError, ValueError) as error:
        raise RunError(
            f"{place}: cannot be read as draws: {error}; must be a CSV file with a path of the "
            "scenario over each column and a number in each cell."
        ) from None
    return Draws(tuple(header), table, load(REFERENCE) if file is None else None)


def library_has_draws() -> bool:
    """Return whether the library holds a posterior."""
    return (files("scenarios") / "library" / POSTERIOR).is_file()


def settings_of(draws: Draws, scenario: Scenario, i: int) -> dict[str, float]:
    """Return what a scenario takes over from a draw: a value by path."""
    tables = scenario.resolved()
    reference = None if draws.reference is None else draws.reference.resolved()
    taken: dict[str, float] = {}
    for path, value in zip(draws.paths, draws.values[i].tolist(), strict=True):
        if reference is None:
            taken[path] = value
            continue
        own, theirs = value_at(tables, path), value_at(reference, path)
        if own is None or theirs is None:
            continue  # the scenario has no such channel
        if own == theirs:
            taken[path] = value
        elif not is_fact(path):
            taken[path] = float(f"{own + (value - theirs):.12g}")
    return taken


def is_fact(path: str) -> bool:
    """Return whether a path is a fact about an organisation, not behaviour of customers."""
    return path.startswith(FACTS) or path.endswith(FACT_ENDS)


def value_at(tables: Any, path: str) -> float | None:
    """Return the number at a dotted path of resolved tables; None if there is none."""
    for key in path.split("."):
        if not isinstance(tables, dict) or key not in tables:
            return None
        tables = tables[key]
    return float(tables) if isinstance(tables, int | float) else None


def at_draw(
    name: str, draws: Draws, i: int, *, customers: int | None = None, settings: Sequence[str] = ()
) -> Scenario:
    """Return a scenario at a draw; settings of the user's own come last and win."""
    plain = load(name, customers=customers, settings=settings)
    asked = {setting.partition("=")[0].strip() for setting in settings}
    taken = [
        f"{path}={json.dumps(value)}"
        for path, value in settings_of(draws, plain, i).items()
        if path not in asked
    ]
    try:
        return load(name, customers=customers, settings=(*taken, *settings))
    except ScenarioError as error:
        raise RunError(f"{name}: makes no sense at draw {i} of the posterior: {error}") from None


def evenly(draws: Draws, count: int) -> list[int]:
    """Return the places of `count` draws, spread over the table."""
    available = len(draws.values)
    require_count(count, available)
    return [int(i) for i in np.linspace(0, available - 1, count)]


def require_count(count: int, available: int) -> None:
    """Refuse a number of draws that a table has not."""
    if not 2 <= count <= available:
        raise RunError(
            f"replications: found {quoted(count)}; with --posterior it is the number of draws, "
            f"from 2 to {available}."
        )


def run_posterior(
    name: str,
    *,
    count: int,
    seed: int = 1,
    customers: int | None = None,
    settings: Sequence[str] = (),
    draws: Draws | None = None,
    ledger: Ledger | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Uncertain]:
    """Run a scenario at draws of the posterior, `SEEDS_PER_DRAW` times each.

    Returns
    -------
    dict
        Every figure by its dotted path, as in ``canaux run --json``; those that some run has not
        are left out.
    """
    draws = read_draws() if draws is None else draws
    jobs = []
    for place, i in enumerate(evenly(draws, count)):
        scenario = at_draw(name, draws, i, customers=customers, settings=settings)
        jobs += [
            Job(
                measure_run,
                (Task(scenario, seed + SEEDS_PER_DRAW * place + k, keep_contacts=True),),
            )
            for k in range(SEEDS_PER_DRAW)
        ]
    book = Ledger(None) if ledger is None else ledger
    try:
        rows = book.complete(jobs, workers=workers, scheduler=scheduler, progress=progress)
    finally:
        if ledger is None:
            book.close()
    found = [row["measures"] for row in values(rows)]
    told = {}
    for path in found[0]:
        column = [one.get(path) for one in found]
        if all(value is not None for value in column):
            told[path] = uncertain(np.array(column, dtype=np.float64).reshape(-1, SEEDS_PER_DRAW))
    return told


def uncertain(table: Floats) -> Uncertain:
    """Return what a table (draws, seeds) says of a figure."""
    from scipy.special import stdtrit

    count, seeds = table.shape
    means = table.mean(axis=1)
    within = float(table.var(axis=1, ddof=1).mean())
    between = max(0.0, float(means.var(ddof=1)) - within / seeds)
    mean = float(means.mean())
    error = math.sqrt(between * (1.0 + 1.0 / count) + within / (seeds * count))
    half = float(stdtrit(count - 1, UPPER)) * error
    return Uncertain(mean, mean - half, mean + half, math.sqrt(between), math.sqrt(within))
