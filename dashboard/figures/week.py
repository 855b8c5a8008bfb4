"""Waiting through the week: a heat map of weekday and hour of day."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import Table, colour_bar, layout
from dashboard.i18n import Language, duration, short_duration, t
from dashboard.theme import INKS, Scheme

MOST_HOURS = 7
"""Hours written under the map: as many as a telephone shows side by side."""

MOST_STEPS = 5
"""Steps of the scale of waits."""

_STEPS = (
    *(seconds / 60 for seconds in (1, 2, 5, 10, 15, 30)),
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 360.0, 720.0, 1440.0, 4320.0, 10080.0),
)
"""Steps that are easy to read, minutes."""

RAMPS = {
    "light": [[0, "#eef3fb"], [0.5, "#6d9fdc"], [1, "#0a3573"]],
    "dark": [[0, "#232a38"], [0.5, "#34669f"], [1, "#dbe9ff"]],
}
"""One hue from weak to strong, so that lightness alone tells, whatever the reader's eyes."""


def draw(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the mean wait of those who arrive in each hour of the week; closed hours stay blank."""
    grid = _grid(data)
    ink = INKS[scheme]
    waits = grid.to_numpy()
    ticks = scale_ticks(float(np.nanmax(waits)))
    every = next(step for step in (1, 2, 3, 4) if len(grid.columns) / step <= MOST_HOURS)
    hours = list(grid.columns)[::every]
    out = layout(lang, scheme)
    out.margin.update(t=0, b=56)
    out.xaxis.update(
        tickvals=hours, ticktext=[hour_text(lang, hour) for hour in hours], tickangle=0
    )
    out.yaxis.update(type="category", autorange="reversed", showgrid=False)
    figure = go.Figure(layout=out)
    figure.add_heatmap(
        z=waits,
        x=list(grid.columns),
        y=[t(lang, f"weekday.{day}") for day in grid.index],
        colorscale=RAMPS[scheme],
        zmin=0,
        zmax=ticks[-1],
        xgap=2,
        ygap=2,
        hoverongaps=False,
        text=[
            [f"{hour_text(lang, hour)}: {duration(lang, row[hour])}" for hour in grid.columns]
            for _, row in grid.iterrows()
        ],
        hovertemplate="%{y} %{text}<extra></extra>",
        colorbar=colour_bar(ticks, [short_duration(lang, tick) for tick in ticks], ink.muted),
    )
    return figure


def table(data: pd.DataFrame, lang: Language) -> Table:
    """Return the mean wait by hour (rows) and weekday (columns)."""
    grid = _grid(data)
    return Table(
        (t(lang, "table.hour"), *(t(lang, f"weekday.{day}") for day in grid.index)),
        tuple(
            (hour_text(lang, hour), *(duration(lang, wait) for wait in grid[hour]))
            for hour in grid.columns
        ),
    )


def _grid(data: pd.DataFrame) -> pd.DataFrame:
    grid = data.set_index(["weekday", "hour_of_day"])["mean"].unstack("hour_of_day")  # noqa: PD010
    hours = range(int(grid.columns.min()), int(grid.columns.max()) + 1)
    return grid.reindex(index=range(7), columns=hours).dropna(how="all")


def hour_text(lang: Language, hour: int) -> str:
    """Return an hour of the day as it is written."""
    return f"{hour}{t(lang, 'unit.hour_of_day')}"


def scale_ticks(top: float) -> list[float]:
    """Return round waits from 0 to at least `top`, minutes, as few steps as read well."""
    step = next((step for step in _STEPS if MOST_STEPS * step >= top), _STEPS[-1])
    return [i * step for i in range(int(np.ceil(max(top, step) / step)) + 1)]
