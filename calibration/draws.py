"""The posterior as a plain table: a row a draw, a column a path of the scenario.

Scenarios read it and never need this package: ``canaux run brand --posterior``.
"""

from pathlib import Path

from calibration.fit import Fit
from calibration.priors import rounded

DRAWS = 200
"""Rows of the table: more than anybody makes runs with."""


def write_draws(fit: Fit, path: Path) -> None:
    """Write draws of the parameters, evenly spaced along the walk; offsets are no part of a run."""
    paths = [parameter.path for parameter in fit.study.design.parameters]
    values = fit.values[:, : len(paths)]
    step = max(1, len(values) // DRAWS)
    rows = rounded(values[::step][:DRAWS])
    lines = [",".join(paths), *(",".join(f"{value!r}" for value in row) for row in rows.tolist())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
