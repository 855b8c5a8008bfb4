"""A measure by age, a panel per channel on one scale, under both plans."""

import math

import pandas as pd
import plotly.graph_objects as go

from dashboard.data import measures
from dashboard.figures.ages import age
from dashboard.figures.base import Table, layout, value_text
from dashboard.figures.over_time import LEAST_SHOWN, TICKS
from dashboard.figures.two_plans import axis_names, grid, panel_title, round_ticks
from dashboard.i18n import Language, channel, short_duration, t
from dashboard.theme import INKS, Scheme, channel_colour, ordered


def draw(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw a panel per channel: a point per age bracket, joined; full line plan, dotted base.

    `data` has ``age_band``, ``channel``, ``side``, mean, low, high and ``measure``, the same in all
    rows.
    """
    measure = data["measure"].iloc[0]
    written = measures.unit(measure).value
    names = ordered(set(data["channel"]))
    out = layout(lang, scheme, hovermode="closest", grid=grid(len(names)))
    out.margin.t = 28
    figure = go.Figure(layout=out)
    is_wait = measure == "mean_wait_minutes"
    if is_wait:
        columns = ["mean", "low", "high"]
        data = data.assign(**data[columns].clip(lower=LEAST_SHOWN))
    for i, name in enumerate(names):
        axes = axis_names(figure, out, i)
        colour = channel_colour(name, scheme)
        for side in ("base", "plan"):
            rows = data[(data["channel"] == name) & (data["side"] == side)]
            ink = colour if side == "plan" else INKS[scheme].muted
            figure.add_scatter(
                x=[age(band) for band in rows["age_band"]],
                y=rows["mean"],
                mode="lines+markers",
                line={
                    "color": ink,
                    "width": 2.2 if side == "plan" else 1.4,
                    "dash": "solid" if side == "plan" else "dot",
                },
                marker={"color": ink, "size": 7 if side == "plan" else 5},
                error_y={
                    "array": rows["high"] - rows["mean"],
                    "arrayminus": rows["mean"] - rows["low"],
                    "color": ink,
                    "thickness": 1.4,
                    "width": 0,
                    "visible": side == "plan",
                },
                name=t(lang, f"plans.{side}"),
                text=[
                    value_text(lang, written, row)
                    for row in rows[["mean", "low", "high"]].itertuples(index=False)
                ],
                hovertemplate="%{x} · %{fullData.name}: %{text}<extra></extra>",
                **axes,
            )
        panel_title(figure, i, channel(lang, name), colour)
    figure.update_xaxes(type="category", tickangle=0, nticks=8, tickfont={"size": 10.5})
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


def table(data: pd.DataFrame, lang: Language) -> Table:
    """Return the measure by age bracket; a column per channel and plan."""
    written = measures.unit(data["measure"].iloc[0]).value
    columns = [(c, s) for c in ordered(set(data["channel"])) for s in ("base", "plan")]
    cells = {(row.age_band, row.channel, row.side): row for row in data.itertuples(index=False)}
    return Table(
        (
            t(lang, "table.age"),
            *(f"{channel(lang, name)} · {t(lang, f'plans.{side}')}" for name, side in columns),
        ),
        tuple(
            (
                age(band),
                *(value_text(lang, written, cells.get((band, *column))) for column in columns),
            )
            for band in dict.fromkeys(data["age_band"])
        ),
    )
