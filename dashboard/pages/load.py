"""Load: when and where each desk saturates, what is left over, and how old it gets."""

from typing import Any

from dash import html

from dashboard.charts import CHARTS, desks
from dashboard.components.basics import rich
from dashboard.components.chart_card import chart_card
from dashboard.components.desk_choice import desk_choice
from dashboard.components.heading import empty_state, heading, pair_receipt
from dashboard.data import compared
from dashboard.data.pairs import Pair
from dashboard.data.runs import Store
from dashboard.figures.week import hour_text
from dashboard.i18n import Language, channel, percent, t
from dashboard.pages.two_plans import kicker
from dashboard.view import View


def layout(_store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang, pair = view.lang, view.pair
    top = heading(view, t(lang, "load.title"), of="pairs", chosen=pair)
    if pair is None:
        return [top, empty_state(lang, of="pairs")]
    known = desks(pair)
    desk = view.choice("desk", known)
    written = [name for name, form in pair.channels.items() if form == "written"]
    cards: list[Any] = []
    if desk:
        title = t(lang, "chart.occupancy.title_on", desk=channel(lang, desk))
        cards.append(
            chart_card(
                CHARTS["occupancy"],
                lang,
                size="full",
                title=title,
                below=desk_choice(lang, desk, known),
            )
        )
    if written:
        tall = 60 + 180 * len(written)
        cards += [
            chart_card(CHARTS[name], lang, size="full", height=tall)
            for name in ("backlog", "oldest")
        ]
    sentence = headline(lang, pair, desk)
    return [
        top,
        html.P(kicker(lang, pair), className="cc-kicker"),
        html.P(rich(sentence), className="cc-headline") if sentence else None,
        pair_receipt(lang, pair),
        html.Div(cards, className="cc-grid"),
    ]


def headline(lang: Language, pair: Pair, desk: str) -> str:
    """Return how busy a desk is and when most; empty if a plan does not have it."""
    effect = pair.effect(f"desks.{desk}.occupancy")
    hours = compared.occupancy(pair, desk)
    hours = hours[(hours["side"] == "plan") & hours["is_full"]]
    if effect is None or hours.empty:
        return ""
    peak = hours.loc[hours["mean"].idxmax()]
    day = t(lang, f"weekday.{peak['weekday']}")
    return t(
        lang,
        "load.headline",
        desk=channel(lang, desk),
        plan=percent(lang, effect.plan.mean, 0),
        base=percent(lang, effect.base.mean, 0),
        when=f"{day} {hour_text(lang, int(peak['hour_of_day']))}",
        peak=percent(lang, peak["mean"], 0),
    )
