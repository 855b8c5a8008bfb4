"""Sliders that work without a server: every position's answer is in the file, written out."""

from html import escape
from typing import Any

import numpy as np

from dashboard.data import measures
from dashboard.data.grids import Grid
from dashboard.data.pairs import Effect, Pair
from dashboard.data.statistics import Interval, interval
from dashboard.i18n import Language, channel, percent, plural, t
from dashboard.report.page import data_of

BETWEEN = 3
"""Positions from one simulated value to the next."""


def sliders(pair: Pair, grid: Grid, lang: Language) -> str:
    """Return the section of the sliders and the data of their script."""
    shown = [name for name in measures.shown(pair) if name in grid.measures]
    steps = positions(grid)
    start = [int(np.argmin(np.abs(np.array(axis) - 1.0))) for axis in steps]
    rows = [
        f'<div class="cc-sliders-row"><label for="slider-{i}">{_label(lang, desk)}</label>'
        f'<input type="range" id="slider-{i}" data-axis="{i}" min="0" max="{len(axis) - 1}" '
        f'step="1" value="{start[i]}"><output id="position-{i}" for="slider-{i}"></output></div>'
        for i, (desk, axis) in enumerate(zip(grid.desks, steps, strict=True))
    ]
    cards = [
        '<li class="cc-card cc-kpi" data-measure><div class="cc-kpi-title">'
        f"{escape(measures.name(name, lang))}</div><div class=cc-kpi-value></div>"
        "<div class=cc-change></div><div class=cc-kpi-range></div></li>"
        for name in shown
    ]
    simulated = t(lang, "report.sliders.simulated", seeds=_seeds(lang, grid))
    data = {
        "positions": [[percent(lang, value, 0) for value in axis] for axis in steps],
        "cells": [
            {
                "simulated": x in grid.factors and y in grid.factors,
                "told": [_told(lang, pair, name, grid, x, y) for name in shown],
            }
            for x in steps[0]
            for y in steps[1]
        ],
        "simulated": simulated,
        "interpolated": t(lang, "report.sliders.interpolated"),
    }
    text = t(
        lang,
        "report.sliders.text",
        runs=plural(lang, "report.sliders.runs", grid.runs),
        seeds=_seeds(lang, grid),
        factors=", ".join(percent(lang, value, 0) for value in grid.factors),
    )
    return (
        f'<section class="cc-sliders"><h2>{escape(t(lang, "report.sliders.title"))}</h2>'
        f'<p class="cc-unit">{escape(text)}</p><div class="cc-card">{"".join(rows)}'
        f'<p class="cc-stamp" id="stamp" role="status"></p></div>'
        f'<ul class="cc-kpis">{"".join(cards)}</ul>'
        f'<p class="cc-receipt">{escape(t(lang, "report.sliders.digest", digest=grid.digest))}</p>'
        f"</section>{data_of('grid', data)}"
    )


def positions(grid: Grid) -> list[list[float]]:
    """Return the positions of each slider: the simulated ones, and some between them."""
    one = [
        round(float(a + (b - a) * k / BETWEEN), 6)
        for a, b in zip(grid.factors, grid.factors[1:], strict=False)
        for k in range(BETWEEN)
    ]
    return [[*one, grid.factors[-1]]] * len(grid.desks)


def _label(lang: Language, desk: str) -> str:
    return escape(t(lang, "report.sliders.desk", desk=channel(lang, desk)))


def _seeds(lang: Language, grid: Grid) -> str:
    return plural(lang, "run.seeds", len(grid.seeds))


def effect_at(grid: Grid, measure: str, x: float, y: float) -> Effect:
    """Return what the plan changes with its desks' staff at these shares of its own.

    Between simulated positions each seed's values are weighted by distance, so the interval is
    that of the weighted runs; what a straight line misses between two of them is not in it.
    """
    plan = _between(np.array(grid.measures[measure], float), grid.factors, x, y)
    base = np.array(grid.base[measure], float)
    return Effect(interval(base), interval(plan), interval(plan - base))


def _between(cells: Any, factors: tuple[float, ...], x: float, y: float) -> Any:
    """Weight the cells around a position; axes of `cells`: first desk, second desk, seed."""
    for value in (x, y):
        right = int(np.clip(np.searchsorted(factors, value), 1, len(factors) - 1))
        low, high = factors[right - 1], factors[right]
        share = (value - low) / (high - low)
        # At a simulated position the other neighbour, which may have no value, has no say.
        if share == 0.0:
            cells = cells[right - 1]
        elif share == 1.0:
            cells = cells[right]
        else:
            cells = (1 - share) * cells[right - 1] + share * cells[right]
    return cells


def _told(
    lang: Language, pair: Pair, measure: str, grid: Grid, x: float, y: float
) -> dict[str, str]:
    effect = effect_at(grid, measure, x, y)
    known: Interval = effect.difference
    if not np.isfinite(known.mean):
        return {"value": "–", "change": "", "side": "unsure", "range": ""}
    side = measures.side(measure, effect)
    change, between = measures.told(measure, lang, known)
    arrow = "" if side == "unsure" else "▲ " if known.mean > 0 else "▼ "
    return {
        "value": measures.unit(measure).value(lang, effect.plan.mean),
        "change": f"{arrow}{change} {t(lang, f'side.{side}')}",
        "side": side,
        "range": between,
    }
