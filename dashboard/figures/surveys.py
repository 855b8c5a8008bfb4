"""Published figures beside what the same survey finds in the model: a row each, by wave."""

import textwrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import Table, layout
from dashboard.i18n import Language, number, t, typeset
from dashboard.theme import INKS, Scheme, fade

ROW = 60
"""Pixels of a row: its question on up to two lines, its points below."""
HEADER = 34
"""Pixels of the name of a wave."""
LINE = 52
"""Characters of a line of a question: as many as a telephone shows."""


def height(data: pd.DataFrame) -> int:
    """Return the height of the figure, pixels."""
    return ROW * len(data) + HEADER * data["wave"].nunique() + 50


def draw(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw percentages: hollow published, full simulated, the bar where the first should fall."""
    ink = INKS[scheme]
    total = height(data)
    out = layout(lang, scheme, height=total, hovermode="closest")
    out.margin.update(l=12, r=12, t=0, b=44)
    out.yaxis.update(visible=False, range=[-(total - 44), 0], automargin=False)
    out.xaxis.update(
        range=[-2, 102],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=[_percent(lang, value) for value in (0, 25, 50, 75, 100)],
        showgrid=True,
        gridcolor=ink.grid,
        automargin=False,
    )
    figure = go.Figure(layout=out)
    y, heights = 0.0, []
    for wave, rows in data.groupby("wave", sort=False):
        y -= HEADER
        _label(figure, y + 8, f"<b>{wave}</b>", ink.muted)
        for row in rows.itertuples():
            y -= ROW
            heights.append((row.Index, y + 16))
            mark = f" <b>({t(lang, 'surveys.holdout')})</b>" if row.role == "holdout" else ""
            lines = textwrap.wrap(typeset(lang, getattr(row, f"question_{lang}")), LINE)
            kept = lines if len(lines) <= 2 else [lines[0], lines[1][: LINE - 1] + "…"]
            _label(figure, y + 24, "<br>".join(kept) + mark, ink.text)
    placed = data.assign(y=pd.Series(dict(heights)))
    _points(figure, placed, lang, scheme)
    return figure


def _label(figure: go.Figure, y: float, text: str, colour: str) -> None:
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=y,
        yanchor="bottom",
        text=text,
        align="left",
        showarrow=False,
        font={"size": 12, "color": colour},
        borderpad=0,
    )


def _points(figure: go.Figure, data: pd.DataFrame, lang: Language, scheme: Scheme) -> None:
    ink = INKS[scheme]
    known = data.dropna(subset=["standard_error"])
    half = 1.96 * known["standard_error"]
    xs, ys = [], []
    for low, high, y in zip(
        (known["simulated"] - half).clip(0, 100),
        (known["simulated"] + half).clip(0, 100),
        known["y"],
        strict=True,
    ):
        xs += [low, high, None]
        ys += [y, y, None]
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="lines",
        line={"color": fade(ink.accent, 0.3), "width": 9},
        hoverinfo="skip",
        name=t(lang, "surveys.band"),
    )
    hover = [hover_text(row, lang) for row in data.itertuples()]
    holdout = data["role"] == "holdout"
    figure.add_scatter(
        x=data["simulated"],
        y=data["y"],
        mode="markers",
        marker={"color": ink.accent, "size": 11, "symbol": "circle"},
        text=hover,
        hovertemplate="%{text}<extra></extra>",
        name=t(lang, "surveys.simulated"),
    )
    figure.add_scatter(
        x=data["published"],
        y=data["y"],
        mode="markers",
        marker={
            "color": ink.warning,
            "size": 13,
            "symbol": ["star-open" if held else "diamond-open" for held in holdout],
            "line": {"width": 2.4},
        },
        text=hover,
        hovertemplate="%{text}<extra></extra>",
        name=t(lang, "surveys.published"),
    )


def hover_text(row: Any, lang: Language) -> str:
    """Return both figures of a row, and how far apart they are in standard errors."""
    return t(
        lang,
        "surveys.hover",
        id=row.id,
        published=_percent(lang, row.published),
        simulated=_percent(lang, row.simulated, 1),
        z=number(lang, row.z, 1),
    )


def table(data: pd.DataFrame, lang: Language) -> Table:
    """Return the rows drawn: question, both figures, z and role."""
    headers = ("wave", "question", "published", "simulated", "z", "role")
    return Table(
        tuple(t(lang, f"surveys.{name}") for name in headers),
        tuple(
            (
                row.wave,
                getattr(row, f"question_{lang}"),
                _percent(lang, row.published),
                _percent(lang, row.simulated, 1),
                number(lang, row.z, 1),
                t(lang, f"code.role.{row.role}"),
            )
            for row in data.itertuples()
        ),
    )


def _percent(lang: Language, value: float, decimals: int = 0) -> str:
    return number(lang, value, decimals) + ("\u202f%" if lang == "fr" else "%")
