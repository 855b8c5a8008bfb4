"""What a comparison shows, in sentences: is the difference real, how large, who gains, who pays."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from scenarios.compare.comparison import Comparison, Effect
from scenarios.compare.interval import LEVEL
from scenarios.compare.measures import HEADLINES
from scenarios.compare.moved import Moved
from scenarios.moves import NO_ATTEMPT, share_needs
from scenarios.summary import AGE_BANDS
from scenarios.texts import LANGUAGES, Texts, duration, euros, listed, number, percent

texts = Texts("scenarios.compare")

WHO_PAYS = ("needs_unsolved_share", "satisfaction")
"""Measures that are told by age."""


class Unit(NamedTuple):
    """How the values of a measure are written, and whether more of it is better."""

    value: Callable[[float, str], str]
    difference: Callable[[float, str, float], str]
    """Of a difference, in a language, in view of half the width of its interval."""
    cell: Callable[[float, str, float], str]
    """The same where a heading has the unit."""
    sign: str
    """Of the unit in a heading: a name under ``[units]``; empty for none."""
    more_is_better: bool | None


def _signed(scale: float, least: int) -> Callable[[float, str, float], str]:
    """Return what writes differences with as many digits as half their interval has."""

    def write(difference: float, language: str, half: float) -> str:
        size = half * scale
        digits = max(least, math.ceil(-math.log10(size))) if size > 0.0 else least
        return number(scale * difference, language, signed=True, digits=min(digits, 4))

    return write


_points, _minutes, _plain = _signed(100.0, 1), _signed(1.0, 1), _signed(1.0, 2)
_whole = _signed(1.0, 0)

SHARE_BETTER = Unit(lambda x, lang: percent(x, lang), _points, _points, "points", True)
SHARE_WORSE = SHARE_BETTER._replace(more_is_better=False)
SHARE = SHARE_BETTER._replace(more_is_better=None)
EUROS = Unit(euros, lambda x, lang, _: euros(x, lang, signed=True), _whole, "euros", False)
MINUTES = Unit(
    duration, lambda x, lang, _: duration(x, lang, signed=True), _minutes, "minutes", False
)
NUMBER = Unit(lambda x, lang: number(x, lang, digits=2), _plain, _plain, "", False)
COUNT = Unit(lambda x, lang: number(x, lang, digits=0), _whole, _whole, "", None)

UNITS = {
    "needs_unsolved_share": SHARE_WORSE,
    "satisfaction": SHARE_BETTER,
    "cost_per_solved_need": EUROS,
    "contacts_per_need": NUMBER,
    "share_of_first_attempts": SHARE,
    "reach": SHARE,
    "mean_wait_minutes": MINUTES,
    "share_abandoned": SHARE_WORSE,
    "cost": EUROS,
    "contacts": COUNT,
}
"""Of the measures that are shown to people, by the last word of their path."""


def unit_of(measure: str) -> Unit:
    """Return how a measure is written; one that is not shown to people is a plain number."""
    return UNITS.get(measure.rpartition(".")[2], NUMBER)


def name_of(measure: str, language: str) -> str:
    """Return what a measure is called, with the channel it is of."""
    parts = measure.removeprefix("journeys.").split(".")
    name = texts.named("measures", parts[-1], language)
    where = [texts.named("channels", part, language) for part in parts[:-1] if part != "channels"]
    return " · ".join([*where, name])


def band_name(band: str, language: str) -> str:
    """Return an age bracket as a language writes it."""
    name = "from" if band.endswith("+") else "band"
    return texts.text("ages", name, language, ages=band.rstrip("+"))


def heading_of(measure: str, language: str) -> str:
    """Return what a measure is called above its cells, with its unit."""
    sign = unit_of(measure).sign
    unit = f", {texts.text('units', sign, language)}" if sign else ""
    return f"{name_of(measure, language)}{unit}"


def signed(measure: str, difference: float, half: float, language: str) -> str:
    """Return a difference as a sentence has it, with its unit."""
    unit = unit_of(measure)
    shown = unit.difference(difference, language, half)
    if unit.sign != "points":
        return shown
    one = abs(100.0 * difference) < 2.0 if language == "fr" else shown.strip("+−") == "1.0"
    return f"{shown} {texts.text('units', 'point' if one else 'points', language)}"


def verdict(comparison: Comparison) -> dict[str, list[str]]:
    """Return what a comparison shows, as sentences in each language."""
    return {language: list(_sentences(comparison, language)) for language in LANGUAGES}


def _sentences(comparison: Comparison, language: str) -> Sequence[str]:
    headlines = [
        _of_everybody(measure, comparison.effect(measure), language)
        for measure in HEADLINES
        if np.isfinite(comparison.effect(measure).difference.mean)
    ]
    if len(comparison.pairs) < 2:
        return headlines
    return [
        *headlines,
        *(s for measure in WHO_PAYS for s in _by_age(comparison, measure, language)),
        *_moves(comparison, language),
        *_precision(comparison, language),
        *_pairing(comparison, language),
    ]


def _of_everybody(measure: str, effect: Effect, language: str) -> str:
    unit, difference = unit_of(measure), effect.difference
    half = effect.half_width
    if effect.is_nil:
        which = "nil"
    elif not np.isfinite(half):
        which = "alone"
    else:
        which = "real" if effect.is_real else "unsure"
    return texts.text(
        "verdicts",
        which,
        language,
        measure=_capital(name_of(measure, language)),
        base=unit.value(effect.base.mean, language),
        plan=unit.value(effect.plan.mean, language),
        difference=signed(measure, difference.mean, half, language),
        low=unit.difference(difference.ci_low, language, half),
        high=unit.difference(difference.ci_high, language, half),
        side=texts.text("sides", "better" if _is_better(measure, effect) else "worse", language),
    )


def _by_age(comparison: Comparison, measure: str, language: str) -> Sequence[str]:
    """Say who pays and who gains, with intervals that hold for all brackets at once."""
    paths = [f"journeys.by_age.{band}.{measure}" for band in AGE_BANDS]
    of_all = dict(
        zip(
            comparison.paths,
            comparison.effects_at(1.0 - (1.0 - LEVEL) / len(AGE_BANDS)),
            strict=True,
        )
    )
    effects = dict(zip(AGE_BANDS, (of_all[path] for path in paths), strict=True))
    if all(effect.is_nil for effect in effects.values()):
        return []
    found = []
    for side, better in (("pay", False), ("gain", True)):
        them = {
            band: effect
            for band, effect in effects.items()
            if effect.is_real and _is_better(measure, effect) is better
        }
        if them:
            found.append(_who(side, measure, them, language))
    return found or [texts.text("ages", "none", language, measure=name_of(measure, language))]


def _who(side: str, measure: str, them: dict[str, Effect], language: str) -> str:
    band = max(them, key=lambda band: abs(them[band].difference.mean))
    most, half = them[band].difference, them[band].half_width
    if len(them) == len(AGE_BANDS):
        who = texts.text("ages", "everybody", language)
    else:
        who = texts.text(
            "ages",
            "some",
            language,
            bands=listed([band_name(band, language) for band in them], language),
        )
    return texts.text(
        "ages",
        side,
        language,
        measure=name_of(measure, language),
        who=who,
        band=band_name(band, language),
        difference=signed(measure, most.mean, half, language),
        low=unit_of(measure).difference(most.ci_low, language, half),
        high=unit_of(measure).difference(most.ci_high, language, half),
    )


def _moves(comparison: Comparison, language: str) -> list[str]:
    """Say how many went elsewhere, where most of them went, and what weighed most."""
    moved = comparison.moved
    if moved is None:
        if share_needs(comparison.base, comparison.plan):
            return []
        return [texts.text("moves", "unmatched", language)]
    if not moved.flows:
        return [texts.text("moves", "nobody", language)]
    found = []
    if moved.routes:
        origin, destination = moved.routes[0]
        found.append(
            texts.text(
                "moves",
                "switches",
                language,
                both=number(moved.in_both.mean, language, digits=0),
                switches=number(moved.switches.mean, language, digits=0),
                half=number(moved.switches.half_width, language, digits=0),
                customers=number(moved.customers.mean, language, digits=0),
                origin=texts.named("channels", origin, language),
                destination=texts.named("channels", destination, language),
                reasons=listed(_weights(moved, language), language),
            )
        )
    more = {route[1]: n for route, n in moved.flows.items() if route[0] == NO_ATTEMPT}
    fewer = sum(n.mean for route, n in moved.flows.items() if route[1] == NO_ATTEMPT)
    if more:
        found.append(
            texts.text(
                "moves",
                "attempts",
                language,
                more=number(sum(n.mean for n in more.values()), language, digits=0),
                on=texts.named("channels", max(more, key=lambda c: more[c].mean), language),
                fewer=number(fewer, language, digits=0),
            )
        )
    return found


def _weights(moved: Moved, language: str) -> list[str]:
    """Return the reasons that weighed most, with their share of switches."""
    shares = {reason: n.mean / moved.switches.mean for reason, n in moved.main.items()}
    return [
        texts.text(
            "moves",
            "reason",
            language,
            reason=texts.text("reasons", reason, language),
            share=percent(share, language, digits=0),
        )
        for reason, share in sorted(shares.items(), key=lambda item: -item[1])
        if share >= 0.01
    ]


def _precision(comparison: Comparison, language: str) -> list[str]:
    """Say whether the wanted precisions were reached."""
    found = []
    for one in comparison.reached:
        measure = one.asked.measure
        found.append(
            texts.text(
                "precision",
                "reached" if one.is_reached else "missed",
                language,
                measure=name_of(measure, language),
                asked=_unsigned(measure, one.asked.half_width, language),
                half=_unsigned(measure, one.half_width, language),
                pairs=len(comparison.pairs),
                needed=number(one.pairs_needed, language, digits=0),
                most=comparison.most_pairs,
            )
        )
    return found


def _pairing(comparison: Comparison, language: str) -> list[str]:
    """Say what pairing bought, and what the next finer precision would take."""
    measure = "satisfaction"
    effect = comparison.effect(measure)
    if not np.isfinite(effect.times_narrower):
        return []
    finer = 10.0 ** np.floor(np.log10(effect.half_width))
    return [
        texts.text(
            "pairing",
            "narrower",
            language,
            measure=name_of(measure, language),
            times=number(effect.times_narrower, language),
            runs=2 * len(comparison.pairs),
            ratio=number(effect.times_narrower**2, language),
        ),
        texts.text(
            "pairing",
            "needed",
            language,
            measure=name_of(measure, language),
            precision=_unsigned(measure, finer, language),
            pairs=number(comparison.pairs_needed(measure, finer), language, digits=0),
        ),
    ]


def _unsigned(measure: str, half: float, language: str) -> str:
    """Return half an interval's width with its unit."""
    return signed(measure, half, half, language).lstrip("+")


def _is_better(measure: str, effect: Effect) -> bool:
    return (effect.difference.mean > 0.0) is unit_of(measure).more_is_better


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
