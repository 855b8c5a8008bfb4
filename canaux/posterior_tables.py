"""Figures at draws of a posterior as tables for people, in English or French."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from canaux.numbers import NONE, Written, decimal, duration, euros, percent
from canaux.tables import plain_table
from canaux.words import channel_name, measure_name, texts
from scenarios.posterior import SEEDS_PER_DRAW, Uncertain

FIGURES: Mapping[str, Written] = {
    "share_of_first_attempts": percent,
    "reach": percent,
    "mean_wait_minutes": duration,
    "share_abandoned": percent,
    "satisfaction": percent,
    "resolution": percent,
}
JOURNEYS: Mapping[str, Written] = {
    "contacts_per_need": decimal,
    "needs_unsolved_share": percent,
    "satisfaction": percent,
    "cost_per_solved_need": euros,
}

Found = Mapping[str, Uncertain]
"""Figures by their dotted paths."""


def heading(draws: int, taken: int, parameters: int, language: str) -> str:
    """Return what was run, in one line."""
    return texts.text(
        "posterior",
        "heading",
        language,
        draws=draws,
        runs=SEEDS_PER_DRAW,
        taken=taken,
        parameters=parameters,
    )


def channels(found: Found, names: Sequence[str], language: str) -> Table:
    """Return the figures of every channel with both spreads."""
    table = plain_table(texts.text("posterior", "channels", language))
    table.add_column("")
    for name in names:
        table.add_column(channel_name(name, language), justify="right")
    for key, written in FIGURES.items():
        cells = [_cell(found.get(f"channels.{name}.{key}"), written, language) for name in names]
        table.add_row(measure_name(key, language), *cells)
    return table


def needs(found: Found, language: str) -> Table:
    """Return what came of all needs, with both spreads and an interval."""
    table = plain_table(texts.text("posterior", "needs", language))
    table.add_column("")
    for name in ("mean", "interval"):
        table.add_column(texts.text("posterior", name, language), justify="right")
    for key, written in JOURNEYS.items():
        value = found.get(f"journeys.{key}")
        interval = NONE if value is None else _between(value, written, language)
        cell = _cell(value, written, language).replace("\n", " ")
        table.add_row(measure_name(key, language), cell, interval)
    return table


def _cell(value: Uncertain | None, written: Written, language: str) -> str:
    if value is None:
        return NONE
    spreads = " ".join(
        f"±{written(spread, language)}" for spread in (value.parameter_sd, value.simulation_sd)
    )
    return f"{written(value.mean, language)}\n{spreads}"


def _between(value: Uncertain, written: Written, language: str) -> str:
    low, high = (written(bound, language) for bound in (value.ci_low, value.ci_high))
    return texts.text("posterior", "between", language, low=low, high=high)
