"""Texts and numbers in the two languages of the product.

A package keeps its texts in a file ``texts.toml``: section, name, language. Numbers, amounts and
dates are written as each language writes them.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "fr")

MINUS = "\N{MINUS SIGN}"
NARROW = "\u202f"  # narrow no-break space: French thousands, and before %
WIDE = "\u00a0"  # no-break space, between a number and its unit

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
           "octobre", "novembre", "décembre"),
}  # fmt: skip


@cache
def catalogue(package: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return all texts of a package: section, name, language."""
    return tomllib.loads((files(package) / "texts.toml").read_text(encoding="utf-8"))


class Texts:
    """The texts of one package."""

    def __init__(self, package: str) -> None:
        self.package = package

    def text(self, section: str, name: str, language: str, **values: Any) -> str:
        """Return one text with its blanks filled in."""
        return catalogue(self.package)[section][name][language].format(**values)

    def both(self, section: str, name: str, **values: Any) -> dict[str, str]:
        """Return a text in each language, with the same values in its blanks."""
        return {language: self.text(section, name, language, **values) for language in LANGUAGES}

    def named(self, section: str, name: str, language: str) -> str:
        """Return a name as readers know it; one of the user's own as it is written."""
        known = catalogue(self.package)[section].get(name)
        return name if known is None else known[language]


def number(value: float, language: str, *, signed: bool = False, digits: int = 1) -> str:
    """Return a number as it is written in a language; nothing that reads as 0 has a sign."""
    shown = f"{value:{'+' if signed else ''},.{digits}f}"
    if not any(digit in "123456789" for digit in shown):
        shown = shown.lstrip("+-")
    shown = shown.replace("-", MINUS)
    return shown.replace(",", NARROW).replace(".", ",") if language == "fr" else shown


def percent(share: float, language: str, *, digits: int = 1) -> str:
    """Return a share as a percentage."""
    return f"{number(100.0 * share, language, digits=digits)}{NARROW if language == 'fr' else ' '}%"


def euros(amount: float, language: str, *, signed: bool = False) -> str:
    """Return an amount of money, to the cent below 100."""
    digits = 0 if abs(amount) >= 100.0 else 2
    shown = number(amount, language, signed=signed, digits=digits)
    if language == "fr":
        return f"{shown}{WIDE}€"
    sign = shown[0] if shown[0] in f"+{MINUS}" else ""
    return f"{sign}€{shown.removeprefix(sign)}"


def duration(minutes: float, language: str, *, signed: bool = False) -> str:
    """Return a duration in the unit in which people think of it."""
    size = abs(minutes)
    day = "j" if language == "fr" else "d"
    units = ((1.0, 1 / 60, 0, "s"), (90.0, 1.0, 1, "min"), (2880.0, 60.0, 1, "h"))
    for below, length, digits, unit in (*units, (float("inf"), 1440.0, 1, day)):  # noqa: B007
        if size < below:
            break
    return f"{number(minutes / length, language, signed=signed, digits=digits)}{WIDE}{unit}"


def moment(when: datetime, language: str) -> str:
    """Return a date and a time of day: ``Monday 5 January, 14:32``; French clocks have an h."""
    day, month = _DAYS[language][when.weekday()], _MONTHS[language][when.month - 1]
    number_of_day = "1er" if language == "fr" and when.day == 1 else str(when.day)
    clock = f"{when:%H} h {when:%M}" if language == "fr" else f"{when:%H:%M}"
    return f"{day} {number_of_day} {month}, {clock}"


def listed(parts: list[str], language: str) -> str:
    """Return an enumeration: ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    word = "et" if language == "fr" else "and"
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"
