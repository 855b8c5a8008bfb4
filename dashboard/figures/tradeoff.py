"""Plans against each other: cost from left to right, satisfaction upwards, the frontier joined."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.data import measures
from dashboard.figures.base import Cell, Table, layout, value_text
from dashboard.figures.staffing import axis_range, axis_ticks
from dashboard.i18n import Language, euros, percent, t, typeset
from dashboard.theme import INKS, Scheme, fade

LONGEST = 34
"""Characters of a plan's name beside its point."""


def draw(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw a point per plan with both intervals; the line joins those that no other plan beats.

    `data` has ``title_fr``, ``title_en``, ``cost`` and ``satisfaction`` with ``_low`` and
    ``_high``, ``is_base``, ``is_chosen``, ``dominated``.
    """
    ink = INKS[scheme]
    out = layout(lang, scheme, hovermode="closest")
    out.margin.update(l=8, r=16, t=14, b=44)
    spread = {
        name: pd.concat([data[f"{name}{part}"] for part in ("", "_low", "_high")])
        for name in ("cost", "satisfaction")
    }
    across, up = (axis_range(spread[name]) for name in ("cost", "satisfaction"))
    ticks, levels = axis_ticks(*across), axis_ticks(*up)
    out.xaxis.update(
        range=across,
        tickvals=ticks,
        ticktext=[euros(lang, tick) for tick in ticks],
        title={"text": measures.name("journeys.cost_per_solved_need", lang)},
    )
    out.yaxis.update(
        range=up,
        tickvals=levels,
        ticktext=[
            percent(lang, level, 1 if len(levels) > 1 and levels[1] - levels[0] < 0.01 else 0)
            for level in levels
        ],
        title={"text": measures.name("journeys.satisfaction", lang)},
    )
    figure = go.Figure(layout=out)
    best = data[~data["dominated"]].sort_values("cost")
    figure.add_scatter(
        x=best["cost"],
        y=best["satisfaction"],
        mode="lines",
        line={"color": fade(ink.accent, 0.45), "width": 2},
        hoverinfo="skip",
    )
    middle = (across[0] + across[1]) / 2
    for row in data.to_dict("records"):
        kind = "base" if row["is_base"] else "chosen" if row["is_chosen"] else "other"
        colour = {"base": ink.muted, "chosen": ink.warning, "other": ink.accent}[kind]
        figure.add_scatter(
            x=[row["cost"]],
            y=[row["satisfaction"]],
            mode="markers+text",
            marker={
                "color": colour,
                "size": 13 if kind == "chosen" else 11,
                "symbol": {"base": "square", "chosen": "diamond", "other": "circle"}[kind],
            },
            error_x=_error(row, "cost", colour),
            error_y=_error(row, "satisfaction", colour),
            text=[_short(typeset(lang, row[f"title_{lang}"]))],
            textposition="bottom left" if row["cost"] > middle else "bottom right",
            textfont={"size": 11.5, "color": ink.text},
            customdata=[_told(lang, row)],
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
        )
    return figure


def table(data: pd.DataFrame, lang: Language) -> Table:
    """Return every plan's cost and satisfaction, and whether another beats it."""
    return Table(
        (
            t(lang, "plans.plan"),
            measures.name("journeys.cost_per_solved_need", lang),
            measures.name("journeys.satisfaction", lang),
            t(lang, "staffing.note"),
        ),
        tuple(
            (
                typeset(lang, row[f"title_{lang}"]),
                value_text(lang, euros, _cell(row, "cost")),
                value_text(lang, percent, _cell(row, "satisfaction")),
                t(lang, "staffing.dominated") if row["dominated"] else "–",
            )
            for row in data.to_dict("records")
        ),
    )


def _error(row: dict[str, Any], name: str, colour: str) -> dict[str, Any]:
    return {
        "array": [row[f"{name}_high"] - row[name]],
        "arrayminus": [row[name] - row[f"{name}_low"]],
        "color": colour,
        "thickness": 1.6,
        "width": 0,
    }


def _cell(row: dict[str, Any], name: str) -> Cell:
    return Cell(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _told(lang: Language, row: dict[str, Any]) -> str:
    parts = (
        typeset(lang, row[f"title_{lang}"]),
        value_text(lang, euros, _cell(row, "cost")),
        value_text(lang, percent, _cell(row, "satisfaction")),
    )
    return "<br>".join(parts)
