"""Small pieces: icons, sentences with strong numbers, tables."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.figures.base import Table
from dashboard.i18n import Language, channel, t
from dashboard.theme import channel_class, ordered


def icon(name: str) -> html.Span:
    """Return an icon of ``assets/icons``, in the colour of the text around it."""
    return html.Span(className=f"cc-icon cc-icon-{name}", **{"aria-hidden": "true"})


def rich(text: str) -> list[Any]:
    """Return a text whose parts between ``**`` are strong."""
    return [
        html.Strong(part) if strong else part
        for part, strong in zip(text.split("**"), _alternating(), strict=False)
    ]


def _alternating() -> Any:
    while True:
        yield False
        yield True


def table(content: Table, caption: str) -> html.Table:
    """Return a table of texts; the first column names the rows."""
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in content.headers]))
    body = html.Tbody(
        [
            html.Tr([html.Th(row[0], scope="row"), *(html.Td(text) for text in row[1:])])
            for row in content.rows
        ]
    )
    return html.Table(
        [html.Caption(caption, className="cc-hidden"), head, body], className="cc-table"
    )


def with_download(content: html.Table, lang: Language, name: str) -> list[Any]:
    """Return a table under a button that saves it as CSV, as it is shown."""
    button = html.Button(
        t(lang, "table.download"),
        className="cc-button cc-csv",
        type="button",
        **{"data-csv": f"canaux-{name}.csv", "data-separator": ";" if lang == "fr" else ","},
    )
    return [button, content]


def channel_legend(lang: Language, channels: Sequence[str]) -> html.P:
    """Return the channels with their colour, wrapping as the screen allows."""
    return html.P(
        [
            html.Span(
                [html.Span(className=f"cc-swatch {channel_class(name)}"), channel(lang, name)],
                className="cc-legend-entry",
            )
            for name in ordered(set(channels))
        ],
        className="cc-legend",
    )
