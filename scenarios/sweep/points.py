"""The points of a design: a value of every parameter each."""

import itertools
import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from scenarios.sweep.design import Design, Parameter

Point = tuple[Any, ...]
"""One value per parameter, in the order of the design."""

DIGITS = 12
"""Significant digits of a drawn value: points are the same on machines whose last bits differ."""


def points(design: Design) -> list[Point]:
    """Return the points of a design, the last parameter varying fastest in a grid."""
    if design.method == "grid":
        return list(itertools.product(*map(_grid, design.parameters)))
    assert design.points is not None
    dimensions = len(design.parameters)
    if design.method == "sobol":
        sampler: qmc.QMCEngine = qmc.Sobol(dimensions, rng=design.seed)
    else:
        sampler = qmc.LatinHypercube(dimensions, rng=design.seed)
    return [_point(design, row) for row in sampler.random(design.points)]


def settings_at(design: Design, point: Point) -> list[str]:
    """Return the settings of a point, ``PATH=VALUE`` each."""
    return [
        f"{parameter.path}={json.dumps(value, ensure_ascii=False)}"
        for parameter, value in zip(design.parameters, point, strict=True)
    ]


def _point(design: Design, row: NDArray[np.float64]) -> Point:
    return tuple(
        _between(parameter, share)
        for parameter, share in zip(design.parameters, row.tolist(), strict=True)
    )


def _grid(parameter: Parameter) -> list[Any]:
    if parameter.values is not None:
        return list(parameter.values)
    assert parameter.steps is not None
    shares = [i / (parameter.steps - 1) for i in range(parameter.steps)]
    # Rounding to whole numbers may make neighbours the same.
    return list(dict.fromkeys(_between(parameter, share) for share in shares))


def _between(parameter: Parameter, share: float) -> Any:
    """Return the value at a share of the way from the lowest to the highest."""
    if parameter.values is not None:
        return parameter.values[min(int(share * len(parameter.values)), len(parameter.values) - 1)]
    low, high = parameter.low, parameter.high
    assert low is not None
    assert high is not None
    if share in (0.0, 1.0):
        value = high if share else low
    elif parameter.scale == "log":
        value = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
    else:
        value = low + share * (high - low)
    return round(value) if parameter.whole else float(f"{value:.{DIGITS}g}")
