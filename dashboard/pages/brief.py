"""Brief: one printable page for a committee."""

from typing import Any
from urllib.parse import quote

import numpy as np
from dash import html

from dashboard.charts import CHARTS
from dashboard.components.basics import icon, rich, table
from dashboard.components.chart_card import chart_card
from dashboard.components.heading import empty_state, heading, pair_receipt
from dashboard.data import compared, measures
from dashboard.data.pairs import Pair
from dashboard.data.runs import Store
from dashboard.figures.base import Table
from dashboard.figures.effects import table_forest
from dashboard.i18n import Language, plural, t, typeset
from dashboard.pages import two_plans
from dashboard.view import View

CHARTS_SHOWN = ("brief_fairness", "brief_contacts")


def layout(_store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang, pair = view.lang, view.pair
    top = heading(view, t(lang, "brief.title"), of="pairs", chosen=pair)
    if pair is None:
        return [top, empty_state(lang, of="pairs")]
    ways = html.Div(
        [
            html.A(
                [icon("file-text"), t(lang, "brief.pdf")],
                href=f"/report/{quote(pair.key)}.pdf?lang={lang}",
                download="",
                className="cc-button cc-primary",
            ),
            html.Button(
                t(lang, "brief.print"), type="button", className="cc-button", **{"data-print": ""}
            ),
        ],
        className="cc-print",
    )
    return [top, ways, html.Article(sheet(lang, pair), className="cc-sheet")]


def sheet(lang: Language, pair: Pair) -> list[Any]:
    """Return what is printed."""
    kind = measures.verdict(pair)
    shown = table(indicators(lang, pair), t(lang, "brief.figures"))
    return [
        html.P(t(lang, "brief.kicker"), className="cc-kicker"),
        html.H2(typeset(lang, pair.title("plan", lang)), className="cc-sheet-title"),
        html.P(
            [
                html.Span(t(lang, f"verdict.{kind}"), className=f"cc-verdict cc-verdict-{kind}"),
                t(lang, "brief.against", base=typeset(lang, pair.title("base", lang))),
            ],
            className="cc-kicker",
        ),
        html.P(rich(two_plans.headline(lang, pair)), className="cc-headline"),
        html.P(rich(two_plans.by_age(lang, pair)), className="cc-subline"),
        html.Div(
            shown,
            className="cc-table-box cc-tall",
            tabIndex="0",
            role="region",
            **{"aria-label": t(lang, "brief.figures")},
        ),
        html.Div(
            [chart_card(CHARTS[name], lang) for name in CHARTS_SHOWN],
            className="cc-grid",
        ),
        html.Div(
            [
                html.Section(
                    [
                        html.H3(t(lang, "brief.caveats")),
                        html.Ol([html.Li(text) for text in caveats(lang, pair)]),
                    ]
                ),
                html.Section([html.H3(t(lang, "brief.method")), html.P(t(lang, "brief.how"))]),
            ],
            className="cc-columns",
        ),
        pair_receipt(lang, pair),
    ]


def caveats(lang: Language, pair: Pair) -> list[str]:
    """Return what a reader should keep in mind."""
    pairs = plural(lang, "plans.pairs", pair.pairs)
    return [
        t(lang, "headline.caveat", pairs=pairs),
        t(lang, "brief.caveat_parameters"),
        t(lang, "brief.caveat_left_out"),
    ]


def indicators(lang: Language, pair: Pair) -> Table:
    """Return the measures that plans are judged by, under both, as a table."""
    rows = compared.effects(pair)
    wanted = [
        name
        for name in measures.shown(pair)
        if (effect := pair.effect(name)) is not None and np.isfinite(effect.difference.mean)
    ]
    chosen = rows[rows["measure"].isin(wanted)]
    return table_forest(chosen, lang)
