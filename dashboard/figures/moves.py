"""Where contacts went under the plan, and why: flows between channels, reasons by age."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.data.moved import NO_ATTEMPT
from dashboard.figures.ages import age
from dashboard.figures.base import Table, layout, number_or_dash, range_text
from dashboard.figures.ribbons import Bar, Ribbon
from dashboard.figures.ribbons import draw as draw_ribbons
from dashboard.i18n import Language, number, percent, t
from dashboard.theme import INKS, Scheme, channel_colour, fade, ordered
from scenarios.compare.words import texts as names

NOTHING = "nothing"
LEAST_WRITTEN = 0.09
"""Shares below have no room for their number."""

_REASONS: dict[Scheme, dict[str, str]] = {
    "light": {
        "availability": "#5b6472",
        "habit": "#9fb3cf",
        "own_experience": "#0a4fa3",
        "wait": "#00705c",
        "word_of_mouth": "#c05aae",
        "image": "#8a6a00",
        "plan": "#3c2a8c",
    },
    "dark": {
        "availability": "#8c97a6",
        "habit": "#46566f",
        "own_experience": "#4c93f0",
        "wait": "#4fd1b0",
        "word_of_mouth": "#f0a3e0",
        "image": "#e6c84a",
        "plan": "#a79bff",
    },
}


def place(name: str, lang: Language) -> str:
    """Return a channel, or what stands in its place, as flows name it."""
    if name == NO_ATTEMPT:
        return t(lang, "moves.no_attempt")
    if name == NOTHING:
        return t(lang, "moves.nothing")
    text = names.named("channels", name, lang)
    return text[0].upper() + text[1:]


def reason_name(reason: str, lang: Language) -> str:
    """Return a reason as tables name it."""
    text = names.text("reasons", reason, lang)
    return text[0].upper() + text[1:]


def draw_flows(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw contacts that are elsewhere under the plan: from the left to the right."""
    ink = INKS[scheme]
    shown = data[data["mean"] >= max(0.004 * data["mean"].sum(), 0.05)]
    known = [*ordered(set(shown["from"]) | set(shown["to"]))]
    places = [p for p in known if p not in (NO_ATTEMPT, NOTHING)]
    places += [p for p in (NOTHING, NO_ATTEMPT) if p in known]
    left = [p for p in places if p in set(shown["from"])]
    right = [p for p in places if p in set(shown["to"])]

    def colour(name: str) -> str:
        return ink.muted if name in (NO_ATTEMPT, NOTHING) else channel_colour(name, scheme)

    def bars(names: list[str], side: str) -> list[Bar]:
        totals = shown.groupby(side)["mean"].sum()
        return [Bar(p, f"{place(p, lang)} · {number(lang, totals[p])}", colour(p)) for p in names]

    routes = [
        Ribbon(
            row["from"],
            row["to"],
            float(row["mean"]),
            fade(colour(row["to"] if row["from"] == NO_ATTEMPT else row["from"]), 0.38),
            f"{place(row['from'], lang)} → {place(row['to'], lang)}: "
            f"{number_or_dash(lang, row['mean'])} "
            f"({range_text(lang, number_or_dash, row['low'], row['high'])})",
        )
        for row in shown.to_dict("records")
    ]
    figure = go.Figure(layout=layout(lang, scheme, hovermode="closest"))
    draw_ribbons(figure, bars(left, "from"), bars(right, "to"), routes)
    figure.update_traces(
        textfont={
            "color": ink.text,
            "size": 13,
            "shadow": ", ".join(3 * [f"0 0 3px {ink.surface}"]),
        },
        selector={"mode": "text"},
    )
    figure.update_layout(margin={"l": 4, "r": 4, "t": 8, "b": 12})
    return figure


def table_flows(data: pd.DataFrame, lang: Language) -> Table:
    """Return every route with its contacts, the most frequent first."""
    return Table(
        (
            t(lang, "table.under_base"),
            t(lang, "table.under_plan"),
            t(lang, "table.contacts"),
            t(lang, "table.interval"),
        ),
        tuple(
            (
                place(row["from"], lang),
                place(row["to"], lang),
                number_or_dash(lang, row["mean"]),
                range_text(lang, number_or_dash, row["low"], row["high"]),
            )
            for row in data.sort_values("mean", ascending=False).to_dict("records")
        ),
    )


def draw_reasons(data: pd.DataFrame, lang: Language, scheme: Scheme) -> go.Figure:
    """Draw the main reasons of switches by age, as shares of each bracket's switches."""
    bands = list(dict.fromkeys(data["age_band"]))
    totals = data.groupby("age_band")["mean"].sum()
    order = list(data.groupby("reason")["mean"].sum().sort_values(ascending=False).index)
    out = layout(lang, scheme, barmode="stack", bargap=0.28)
    out.xaxis.update(visible=False, range=[0, 1])
    out.yaxis.update(autorange="reversed", type="category", showgrid=False)
    figure = go.Figure(layout=out)
    for reason in order:
        rows = data[data["reason"] == reason].set_index("age_band")["mean"]
        shares = [
            float(rows.get(band, 0.0) / totals[band]) if totals[band] else 0 for band in bands
        ]
        figure.add_bar(
            orientation="h",
            y=[age(band) for band in bands],
            x=shares,
            name=reason_name(reason, lang),
            marker={"color": reason_colour(reason, scheme), "line": {"width": 0}},
            text=[percent(lang, share, 0) if share >= LEAST_WRITTEN else "" for share in shares],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 12, "color": _ink_on(reason_colour(reason, scheme))},
            customdata=[
                f"{percent(lang, share)} ({number_or_dash(lang, float(rows.get(band, 0.0)))})"
                for share, band in zip(shares, bands, strict=True)
            ],
            hovertemplate="%{y} · %{fullData.name}: %{customdata}<extra></extra>",
        )
    return figure


def reason_colour(reason: str, scheme: Scheme) -> str:
    """Return a reason's colour."""
    return _REASONS[scheme].get(reason, INKS[scheme].muted)


def table_reasons(data: pd.DataFrame, lang: Language) -> Table:
    """Return switches a run by age and main reason."""
    order = list(data.groupby("reason")["mean"].sum().sort_values(ascending=False).index)
    cells = data.set_index(["age_band", "reason"])["mean"]
    return Table(
        (t(lang, "table.age"), *(reason_name(reason, lang) for reason in order)),
        tuple(
            (
                age(band),
                *(number_or_dash(lang, float(cells.get((band, reason), 0.0))) for reason in order),
            )
            for band in dict.fromkeys(data["age_band"])
        ),
    )


def _ink_on(colour: str) -> str:
    """Return white or black, whichever is read on a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#10131a" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
