"""Who moved, and why: flows between channels, the reasons by age, and customers' years."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import ids
from dashboard.charts import CHARTS
from dashboard.components.basics import rich
from dashboard.components.chart_card import chart_card
from dashboard.components.heading import empty_state, heading, pair_receipt
from dashboard.data import moved
from dashboard.data.pairs import Pair
from dashboard.data.runs import Store
from dashboard.figures.ages import age
from dashboard.figures.moves import reason_name
from dashboard.i18n import Language, in_sentence, number, percent, t, typeset
from dashboard.pages.two_plans import kicker
from dashboard.view import View


def layout(_store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang, pair = view.lang, view.pair
    top = heading(view, t(lang, "moves.title"), of="pairs", chosen=pair)
    if pair is None:
        return [top, empty_state(lang, of="pairs")]
    body: list[Any] = [html.P(kicker(lang, pair), className="cc-kicker")]
    body.append(html.P(rich(headline(lang, pair)), className="cc-headline"))
    body.append(pair_receipt(lang, pair))
    if moved.moves(pair):
        cards = [
            chart_card(CHARTS["flows"], lang, below=_ages(view, pair)),
            chart_card(CHARTS["reasons"], lang, below=_legend(lang, pair)),
            _stories(view, pair),
        ]
        body.append(html.Div([card for card in cards if card is not None], className="cc-grid"))
    return [top, *body]


def headline(lang: Language, pair: Pair) -> str:
    """Return how many contacts are more, or elsewhere, and why."""
    found = moved.moves(pair)
    if found is None:
        return t(lang, "moves.unmatched")
    reasons, more = moved.main_reasons(pair), moved.more_attempts(pair)
    if not reasons or not more:
        return t(lang, "moves.headline_still")
    reason, share = reasons[0]
    return t(
        lang,
        "moves.headline",
        more=number(lang, sum(more.values())),
        channel=in_sentence(lang, next(iter(more))),
        switches=number(lang, found["switches"]["mean"]),
        customers=number(lang, found["customers"]["mean"]),
        reason=reason_name(reason, lang).lower(),
        share=percent(lang, share, 0),
    )


def _ages(view: View, pair: Pair) -> dmc.Select:
    lang, known = view.lang, moved.ages(pair)
    return dmc.Select(
        id=ids.query("age"),
        label=t(lang, "moves.age"),
        value=view.choice("age", known),
        data=[
            {
                "value": band,
                "label": t(lang, "moves.everybody") if band == moved.EVERYBODY else age(band),
            }
            for band in known
        ],
        allowDeselect=False,
        className="cc-choice",
        checkIconPosition="right",
    )


def _legend(lang: Language, pair: Pair) -> html.P:
    return html.P(
        [
            html.Span(
                [
                    html.Span(className=f"cc-swatch cc-reason-{reason}"),
                    f"{reason_name(reason, lang)} · {percent(lang, share, 0)}",
                ],
                className="cc-legend-entry",
            )
            for reason, share in moved.main_reasons(pair)
            if share >= 0.005
        ],
        className="cc-legend",
    )


def _stories(view: View, pair: Pair) -> html.Section | None:
    lang, told = view.lang, pair.document["years"]
    if not told or not told["years"]:
        return None
    years = {str(year["customer"]): year for year in told["years"]}
    chosen = view.choice("customer", years)
    year = years[chosen][lang]
    return html.Section(
        [
            html.H2(t(lang, "moves.story")),
            html.P(t(lang, "moves.story_text"), className="cc-unit"),
            dmc.SegmentedControl(
                id=ids.query("customer"),
                value=chosen,
                data=[
                    {"value": key, "label": f"{t(lang, 'moves.customer')} {key}"} for key in years
                ],
                size="xs",
                className="cc-customers",
                **{"aria-label": t(lang, "moves.story")},
            ),
            html.P(_text(lang, year["person"]), className="cc-person"),
            *(html.P(_text(lang, line), className="cc-unit") for line in year["totals"]),
            html.Ol([_need(lang, need) for need in year["needs"]], className="cc-needs"),
        ],
        className="cc-card cc-full",
    )


def _need(lang: Language, need: dict[str, Any]) -> html.Li:
    if need["same"]:
        told = [html.P(t(lang, "moves.same"), className="cc-unit"), _steps(lang, need["plan"])]
    else:
        told = [
            html.Div(
                [
                    html.Div(
                        [html.P(t(lang, f"plans.{side}"), className="cc-plan-name"), steps],
                        className=f"cc-journey cc-journey-{side}",
                    )
                    for side in ("base", "plan")
                    if (steps := _steps(lang, need[side]))
                ],
                className="cc-journeys",
            )
        ]
    if need["why"]:
        why = " ".join(_text(lang, sentence) for sentence in need["why"])
        told.append(html.P([html.Strong(f"{t(lang, 'moves.why')} "), why], className="cc-why"))
    return html.Li([html.P(_text(lang, need["heading"]), className="cc-need-heading"), *told])


def _steps(lang: Language, sentences: list[str]) -> html.Ul:
    return html.Ul([html.Li(_text(lang, sentence)) for sentence in sentences])


def _text(lang: Language, text: str) -> str:
    return typeset(lang, text)
