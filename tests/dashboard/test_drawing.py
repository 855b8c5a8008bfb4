"""What draws the figures: the part of plotly.js, and ribbons made of lines."""

import gzip
import re
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from asking import HERE
from plotly.offline import get_plotlyjs_version

from dashboard.app import create_app
from dashboard.drawing import ADDRESS, TRACES, script
from dashboard.figures.ribbons import Bar, Ribbon, draw
from dashboard.settings import Settings


def test_the_part_is_that_of_the_whole() -> None:
    """It is the version that plotly itself brings, and has the traces that figures are made of."""
    found = re.search(r"plotly\.js \(cartesian - minified\) v([\d.]+)", script()[:200])

    assert found is not None
    assert get_plotlyjs_version() == found[1]
    known = set(re.findall(r'moduleType:"trace",name:"(\w+)"', script()))
    assert TRACES <= known


def test_figures_are_made_of_known_traces(project_root: Path) -> None:
    """No module of the dashboard adds a kind of trace that the part may not have."""
    known = {name.lower() for name in dir(go) if hasattr(getattr(go, name), "on_click")}
    sources = [path.read_text("utf-8") for path in (project_root / "dashboard").rglob("*.py")]
    added = {
        word.lower()
        for source in sources
        for word in re.findall(r"(?:\.add_|\bgo\.)(\w+)\(", source)
    }

    assert {"bar", "sankey"} <= known
    assert set(TRACES) == added & known


def test_dash_gets_the_part(tmp_path: Path) -> None:
    """Where Dash looks for the whole, the part is given out, compressed, and once only."""
    client = create_app(Settings(store=tmp_path)).server.test_client()

    with client.get(ADDRESS, headers={**HERE, "Accept-Encoding": "gzip"}) as answer:
        assert 200 == answer.status_code
        assert script().encode() == gzip.decompress(answer.data)
        assert "javascript" in answer.headers["Content-Type"]
        known = {**HERE, "Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]}
    with client.get(ADDRESS, headers=known) as again:
        assert (304, b"") == (again.status_code, again.data)


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
