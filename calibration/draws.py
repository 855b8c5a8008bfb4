"""The posterior as a plain table: a row a draw, a column a path of the scenario.

Scenarios read it and never need this package: ``canaux run brand --posterior``.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.fit import Fit
from calibration.priors import rounded
from scenarios.load import load
from scenarios.posterior import Draws

Floats = NDArray[np.float64]

DRAWS = 200
"""Rows of the table: more than anybody makes runs with."""


def draws_table(fit: Fit) -> tuple[Draws, Floats]:
    """Return draws of the parameters, evenly spaced along the walk, and their points.

    Offsets are no part of a run, and of no column.
    """
    paths = tuple(parameter.path for parameter in fit.study.design.parameters)
    step = max(1, len(fit.values) // DRAWS)
    values = rounded(fit.values[::step, : len(paths)][:DRAWS])
    reference = load(fit.study.design.scenario)
    return Draws(paths, values, reference), fit.walk.draws[::step][:DRAWS]


def write_draws(fit: Fit, path: Path) -> None:
    """Write the table as CSV."""
    draws, _ = draws_table(fit)
    lines = [",".join(draws.paths)]
    lines += [",".join(f"{value!r}" for value in row) for row in draws.values.tolist()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
