"""Ribbons between two columns of bars."""

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.figures.ribbons import Bar, Ribbon, draw


def test_ribbons_keep_their_size() -> None:
    """Bars are as tall as what leaves or reaches them, ribbons as wide; none lies on another."""
    sizes = {("a", "x"): 3.0, ("a", "y"): 1.0, ("b", "x"): 2.0}
    figure = go.Figure()

    draw(
        figure,
        [Bar(name, name, "black") for name in "ab"],
        [Bar(name, name, "black") for name in "xy"],
        [Ribbon(*ends, size, "grey", f"{ends}") for ends, size in sizes.items()],
    )

    areas = {trace.text: (np.array(trace.x), np.array(trace.y)) for trace in figure.data[:-2]}
    for bar, size in {"a": 4.0, "b": 2.0, "x": 5.0, "y": 1.0}.items():
        assert size == pytest.approx(np.ptp(areas[bar][1]), abs=0.002)
    spans: dict[str, list[tuple[float, float]]] = {}
    for ends, size in sizes.items():
        x, y = areas[f"{ends}"]
        half = len(x) // 2
        assert y[:half] + size == pytest.approx(y[half:][::-1], abs=0.002)
        spans.setdefault(ends[0], []).append((y[0], y[-1]))
        spans.setdefault(ends[1], []).append((y[half - 1], y[half]))
    for bar, found in spans.items():
        tops = sorted(found)
        assert (min(areas[bar][1]), max(areas[bar][1])) == pytest.approx(
            (tops[0][0], tops[-1][1]), abs=0.002
        )
        assert [low for low, _ in tops[1:]] == pytest.approx([up for _, up in tops[:-1]], abs=0.002)
