"""The part of plotly.js that draws our figures."""

import gzip
import re
from pathlib import Path

import plotly.graph_objects as go
from asking import HERE
from plotly.offline import get_plotlyjs_version

from dashboard.app import create_app
from dashboard.plotly_js import ADDRESS, TRACES, script
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
