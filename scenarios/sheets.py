"""What all CSV files of planners and phone systems have in common: encodings, separators, names."""

import codecs
import re
import unicodedata
from collections.abc import Sequence

SEPARATORS = (";", "\t", ",", "|")
"""Between cells; the first wins a tie: where a semicolon separates, a comma is decimal."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(start: bytes) -> str | None:
    """Return the encoding that a byte order mark announces, if there is one."""
    return next((name for mark, name in _BOMS if start.startswith(mark)), None)


def decoded(content: bytes) -> str:
    """Return a sheet's text: as its byte order mark says, else UTF-8, else Windows' Latin-1.

    Raises
    ------
    ValueError
        If it is no text; says what was found.
    """
    announced = encoding_of(content)
    if announced is None and b"\0" in content:
        raise ValueError(f"a zero byte at {content.index(0):,}: this is no text")
    try:
        return content.decode(announced or "utf-8")
    except UnicodeDecodeError as error:
        if announced is not None:
            raise ValueError(f"byte {error.start + 1:,} is not {announced.upper()}") from None
    # Five bytes mean nothing in Windows' code page; what they stand for cannot matter here.
    return content.decode("cp1252", errors="replace")


def separator_of(header: str) -> str | None:
    """Return what separates the cells of a header line, None if nothing does."""
    outside = re.sub(r'"[^"]*"', "", header)
    most = max(SEPARATORS, key=outside.count)
    return most if most in outside else None


def plain(name: str) -> str:
    """Return a name without accents, case and signs: ``Heure d'arrivée`` is ``heure_d_arrivee``."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def without_blank_ends(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows without empty rows at the end and empty columns at the right."""
    kept = [[cell.strip() for cell in row] for row in rows]
    while kept and not any(kept[-1]):
        kept.pop()
    width = max((i + 1 for row in kept for i, cell in enumerate(row) if cell), default=0)
    return [row[:width] for row in kept]
