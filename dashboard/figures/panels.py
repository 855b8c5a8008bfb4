"""Panels: a measure on every channel, a panel each, all on one scale."""

import math
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard.data import measures
from dashboard.figures.base import layout, value_text
from dashboard.figures.over_time import LEAST_SHOWN, TICKS
from dashboard.i18n import Language, channel, short_duration, t
from dashboard.theme import INKS, Scheme, channel_colour, ordered


class Look(NamedTuple):
    """How a plan's values are drawn in a panel."""

    ink: str
    dash: str
    name: str
    texts: list[str]
    """What stands at each point when it is pointed at."""


Adds = Callable[[go.Figure, pd.DataFrame, str, Look, dict[str, str]], None]
"""Adds a plan's rows, its side and look, to the panel of the axes given."""


def draw_by_channel(
    data: pd.DataFrame, lang: Language, scheme: Scheme, add: Adds, *, hovermode: str
) -> go.Figure:
    """Draw a panel per channel: the plan in the channel's colour, the base dotted and grey.

    `data` has ``channel``, ``side``, mean, low, high and ``measure``, the same in all rows.
    """
    measure = data["measure"].iloc[0]
    written = measures.unit(measure).value
    names = ordered(set(data["channel"]))
    out = layout(lang, scheme, hovermode=hovermode, grid=grid(len(names)))
    out.margin.t = 28
    figure = go.Figure(layout=out)
    is_wait = measure == "mean_wait_minutes"
    if is_wait:
        # From seconds on the phone to days by email: a logarithm shows all.
        columns = ["mean", "low", "high"]
        data = data.assign(**data[columns].clip(lower=LEAST_SHOWN))
    for i, name in enumerate(names):
        axes = axis_names(figure, out, i)
        colour = channel_colour(name, scheme)
        for side in ("base", "plan"):
            rows = data[(data["channel"] == name) & (data["side"] == side)]
            cells = rows[["mean", "low", "high"]].itertuples(index=False)
            look = Look(
                ink=colour if side == "plan" else INKS[scheme].muted,
                dash="solid" if side == "plan" else "dot",
                name=t(lang, f"plans.{side}"),
                texts=[value_text(lang, written, cell) for cell in cells],
            )
            add(figure, rows, side, look, axes)
        panel_title(figure, i, channel(lang, name), colour)
    if is_wait:
        low, high = (
            math.log10(end) for end in (data["mean"].min() / 1.6, data["mean"].max() * 1.6)
        )
        ticks = [tick for tick in TICKS if low <= math.log10(tick) <= high]
        texts = [short_duration(lang, tick) for tick in ticks]
        figure.update_yaxes(type="log", range=[low, high], tickvals=ticks, ticktext=texts)
    else:
        ticks = round_ticks(float(data[["mean", "high"]].max().max()))
        texts = [written(lang, tick) for tick in ticks]
        figure.update_yaxes(range=[0, ticks[-1]], tickvals=ticks, ticktext=texts)
    return figure


def round_ticks(top: float) -> list[float]:
    """Return round numbers from 0 to at least `top`, at most five steps."""
    steps = (size * 10.0**power for power in range(-3, 9) for size in (1, 2, 5))
    step = next(step for step in steps if 5 * step >= top)
    return [step * i for i in range(max(1, math.ceil(top / step)) + 1)]


def grid(count: int, columns: int = 2) -> dict[str, object]:
    """Return a grid of panels that share no axis but have one scale."""
    columns = min(columns, count)
    return {
        "rows": -(-count // columns),
        "columns": columns,
        "pattern": "independent",
        "xgap": 0.16,
        "ygap": 0.34,
    }


def axis_names(figure: go.Figure, like: go.Layout, i: int) -> dict[str, str]:
    """Style the axes of the i-th panel like the first, and return their names for a trace."""
    suffix = str(i + 1) if i else ""
    if i:
        figure.layout[f"xaxis{suffix}"] = like.xaxis.to_plotly_json()
        figure.layout[f"yaxis{suffix}"] = like.yaxis.to_plotly_json()
    return {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}


def panel_title(figure: go.Figure, i: int, text: str, colour: str = "") -> None:
    """Write a panel's name above it, with a mark in its colour if it has one."""
    suffix = str(i + 1) if i else ""
    mark = f'<span style="color:{colour}">●</span> ' if colour else ""
    figure.add_annotation(
        text=mark + text,
        x=0,
        xref=f"x{suffix} domain",
        xanchor="left",
        y=1,
        yref=f"y{suffix} domain",
        yanchor="bottom",
        yshift=4,
        showarrow=False,
        font={"size": 12},
    )
