"""The week under both plans: one heat map above the other, on one scale."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import Table, Written, colour_bar, layout
from dashboard.figures.panels import panel_title
from dashboard.figures.week import MOST_HOURS, RAMPS, hour_text, scale_ticks
from dashboard.i18n import Language, duration, percent, short_duration, t
from dashboard.theme import INKS, Scheme

SIDES = ("base", "plan")


def draw_waits(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the mean wait by hour of the week under both plans."""
    ticks = scale_ticks(float(data["mean"].max()))
    texts = [short_duration(lang, tick) if tick else "0" for tick in ticks]
    return _draw(data, lang, scheme, duration, ticks, texts)


def table_waits(data: pd.DataFrame, lang: Language) -> Table:
    """Return the mean wait by plan, weekday and hour."""
    return _table(data, lang, duration)


def draw_occupancy(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the share of paid time that advisers are busy, by hour of the week."""
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    texts = [percent(lang, tick, 0) for tick in ticks]
    return _draw(data, lang, scheme, percent, ticks, texts)


def table_occupancy(data: pd.DataFrame, lang: Language) -> Table:
    """Return the share of paid time busy by plan, weekday and hour."""
    return _table(data, lang, percent)


def _draw(
    data: pd.DataFrame,
    lang: Language,
    scheme: Scheme,
    written: Written,
    ticks: list[float],
    texts: list[str],
) -> go.Figure:
    ink = INKS[scheme]
    first, last = int(data["hour_of_day"].min()), int(data["hour_of_day"].max())
    hours = list(range(first, last + 1))
    days = sorted(set(data["weekday"]))
    every = next(step for step in (1, 2, 3, 4) if len(hours) / step <= MOST_HOURS)
    out = layout(lang, scheme)
    out.margin.update(t=24, b=56)
    out.update(grid={"rows": 2, "columns": 1, "pattern": "independent", "ygap": 0.2})
    out.xaxis.update(
        tickvals=hours[::every],
        ticktext=[hour_text(lang, hour) for hour in hours[::every]],
        tickangle=0,
    )
    out.yaxis.update(type="category", autorange="reversed", showgrid=False)
    figure = go.Figure(layout=out)
    figure.layout.xaxis2 = out.xaxis.to_plotly_json()
    figure.layout.yaxis2 = out.yaxis.to_plotly_json()
    for i, side in enumerate(SIDES):
        cells = data[data["side"] == side].set_index(["weekday", "hour_of_day"])["mean"]
        values = np.array(
            [[cells.get((day, hour), np.nan) for hour in hours] for day in days], float
        )
        suffix = str(i + 1) if i else ""
        figure.add_heatmap(
            z=np.round(values, 4),
            x=hours,
            y=[t(lang, f"weekday.{day}") for day in days],
            coloraxis="coloraxis",
            xgap=2,
            ygap=2,
            hoverongaps=False,
            text=[
                [
                    f"{hour_text(lang, hour)}: {written(lang, value)}"
                    for hour, value in zip(hours, row, strict=True)
                ]
                for row in values
            ],
            hovertemplate="%{y} %{text}<extra></extra>",
            xaxis=f"x{suffix}",
            yaxis=f"y{suffix}",
        )
        panel_title(figure, i, t(lang, f"plans.{side}"))
    figure.update_layout(
        coloraxis={
            "colorscale": RAMPS[scheme],
            "cmin": 0,
            "cmax": ticks[-1],
            "colorbar": colour_bar(ticks, texts, ink.muted, below=0.06),
        }
    )
    return figure


def _table(data: pd.DataFrame, lang: Language, written: Written) -> Table:
    days = sorted(set(data["weekday"]))
    cells = data.set_index(["side", "hour_of_day", "weekday"])["mean"]
    return Table(
        (
            t(lang, "table.hour"),
            t(lang, "table.plan"),
            *(t(lang, f"weekday.{day}") for day in days),
        ),
        tuple(
            (
                hour_text(lang, hour),
                t(lang, f"plans.{side}"),
                *(written(lang, float(cells.get((side, hour, day), np.nan))) for day in days),
            )
            for hour in sorted(set(data["hour_of_day"]))
            for side in SIDES
        ),
    )
