"""A measure by age, a panel per channel on one scale, under both plans."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.data import measures
from dashboard.figures.ages import age
from dashboard.figures.base import Table, value_text
from dashboard.figures.panels import Look, draw_by_channel
from dashboard.i18n import Language, channel, t
from dashboard.theme import Scheme, ordered


def draw(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw a panel per channel: a point per age bracket, joined; full line plan, dotted base.

    `data` has ``age_band``, ``channel``, ``side``, mean, low, high and ``measure``, the same in all
    rows.
    """
    figure = draw_by_channel(data, lang, scheme, _add_points, hovermode="closest")
    figure.update_xaxes(type="category", tickangle=0, nticks=8, tickfont={"size": 10.5})
    return figure


def _add_points(
    figure: go.Figure, rows: pd.DataFrame, side: str, look: Look, axes: dict[str, str]
) -> None:
    figure.add_scatter(
        x=[age(band) for band in rows["age_band"]],
        y=rows["mean"],
        mode="lines+markers",
        line={"color": look.ink, "width": 2.2 if side == "plan" else 1.4, "dash": look.dash},
        marker={"color": look.ink, "size": 7 if side == "plan" else 5},
        error_y={
            "array": rows["high"] - rows["mean"],
            "arrayminus": rows["mean"] - rows["low"],
            "color": look.ink,
            "thickness": 1.4,
            "width": 0,
            "visible": side == "plan",
        },
        name=look.name,
        text=look.texts,
        hovertemplate="%{x} · %{fullData.name}: %{text}<extra></extra>",
        **axes,
    )


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
