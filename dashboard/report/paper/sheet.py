"""A page of A4 in points from its upper left corner; its text can be selected and copied."""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Literal

import matplotlib as mpl
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from scenarios.texts import NARROW, WIDE

WIDTH, HEIGHT = 595.28, 841.89

Weight = Literal["regular", "strong", "signs"]
WEIGHTS: dict[Weight, int] = {"regular": 400, "strong": 650}
"""Of the font of the pages; ``signs`` is the one that has what it lacks, such as arrows."""

Point = tuple[float, float]
_DRAWING = Lock()
"""Settings of matplotlib are those of the whole process."""


class Sheet:
    """One page."""

    def __init__(self) -> None:
        self._figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72))
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(HEIGHT, 0)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        weight: Weight = "regular",
        anchor: str = "left",
    ) -> float:
        """Write a line whose foot is at `y`; return where it ends.

        Parameters
        ----------
        anchor
            What `x` is of the line: ``left``, ``center`` or ``right``.
        """
        x -= {"left": 0.0, "center": 0.5, "right": 1.0}[anchor] * width(text, size, weight)
        for font, part in _runs(text, weight):
            self._axes.text(
                x, y, part, color=colour, fontproperties=_properties(font), fontsize=size,
                va="baseline", ha="left", parse_math=False,
            )  # fmt: skip
            x += _advance(part, size, font)
        return x

    def line(
        self, points: Sequence[Point], colour: str, thick: float, *, dotted: bool = False
    ) -> None:
        """Draw a line through points."""
        xs, ys = zip(*points, strict=True)
        style: Any = (0, (1.0, 1.6)) if dotted else "solid"
        self._axes.add_line(
            Line2D(
                xs, ys, color=colour, linewidth=thick, linestyle=style,
                solid_capstyle="butt", solid_joinstyle="round",
            )
        )  # fmt: skip

    def area(self, points: Sequence[Point], colour: str, opacity: float = 1.0) -> None:
        """Fill an area."""
        self._axes.add_patch(Polygon(points, facecolor=colour, alpha=opacity, edgecolor="none"))

    def mark(self, x: float, y: float, colour: str, size: float, shape: str) -> None:
        """Draw a mark: ``circle``, ``triangle-up`` or ``triangle-down``."""
        form = {"triangle-up": "^", "triangle-down": "v"}.get(shape, "o")
        self._axes.add_line(
            Line2D(
                [x], [y], marker=form, markersize=size, color=colour, markeredgewidth=0,
                linestyle="none",
            )
        )  # fmt: skip

    def pdf(self, title: str) -> bytes:
        """Return the page as a PDF; the same content gives the same bytes."""
        target = io.BytesIO()
        told = {"Title": title, "Creator": "Canaux", "Producer": None, "CreationDate": None}
        # 42: fonts as they are, so that letters stay letters.
        with _DRAWING, mpl.rc_context({"pdf.fonttype": 42}):
            FigureCanvasPdf(self._figure).print_pdf(target, metadata=told)
        return target.getvalue()


def width(text: str, size: float, weight: Weight = "regular") -> float:
    """Return how wide a line is, points."""
    return sum(_advance(part, size, font) for font, part in _runs(text, weight))


def _runs(text: str, weight: Weight) -> Iterator[tuple[Weight, str]]:
    """Split a line where its font has no sign."""
    known = _letters(weight)

    def font(sign: str) -> Weight:
        return weight if ord(sign) in known else "signs"

    # Neither font has the narrow space of French numbers.
    for name, signs in groupby(text.replace(NARROW, WIDE), key=font):
        yield name, "".join(signs)


def _advance(text: str, size: float, font: Weight) -> float:
    widths, per_em = _letters(font), _per_em(font)
    return sum(widths.get(ord(sign), per_em // 2) for sign in text) * size / per_em


@cache
def _letters(font: Weight) -> dict[int, int]:
    """Return the width of each sign that a font has."""
    opened = TTFont(_file(font))
    widths = opened["hmtx"]
    return {code: widths[name][0] for code, name in opened.getBestCmap().items()}


@cache
def _per_em(font: Weight) -> int:
    return int(TTFont(_file(font))["head"].unitsPerEm)


@cache
def _properties(font: Weight) -> FontProperties:
    return FontProperties(fname=_file(font))


@cache
def _file(font: Weight) -> str:
    """Return the file of a font; those of the pages are made from the one that browsers get."""
    if font == "signs":
        return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    source = files("dashboard") / "assets" / "fonts" / "inter-latin-wght-normal.woff2"
    with source.open("rb") as opened:
        made = instancer.instantiateVariableFont(TTFont(opened), {"wght": WEIGHTS[font]})
    made.flavor = None
    for record in made["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = f"Canaux{font.capitalize()}"
    path = _folder() / f"{font}.ttf"
    made.save(path)
    return str(path)


@cache
def _folder() -> Path:
    # Kept, so that it is removed when the process ends and not before.
    _kept.append(TemporaryDirectory(prefix="canaux-fonts-"))
    return Path(_kept[-1].name)


_kept: list[TemporaryDirectory[str]] = []
