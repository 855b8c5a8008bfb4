"""How figures of a run are written: one number, or a mean with half its 95 % interval."""

from collections.abc import Callable, Mapping
from typing import Any

from scenarios import texts

NONE = "–"
"""Shown where a figure's denominator is 0."""

Value = float | Mapping[str, float | None] | None
"""A figure of a summary: a number, ``{mean, ci_low, ci_high}``, or None."""

Written = Callable[[float, str], str]
"""How a number is written in a language."""


def count(x: float, language: str = "en") -> str:
    """Whole number with separators."""
    return texts.number(x, language, digits=0)


def decimal(x: float, language: str = "en") -> str:
    """Number with two decimals."""
    return texts.number(x, language, digits=2)


def percent(x: float, language: str = "en") -> str:
    """Share as a percentage."""
    return texts.percent(x, language)


def duration(minutes: float, language: str = "en") -> str:
    """Duration in the unit in which people think of it."""
    return texts.duration(minutes, language).replace(texts.WIDE, " ")


def euros(x: float, language: str = "en") -> str:
    """Amount in euros, to the cent below 100."""
    return texts.euros(x, language)


def translated(written: str, language: str) -> str:
    """Return a number that was written with a point as a language writes it."""
    if language == "en":
        return written
    return written.replace("-", texts.MINUS).replace(",", texts.NARROW).replace(".", ",")


def mean_of(value: Value) -> float | None:
    """Return the number of a figure, the mean if it has an interval."""
    return value["mean"] if isinstance(value, Mapping) else value


def shown(value: Value, written: Written, language: str = "en") -> str:
    """Write a figure; under a mean, half its 95 % interval."""
    mean = mean_of(value)
    if mean is None:
        return NONE
    text = written(mean, language)
    if isinstance(value, Mapping) and value["ci_high"] is not None:
        text += f"\n±{written(value['ci_high'] - mean, language)}"
    return text


def at(figures: Mapping[str, Any], *path: str) -> Any:
    """Return a figure deep in a summary."""
    for key in path:
        figures = figures[key]
    return figures
