"""Satisfaction by channel: a point with its interval and its number."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.base import Table, layout, range_text
from dashboard.i18n import Language, channel, percent, t
from dashboard.theme import INKS, Scheme, channel_colour, channel_symbol, fade, ordered


def draw(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the share of satisfying contacts, a row per channel."""
    rows = data.set_index("channel")
    names = ordered(set(rows.index))
    out = layout(lang, scheme)
    out.margin.r = 60
    out.xaxis.update(
        range=[0, 1],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        ticktext=[percent(lang, share, 0) for share in (0, 0.25, 0.5, 0.75, 1)],
        showgrid=True,
        gridcolor=INKS[scheme].grid,
    )
    out.yaxis.update(autorange="reversed", type="category", showgrid=False)
    out.yaxis.tickfont.update(color=INKS[scheme].text, size=13)
    figure = go.Figure(layout=out)
    for name in names:
        row = rows.loc[name]
        colour = channel_colour(name, scheme)
        shown = channel(lang, name)
        half: dict[str, Any] = {"visible": False}
        if pd.notna(row["low"]):
            half = {
                "array": [row["high"] - row["mean"]],
                "arrayminus": [row["mean"] - row["low"]],
                "color": colour,
                "thickness": 2.5,
                "width": 0,
            }
        figure.add_bar(
            orientation="h",
            x=[row["mean"]],
            y=[shown],
            width=0.08,
            marker={"color": fade(colour, 0.35), "line": {"width": 0}},
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=[row["mean"]],
            y=[shown],
            error_x=half,
            mode="markers",
            marker={"color": colour, "size": 15, "symbol": channel_symbol(name)},
            name=shown,
            customdata=[range_text(lang, percent, row["low"], row["high"])],
            text=[percent(lang, row["mean"])],
            hovertemplate="%{y}: %{text} (%{customdata})<extra></extra>",
        )
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=8,
            y=shown,
            text=f"<b>{percent(lang, row['mean'], 0)}</b>",
            showarrow=False,
        )
    return figure


def table(data: pd.DataFrame, lang: Language) -> Table:
    """Return the share of satisfying contacts by channel."""
    rows = data.set_index("channel")
    return Table(
        (t(lang, "table.channel"), t(lang, "table.satisfied"), t(lang, "table.interval")),
        tuple(
            (
                channel(lang, name),
                percent(lang, rows.loc[name, "mean"]),
                range_text(lang, percent, rows.loc[name, "low"], rows.loc[name, "high"]),
            )
            for name in ordered(set(rows.index))
        ),
    )
