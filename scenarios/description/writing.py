"""Values, laws and tables as the description writes them, in both languages."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from scenarios.texts import MINUS, Texts, duration

_texts = Texts("scenarios.description")
say = _texts.text


def day(value: date, language: str) -> str:
    """Return a date in figures, as the language orders them."""
    return f"{value:%d/%m/%Y}" if language == "fr" else f"{value:%Y-%m-%d}"


def exact(value: float, language: str) -> str:
    """Return a number with all its digits: parameters are not rounded."""
    shown = f"{value:,.10g}".replace("-", MINUS)
    return shown.replace(",", "\u202f").replace(".", ",") if language == "fr" else shown


def law(value: Any, language: str) -> str:
    """Return a law of durations in words, with its parameters."""
    if value is None or value.law == "never":
        return say("laws", "never", language)
    blanks = {
        name: duration(number, language) if name in _MINUTES else exact(number, language)
        for name, number in value
        if name != "law"
    }
    return say("laws", value.law, language, **blanks)


_MINUTES = ("value", "mean", "median", "scale")
"""Parameters of laws that are durations."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; the first column is text, the others as they come."""
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def heads(section: str, names: Sequence[str], language: str) -> list[str]:
    """Return the heads of a table's columns."""
    return [say(section, name, language) for name in names]


def bullets(lines: Iterable[str]) -> str:
    """Return a Markdown list."""
    return "\n".join(f"- {line}" for line in lines)
