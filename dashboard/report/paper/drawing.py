"""A chart of the pages on paper: lines, bands and points with ranges, as its figure has them."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.i18n import Language, number, t
from dashboard.report.paper.sheet import Sheet, width

SCALE = 0.62
"""Points of a pixel: text of 12 pixels is 7.4 points high."""

_MARKED = re.compile(r'<span style="color:(#[0-9a-f]{6})">●</span> (.*)')
_FADED = re.compile(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)")


class Box(NamedTuple):
    """A part of a sheet."""

    left: float
    top: float
    right: float
    bottom: float


class Panel(NamedTuple):
    """A pair of axes: where it is, and where values lie in it."""

    box: Box
    x: Callable[[Any], float]
    y: Callable[[Any], float]


def draw(sheet: Sheet, figure: go.Figure, lang: Language, box: Box) -> None:
    """Draw a figure of scatter traces in a box.

    Raises
    ------
    ValueError
        If a trace is of another kind: it would be missing without a word.
    """
    odd = {trace.type for trace in figure.data} - {"scatter"}
    if odd:
        raise ValueError(f"traces {', '.join(sorted(odd))}: only scatter can be drawn on paper")
    names = list(dict.fromkeys(((trace.xaxis or "x")[1:]) for trace in figure.data))
    panels = {name: _panel(figure, name, names, box) for name in names}
    for name, panel in panels.items():
        _axes(sheet, figure, name, panel, lang)
    for shape in figure.layout.shapes:
        panel = panels[shape.xref.split(" ")[0][1:]]
        x = panel.x(shape.x0)
        ends = [(x, panel.box.bottom), (x, panel.box.top)]
        sheet.line(ends, shape.line.color, SCALE * shape.line.width)
    for trace in figure.data:
        _trace(sheet, trace, panels[(trace.xaxis or "x")[1:]])
    for note in figure.layout.annotations:
        _note(sheet, note, figure, panels, names)


def _panel(figure: go.Figure, name: str, names: Sequence[str], box: Box) -> Panel:
    layout = figure.layout
    margin = layout.margin
    labels = _categories(figure, names[0])
    room = max((width(label, SCALE * 12) for label in labels), default=SCALE * 22) + 5
    inner = Box(
        box.left + room,
        box.top + SCALE * margin.t,
        box.right - SCALE * margin.r,
        box.bottom - SCALE * max(margin.b, 34),
    )
    gap = (layout.grid.xgap or 0.0) if len(names) > 1 else 0.0
    step = (inner.right - inner.left) / (len(names) - gap)
    left = inner.left + names.index(name) * step
    place = Box(left, inner.top, left + step * (1.0 - gap), inner.bottom)
    xs, ys = _range(figure, name, "x"), _range(figure, name, "y")
    order = {label: i for i, label in enumerate(_categories(figure, name))}

    def x(value: Any) -> float:
        return place.left + (_number(value) - xs[0]) / (xs[1] - xs[0]) * (place.right - place.left)

    def y(value: Any) -> float:
        at = order[value] if order else _number(value)
        return place.bottom - (at - ys[0]) / (ys[1] - ys[0]) * (place.bottom - place.top)

    return Panel(place, x, y)


def _traces(figure: go.Figure, name: str) -> list[Any]:
    return [trace for trace in figure.data if (trace.xaxis or "x")[1:] == name]


def _categories(figure: go.Figure, name: str) -> list[str]:
    """Return the labels of a vertical axis from its first, none if it has numbers."""
    axis = figure.layout[f"yaxis{name}"]
    return list(axis.categoryarray) if axis.type == "category" else []


def _range(figure: go.Figure, name: str, letter: str) -> tuple[float, float]:
    axis = figure.layout[f"{letter}axis{name}"]
    labels = _categories(figure, name) if letter == "y" else []
    if labels:
        return len(labels) - 0.5, -0.5
    if axis.range is not None:
        return float(axis.range[0]), float(axis.range[1])
    values = [_number(value) for trace in _traces(figure, name) for value in trace[letter]]
    return min(values), max(values)


def _number(value: Any) -> float:
    """Return a value of an axis, days of a date."""
    if isinstance(value, int | float | np.number):
        return float(value)
    return pd.Timestamp(value).timestamp() / 86_400.0


def _axes(sheet: Sheet, figure: go.Figure, name: str, panel: Panel, lang: Language) -> None:
    box, axis, upright = (
        panel.box,
        figure.layout[f"xaxis{name}"],
        figure.layout[f"yaxis{name}"],
    )
    size, ink = SCALE * 12, axis.tickfont.color
    for value, text in _ticks_across(figure, name, lang):
        at = panel.x(value)
        if axis.showgrid:
            sheet.line([(at, box.top), (at, box.bottom)], axis.gridcolor, 0.5)
        for i, line in enumerate(text.split("\n")):
            sheet.text(at, box.bottom + (1.5 + 1.25 * i) * size, line, size, ink, anchor="center")
    for value, text in _ticks_up(figure, name, lang):
        at = panel.y(value)
        if upright.showgrid is not False:
            sheet.line([(box.left, at), (box.right, at)], upright.gridcolor, 0.5)
        if upright.showticklabels is not False:
            sheet.text(box.left - 4, at + 0.36 * size, text, size, ink, anchor="right")


def _ticks_across(figure: go.Figure, name: str, lang: Language) -> list[tuple[Any, str]]:
    axis = figure.layout[f"xaxis{name}"]
    if axis.tickvals is not None:
        return list(zip(axis.tickvals, axis.ticktext, strict=True))
    days = sorted({pd.Timestamp(day) for trace in _traces(figure, name) for day in trace.x})
    chosen = days[:: -(-len(days) // axis.nticks)]
    return [
        (day, t(lang, f"month.{day.month}") + (f"\n{day.year}" if i == 0 or day.month == 1 else ""))
        for i, day in enumerate(chosen)
    ]


def _ticks_up(figure: go.Figure, name: str, lang: Language) -> list[tuple[Any, str]]:
    labels = _categories(figure, name)
    if labels:
        return [(label, label) for label in labels]
    axis, (_, top) = figure.layout[f"yaxis{name}"], _range(figure, name, "y")
    if axis.tickvals is not None:
        return list(zip(axis.tickvals, axis.ticktext, strict=True))
    steps = (size * 10.0**power for power in range(-3, 9) for size in (1, 2, 5))
    step = next(step for step in steps if (axis.nticks or 5) * step >= top)
    decimals = 1 if step < 1 else 0
    return [(step * i, number(lang, step * i, decimals)) for i in range(int(top / step) + 1)]


def _trace(sheet: Sheet, trace: Any, panel: Panel) -> None:
    points = [(panel.x(x), panel.y(y)) for x, y in zip(trace.x, trace.y, strict=True)]
    if not points:
        return
    if trace.fill == "toself":
        faded = _FADED.fullmatch(trace.fillcolor)
        if faded is None:
            raise ValueError(f"fillcolor {trace.fillcolor!r}: must be rgba(...)")
        colour = "#" + "".join(f"{int(part):02x}" for part in faded.groups()[:3])
        sheet.area(points, colour, float(faded[4]))
        return
    if trace.error_x.array is not None:
        ranges = zip(trace.x, trace.error_x.arrayminus, trace.error_x.array, points, strict=True)
        for value, below, above, (_, at) in ranges:
            if np.isfinite(below) and np.isfinite(above):
                ends = [(panel.x(value - below), at), (panel.x(value + above), at)]
                sheet.line(ends, trace.error_x.color, SCALE * trace.error_x.thickness)
    if "lines" in (trace.mode or "lines"):
        dotted = trace.line.dash not in (None, "solid")
        sheet.line(points, trace.line.color, SCALE * trace.line.width, dotted=dotted)
    if "markers" in (trace.mode or ""):
        size = SCALE * trace.marker.size * 0.9
        for x, y in points:
            sheet.mark(x, y, trace.marker.color, size, trace.marker.symbol or "circle")


def _note(
    sheet: Sheet, note: Any, figure: go.Figure, panels: dict[str, Panel], names: Sequence[str]
) -> None:
    size = SCALE * (note.font.size or 12)
    x = _place(note, "x", panels, names) + SCALE * (note.xshift or 0)
    y = _place(note, "y", panels, names) - SCALE * (note.yshift or 0)
    y += {"top": 0.95, "middle": 0.36, "bottom": -0.2}[note.yanchor or "middle"] * size
    ink = note.font.color or figure.layout.font.color
    marked = _MARKED.fullmatch(note.text)
    if marked:
        sheet.mark(x + 0.3 * size, y - 0.34 * size, marked[1], 0.62 * size, "circle")
        sheet.text(x + size, y, marked[2], size, ink)
    else:
        sheet.text(x, y, note.text, size, ink, anchor=note.xanchor or "center")


def _place(note: Any, letter: str, panels: dict[str, Panel], names: Sequence[str]) -> float:
    """Return where a note is tied to along an axis, or to the share of a panel or of all."""
    ref, value = note[f"{letter}ref"] or letter, note[letter]
    if ref == "paper":
        first, last = panels[names[0]].box, panels[names[-1]].box
        low, high = (first.left, last.right) if letter == "x" else (first.bottom, first.top)
    else:
        panel = panels[ref.split(" ")[0][1:]]
        if not ref.endswith("domain"):
            return (panel.x if letter == "x" else panel.y)(value)
        box = panel.box
        low, high = (box.left, box.right) if letter == "x" else (box.bottom, box.top)
    return low + float(value) * (high - low)
