"""Channels of first attempts by age: full bars, a channel in its colour."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import Table, layout, value_text
from dashboard.i18n import Language, channel, percent, t
from dashboard.theme import Scheme, channel_colour, ordered

LEAST_WRITTEN = 0.08
"""Shares below have no room for their number."""


def draw(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the share of first attempts of each channel, a bar per age band, youngest on top."""
    bands = list(dict.fromkeys(data["age_band"]))
    out = layout(lang, scheme, barmode="stack", bargap=0.28)
    out.xaxis.update(visible=False, range=[0, 1])
    out.yaxis.update(autorange="reversed", type="category", showgrid=False)
    figure = go.Figure(layout=out)
    for name in ordered(set(data["channel"])):
        rows = data[data["channel"] == name].set_index("age_band").reindex(bands)
        figure.add_bar(
            orientation="h",
            y=[age(band) for band in bands],
            x=rows["mean"],
            name=channel(lang, name),
            marker={"color": channel_colour(name, scheme), "line": {"width": 0}},
            text=[
                percent(lang, share, 0) if share >= LEAST_WRITTEN else "" for share in rows["mean"]
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 12, "color": "#ffffff" if scheme == "light" else "#10131a"},
            customdata=[
                value_text(lang, percent, row)
                for row in rows[["mean", "low", "high"]].itertuples(index=False)
            ],
            hovertemplate="%{y} · %{fullData.name}: %{customdata}<extra></extra>",
        )
    return figure


def table(data: pd.DataFrame, lang: Language) -> Table:
    """Return the share of first attempts of each channel by age band."""
    channels = ordered(set(data["channel"]))
    cells = {(row.age_band, row.channel): row for row in data.itertuples(index=False)}
    rows = tuple(
        (
            age(band),
            *(value_text(lang, percent, cells.get((band, name))) for name in channels),
        )
        for band in dict.fromkeys(data["age_band"])
    )
    return Table((t(lang, "table.age"), *(channel(lang, c) for c in channels)), rows)


def age(band: str) -> str:
    """Return a band as it is shown: ``18–24``, ``75+``."""
    return band.replace("-", "–")
