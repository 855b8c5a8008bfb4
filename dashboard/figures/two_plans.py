"""Two plans over time: the plan a full line with its band, the base a dashed one."""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.data import measures
from dashboard.figures.base import Table, Written, band_of_lines, layout, name_line_ends, value_text
from dashboard.figures.over_time import NAME_WIDTH, one_decimal
from dashboard.figures.panels import (
    Look,
    axis_names,
    draw_by_channel,
    grid,
    panel_title,
    round_ticks,
)
from dashboard.figures.week import scale_ticks
from dashboard.i18n import (
    Language,
    channel,
    duration,
    full_date,
    month,
    number,
    t,
)
from dashboard.theme import INKS, Scheme, channel_colour, fade, ordered


def draw_contacts(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw contacts a day per 1,000 customers by channel, under both plans."""
    out = layout(lang, scheme, hovermode="x unified")
    out.margin.r = NAME_WIDTH
    out.xaxis.update(type="date", tickformat="%b\n%Y", nticks=5, hoverformat="%b %Y")
    figure = go.Figure(layout=out)
    base, plan = (data[data["side"] == side] for side in ("base", "plan"))
    for name in ordered(set(base["channel"])):
        rows = base[base["channel"] == name]
        figure.add_scatter(
            x=rows["month"],
            y=rows["mean"],
            mode="lines",
            line={"color": channel_colour(name, scheme), "width": 1.6, "dash": "dot"},
            name=t(lang, "plans.base_of", name=channel(lang, name)),
            meta="base",
            text=[value_text(lang, one_decimal, row) for row in _cells(rows)],
            hovertemplate="%{fullData.name}: %{text}<extra></extra>",
        )
    band_of_lines(figure, plan, lang, scheme, one_decimal)
    top = max(data["mean"].max(), plan["high"].max(), 0.1) * 1.06
    figure.update_yaxes(range=[0, top], nticks=6)
    last = plan.sort_values("month").groupby("channel")["mean"].last()
    ends = [(name, channel(lang, name), float(last[name])) for name in ordered(set(last.index))]
    name_line_ends(figure, ends, scheme, gap=0.07 * top)
    return figure


def table_contacts(data: pd.DataFrame, lang: Language) -> Table:
    """Return contacts a day per 1,000 customers by month, channel and plan."""
    return by_month_table(data, lang, one_decimal)


def draw_panels(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw a measure by month, a panel per channel on one scale, under both plans.

    `data` has the columns of `compared.by_month` and ``measure``, the same in all rows.
    """
    figure = draw_by_channel(data, lang, scheme, _add_line, hovermode="x unified")
    figure.update_xaxes(type="date", tickformat="%b", nticks=5, hoverformat="%b %Y")
    return figure


def _add_line(
    figure: go.Figure, rows: pd.DataFrame, side: str, look: Look, axes: dict[str, str]
) -> None:
    banded = rows.dropna(subset=["low"])
    if side == "plan":
        figure.add_scatter(
            x=pd.concat([banded["month"], banded["month"][::-1]]),
            y=pd.concat([banded["low"].clip(lower=0), banded["high"][::-1]]),
            fill="toself",
            fillcolor=fade(look.ink, 0.18),
            line={"width": 0},
            hoverinfo="skip",
            **axes,
        )
    figure.add_scatter(
        x=rows["month"],
        y=rows["mean"],
        mode="lines" if len(rows) > 1 else "markers",
        line={"color": look.ink, "width": 2.4 if side == "plan" else 1.6, "dash": look.dash},
        name=look.name,
        text=look.texts,
        hovertemplate="%{fullData.name}: %{text}<extra></extra>",
        **axes,
    )


def table_panels(data: pd.DataFrame, lang: Language) -> Table:
    """Return a measure by month, channel and plan."""
    return by_month_table(data, lang, measures.unit(data["measure"].iloc[0]).value)


def draw_weeks(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw a number a week of each written channel, a panel each, under both plans.

    `data` has ``week``, ``channel``, ``side``, ``value`` and ``written``: ``number`` or
    ``duration``.
    """
    names = ordered(set(data["channel"]))
    out = layout(lang, scheme, hovermode="x unified", grid=grid(len(names), 1))
    out.margin.t = 28
    figure = go.Figure(layout=out)
    written, ticks_of = _WRITTEN[data["written"].iloc[0]]
    for i, name in enumerate(names):
        axes = axis_names(figure, out, i)
        colour = channel_colour(name, scheme)
        for side in ("base", "plan"):
            rows = data[(data["channel"] == name) & (data["side"] == side)]
            figure.add_scatter(
                x=rows["week"],
                y=rows["value"],
                mode="lines",
                line={
                    "color": colour if side == "plan" else INKS[scheme].muted,
                    "width": 2.4 if side == "plan" else 1.6,
                    "dash": "solid" if side == "plan" else "dot",
                },
                name=t(lang, f"plans.{side}"),
                text=[written(lang, value) for value in rows["value"]],
                hovertemplate="%{fullData.name}: %{text}<extra></extra>",
                **axes,
            )
        panel_title(figure, i, channel(lang, name), colour)
        ticks = ticks_of(float(data.loc[data["channel"] == name, "value"].max()))
        figure.layout[f"yaxis{i + 1 if i else ''}"].update(
            range=[0, ticks[-1] * 1.04],
            tickvals=ticks,
            ticktext=[written(lang, tick) if tick else "0" for tick in ticks],
        )
    figure.update_xaxes(type="date", tickformat="%b", nticks=8, hoverformat="%d %b %Y")
    return figure


def table_weeks(data: pd.DataFrame, lang: Language) -> Table:
    """Return the number of each week by channel and plan."""
    written, _ = _WRITTEN[data["written"].iloc[0]]
    cells = data.set_index(["week", "channel", "side"])["value"]
    columns = [(c, s) for c in ordered(set(data["channel"])) for s in ("base", "plan")]
    return Table(
        (t(lang, "table.week"), *(_heading(lang, *column) for column in columns)),
        tuple(
            (
                full_date(lang, week.date()),
                *(written(lang, float(cells.get((week, *column), 0.0))) for column in columns),
            )
            for week in sorted(set(data["week"]))
        ),
    )


_WRITTEN: dict[str, tuple[Written, Callable[[float], list[float]]]] = {
    "number": (number, round_ticks),
    "duration": (duration, scale_ticks),
}


def by_month_table(data: pd.DataFrame, lang: Language, written: Written) -> Table:
    """Return a value with its interval by month; a column per channel and plan."""
    columns = [(c, s) for c in ordered(set(data["channel"])) for s in ("base", "plan")]
    cells = {(row.month, row.channel, row.side): row for row in data.itertuples(index=False)}
    return Table(
        (t(lang, "table.month"), *(_heading(lang, *column) for column in columns)),
        tuple(
            (
                month(lang, day),
                *(value_text(lang, written, cells.get((day, *column))) for column in columns),
            )
            for day in sorted(set(data["month"]))
        ),
    )


def _cells(rows: pd.DataFrame) -> Iterable[Any]:
    return rows[["mean", "low", "high"]].itertuples(index=False)


def _heading(lang: Language, name: str, side: str) -> str:
    return f"{channel(lang, name)} · {t(lang, f'plans.{side}')}"
