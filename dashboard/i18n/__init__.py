"""Texts and numbers in the reader's language.

Texts stand in one JSON file per language, with the same keys and the same placeholders in each.
Numbers, shares, durations and dates are written as each language writes them.
"""

import json
import math
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

NARROW = "\u202f"  # narrow no-break space: French thousands, and before % and ?
WIDE = "\u00a0"  # no-break space


@cache
def texts(lang: Language) -> dict[str, str]:
    """Return all texts of a language by key, such as ``"overview.title"``."""
    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} unknown; known: {', '.join(LANGUAGES)}")
    flat: dict[str, str] = {}
    _flatten(json.loads(_read(f"{lang}.json")), "", flat)
    return flat


@cache
def grid_texts(lang: Language) -> dict[str, str]:
    """Return the texts of AG Grid, empty for English, which it speaks by itself."""
    grid: dict[str, str] = json.loads(_read("ag_grid_fr.json")) if lang == "fr" else {}
    return grid


def _read(name: str) -> str:
    return (resources.files("dashboard.i18n") / name).read_text(encoding="utf-8")


def _flatten(tree: dict[str, Any], prefix: str, into: dict[str, str]) -> None:
    for key, value in tree.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", into)
        else:
            into[prefix + key] = value


def t(lang: Language, key: str, **values: object) -> str:
    """Return a text with its placeholders filled."""
    return texts(lang)[key].format(**values)


def typeset(lang: Language, text: str) -> str:
    """Return a text from elsewhere with the spaces of the language before its signs."""
    if lang == "en":
        return text.replace(" %", "%")
    for sign, space in (("%", NARROW), (";", NARROW), ("?", NARROW), ("!", NARROW), (":", WIDE)):
        text = text.replace(f" {sign}", f"{space}{sign}")
    return text.replace("'", "’")


def plural(lang: Language, key: str, count: int, **values: object) -> str:
    """Return ``key.one`` or ``key.many`` with the count in it; 0 is singular in French only."""
    one = count < 2 if lang == "fr" else count == 1
    return t(lang, f"{key}.{'one' if one else 'many'}", n=number(lang, count), **values)


def channel(lang: Language, name: str) -> str:
    """Return a channel's name as readers know it; one of the user's own as it is written."""
    return texts(lang).get(f"channel.{name}", name)


def in_sentence(lang: Language, name: str) -> str:
    """Return a channel as it stands within a sentence: "by phone"."""
    known = texts(lang).get(f"channel_in_sentence.{name}")
    return known or t(lang, "channel_in_sentence.any", channel=channel(lang, name))


def number(lang: Language, value: float, decimals: int = 0) -> str:
    """Return ``1 234,5`` in French, ``1,234.5`` in English; a dash if there is no value."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    text = text.replace("-", "\u2212")
    if lang == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return text


def signed(lang: Language, value: float, decimals: int = 0) -> str:
    """Return a difference with its sign, 0 without one."""
    text = number(lang, value, decimals)
    return f"+{text}" if value > 0 and any(digit in "123456789" for digit in text) else text


def percent(lang: Language, share: float, decimals: int = 1) -> str:
    """Return a share as a percentage: ``12,3 %`` in French, ``12.3%`` in English."""
    if not math.isfinite(share):
        return "–"
    return number(lang, 100 * share, decimals) + (f"{NARROW}%" if lang == "fr" else "%")


def euros(lang: Language, value: float, decimals: int = 2) -> str:
    """Return an amount: ``1 234,50 €`` in French, ``€1,234.50`` in English."""
    if not math.isfinite(value):
        return "–"
    text = number(lang, value, decimals)
    return f"{text}{WIDE}€" if lang == "fr" else f"€{text}"


def duration(lang: Language, minutes: float) -> str:
    """Return a duration in the unit it is easiest read in, from seconds to days."""
    if not math.isfinite(minutes):
        return "–"
    if minutes < 1:
        return number(lang, 60 * minutes) + f"{WIDE}s"
    if minutes < 90:
        return number(lang, minutes, 1 if minutes < 10 else 0) + f"{WIDE}min"
    if minutes < 48 * 60:
        return number(lang, minutes / 60, 1) + f"{WIDE}h"
    return number(lang, minutes / 1440, 1) + f"{WIDE}{t(lang, 'unit.day')}"


def short_duration(lang: Language, minutes: float) -> str:
    """Return a round duration as an axis shows it: ``30 s``, ``5 min``, ``4 h``, ``3 d``."""
    units = ((1 / 60, "s"), (1, "min"), (60, "h"), (1440, t(lang, "unit.day")))
    size, unit = next((u for u in reversed(units) if minutes >= u[0]), units[0])
    value = round(minutes / size, 6)
    return f"{number(lang, value, 0 if float(value).is_integer() else 1)}{WIDE}{unit}"


def month(lang: Language, day: date) -> str:
    """Return a month: ``janv. 2012``, ``Jan 2012``."""
    return f"{t(lang, f'month.{day.month}')} {day.year}"


def full_date(lang: Language, day: date) -> str:
    """Return a date: ``1er janv. 2012``, ``1 Jan 2012``."""
    number_of_day = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    return f"{number_of_day} {month(lang, day)}"


def separators(lang: Language) -> str:
    """Return plotly's decimal and thousands separators."""
    return f",{NARROW}" if lang == "fr" else ".,"
