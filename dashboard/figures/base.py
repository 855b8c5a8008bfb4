"""What all figures share: layout, ink, number signs, lines with their band and their name."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard.i18n import Language, channel, number, separators, t
from dashboard.theme import FONT, INKS, Scheme, channel_colour, fade, ordered

Written = Callable[[Language, float], str]
"""How a value is written in a language, such as `i18n.percent`."""


class Table(NamedTuple):
    """A figure as a table: what it shows, for those who cannot or would rather not see it."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Cell(NamedTuple):
    """A mean with its interval, as `value_text` takes it; rows of data frames do too."""

    mean: float
    low: float
    high: float


def layout(lang: Language, scheme: Scheme, **more: Any) -> go.Layout:
    """Return the layout of every figure; `more` is laid over it."""
    ink = INKS[scheme]
    axis = {
        "gridcolor": ink.grid,
        "linecolor": ink.grid,
        "zeroline": False,
        "tickfont": {"color": ink.muted, "size": 12},
        "title": {"font": {"color": ink.muted, "size": 12}},
        "automargin": True,
        "fixedrange": True,
    }
    base = go.Layout(
        template="none",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": ink.text},
        separators=separators(lang),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        xaxis={**axis, "showgrid": False},
        yaxis=axis,
        showlegend=False,
        dragmode=False,
        hoverlabel={
            "bgcolor": ink.surface,
            "bordercolor": ink.grid,
            "font": {"family": FONT, "size": 13, "color": ink.text},
        },
    )
    return base.update(more)


def blank() -> go.Figure:
    """Return a transparent figure, shown until the real one is there."""
    return go.Figure(
        layout={
            "template": "none",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": {"visible": False},
            "yaxis": {"visible": False},
        }
    )


def failed(text: str, scheme: Scheme) -> go.Figure:
    """Return a figure that says that it could not be drawn."""
    figure = blank()
    figure.add_annotation(
        text=text,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"family": FONT, "size": 13, "color": INKS[scheme].muted},
    )
    return figure


def colour_bar(
    ticks: Sequence[float], texts: Sequence[str], ink: str, below: float = 0.1
) -> dict[str, Any]:
    """Return the scale of a heat map, lying under it by a share of the figure's height."""
    return {
        "orientation": "h",
        "y": -below,
        "yanchor": "top",
        "x": 0.5,
        "len": 0.7,
        "thickness": 10,
        "outlinewidth": 0,
        "tickvals": ticks,
        "ticktext": texts,
        "tickfont": {"color": ink, "size": 12},
    }


def range_text(lang: Language, written: Written, low: float, high: float) -> str:
    """Return an interval in words, or that a single seed has none."""
    if pd.isna(low):
        return t(lang, "interval.none")
    return t(lang, "interval.range", low=written(lang, low), high=written(lang, high))


def value_text(lang: Language, written: Written, cell: Any) -> str:
    """Return the mean of a cell with its interval if it has one; a dash without a cell."""
    if cell is None or pd.isna(cell.mean):
        return "–"
    text = written(lang, cell.mean)
    if pd.isna(cell.low):
        return text
    return f"{text} ({range_text(lang, written, cell.low, cell.high)})"


def band_of_lines(
    figure: go.Figure, data: pd.DataFrame, lang: Language, scheme: Scheme, written: Written
) -> None:
    """Add a line per channel with its 95 % band; the name of each stands at its end."""
    for name in ordered(set(data["channel"])):
        rows = data[data["channel"] == name]
        colour = channel_colour(name, scheme)
        banded = rows.dropna(subset=["low"])
        figure.add_scatter(
            x=pd.concat([banded["month"], banded["month"][::-1]]),
            y=pd.concat([banded["low"].clip(lower=0), banded["high"][::-1]]),
            fill="toself",
            fillcolor=fade(colour, 0.18),
            line={"width": 0},
            hoverinfo="skip",
            name=name,
            meta="band",
        )
        figure.add_scatter(
            x=rows["month"],
            y=rows["mean"],
            mode="lines" if len(rows) > 1 else "markers",
            line={"color": colour, "width": 2.4},
            marker={"color": colour, "size": 9},
            name=channel(lang, name),
            meta="line",
            text=[
                value_text(lang, written, row)
                for row in rows[["mean", "low", "high"]].itertuples(index=False)
            ],
            hovertemplate="%{fullData.name}: %{text}<extra></extra>",
        )


def name_line_ends(
    figure: go.Figure, ends: Sequence[tuple[str, Any, float]], scheme: Scheme, *, gap: float
) -> None:
    """Write (colour, name) at the right of each line's last point, at least `gap` apart.

    Parameters
    ----------
    ends
        Channel, name shown and height of each line's end, in axis units (log10 on a log axis).
    gap
        Least distance between names, in the same units.
    """
    heights = spread([height for _, _, height in ends], gap)
    for (name, shown, _), height in zip(ends, heights, strict=True):
        colour = channel_colour(name, scheme)
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=height,
            yanchor="middle",
            showarrow=False,
            text=f'<span style="color:{colour}">●</span> {shown}',
            font={"size": 12},
        )


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Return values moved apart as little as needed to be `gap` apart, order kept.

    Groups that are too close share their mean position (pool of adjacent violators).
    """
    order = sorted(range(len(values)), key=lambda i: values[i])
    pools: list[list[float]] = []  # mean of the shifted values, number of values
    for rank, i in enumerate(order):
        pools.append([values[i] - rank * gap, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, size = pools.pop()
            before, count = pools[-1]
            pools[-1] = [(before * count + mean * size) / (count + size), count + size]
    placed = [mean for mean, size in pools for _ in range(int(size))]
    out = [0.0] * len(values)
    for rank, i in enumerate(order):
        out[i] = placed[rank] + rank * gap
    return out


def number_or_dash(lang: Language, value: float) -> str:
    """Write a count: one decimal below 10, so that rare things are not written as none."""
    return number(lang, value, 1 if 0 < abs(value) < 10 else 0)
