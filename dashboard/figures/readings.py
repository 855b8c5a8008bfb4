"""The change from 2012 to 2015 on each reading: points, with what the published figures allow."""

import textwrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import Table, layout
from dashboard.i18n import Language, number, signed, t
from dashboard.theme import INKS, Scheme, fade

ROW = 78
"""Pixels of a reading: its name on up to two lines, its figures, then its points."""
LINE = 44
"""Characters of a line of a name: as many as a telephone shows."""


def height(data: pd.DataFrame) -> int:
    """Return the height of the figure, pixels."""
    return ROW * len(data) + 60


def draw(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the difference, published with its 95 % interval and in the model, a row a reading."""
    ink = INKS[scheme]
    total = height(data)
    half = 1.96 * data["published_error"]
    ends = [data["published_difference"] - half, data["published_difference"] + half]
    reach = max(end.abs().max() for end in [*ends, data["simulated_difference"].fillna(0)])
    reach = max(5.0, float(reach) * 1.05)
    out = layout(lang, scheme, height=total)
    out.margin.update(l=12, r=12, t=0, b=44)
    out.yaxis.update(visible=False, range=[-(total - 44), 0], automargin=False)
    out.xaxis.update(
        range=[-reach, reach],
        tickvals=[tick for tick in (-10, -5, 0, 5, 10) if abs(tick) <= reach],
        ticktext=[signed(lang, tick) for tick in (-10, -5, 0, 5, 10) if abs(tick) <= reach],
        title={"text": t(lang, "axis.points")},
        automargin=False,
    )
    figure = go.Figure(layout=out)
    figure.add_vline(x=0, line={"color": ink.grid, "width": 2}, layer="below")
    y = [-ROW * (i + 1) + 14.0 for i in range(len(data))]
    for height_of_row, row in zip(y, data.itertuples(), strict=True):
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=height_of_row + 12,
            yanchor="bottom",
            showarrow=False,
            align="left",
            text="<br>".join(
                [
                    *(f"<b>{line}</b>" for line in textwrap.wrap(name(lang, row), LINE)),
                    _from_to(lang, row, "published"),
                ]
            ),
            font={"size": 12, "color": ink.text},
        )
    xs, ys = [], []
    for low, high, height_of_row in zip(*ends, y, strict=True):
        xs += [low, high, None]
        ys += [height_of_row, height_of_row, None]
    hover = [
        f"{t(lang, 'surveys.published')}: {_from_to(lang, row, 'published')}<br>"
        f"{t(lang, 'surveys.simulated')}: {_from_to(lang, row, 'simulated')}"
        for row in data.itertuples()
    ]
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="lines",
        line={"color": fade(ink.warning, 0.45), "width": 5},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=data["simulated_difference"],
        y=y,
        mode="markers",
        marker={"color": ink.accent, "size": 11},
        text=hover,
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=data["published_difference"],
        y=y,
        mode="markers",
        marker={
            "color": ink.warning,
            "size": 13,
            "symbol": "diamond-open",
            "line": {"width": 2.4},
        },
        text=hover,
        hovertemplate="%{text}<extra></extra>",
    )
    return figure


def table(data: pd.DataFrame, lang: Language) -> Table:
    """Return each reading's figures, published and simulated, with their difference in points."""
    return Table(
        (
            t(lang, "readings.reading"),
            t(lang, "surveys.published"),
            t(lang, "readings.difference"),
            t(lang, "surveys.simulated"),
            t(lang, "readings.difference"),
        ),
        tuple(
            (
                name(lang, row),
                _from_to(lang, row, "published"),
                _points(lang, row.published_difference, row.published_error),
                _from_to(lang, row, "simulated"),
                _points(lang, row.simulated_difference, row.simulated_error),
            )
            for row in data.itertuples()
        ),
    )


def name(lang: Language, row: Any) -> str:
    """Return what a reading is called, with its footing if that is not the printed one."""
    text = t(lang, f"readings.{row.id}")
    if row.footing == "as_printed":
        return text
    return t(lang, "readings.offset_removed", reading=text, offset=signed(lang, row.offset, 1))


def _from_to(lang: Language, row: Any, side: str) -> str:
    return t(
        lang,
        "readings.from_to",
        first=number(lang, getattr(row, f"{side}_first"), 1),
        second=number(lang, getattr(row, f"{side}_second"), 1),
    )


def _points(lang: Language, difference: float, error: float) -> str:
    text = signed(lang, difference, 1)
    if pd.isna(error):
        return text
    return t(
        lang,
        "readings.points",
        difference=text,
        low=signed(lang, difference - 1.96 * error, 1),
        high=signed(lang, difference + 1.96 * error, 1),
    )
