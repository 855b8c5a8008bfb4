"""Compare: every measure's change with its certainty, month by month, and in sentences."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import ids
from dashboard.charts import CHARTS, PANEL_MEASURES
from dashboard.components.basics import channel_legend, rich
from dashboard.components.chart_card import chart_card
from dashboard.components.heading import empty_state, heading, pair_receipt
from dashboard.data import compared, measures
from dashboard.data.pairs import Pair
from dashboard.data.runs import Store
from dashboard.figures import effects
from dashboard.i18n import Language, number, t, typeset
from dashboard.pages.two_plans import kicker
from dashboard.view import View


def layout(_store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang, pair = view.lang, view.pair
    top = heading(view, t(lang, "compare.title"), of="pairs", chosen=pair)
    if pair is None:
        return [top, empty_state(lang, of="pairs")]
    rows = compared.effects(pair)
    measure = view.choice("measure", PANEL_MEASURES)
    shown = measures.name(measure, lang)
    return [
        top,
        html.P(kicker(lang, pair), className="cc-kicker"),
        html.P(rich(headline(lang, pair)), className="cc-headline"),
        pair_receipt(lang, pair),
        html.Div(
            [
                chart_card(CHARTS["forest"], lang, size="full", height=effects.height(len(rows))),
                chart_card(
                    CHARTS["panels"],
                    lang,
                    size="full",
                    unit=t(lang, "chart.panels.unit", measure=shown),
                    below=_choice(lang, measure, list(pair.channels)),
                ),
                chart_card(
                    CHARTS["age_panels"],
                    lang,
                    size="full",
                    unit=t(lang, "chart.age_panels.unit", measure=shown),
                    below=channel_legend(lang, list(pair.channels)),
                ),
                chart_card(CHARTS["tradeoff"], lang, below=_marks(lang)),
                chart_card(CHARTS["fairness"], lang),
                _sentences(lang, pair),
            ],
            className="cc-grid",
        ),
    ]


def headline(lang: Language, pair: Pair) -> str:
    """Return how many measures are better, worse, and not clearly different."""
    rows = compared.effects(pair)
    directed = rows[rows["side"].isin(["better", "worse", "unsure", "alone"])]
    counts = {
        side: number(lang, int((directed["side"] == side).sum()))
        for side in ("better", "worse", "unsure")
    }
    return t(lang, "compare.headline", count=number(lang, len(directed)), **counts)


def _marks(lang: Language) -> html.P:
    return html.P(
        [
            html.Span(
                [html.Span(className=f"cc-mark-{mark}"), t(lang, f"compare.{name}")],
                className="cc-legend-entry",
            )
            for mark, name in (("answer", "this_plan"), ("met", "other_plans"), ("base", "base"))
        ],
        className="cc-legend",
    )


def _choice(lang: Language, measure: str, channels: list[str]) -> html.Div:
    return html.Div(
        [
            dmc.Select(
                id=ids.query("measure"),
                label=t(lang, "compare.measure"),
                value=measure,
                data=[{"value": m, "label": measures.name(m, lang)} for m in PANEL_MEASURES],
                allowDeselect=False,
                className="cc-choice",
                checkIconPosition="right",
            ),
            channel_legend(lang, channels),
        ],
        className="cc-below",
    )


def _sentences(lang: Language, pair: Pair) -> html.Section:
    return html.Section(
        [
            html.H2(t(lang, "compare.says")),
            html.P(t(lang, "compare.says_text"), className="cc-unit"),
            html.Ul(
                [html.Li(typeset(lang, text)) for text in pair.compare["verdict"][lang]],
                className="cc-says",
            ),
        ],
        className="cc-card cc-full",
    )
