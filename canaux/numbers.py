"""How figures of a run are written: one number, or a mean with half its 95 % interval."""

from collections.abc import Callable, Mapping
from typing import Any

from scenarios import texts

NONE = "–"
"""Shown where a figure's denominator is 0."""

Value = float | Mapping[str, float | None] | None
"""A figure of a summary: a number, ``{mean, ci_low, ci_high}``, or None."""


def count(x: float) -> str:
    """Whole number with separators."""
    return texts.number(x, "en", digits=0)


def decimal(x: float) -> str:
    """Number with two decimals."""
    return texts.number(x, "en", digits=2)


def percent(x: float) -> str:
    """Share as a percentage."""
    return texts.percent(x, "en")


def duration(minutes: float) -> str:
    """Duration in the unit in which people think of it."""
    return texts.duration(minutes, "en").replace(texts.WIDE, " ")


def euros(x: float) -> str:
    """Amount in euros, to the cent below 100."""
    return texts.euros(x, "en")


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
