"""A measure under the plan in its card: what it changes, how sure that is, for good or bad."""

from dash import html

from dashboard.components.basics import icon
from dashboard.data import measures
from dashboard.data.pairs import Effect
from dashboard.i18n import Language, t


def change(lang: Language, measure: str, effect: Effect, symbol: str) -> html.Li:
    """Return the card of a measure."""
    unit, side = measures.unit(measure), measures.side(measure, effect)
    return html.Li(
        [
            html.Div(
                [icon(symbol), html.Span(measures.name(measure, lang))], className="cc-kpi-title"
            ),
            html.Div(unit.value(lang, effect.plan.mean), className="cc-kpi-value"),
            html.Div(change_text(lang, measure, effect), className=f"cc-change cc-side-{side}"),
            html.Div(measures.told(measure, lang, effect.difference)[1], className="cc-kpi-range"),
            html.Div(
                t(lang, "change.from", base=unit.value(lang, effect.base.mean)),
                className="cc-kpi-range",
            ),
        ],
        className="cc-card cc-kpi",
    )


def change_text(lang: Language, measure: str, effect: Effect) -> list[html.Span]:
    """Return the difference with its arrow and what it means in words."""
    side = measures.side(measure, effect)
    difference = effect.difference.mean
    arrow = "" if side == "unsure" else "▲" if difference > 0 else "▼"
    return [
        html.Span(arrow, className="cc-arrow", **{"aria-hidden": "true"}),
        html.Span(measures.told(measure, lang, effect.difference)[0]),
        html.Span(t(lang, f"side.{side}"), className="cc-side-word"),
    ]
