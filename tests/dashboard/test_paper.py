"""The brief as a PDF: one page, its letters there to be copied, its numbers those of the page."""

import re
import zlib

import plotly.graph_objects as go
import pytest

from dashboard.data.pairs import Pair, shipped
from dashboard.data.runs import Store
from dashboard.i18n import LANGUAGES, Language, t, typeset
from dashboard.pages.brief import CHARTS_SHOWN, indicators
from dashboard.report.paper import brief
from dashboard.report.paper.brief import TooLong
from dashboard.report.paper.drawing import Box, draw
from dashboard.report.paper.flow import paragraph
from dashboard.report.paper.sheet import HEIGHT, WIDTH, Sheet, width

NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def letters(pdf: bytes) -> str:
    """Return the text of a PDF's page, in the order in which it is written."""
    page = max(
        (zlib.decompress(found) for found in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S)
         if found[:1] == b"x"),
        key=lambda content: content.count(b" Tf"),
    )  # fmt: skip
    shown = b"".join(
        re.sub(rb"\\([0-7]{3}|.)", _escaped, part)
        for part in re.findall(rb"\(((?:\\.|[^\\()])*)\)", page, re.S)
    )
    return shown.decode("utf-16-be", "replace")


def _escaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8)]) if len(sign) == 3 else NAMED.get(sign, sign)


def pieces(text: str) -> list[str]:
    """Return a text's words of the first 256 signs; others have codes of their own in a PDF."""
    return [piece for piece in re.split(r"[^\x21-\x7e\xa1-\xff]+", text) if piece]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_brief_is_one_page_with_the_numbers_of_the_screen(store: Store, lang: Language) -> None:
    """Title, table and texts can be copied; the fonts are inside."""
    pair = shipped()[0]
    pdf = brief(store, pair, lang)
    text = letters(pdf)

    assert pdf.startswith(b"%PDF-1.4")
    assert b"/Count 1" in pdf
    assert 3 <= pdf.count(b"/FontFile2")
    assert b"/URI" not in pdf
    said = [typeset(lang, pair.title("plan", lang)), t(lang, "brief.caveat_left_out")]
    said += [t(lang, f"chart.{name}.title") for name in CHARTS_SHOWN]
    said += [cell for row in indicators(lang, pair).rows for cell in row]
    for words in said:
        assert pieces(words), words
        for piece in pieces(words):
            assert piece in text, words
    assert str(pair.compare["digest"])[:12] in text
    assert pdf == brief(store, pair, lang)


def test_a_title_that_fills_the_page_is_refused(store: Store) -> None:
    """What does not fit is said, not cut off; what nearly does is written smaller."""
    pair = shipped()[0]

    def titled(words: int) -> Pair:
        text = "word " * words
        plan = pair.compare["plan"] | {"title": {"en": text, "fr": text}}
        document = pair.document | {"compare": pair.compare | {"plan": plan}}
        return pair._replace(document=document)

    assert b"/Count 1" in brief(store, titled(40), "en")
    with pytest.raises(TooLong, match=re.escape(pair.key)):
        brief(store, titled(600), "en")


def test_lines_break_within_their_width() -> None:
    """No line of a paragraph is wider than its column, whatever is strong in it."""
    written: list[tuple[float, str]] = []

    class Seen(Sheet):
        def text(self, x: float, y: float, text: str, size: float, colour: str, **more) -> float:
            end = super().text(x, y, text, size, colour, **more)
            written.append((end, text))
            return end

    text = "Le plan coûte **0,49 € de moins** par besoin, et **perd**\xa0: rien du tout. " * 9
    end = paragraph(Seen(), 10.0, 0.0, 150.0, text, 9.0, "#000000")

    assert len(written) > 20
    assert all(at <= 160.0 + 0.01 for at, _ in written)
    assert end > 20 * 9.0
    told = " ".join(part.strip() for _, part in written)
    assert " ".join(text.replace("**", "").split(" ")).split() == told.split()
    assert width("→", 9.0) > 0.0


def test_other_traces_are_not_left_out_in_silence() -> None:
    """A chart that cannot be drawn on paper says so."""
    with pytest.raises(ValueError, match="bar"):
        draw(Sheet(), go.Figure(go.Bar(x=[1], y=[1])), "en", Box(0, 0, WIDTH, HEIGHT))
