"""The claims on one scale: the effect in their direction, in half widths of its interval."""

import textwrap

import pandas as pd
import plotly.graph_objects as go

from dashboard.data import measures
from dashboard.figures.base import Cell, Table, layout, value_text
from dashboard.figures.effects import side_colour
from dashboard.i18n import Language, percent, signed, t, typeset
from dashboard.theme import INKS, Scheme, fade

ROW = 46
EDGE = 4.0
"""Half widths at which larger effects are drawn."""
LINE = 46
"""Characters of a line of a claim beside its point."""

_SIDES = {"supported": "better", "depends": "unsure", "not supported": "worse"}
_SHAPES = {"supported": "triangle-up", "depends": "circle", "not supported": "triangle-down"}


def height(rows: int) -> int:
    """Return the height of the figure of so many claims, pixels."""
    return 70 + ROW * max(rows, 1)


def draw(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw a row per claim; the whole bar right of 0 supports it."""
    ink = INKS[scheme]
    out = layout(lang, scheme, hovermode="closest")
    out.margin.update(l=8, r=16, t=26, b=34)
    out.xaxis.update(
        range=[-EDGE - 1.2, EDGE + 1.2],
        tickvals=[-EDGE, -2, 0, 2, EDGE],
        ticktext=[signed(lang, x) for x in (-EDGE, -2, 0, 2, EDGE)],
        showgrid=True,
        gridcolor=ink.grid,
    )
    out.yaxis.update(range=[len(data) - 0.4, -0.6], tickvals=list(range(len(data))), showgrid=False)
    out.yaxis.ticktext = [f"<b>{row.id}</b>" for row in data.itertuples()]
    out.yaxis.tickfont.update(color=ink.text)
    figure = go.Figure(layout=out)
    figure.add_vrect(x0=0, x1=EDGE + 1.2, fillcolor=fade(ink.better, 0.06), line_width=0)
    figure.add_vline(x=0, line={"color": ink.muted, "width": 1})
    for verdict in dict.fromkeys(data["verdict"]):
        at = [i for i, found in enumerate(data["verdict"]) if found == verdict]
        rows = data.iloc[at]
        colour = side_colour(_SIDES[verdict], scheme)
        figure.add_scatter(
            x=rows["place"].clip(-EDGE, EDGE),
            y=at,
            mode="markers",
            marker={"color": colour, "size": 11, "symbol": _SHAPES[verdict]},
            error_x={"array": [1.0] * len(at), "color": colour, "thickness": 2.2, "width": 0},
            text=[_told(lang, row) for row in rows.to_dict("records")],
            hovertemplate="%{text}<extra></extra>",
            name=t(lang, f"claims.{verdict.replace(' ', '_')}"),
        )
    for x, side, anchor in ((0, "against", "left"), (1, "for", "right")):
        figure.add_annotation(
            text=t(lang, f"claims.{side}"),
            x=x,
            xref="paper",
            xanchor=anchor,
            y=1,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            font={"size": 12, "color": side_colour("better" if side == "for" else "worse", scheme)},
        )
    return figure


def table(data: pd.DataFrame, lang: Language) -> Table:
    """Return the claims that a plan was tried for, with effect, share of draws, and verdict."""
    return Table(
        tuple(t(lang, f"claims.{name}") for name in ("id", "claim", "effect", "share", "verdict")),
        tuple(
            (
                row["id"],
                typeset(lang, row[f"claim_{lang}"]),
                effect(lang, row["measure"], row["mean"], row["low"], row["high"]),
                percent(lang, row["share"], 0),
                typeset(lang, row[f"words_{lang}"]),
            )
            for row in data.to_dict("records")
        ),
    )


def effect(lang: Language, measure: str, mean: float, low: float, high: float) -> str:
    """Write an effect with its interval, in the unit of its measure."""
    last = measure.rpartition(".")[2]
    known = last in ("contacts_per_need", "mean_wait_minutes", "cost_per_solved_need", "cost")
    write = measures.difference(measure, high - mean) if known else measures.points
    return value_text(lang, write, Cell(mean, low, high))


def _told(lang: Language, row: dict[str, object]) -> str:
    lines = textwrap.wrap(typeset(lang, str(row[f"claim_{lang}"])), LINE)
    numbers = [float(str(row[part])) for part in ("mean", "low", "high")]
    lines.append(effect(lang, str(row["measure"]), *numbers))
    return "<br>".join(lines)
