"""Brief: one printable page for a committee."""

from typing import Any

import numpy as np
from dash import html

from dashboard.charts import CHARTS
from dashboard.components.basics import icon, rich, table
from dashboard.components.chart_card import chart_card
from dashboard.components.heading import empty_state, heading, pair_receipt
from dashboard.data import compared, measures
from dashboard.data.pairs import Pair
from dashboard.data.runs import Store
from dashboard.figures.effects import table_forest
from dashboard.i18n import Language, plural, t, typeset
from dashboard.pages import two_plans
from dashboard.view import View


def layout(_store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang, pair = view.lang, view.pair
    top = heading(view, t(lang, "brief.title"), of="pairs", chosen=pair)
    if pair is None:
        return [top, empty_state(lang, of="pairs")]
    print_button = html.Button(
        [icon("file-text"), t(lang, "brief.print")],
        type="button",
        className="cc-button cc-primary cc-print",
        **{"data-print": ""},
    )
    return [top, print_button, html.Article(sheet(lang, pair), className="cc-sheet")]


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
            [
                chart_card(CHARTS["brief_fairness"], lang),
                chart_card(CHARTS["brief_contacts"], lang),
            ],
            className="cc-grid",
        ),
        html.Div(
            [
                html.Section(
                    [
                        html.H3(t(lang, "brief.caveats")),
                        html.Ol(
                            [
                                html.Li(
                                    t(
                                        lang,
                                        "headline.caveat",
                                        pairs=plural(lang, "plans.pairs", pair.pairs),
                                    )
                                ),
                                html.Li(t(lang, "brief.caveat_parameters")),
                                html.Li(t(lang, "brief.caveat_left_out")),
                            ]
                        ),
                    ]
                ),
                html.Section([html.H3(t(lang, "brief.method")), html.P(t(lang, "brief.how"))]),
            ],
            className="cc-columns",
        ),
        pair_receipt(lang, pair),
    ]


def indicators(lang: Language, pair: Pair) -> Any:
    """Return the measures that plans are judged by, under both, as a table."""
    rows = compared.effects(pair)
    wanted = [
        name
        for name in measures.shown(pair)
        if (effect := pair.effect(name)) is not None and np.isfinite(effect.difference.mean)
    ]
    chosen = rows[rows["measure"].isin(wanted)]
    return table_forest(chosen, lang)
