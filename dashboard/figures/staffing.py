"""A staffing search: the roster through the week, what money buys, where a channel tips."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import Cell, Table, colour_bar, layout, value_text
from dashboard.figures.panels import round_ticks
from dashboard.figures.week import MOST_HOURS, RAMPS, hour_text
from dashboard.i18n import Language, channel, duration, euros, number, percent, t
from dashboard.theme import INKS, Scheme, channel_colour, fade, ordered


def written(figure: str, lang: Language, value: float) -> str:
    """Write the value of a goal's figure, by the last word of its path."""
    last = figure.rpartition(".")[2]
    if "minutes" in last:
        return duration(lang, value)
    if "cost" in last:
        return euros(lang, value)
    if last in ("contacts_per_need", "contacts", "offered"):
        return number(lang, value, 2)
    return percent(lang, value)


def draw_roster(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw advisers on duty by weekday and half hour; times without any stay blank."""
    grid = _grid(data)
    ink = INKS[scheme]
    slots = list(grid.columns)
    span = (slots[-1] + 1 - slots[0]) / 2
    every = next((step for step in (1, 2, 3, 4, 6) if span / step <= MOST_HOURS), 6)
    hours = [slot // 2 for slot in slots if slot % (2 * every) == 0]
    ticks = round_ticks(float(np.nanmax(grid.to_numpy())))
    ticks = [tick for tick in ticks if float(tick).is_integer()]
    out = layout(lang, scheme)
    out.margin.update(t=0, b=56)
    out.xaxis.update(
        tickvals=[2 * hour - 0.5 for hour in hours],
        ticktext=[hour_text(lang, hour) for hour in hours],
        tickangle=0,
    )
    out.yaxis.update(type="category", autorange="reversed", showgrid=False)
    figure = go.Figure(layout=out)
    figure.add_heatmap(
        z=grid.to_numpy(),
        x=slots,
        y=[t(lang, f"weekday.{day}") for day in grid.index],
        colorscale=RAMPS[scheme],
        zmin=0,
        zmax=ticks[-1],
        xgap=1,
        ygap=2,
        hoverongaps=False,
        text=[
            [
                "" if np.isnan(row[slot]) else f"{_clock(slot)}: {number(lang, row[slot])}"
                for slot in slots
            ]
            for _, row in grid.iterrows()
        ],
        hovertemplate="%{y} %{text}<extra></extra>",
        colorbar=colour_bar(ticks, [number(lang, tick) for tick in ticks], ink.muted),
    )
    return figure


def table_roster(data: pd.DataFrame, lang: Language) -> Table:
    """Return advisers by half hour (rows) and weekday (columns)."""
    grid = _grid(data)
    return Table(
        (t(lang, "table.hour"), *(t(lang, f"weekday.{day}") for day in grid.index)),
        tuple(
            (_clock(slot), *(number(lang, value) for value in grid[slot].fillna(0)))
            for slot in grid.columns
        ),
    )


def draw_frontier(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw satisfaction against cost a week: a point per plan, the best of each price joined."""
    ink = INKS[scheme]
    out = layout(lang, scheme, hovermode="closest")
    out.margin.update(l=8, r=16, t=12, b=44)
    costs, shares = axis_range(data["cost"]), axis_range(data[["low", "high", "mean"]].stack())  # noqa: PD013
    ticks = axis_ticks(*costs)
    out.xaxis.update(
        range=costs,
        tickvals=ticks,
        ticktext=[euros(lang, tick) for tick in ticks],
        title={"text": t(lang, "staffing.cost_axis")},
    )
    levels = axis_ticks(*shares)
    decimals = 1 if len(levels) > 1 and levels[1] - levels[0] < 0.01 else 0
    out.yaxis.update(
        range=shares,
        tickvals=levels,
        ticktext=[percent(lang, level, decimals) for level in levels],
        title={"text": t(lang, "staffing.satisfaction_axis")},
    )
    figure = go.Figure(layout=out)
    best = data[~data["dominated"]]
    figure.add_scatter(
        x=best["cost"],
        y=best["mean"],
        mode="lines",
        line={"color": fade(ink.accent, 0.5), "width": 2},
        hoverinfo="skip",
    )
    for kind, rows in _kinds(data):
        mark = _MARKS[kind]
        colour = {"missed": ink.muted, "met": ink.accent, "answer": ink.warning}[kind]
        figure.add_scatter(
            x=rows["cost"],
            y=rows["mean"],
            mode="markers",
            marker={**mark, "color": colour, "line": {"width": 2, "color": colour}},
            error_y={
                "array": rows["high"] - rows["mean"],
                "arrayminus": rows["mean"] - rows["low"],
                "color": colour,
                "thickness": 1.6,
                "width": 0,
            },
            name=t(lang, f"staffing.{kind}"),
            text=[_point(lang, row, kind) for row in rows.itertuples(index=False)],
            hovertemplate="%{text}<extra></extra>",
        )
    return figure


def table_frontier(data: pd.DataFrame, lang: Language) -> Table:
    """Return what plans around the answer cost and give."""
    kinds = {index: kind for kind, rows in _kinds(data) for index in rows.index}
    return Table(
        tuple(t(lang, f"staffing.{name}") for name in ("cost", "satisfaction", "goals", "note")),
        tuple(
            (
                euros(lang, row.cost),
                value_text(lang, percent, Cell(row.mean, row.low, row.high)),
                t(lang, f"staffing.{kinds[index]}"),
                t(lang, "staffing.dominated") if row.dominated else "–",
            )
            for index, row in zip(data.index, data.itertuples(index=False), strict=True)
        ),
    )


def draw_tipping(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw first attempts against staff: full line on the way down, dotted on the way back up."""
    out = layout(lang, scheme, hovermode="closest")
    out.margin.update(r=16, t=12, b=44)
    low, high = float(data["staff"].min()), float(data["staff"].max())
    out.xaxis.update(
        range=[low - 0.04, high + 0.04],
        tickvals=[0.25, 0.5, 0.75, 1.0, 1.25, 1.5],
        ticktext=[percent(lang, x, 0) for x in (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)],
        title={"text": t(lang, "staffing.staff_axis")},
    )
    top = max(1.05, float(data[["mean", "high"]].max().max()) * 1.03)
    bottom = 0.5 if float(data[["mean", "low"]].min().min()) > 0.6 else 0.0
    levels = [x for x in (0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5) if bottom <= x <= top]
    out.yaxis.update(
        range=[bottom, top], tickvals=levels, ticktext=[percent(lang, x, 0) for x in levels]
    )
    figure = go.Figure(layout=out)
    for name in ordered(set(data["channel"])):
        colour = channel_colour(name, scheme)
        for way, dash in (("down", "solid"), ("up", "dot")):
            rows = data[(data["channel"] == name) & (data["way"] == way)].sort_values("staff")
            banded = rows.dropna(subset=["low"])
            figure.add_scatter(
                x=pd.concat([banded["staff"], banded["staff"][::-1]]),
                y=pd.concat([banded["low"], banded["high"][::-1]]),
                fill="toself",
                fillcolor=fade(colour, 0.14),
                line={"width": 0},
                hoverinfo="skip",
            )
            figure.add_scatter(
                x=rows["staff"],
                y=rows["mean"],
                mode="lines+markers",
                line={"color": colour, "width": 2.4, "dash": dash},
                marker={
                    "color": colour,
                    "size": 8,
                    "symbol": "triangle-left" if way == "down" else "triangle-right",
                },
                name=f"{channel(lang, name)} · {t(lang, f'staffing.{way}')}",
                text=[
                    f"{percent(lang, row.staff, 0)}: "
                    + value_text(lang, percent, Cell(row.mean, row.low, row.high))
                    for row in rows.itertuples(index=False)
                ],
                hovertemplate="%{fullData.name}, %{text}<extra></extra>",
            )
    return figure


def table_tipping(data: pd.DataFrame, lang: Language) -> Table:
    """Return a channel's first attempts by staff, on the way down and up."""
    ways = {
        (row.channel, row.staff, row.way): value_text(lang, percent, row)
        for row in data.itertuples(index=False)
    }
    levels = sorted({(row.channel, row.staff) for row in data.itertuples()}, reverse=True)
    return Table(
        tuple(t(lang, f"staffing.{name}") for name in ("channel", "staff", "down", "up")),
        tuple(
            (
                channel(lang, name),
                percent(lang, staff, 0),
                *(ways.get((name, staff, way), "–") for way in ("down", "up")),
            )
            for name, staff in levels
        ),
    )


_MARKS: dict[str, dict[str, Any]] = {
    "missed": {"symbol": "circle-open", "size": 10},
    "met": {"symbol": "circle", "size": 10},
    "answer": {"symbol": "diamond", "size": 13},
}


def _kinds(data: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    answer = data["is_answer"].astype(bool)
    meets = data["meets"].astype(bool)
    parts = [("missed", data[~answer & ~meets]), ("met", data[~answer & meets])]
    return [(kind, rows) for kind, rows in [*parts, ("answer", data[answer])] if not rows.empty]


def _point(lang: Language, row: Any, kind: str) -> str:
    told = value_text(lang, percent, Cell(row.mean, row.low, row.high))
    return f"{euros(lang, row.cost)} · {told} · {t(lang, f'staffing.{kind}')}"


def axis_range(values: pd.Series) -> list[float]:
    """Return the ends of an axis with some room around values."""
    low, high = float(values.min()), float(values.max())
    room = 0.08 * (high - low) or 0.02 * abs(high) or 1.0
    return [low - room, high + room]


def axis_ticks(low: float, high: float) -> list[float]:
    """Return round numbers between two ends, at most five steps."""
    steps = (size * 10.0**power for power in range(-5, 9) for size in (1, 2, 5))
    step = next(step for step in steps if (high - low) / step <= 5)
    first = int(np.ceil(low / step))
    return [step * i for i in range(first, int(np.floor(high / step)) + 1)]


def _clock(slot: int) -> str:
    return f"{slot // 2:02}:{30 * (slot % 2):02}"


def _grid(data: pd.DataFrame) -> pd.DataFrame:
    grid = data.set_index(["weekday", "slot"])["advisers"].unstack("slot")  # noqa: PD010
    slots = range(int(grid.columns.min()), int(grid.columns.max()) + 1)
    return grid.reindex(index=range(7), columns=slots).dropna(how="all")
