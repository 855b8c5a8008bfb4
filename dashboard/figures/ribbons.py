"""Ribbons between two columns of bars: how much of what is on the left is on the right."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

BAR = 0.014
"""Width of a bar, as a share of the figure's."""

GAP = 0.055
"""Space between two bars, as a share of all that is shown."""

STEPS = 24
"""Points along an edge of a ribbon: more cannot be told from a curve."""


class Bar(NamedTuple):
    """What stands on one side."""

    name: str
    label: str
    colour: str


class Ribbon(NamedTuple):
    """What goes from one bar to another."""

    start: str
    end: str
    size: float
    colour: str
    text: str
    """Shown under the pointer."""


def draw(figure: go.Figure, left: list[Bar], right: list[Bar], ribbons: list[Ribbon]) -> None:
    """Add bars and ribbons to a figure, from the top in the order given.

    Ribbons leave a bar in the order of the bars that they lead to, so that they cross little.
    """
    everything = sum(ribbon.size for ribbon in ribbons)
    most = max(len(left), len(right))
    begins = _places(left, [(r.start, r.size) for r in ribbons], GAP * everything, most)
    ends = _places(right, [(r.end, r.size) for r in ribbons], GAP * everything, most)
    leaves = _stacked(ribbons, begins, [r.start for r in ribbons], [r.end for r in ribbons], ends)
    reaches = _stacked(ribbons, ends, [r.end for r in ribbons], [r.start for r in ribbons], begins)
    for ribbon in ribbons:
        x, y = _edges(leaves[ribbon], reaches[ribbon], ribbon.size)
        figure.add_trace(_area(x, y, ribbon.colour, ribbon.text))
    for bars, places, at in ((left, begins, 0.0), (right, ends, 1.0 - BAR)):
        for bar in bars:
            top, bottom = places[bar.name]
            x = np.array([at, at + BAR, at + BAR, at])
            y = np.array([top, top, bottom, bottom])
            figure.add_trace(_area(x, y, bar.colour, bar.label))
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(visible=False, range=[everything * (1.0 + GAP * (most - 1)), 0])
    _write(figure, left, begins, is_left=True)
    _write(figure, right, ends, is_left=False)


def _places(
    bars: list[Bar], parts: list[tuple[str, float]], gap: float, most: int
) -> dict[str, tuple[float, float]]:
    """Return where each bar begins and ends, from the top; the side with fewer stands midway."""
    places, at = {}, gap * (most - len(bars)) / 2
    for bar in bars:
        size = sum(size for name, size in parts if name == bar.name)
        places[bar.name] = (at, at + size)
        at += size + gap
    return places


def _stacked(
    ribbons: list[Ribbon],
    places: dict[str, tuple[float, float]],
    here: list[str],
    there: list[str],
    opposite: Iterable[str],
) -> dict[Ribbon, float]:
    """Return where each ribbon's upper edge is at its bar here, in the order of the bars there."""
    rank = {name: i for i, name in enumerate(opposite)}
    at = {name: top for name, (top, _) in places.items()}
    tops = {}
    for i in sorted(range(len(ribbons)), key=lambda i: rank[there[i]]):
        tops[ribbons[i]] = at[here[i]]
        at[here[i]] += ribbons[i].size
    return tops


def _edges(start: float, end: float, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y around a ribbon: along its upper edge, and back along its lower one."""
    along = np.linspace(0.0, 1.0, STEPS)
    x = BAR + (1.0 - 2.0 * BAR) * along
    y = start + (end - start) * along**2 * (3.0 - 2.0 * along)
    return np.concatenate([x, x[::-1]]), np.concatenate([y, y[::-1] + size])


def _area(x: np.ndarray, y: np.ndarray, colour: str, text: str) -> go.Scatter:
    return go.Scatter(
        x=np.round(x, 4).tolist(),
        y=np.round(y, 3).tolist(),
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=colour,
        hoveron="fills",
        hoverinfo="text",
        text=text,
    )


def _write(
    figure: go.Figure,
    bars: list[Bar],
    places: dict[str, tuple[float, float]],
    *,
    is_left: bool,
) -> None:
    """Write what bars are beside them."""
    figure.add_trace(
        go.Scatter(
            x=[BAR + 0.008 if is_left else 1.0 - BAR - 0.008] * len(bars),
            y=[round(sum(places[bar.name]) / 2, 3) for bar in bars],
            mode="text",
            text=[bar.label for bar in bars],
            textposition="middle right" if is_left else "middle left",
            hoverinfo="skip",
            cliponaxis=False,
        )
    )
