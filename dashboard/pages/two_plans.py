"""Two plans: the verdict in a sentence, what changes, for whom, and when customers wait."""

from typing import Any

import numpy as np
from dash import html

from dashboard.charts import CHARTS
from dashboard.components.basics import rich
from dashboard.components.change import change
from dashboard.components.chart_card import chart_card
from dashboard.components.heading import pair_receipt
from dashboard.data import compared, measures
from dashboard.data.pairs import Pair
from dashboard.i18n import Language, in_sentence, plural, t, typeset
from dashboard.view import View
from scenarios.compare.words import band_name

IN_SENTENCE = measures.HEADLINES[:3]
"""Measures that the headline names: more than three nobody keeps in mind."""

SYMBOLS = {
    "cost_per_solved_need": "euro",
    "needs_unsolved_share": "circle-dashed",
    "satisfaction": "smile",
    "contacts_per_need": "messages-square",
    "mean_wait_minutes": "clock",
    "share_abandoned": "phone-off",
}


def content(view: View, pair: Pair) -> list[Any]:
    """Return what stands under the heading."""
    lang = view.lang
    cards = [
        chart_card(CHARTS["fairness"], lang),
        chart_card(CHARTS["pair_contacts"], lang),
    ]
    channel = measures.waiting_channel(pair)
    if channel is not None:
        title = t(lang, "chart.pair_week.title_on", channel=in_sentence(lang, channel))
        cards.append(chart_card(CHARTS["pair_week"], lang, size="full", title=title))
    return [*answer(lang, pair), indicators(lang, pair), html.Div(cards, className="cc-grid")]


def answer(lang: Language, pair: Pair) -> list[Any]:
    """Return verdict, headline, who is touched, the caveat and the receipt."""
    kind = measures.verdict(pair)
    return [
        html.P(
            [
                html.Span(t(lang, f"verdict.{kind}"), className=f"cc-verdict cc-verdict-{kind}"),
                kicker(lang, pair),
            ],
            className="cc-kicker",
        ),
        html.P(rich(headline(lang, pair)), className="cc-headline"),
        html.P(rich(by_age(lang, pair)), className="cc-subline"),
        html.P(
            t(lang, "headline.caveat", pairs=plural(lang, "plans.pairs", pair.pairs)),
            className="cc-receipt",
        ),
        pair_receipt(lang, pair),
    ]


def kicker(lang: Language, pair: Pair) -> str:
    """Return which plans are compared."""
    names = {side: typeset(lang, pair.title(side, lang)) for side in ("base", "plan")}
    return t(lang, "plans.kicker", **names)


def headline(lang: Language, pair: Pair) -> str:
    """Return the page's sentence, strong parts between ``**``; gains stand before losses."""
    gains: list[str] = []
    losses: list[str] = []
    for measure, side in measures.sides(pair).items():
        if measure in IN_SENTENCE and side in ("better", "worse", "alone"):
            clause = _clause(lang, pair, measure)
            effect = pair.effect(measure)
            assert effect is not None
            is_better = (effect.difference.mean > 0) is measures.unit(measure).more_is_better
            (gains if is_better else losses).append(clause)
    both = t(lang, "headline.and")
    if gains and losses:
        return t(lang, "headline.trade", gains=both.join(gains), losses=both.join(losses))
    if not gains and not losses:
        return t(lang, "headline.unsure")
    clauses = gains or losses
    joined = ", ".join(clauses[:-1]) + both * (len(clauses) > 1) + clauses[-1]
    return t(lang, "headline.plan", clauses=joined)


def _clause(lang: Language, pair: Pair, measure: str) -> str:
    effect = pair.effect(measure)
    assert effect is not None
    last = measure.rpartition(".")[2]
    direction = "more" if effect.difference.mean > 0 else "less"
    size = measures.size(measure, lang, effect.difference)
    return t(lang, f"headline.{last}.{direction}", size=size)


def by_age(lang: Language, pair: Pair) -> str:
    """Return the sentence on the age bracket whose satisfaction changes most."""
    rows = compared.by_age(pair, "journeys.satisfaction")
    real = rows[(rows["difference_low"] > 0) | (rows["difference_high"] < 0)]
    if real.empty:
        return t(lang, "headline.ages_none")
    most = real.loc[np.abs(real["difference_mean"]).idxmax()]
    values = {
        "age": band_name(most["age_band"], lang),
        "points": measures.difference(
            "satisfaction", most["difference_high"] - most["difference_mean"]
        )(lang, most["difference_mean"]),
    }
    if len(real) == len(rows) and (real["difference_mean"] < 0).all():
        return t(lang, "headline.ages_all_lose", **values)
    if len(real) == len(rows) and (real["difference_mean"] > 0).all():
        return t(lang, "headline.ages_all_gain", **values)
    return t(lang, "headline.ages_some", **values)


def indicators(lang: Language, pair: Pair) -> html.Ul:
    """Return the cards of the measures with their change."""
    return html.Ul(
        [
            change(lang, measure, effect, SYMBOLS[measure.rpartition(".")[2]])
            for measure in measures.shown(pair)
            if (effect := pair.effect(measure)) is not None and np.isfinite(effect.difference.mean)
        ],
        className="cc-kpis",
    )
