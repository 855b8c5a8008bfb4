"""Contacts and waits by channel over time: lines with their interval, named at their end."""

import math

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import (
    Table,
    Written,
    band_of_lines,
    layout,
    name_line_ends,
    value_text,
)
from dashboard.i18n import Language, channel, duration, month, number, short_duration, t
from dashboard.theme import Scheme, ordered

NAME_WIDTH = 118
"""Pixels kept at the right for the names of the lines."""

TICKS = (0.1, 0.5, 1, 5, 15, 60, 240, 1440, 4320, 10080, 43200)
"""Waits that are easy to read, minutes; ticks of the logarithmic axis."""

LEAST_SHOWN = 0.05
"""Minutes; means below are drawn here, where a logarithm has no end."""


def draw_contacts(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw contacts a day per 1,000 customers."""
    figure = go.Figure(layout=_layout(lang, scheme))
    band_of_lines(figure, data, lang, scheme, one_decimal)
    top = max(data["mean"].max(), data["high"].max(), 0.1) * 1.06
    figure.update_yaxes(range=[0, top], nticks=6)
    _name_ends(figure, data, lang, scheme, gap=0.065 * top, log=False)
    return figure


def draw_waits(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw mean waits on a logarithmic axis, from seconds at the store to days by email."""
    data = data.assign(
        mean=data["mean"].clip(lower=LEAST_SHOWN), low=data["low"].clip(lower=LEAST_SHOWN)
    )
    figure = go.Figure(layout=_layout(lang, scheme))
    band_of_lines(figure, data, lang, scheme, duration)
    low, high = math.log10(data["mean"].min() / 1.6), math.log10(data["mean"].max() * 1.6)
    ticks = [tick for tick in TICKS if low <= math.log10(tick) <= high]
    figure.update_yaxes(
        type="log",
        range=[low, high],
        tickvals=ticks,
        ticktext=[short_duration(lang, tick) for tick in ticks],
    )
    _name_ends(figure, data, lang, scheme, gap=0.065 * (high - low), log=True)
    return figure


def table_contacts(data: pd.DataFrame, lang: Language) -> Table:
    """Return contacts a day per 1,000 customers by month and channel."""
    return _table(data, lang, one_decimal)


def table_waits(data: pd.DataFrame, lang: Language) -> Table:
    """Return mean waits by month and channel."""
    return _table(data, lang, duration)


def one_decimal(lang: Language, value: float) -> str:
    """Write a number with one decimal."""
    return number(lang, value, 1)


def _layout(lang: Language, scheme: Scheme) -> go.Layout:
    out = layout(lang, scheme, hovermode="x unified")
    out.margin.r = NAME_WIDTH
    out.xaxis.update(type="date", tickformat="%b\n%Y", nticks=5, hoverformat="%b %Y")
    return out


def _name_ends(
    figure: go.Figure, data: pd.DataFrame, lang: Language, scheme: Scheme, *, gap: float, log: bool
) -> None:
    last = data.sort_values("month").groupby("channel")["mean"].last()
    ends = [
        (name, channel(lang, name), math.log10(last[name]) if log else float(last[name]))
        for name in ordered(set(last.index))
    ]
    name_line_ends(figure, ends, scheme, gap=gap)


def _table(data: pd.DataFrame, lang: Language, written: Written) -> Table:
    channels = ordered(set(data["channel"]))
    cells = {(row.month, row.channel): row for row in data.itertuples(index=False)}
    rows = []
    for day in sorted(set(data["month"])):
        texts = [value_text(lang, written, cells.get((day, name))) for name in channels]
        rows.append((month(lang, day), *texts))
    return Table((t(lang, "table.month"), *(channel(lang, c) for c in channels)), tuple(rows))
