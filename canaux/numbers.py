"""How figures are written for people: one number, or a mean with half its 95 % interval."""

from collections.abc import Callable, Mapping
from typing import Any

NONE = "–"
"""Shown where a figure's denominator is 0."""

Value = float | Mapping[str, float | None] | None
"""A figure of a summary: a number, ``{mean, ci_low, ci_high}``, or None."""


def count(x: float) -> str:
    """Whole number with separators."""
    return f"{x:,.0f}"


def decimal(x: float) -> str:
    """Number with two decimals."""
    return f"{x:.2f}"


def percent(x: float) -> str:
    """Share as a percentage."""
    return f"{100.0 * x:.1f} %"


def duration(minutes: float) -> str:
    """Duration in the unit in which people think of it."""
    size = abs(minutes)
    if size < 1.0:
        return f"{60.0 * minutes:.0f} s"
    if size < 90.0:
        return f"{minutes:.1f} min"
    if size < 2880.0:
        return f"{minutes / 60.0:.1f} h"
    return f"{minutes / 1440.0:.1f} d"


def euros(x: float) -> str:
    """Amount in euros, millions from a million on."""
    if abs(x) >= 1e6:
        return f"€{x / 1e6:.2f} M"
    return f"€{x:,.0f}" if abs(x) >= 100.0 else f"€{x:.2f}"


def mean_of(value: Value) -> float | None:
    """Return the number of a figure, the mean if it has an interval."""
    return value["mean"] if isinstance(value, Mapping) else value


def shown(value: Value, written: Callable[[float], str]) -> str:
    """Write a figure; under a mean, half its 95 % interval."""
    mean = mean_of(value)
    if mean is None:
        return NONE
    text = written(mean)
    if isinstance(value, Mapping) and value["ci_high"] is not None:
        text += f"\n±{written(value['ci_high'] - mean)}"
    return text


def at(figures: Mapping[str, Any], *path: str) -> Any:
    """Return a figure deep in a summary."""
    for key in path:
        figures = figures[key]
    return figures
