"""The brief of a comparison as a PDF of one page: sentences, table and charts are the page's."""

from dash.development.base_component import Component

from dashboard.charts import CHARTS
from dashboard.components.heading import pair_receipt
from dashboard.data import measures
from dashboard.data.pairs import Pair
from dashboard.data.runs import Store
from dashboard.i18n import Language, t, typeset
from dashboard.pages import two_plans
from dashboard.pages.brief import CHARTS_SHOWN, caveats, indicators
from dashboard.report.paper.drawing import Box, draw
from dashboard.report.paper.flow import listing, paragraph
from dashboard.report.paper.sheet import HEIGHT, WIDTH, Sheet, width
from dashboard.theme import INKS
from dashboard.view import View
from scenarios.errors import CanauxError

MARGIN = 40.0
TALL = 178.0
"""Points of a chart, at least."""
SPARE = 70.0
"""Points that charts grow by at most where the page has room."""
SCALES = (1.12, 1.06, 1.0, 0.94, 0.88, 0.82, 0.76)
"""Sizes of letters that are tried, the largest first."""


class TooLong(CanauxError):
    """What is to be said does not fit on one page."""


def brief(store: Store, pair: Pair, lang: Language) -> bytes:
    """Return the brief as a PDF, its letters as large as one page allows."""
    bottom = HEIGHT - 0.75 * MARGIN
    for scale in SCALES:
        left = bottom - _write(Sheet(), store, pair, lang, scale, TALL * scale)
        if left >= 0.0:
            sheet = Sheet()
            _write(sheet, store, pair, lang, scale, TALL * scale + min(left, SPARE))
            return sheet.pdf(typeset(lang, pair.title("plan", lang)))
    raise TooLong(f"{pair.key}: the titles of its plans are too long for a brief of one page")


def _write(
    sheet: Sheet, store: Store, pair: Pair, lang: Language, scale: float, tall: float
) -> float:
    """Write the page with charts of a height; return where it ends."""
    ink, x, wide = INKS["light"], MARGIN, WIDTH - 2 * MARGIN
    title = typeset(lang, pair.title("plan", lang))
    y = paragraph(sheet, x, 26, wide, t(lang, "brief.kicker"), 8 * scale, ink.muted)
    y = paragraph(sheet, x, y, wide, title, 18 * scale, ink.text, weight="strong")
    y = _verdict(sheet, pair, lang, y + 6, scale)
    y = paragraph(sheet, x, y + 4, wide, two_plans.headline(lang, pair), 12 * scale, ink.text)
    y = paragraph(sheet, x, y + 3, wide, two_plans.by_age(lang, pair), 9.5 * scale, ink.muted)
    inks = (ink.text, ink.muted, ink.grid)
    y = listing(sheet, x, y + 8, wide, indicators(lang, pair), 7.8 * scale, inks)
    y = _charts(sheet, store, pair, lang, y + 16, scale, tall)
    y = _columns(sheet, pair, lang, y + 14, scale)
    sheet.line([(x, y + 10), (x + wide, y + 10)], ink.grid, 0.6)
    return paragraph(
        sheet, x, y + 12, wide, _text(pair_receipt(lang, pair)), 6.6 * scale, ink.muted
    )


def _verdict(sheet: Sheet, pair: Pair, lang: Language, y: float, scale: float) -> float:
    """Write the verdict in its frame, and against what the plan is held."""
    ink, kind, size = INKS["light"], measures.verdict(pair), 8.5 * scale
    colour = {"better": ink.better, "worse": ink.worse}.get(kind, ink.accent)
    text = t(lang, f"verdict.{kind}")
    end, high = MARGIN + width(text, size, "strong") + 12, 1.8 * size
    corners = [(MARGIN, y), (end, y), (end, y + high), (MARGIN, y + high)]
    sheet.area(corners, colour, 0.12)
    sheet.text(MARGIN + 6, y + 1.25 * size, text, size, colour, weight="strong")
    against = t(lang, "brief.against", base=typeset(lang, pair.title("base", lang)))
    sheet.text(end + 8, y + 1.25 * size, against, size, ink.muted)
    return y + high


def _charts(
    sheet: Sheet, store: Store, pair: Pair, lang: Language, y: float, scale: float, tall: float
) -> float:
    ink, gap = INKS["light"], 22.0
    half = (WIDTH - 2 * MARGIN - gap) / 2
    view = View(lang, "/brief", None, pair, True, [], [pair])
    tops = []
    for i, name in enumerate(CHARTS_SHOWN):
        x = MARGIN + i * (half + gap)
        title, unit = (t(lang, f"chart.{name}.{part}") for part in ("title", "unit"))
        top = paragraph(sheet, x, y, half, title, 9.5 * scale, ink.text, weight="strong")
        tops.append(paragraph(sheet, x, top, half, unit, 7 * scale, ink.muted))
    for i, name in enumerate(CHARTS_SHOWN):
        x = MARGIN + i * (half + gap)
        figure = CHARTS[name].figure(store, view, "light")
        draw(sheet, figure, lang, Box(x, max(tops) + 6, x + half, max(tops) + tall))
    return max(tops) + tall


def _columns(sheet: Sheet, pair: Pair, lang: Language, y: float, scale: float) -> float:
    """Write what to keep in mind, and beside it how the figures came about."""
    ink, gap, size = INKS["light"], 22.0, 7.6 * scale
    half = (WIDTH - 2 * MARGIN - gap) / 2
    left = paragraph(
        sheet, MARGIN, y, half, t(lang, "brief.caveats"), 9.5 * scale, ink.text, weight="strong"
    )
    for i, text in enumerate(caveats(lang, pair)):
        sheet.text(MARGIN, left + 2 + 1.42 * size, f"{i + 1}.", size, ink.muted)
        left = paragraph(sheet, MARGIN + 12, left + 2, half - 12, text, size, ink.text)
    x = MARGIN + half + gap
    right = paragraph(
        sheet, x, y, half, t(lang, "brief.method"), 9.5 * scale, ink.text, weight="strong"
    )
    right = paragraph(sheet, x, right + 2, half, t(lang, "brief.how"), size, ink.text)
    return max(left, right)


def _text(part: object) -> str:
    """Return the text of a component."""
    if isinstance(part, Component):
        return _text(getattr(part, "children", None))
    if isinstance(part, list | tuple):
        return "".join(map(_text, part))
    return "" if part is None else str(part)
