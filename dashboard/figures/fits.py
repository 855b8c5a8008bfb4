"""A fit: prior and posterior, figures beside their prediction, what they hang on."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import Table, layout, range_text
from dashboard.figures.week import RAMPS
from dashboard.i18n import Language, number, percent, signed, t
from dashboard.theme import INKS, Scheme, fade

ROW = 40
FIGURE_ROW = 34
CELL = 26


def height(rows: int, row: int = ROW) -> int:
    """Return the height of a figure of so many rows, pixels."""
    return 64 + row * max(rows, 1)


def plain(lang: Language, value: float) -> str:
    """Write a parameter's value with as many digits as tell it."""
    digits = 3 if abs(value) < 0.1 else 2 if abs(value) < 10 else 1
    return number(lang, value, digits)


def draw_learnt(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw each posterior within its prior: grey the prior's 90 %, the bar the posterior's."""
    ink = INKS[scheme]
    out = layout(lang, scheme, hovermode="closest")
    out.margin.update(t=8, b=32, r=12)
    out.xaxis.update(range=[-0.1, 1.1], tickvals=[0, 1], showgrid=True, gridcolor=ink.grid)
    out.xaxis.ticktext = [t(lang, "fit.prior_low"), t(lang, "fit.prior_high")]
    out.yaxis.update(range=[len(data) - 0.4, -0.6], showgrid=False)
    out.yaxis.update(tickvals=list(range(len(data))), ticktext=list(data["name"]))
    out.yaxis.tickfont.update(color=ink.text)
    figure = go.Figure(layout=out)
    rows = range(len(data))
    _bars(figure, [(0.0, 1.0)] * len(data), rows, fade(ink.muted, 0.22), 14)
    ends = [
        (float(np.clip(row.low_place, -0.08, 1.08)), float(np.clip(row.high_place, -0.08, 1.08)))
        for row in data.itertuples()
    ]
    _bars(figure, ends, rows, fade(ink.accent, 0.75), 8)
    figure.add_scatter(
        x=data["mean_place"].clip(-0.08, 1.08),
        y=list(rows),
        mode="markers",
        marker={
            "color": ink.surface,
            "size": 9,
            "line": {"color": ink.accent, "width": 2.4},
        },
        text=[_told(lang, row) for row in data.itertuples()],
        hovertemplate="%{text}<extra></extra>",
    )
    return figure


def table_learnt(data: pd.DataFrame, lang: Language) -> Table:
    """Return what was known of each parameter before and after."""
    names = ("parameter", "before", "after", "mean", "contraction", "r_hat", "draws")
    return Table(
        tuple(t(lang, f"fit.{name}") for name in names),
        tuple(
            (
                row.name,
                _range(lang, row.prior_low, row.prior_high),
                _range(lang, row.low, row.high),
                plain(lang, row.mean),
                number(lang, row.contraction, 2),
                number(lang, row.r_hat, 2),
                number(lang, row.effective_draws),
            )
            for row in data.itertuples(index=False)
        ),
    )


def draw_predicted(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw each published percentage beside where its survey would put it: a row a figure."""
    ink = INKS[scheme]
    out = layout(lang, scheme, hovermode="closest")
    out.margin.update(t=8, b=32, r=12)
    out.xaxis.update(
        range=[-2, 102],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=[percent(lang, value / 100, 0) for value in (0, 25, 50, 75, 100)],
        showgrid=True,
        gridcolor=ink.grid,
    )
    out.yaxis.update(range=[len(data) - 0.4, -0.6], showgrid=False)
    out.yaxis.update(tickvals=list(range(len(data))))
    out.yaxis.ticktext = [_label(lang, row) for row in data.itertuples()]
    out.yaxis.tickfont.update(color=ink.text)
    figure = go.Figure(layout=out)
    ends = [(float(row.low), float(row.high)) for row in data.itertuples()]
    _bars(figure, ends, range(len(data)), fade(ink.accent, 0.3), 9)
    hover = [_hover(lang, row) for row in data.itertuples()]
    for column, marker in (
        ("mean", {"color": ink.accent, "size": 9}),
        (
            "published",
            {
                "color": ink.warning,
                "size": 12,
                "symbol": [
                    "star-open" if _is_held(row) else "diamond-open" for row in data.itertuples()
                ],
                "line": {"width": 2.4},
            },
        ),
    ):
        figure.add_scatter(
            x=data[column],
            y=list(range(len(data))),
            mode="markers",
            marker=marker,
            text=hover,
            hovertemplate="%{text}<extra></extra>",
        )
    return figure


def table_predicted(data: pd.DataFrame, lang: Language) -> Table:
    """Return each figure, its prediction with interval, and how far apart they are."""
    names = ("id", "use_heading", "published", "predicted", "interval", "z")
    return Table(
        tuple(t(lang, f"fit.{name}") for name in names),
        tuple(
            (
                row.id,
                _use(lang, row),
                number(lang, row.published, 1),
                number(lang, row.mean, 1),
                _range(lang, row.low, row.high, 1),
                signed(lang, row.z, 1),
            )
            for row in data.itertuples(index=False)
        ),
    )


def table_left_out(data: pd.DataFrame, lang: Language) -> Table:
    """Return each figure as predicted without its survey, and the last value elsewhere."""
    names = ("id", "without", "published", "predicted", "interval", "z", "naive")
    return Table(
        tuple(t(lang, f"fit.{name}") for name in names),
        tuple(
            (
                row.id,
                row.without,
                number(lang, row.published, 1),
                number(lang, row.mean, 1),
                _range(lang, row.low, row.high, 1),
                signed(lang, row.z, 1),
                "–" if pd.isna(row.naive) else number(lang, row.naive, 1),
            )
            for row in data.itertuples(index=False)
        ),
    )


def draw_effects(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw which figure hangs on which parameter: darker for a larger share of its variance."""
    grid = _grid(data)
    ink = INKS[scheme]
    out = layout(lang, scheme)
    out.margin.update(t=0, b=96)
    out.xaxis.update(type="category", tickangle=-90, side="bottom")
    out.yaxis.update(type="category", autorange="reversed", showgrid=False)
    figure = go.Figure(layout=out)
    figure.add_heatmap(
        z=grid.to_numpy(),
        x=list(grid.columns),
        y=list(grid.index),
        colorscale=RAMPS[scheme],
        zmin=0,
        zmax=1,
        xgap=2,
        ygap=2,
        text=[[percent(lang, value, 0) for value in row] for row in grid.to_numpy()],
        hovertemplate="%{x} · %{y}: %{text}<extra></extra>",
        colorbar={
            "thickness": 10,
            "outlinewidth": 0,
            "tickvals": [0, 0.5, 1],
            "ticktext": [percent(lang, value, 0) for value in (0, 0.5, 1)],
            "tickfont": {"color": ink.muted, "size": 12},
        },
    )
    return figure


def table_effects(data: pd.DataFrame, lang: Language) -> Table:
    """Return the shares: a row per parameter, a column per figure."""
    grid = _grid(data)
    return Table(
        (t(lang, "fit.parameter"), *grid.columns),
        tuple(
            (name, *(percent(lang, value, 0) for value in grid.loc[name])) for name in grid.index
        ),
    )


def _bars(
    figure: go.Figure, ends: list[tuple[float, float]], rows: Any, colour: str, width: int
) -> None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for (low, high), row in zip(ends, rows, strict=True):
        xs += [low, high, None]
        ys += [row, row, None]
    figure.add_scatter(
        x=xs, y=ys, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip"
    )


def _told(lang: Language, row: Any) -> str:
    after = _range(lang, row.low, row.high)
    before = _range(lang, row.prior_low, row.prior_high)
    return f"{t(lang, 'fit.after')}: {after}<br>{t(lang, 'fit.before')}: {before}"


def _range(lang: Language, low: float, high: float, digits: int | None = None) -> str:
    def write(language: Language, value: float) -> str:
        return plain(language, value) if digits is None else number(language, value, digits)

    return range_text(lang, write, low, high)


def _label(lang: Language, row: Any) -> str:
    return f"{row.id} · {_use(lang, row)}" if getattr(row, "use", "") == "holdout" else str(row.id)


def _use(lang: Language, row: Any) -> str:
    return t(lang, f"fit.use.{row.use.replace(' ', '_')}")


def _is_held(row: Any) -> bool:
    return getattr(row, "use", "") == "holdout"


def _hover(lang: Language, row: Any) -> str:
    parts = (
        str(row.id),
        f"{t(lang, 'fit.published')} {number(lang, row.published, 1)}",
        f"{t(lang, 'fit.predicted')} {number(lang, row.mean, 1)} "
        f"({_range(lang, row.low, row.high, 1)})",
    )
    return "<br>".join(parts)


def _grid(data: pd.DataFrame) -> pd.DataFrame:
    grid = data.set_index(["parameter", "figure"])["total"].unstack("figure")  # noqa: PD010
    return grid.reindex(index=list(dict.fromkeys(data["parameter"])))
