"""The file of a report: everything it needs is in it, and it is forbidden to ask for more."""

import base64
import json
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, NamedTuple

from dashboard.charts import CHARTS
from dashboard.components.basics import table
from dashboard.components.chart_card import graph_settings
from dashboard.data.runs import Store
from dashboard.i18n import Language, t
from dashboard.plotly_js import script
from dashboard.report.markup import markup
from dashboard.theme import INKS, Scheme
from dashboard.view import View

SCHEME: Scheme = "light"
"""What is printed is on paper."""

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; form-action 'none'; base-uri 'none'"
)
"""The file needs nothing from elsewhere, so nothing is allowed."""


class Section(NamedTuple):
    """A part of a report: its heading, and the components of a page."""

    title: str
    content: Any


class Report(NamedTuple):
    """What a report says."""

    title: str
    kicker: str
    """What kind of report it is, and when."""
    sections: list[Section]
    raw: str = ""
    """Markup after the first section: the sliders."""


def write(report: Report, store: Store, view: View) -> str:
    """Return the file of a report; its figures are those of the pages, for a view."""
    charts = Charts(store, view)
    lang = view.lang
    parts = []
    for i, section in enumerate(report.sections):
        heading = f"<h2>{escape(section.title)}</h2>" if section.title else ""
        parts.append(f"<section>{heading}{markup(section.content, charts)}</section>")
        if i == 0:
            parts.append(report.raw)
    return (
        f'<!doctype html>\n<html lang="{lang}" data-mantine-color-scheme="{SCHEME}"><head>'
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)} · Canaux</title><style>{_style()}</style></head>"
        f'<body><main class="cc-report"><p class="cc-kicker">{escape(report.kicker)}</p>'
        f"<h1>{escape(report.title)}</h1>{''.join(parts)}"
        f'<footer class="cc-receipt">{escape(t(lang, "report.foot"))}</footer></main>'
        f"<script>{script()}</script>{locale_script(lang)}"
        f"{data_of('figures', charts.figures)}<script>{_source('report.js')}</script>"
        "</body></html>\n"
    )


class Charts:
    """Draws the charts of a report, and keeps the figures that its script will show."""

    def __init__(self, store: Store, view: View) -> None:
        self._store, self._view = store, view
        self.figures: list[dict[str, Any]] = []
        self._done: set[str] = set()

    def skips(self, charts: list[str]) -> bool:
        """Return whether a card's charts stand elsewhere already, or have nothing to show."""
        return bool(charts) and all(
            name in self._done or CHARTS[name].read(self._store, self._view).empty
            for name in charts
        )

    def graph(self, chart: str, height: str) -> str:
        """Keep the figure of a chart, and return where it will stand."""
        view, known = self._view, CHARTS[chart]
        self._done.add(chart)
        shown = json.loads(known.figure(self._store, view, SCHEME).to_json())
        settings = graph_settings(view.lang)
        place = f"figure-{len(self.figures)}"
        self.figures.append({"data": shown["data"], "layout": shown["layout"], "config": settings})
        told = escape(t(view.lang, f"chart.{chart}.description"))
        return (
            f'<div class="cc-plot" id="{place}" role="group" aria-label="{told}" '
            f'style="height:{escape(height)}"></div>'
        )

    def table(self, chart: str) -> str:
        """Return the table of a chart, folded away."""
        lang, known = self._view.lang, CHARTS[chart]
        data = known.read(self._store, self._view)
        told = markup(table(known.table(data, lang), t(lang, f"chart.{chart}.title")), self)
        summary = escape(t(lang, "chart.as_table"))
        return (
            f'<details class="cc-details"><summary>{summary}</summary>'
            f'<div class="cc-table-box" tabindex="0">{told}</div></details>'
        )


def data_of(name: str, content: Any) -> str:
    """Return data for the script, which no text in it can end."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f'<script type="application/json" id="data-{name}">{_inert(text)}</script>'


def _inert(text: str) -> str:
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def locale_script(lang: Language) -> str:
    """Return the script that writes months of axes in French; English is built in."""
    if lang == "en":
        return ""
    return f"<script>{_asset('plotly-locale-fr.js').decode('utf-8')}</script>"


@cache
def _source(name: str) -> str:
    return (files("dashboard") / "report" / name).read_text(encoding="utf-8")


def _asset(name: str) -> bytes:
    return files("dashboard").joinpath("assets", *name.split("/")).read_bytes()


@cache
def _style() -> str:
    """Return the pages' style, with its fonts and icons inside, and what paper needs."""
    text = _asset("app.css").decode("utf-8")
    # The letters of our two languages are in the smaller of the two files.
    text = re.sub(r"@font-face \{[^}]*latin-ext[^}]*\}", "", text)

    def inside(found: re.Match[str]) -> str:
        name = found.group(1)
        kind = "font/woff2" if name.endswith("woff2") else "image/svg+xml"
        return f'url("data:{kind};base64,{base64.b64encode(_asset(name)).decode("ascii")}")'

    ink = INKS[SCHEME]
    root = f":root{{--cc-report-ink:{ink.text}}}"
    return root + re.sub(r'url\("([\w./-]+)"\)', inside, text) + _source("report.css")
