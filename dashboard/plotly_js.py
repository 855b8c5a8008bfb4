"""The part of plotly.js that draws our figures: bars, lines and heat maps, without maps and 3D.

A browser is busy three times as long with the whole, 4.8 MB, before the first figure stands.
"""

from functools import cache
from importlib.resources import files

import flask
from werkzeug.wrappers import Response

from dashboard.compressing import SCRIPTS

TRACES = frozenset({"bar", "heatmap", "scatter"})
"""Kinds of traces that figures are made of; the part has a few more."""

ADDRESS = f"{SCRIPTS}plotly/package_data/plotly.min.js"
"""Where Dash looks for plotly.js once a page has a figure."""

_PART = "plotly-cartesian.min.js"
"""plotly.js-cartesian-dist-min 4.1.1 (MIT, assets/licences/plotly.txt), as it was published."""


@cache
def script() -> str:
    """Return the script, to be written into a page."""
    return (files("dashboard") / "assets" / "plotly" / _PART).read_text("utf-8")


def serve_part(server: flask.Flask) -> None:
    """Answer with the part where Dash would answer with the whole."""

    @server.get(ADDRESS)
    def part() -> Response:
        answer = flask.Response(script(), mimetype="text/javascript")
        answer.add_etag()
        return answer.make_conditional(flask.request)
