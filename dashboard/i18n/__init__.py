"""Texts and numbers in the reader's language.

Texts stand in one JSON file per language, with the same keys and the same placeholders in each.
Numbers, shares, durations and dates are written as each language writes them, with the digits that
tables on the terminal have too.
"""

import json
import math
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from scenarios import texts as words
from scenarios.texts import NARROW, WIDE

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

NONE = "–"
"""Where there is no value."""


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
    return words.number(value, lang, digits=decimals) if math.isfinite(value) else NONE


def signed(lang: Language, value: float, decimals: int = 0) -> str:
    """Return a difference with its sign, 0 without one."""
    return words.number(value, lang, signed=True, digits=decimals)


def percent(lang: Language, share: float, decimals: int = 1) -> str:
    """Return a share as a percentage: ``12,3 %`` in French, ``12.3%`` in English."""
    if not math.isfinite(share):
        return NONE
    return number(lang, 100 * share, decimals) + (f"{NARROW}%" if lang == "fr" else "%")


def euros(lang: Language, value: float) -> str:
    """Return an amount, to the cent below 100: ``1 234 €`` in French, ``€12.34`` in English."""
    return words.euros(value, lang) if math.isfinite(value) else NONE


def duration(lang: Language, minutes: float) -> str:
    """Return a duration in the unit it is easiest read in, from seconds to days."""
    return words.duration(minutes, lang) if math.isfinite(minutes) else NONE


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
