"""An indicator in its card: what, how much, how sure."""

from collections.abc import Callable

from dash import html

from dashboard.components.basics import icon
from dashboard.data.statistics import Interval
from dashboard.figures.base import range_text
from dashboard.i18n import Language


def indicator(
    lang: Language,
    *,
    title: str,
    symbol: str,
    value: Interval,
    written: Callable[[Language, float], str],
) -> html.Li:
    """Return the card of a value with its 95 % interval over seeds."""
    return html.Li(
        [
            html.Div([icon(symbol), html.Span(title)], className="cc-kpi-title"),
            html.Div(written(lang, value.mean), className="cc-kpi-value"),
            html.Div(
                range_text(lang, written, value.low, value.high) if value.seeds else "",
                className="cc-kpi-range",
            ),
        ],
        className="cc-card cc-kpi",
    )
