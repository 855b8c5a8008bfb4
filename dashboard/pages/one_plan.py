"""One plan: its answer in a sentence, the indicators, and where customers go and wait."""

from typing import Any

from dash import html

from dashboard.charts import CHARTS
from dashboard.components.basics import channel_legend, rich
from dashboard.components.chart_card import chart_card
from dashboard.components.heading import receipt
from dashboard.components.indicator import indicator
from dashboard.data import overview
from dashboard.data.overview import Indicators
from dashboard.data.runs import Run, Store
from dashboard.i18n import Language, channel, duration, euros, in_sentence, number, percent, t


def content(store: Store, lang: Language, run: Run) -> list[Any]:
    """Return what stands under the heading."""
    figures = store.cached("indicators", run, overview.indicators)
    cards = [
        chart_card(CHARTS["contacts"], lang),
        chart_card(CHARTS["ages"], lang, below=channel_legend(lang, list(run.forms))),
        chart_card(CHARTS["waits"], lang),
        chart_card(CHARTS["satisfaction"], lang),
    ]
    if figures.channel is not None:
        title = t(lang, "chart.week.title_on", channel=in_sentence(lang, figures.channel))
        cards.append(chart_card(CHARTS["week"], lang, size="full", title=title))
    return [
        html.P(rich(headline(lang, run, figures)), className="cc-headline"),
        receipt(lang, run),
        html.Ul(_indicators(lang, figures), className="cc-kpis"),
        html.Div(cards, className="cc-grid"),
    ]


def headline(lang: Language, run: Run, figures: Indicators) -> str:
    """Return the page's sentence, strong parts between ``**``."""
    values = {
        "satisfaction": percent(lang, figures.satisfaction.mean, 0),
        "unsolved": percent(lang, figures.unsolved.mean, 0),
    }
    if figures.channel is None:
        return t(lang, "overview.headline_without_line", **values)
    return t(
        lang,
        "overview.headline" if len(run.forms) > 1 else "overview.headline_one_channel",
        channel=in_sentence(lang, figures.channel),
        share=percent(lang, figures.first_attempt_share.mean, 0),
        wait=duration(lang, figures.mean_wait.mean),
        abandoned=percent(lang, figures.abandoned.mean, 0),
        **values,
    )


def _indicators(lang: Language, figures: Indicators) -> list[html.Li]:
    on = f" · {channel(lang, figures.channel)}" if figures.channel else ""
    rows = (
        ("contacts_a_year", "messages-square", figures.contacts_a_year, _two_decimals, ""),
        ("satisfaction", "smile", figures.satisfaction, percent, ""),
        ("mean_wait", "clock", figures.mean_wait, duration, on),
        ("abandoned", "phone-off", figures.abandoned, percent, on),
        ("unsolved", "circle-dashed", figures.unsolved, percent, ""),
        ("cost_per_solved", "euro", figures.cost_per_solved, euros, ""),
    )
    return [
        indicator(
            lang,
            title=t(lang, f"indicator.{name}") + suffix,
            symbol=symbol,
            value=value,
            written=written,
        )
        for name, symbol, value, written, suffix in rows
        if value.seeds
    ]


def _two_decimals(lang: Language, value: float) -> str:
    return number(lang, value, 2)
