"""The measures that pages show of a comparison: where they stand, how they are written."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dashboard.data.pairs import Effect, Pair
from dashboard.data.statistics import Interval
from dashboard.i18n import (
    Language,
    channel,
    duration,
    euros,
    number,
    percent,
    signed,
    t,
)
from scenarios import texts
from scenarios.compare.words import UNITS, name_of
from scenarios.compare.words import signed as signed_of
from scenarios.texts import MINUS, NARROW, WIDE

JOINER = "\u2060"  # keeps a sign with its number at the end of a line

Writes = Callable[[Language, float], str]


def _two_decimals(lang: Language, value: float) -> str:
    return number(lang, value, 2)


def _whole(lang: Language, value: float) -> str:
    return number(lang, value)


def points(lang: Language, difference: float) -> str:
    """Write a difference of shares in points."""
    return f"{signed(lang, 100 * difference, 1)}{WIDE}{t(lang, 'unit.points')}"


def _more_euros(lang: Language, difference: float) -> str:
    return texts.euros(difference, lang, signed=True)


def _more_minutes(lang: Language, difference: float) -> str:
    return texts.duration(difference, lang, signed=True)


def _more(lang: Language, difference: float) -> str:
    return signed(lang, difference, 2)


def _more_whole(lang: Language, difference: float) -> str:
    return signed(lang, difference)


def relative(lang: Language, share: float) -> str:
    """Write a relative change: ``+12 %``."""
    return f"{signed(lang, 100 * share)}{NARROW if lang == 'fr' else ''}%"


class Unit(NamedTuple):
    """How values of a measure and their differences are written."""

    value: Writes
    difference: Writes
    more_is_better: bool | None


_WRITTEN: dict[str, tuple[Writes, Writes]] = {
    "needs_unsolved_share": (percent, points),
    "satisfaction": (percent, points),
    "cost_per_solved_need": (euros, _more_euros),
    "contacts_per_need": (_two_decimals, _more),
    "share_of_first_attempts": (percent, points),
    "share_of_contacts": (percent, points),
    "reach": (percent, points),
    "mean_wait_minutes": (duration, _more_minutes),
    "share_abandoned": (percent, points),
    "service_level": (percent, points),
    "occupancy": (percent, points),
    "resolution": (percent, points),
    "cost": (euros, _more_euros),
    "contacts": (_whole, _more_whole),
}  # fmt: skip

_BETTER = {"service_level": True, "resolution": True}
"""Of measures that `scenarios.compare.words` does not show."""

HEADLINES = (
    "journeys.cost_per_solved_need",
    "journeys.needs_unsolved_share",
    "journeys.satisfaction",
    "journeys.contacts_per_need",
)
"""What a plan is judged by, in the order in which sentences name it."""


def unit(measure: str) -> Unit:
    """Return how a measure is written, by the last word of its path."""
    last = measure.rpartition(".")[2]
    value, difference = _WRITTEN[last]
    better = UNITS[last].more_is_better if last in UNITS else _BETTER.get(last)
    return Unit(value, difference, better)


def has_name(measure: str) -> bool:
    """Return whether `name` has words for a measure."""
    last = measure.rpartition(".")[2]
    return last in _BETTER or last in UNITS


def name(measure: str, lang: Language) -> str:
    """Return what a measure is called, beginning with a capital."""
    before, _, last = measure.rpartition(".")
    if last in _BETTER or last == "occupancy":
        text = f"{channel(lang, before.rpartition('.')[2])} · {t(lang, f'measure.{last}')}"
    else:
        text = name_of(measure, lang)
    return text[0].upper() + text[1:]


def difference(measure: str, half: float) -> Writes:
    """Return what writes differences of a measure, with as many digits as half the interval has."""
    if measure.rpartition(".")[2] not in UNITS:
        return unit(measure).difference
    return lambda lang, value: signed_of(measure, value, half, lang)


def size(measure: str, lang: Language, known: Interval) -> str:
    """Write how large a difference is, without its sign, as a sentence has it."""
    return difference(measure, known.high - known.mean)(lang, abs(known.mean)).lstrip("+")


def told(measure: str, lang: Language, known: Interval) -> tuple[str, str]:
    """Return a difference and its interval in words, with as many digits as the interval has.

    The interval is empty if there is none; where the unit is points it stands once.
    """
    last = measure.rpartition(".")[2]
    half = known.high - known.mean
    change = difference(measure, half)(lang, known.mean)
    if not known.has_bounds or last not in UNITS:
        return change, ""
    write = UNITS[last].difference
    low, high = (
        write(value, lang, half).replace(MINUS, f"{MINUS}{JOINER}")
        for value in (known.low, known.high)
    )
    text = t(lang, "change.range", low=low, high=high)
    if UNITS[last].sign == "points":
        text += f"{WIDE}{t(lang, 'unit.points')}"
    return change, text


def waiting_channel(pair: Pair) -> str | None:
    """Return the channel where waiting is shown: the phone, else the first live channel."""
    live = [name for name, form in pair.channels.items() if form == "live"]
    return "phone" if "phone" in live else next(iter(live), None)


def shown(pair: Pair) -> list[str]:
    """Return the measures of the overview: those that plans are judged by, and the line's."""
    line = waiting_channel(pair)
    of_line = [f"channels.{line}.{last}" for last in ("mean_wait_minutes", "share_abandoned")]
    wanted = [*HEADLINES, *(of_line if line else [])]
    return [measure for measure in wanted if pair.effect(measure) is not None]


def side(measure: str, effect: Effect) -> str:
    """Return ``better``, ``worse``, ``unsure`` (no clear difference), ``alone`` or ``moved``."""
    if not effect.difference.has_bounds:
        return "alone"
    if not effect.is_real:
        return "unsure"
    more_is_better = unit(measure).more_is_better
    if more_is_better is None:
        return "moved"
    return "better" if (effect.difference.mean > 0) is more_is_better else "worse"


def sides(pair: Pair) -> dict[str, str]:
    """Return `side` of each headline that has a value."""
    found = {}
    for measure in HEADLINES:
        effect = pair.effect(measure)
        if effect is not None and np.isfinite(effect.difference.mean):
            found[measure] = side(measure, effect)
    return found


def verdict(pair: Pair) -> str:
    """Return ``better``, ``worse``, ``trade`` (some of each), ``unsure`` or ``alone``."""
    found = set(sides(pair).values())
    if found == {"alone"}:
        return "alone"
    if {"better", "worse"} <= found:
        return "trade"
    return next((kind for kind in ("better", "worse") if kind in found), "unsure")
