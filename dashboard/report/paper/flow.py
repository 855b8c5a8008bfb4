"""Paragraphs with strong words, and tables, from top to bottom of a sheet."""

from collections.abc import Iterator

from dashboard.figures.base import Table
from dashboard.report.paper.sheet import Sheet, Weight, width

LEADING = 1.42
"""Lines are this times their size apart."""

_Word = tuple[str, Weight]


def paragraph(
    sheet: Sheet,
    x: float,
    y: float,
    wide: float,
    text: str,
    size: float,
    colour: str,
    *,
    weight: Weight = "regular",
) -> float:
    """Write a text whose parts between ``**`` are strong; return where the next begins."""
    for line in _lines(text, wide, size, weight):
        y += size * LEADING
        at = x
        for part, of in line:
            at = sheet.text(at, y, part, size, colour, weight=of)
    return y


def _lines(text: str, wide: float, size: float, weight: Weight) -> Iterator[list[_Word]]:
    """Yield lines as runs of one weight, broken at spaces that may be."""
    line: list[_Word] = []
    used = 0.0
    for word, of, glued in _words(text, weight):
        gap = "" if glued or not line else " "
        more = width(gap + word, size, of)
        if line and gap and used + more > wide:
            yield line
            line, used, gap, more = [], 0.0, "", width(word, size, of)
        if line and line[-1][1] == of:
            line[-1] = (line[-1][0] + gap + word, of)
        else:
            line.append((gap + word, of))
        used += more
    if line:
        yield line


def _words(text: str, weight: Weight) -> Iterator[tuple[str, Weight, bool]]:
    """Yield each word with its weight, and whether it stands at the one before without a space."""
    glued = False
    for i, part in enumerate(text.split("**")):
        of: Weight = "strong" if i % 2 else weight
        words = part.split(" ")
        for k, word in enumerate(words):
            if word:
                yield word, of, glued and k == 0
        if part:
            glued = not part.endswith(" ")


def listing(
    sheet: Sheet,
    x: float,
    y: float,
    wide: float,
    content: Table,
    size: float,
    inks: tuple[str, ...],
) -> float:
    """Write a table; the first column names the rows, numbers stand at the right.

    Parameters
    ----------
    inks
        Colours of text, headings and lines.
    """
    ink, muted, rule = inks
    columns = list(zip(content.headers, *content.rows, strict=True))
    needed = [max(width(cell, size, "strong") for cell in column) for column in columns]
    gap = (wide - sum(needed)) / max(len(columns) - 1, 1)
    ends, at = [], x
    for i, one in enumerate(needed):
        ends.append(at if i == 0 else at + one)
        at += one + gap
    high = size * 1.75
    for k, row in enumerate((content.headers, *content.rows)):
        y += high
        for i, cell in enumerate(row):
            sheet.text(
                ends[i],
                y - 0.5 * size,
                cell,
                size,
                muted if k == 0 else ink,
                weight="strong" if i == 0 and k else "regular",
                anchor="right" if i else "left",
            )
        sheet.line([(x, y), (x + wide, y)], rule, 0.6)
    return y
