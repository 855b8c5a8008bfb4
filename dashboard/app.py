"""The application: pages, callbacks, checks. Nothing happens on import."""

import os
from importlib import resources
from typing import Any

import dash_mantine_components as dmc
import flask
from dash import Dash, dcc, html

from dashboard import ids
from dashboard.callbacks import (
    charts,
    jobs,
    method,
    navigation,
    report,
    runs,
    staffing,
    surveys,
    what_if,
)
from dashboard.callbacks.navigation import preferred_language
from dashboard.compressing import keep_compressed
from dashboard.data.documents import shipped_documents
from dashboard.data.fits import SHIPPED
from dashboard.data.pairs import shipped
from dashboard.data.runs import Store
from dashboard.data.samples import shipped_runs
from dashboard.i18n import LANGUAGES, t
from dashboard.live.pool import Pool
from dashboard.plotly_js import ADDRESS, serve_part
from dashboard.security import protect
from dashboard.settings import Settings
from dashboard.theme import mantine
from dashboard.view import language

MOST_PROCESSES = 2
"""Warm processes for live levers; each takes about 300 MB."""

_INDEX = """<!DOCTYPE html>
<html lang="LANGUAGE">
  <head>
    {%metas%}
    <title>{%title%}</title>
    <link rel="icon" type="image/svg+xml" href="/assets/mark.svg">
    EARLY
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <noscript>NOSCRIPT</noscript>
    {%config%}
    {%scripts%}
    {%renderer%}
  </body>
</html>
"""

_WITH_CHARTS = ("/", "/brief", "/compare", "/moves", "/load", "/what-if")
"""Pages that have a chart whatever the store holds beside what comes with the program."""

_EARLY = '<link rel="preload" as="script" href="{}">'
"""By far the largest script is sent for with the document, not once the first chart stands."""


class Canaux(Dash):
    """A Dash application whose document says in which language it is."""

    has_samples = True
    """Whether what comes with the program is shown too."""

    def interpolate_index(self, **parts: Any) -> str:
        """Return the document, ``<html lang>`` set from the address or the browser's wishes."""
        preferred = preferred_language() if flask.has_request_context() else LANGUAGES[0]
        asked = flask.request.args.get("lang") if flask.has_request_context() else None
        lang = language(asked, preferred)
        path = flask.request.path if flask.has_request_context() else ""
        early = _EARLY.format(ADDRESS) if self.has_samples and path in _WITH_CHARTS else ""
        html_text: str = super().interpolate_index(**parts).replace("EARLY", early, 1)
        return html_text.replace("LANGUAGE", lang).replace("NOSCRIPT", t(lang, "shell.noscript"))


def create_app(settings: Settings) -> Dash:
    """Return the application on the runs of a store.

    Several may live in one process: each has its own callbacks and its own store.
    """
    app = Canaux(
        "dashboard",
        assets_folder=str(resources.files("dashboard") / "assets"),
        assets_ignore=r".*\.(svg|txt|woff2|min\.js)$",
        use_pages=False,
        pages_folder="",
        index_string=_INDEX,
        title="Canaux",
        update_title="",
        compress=False,
        serve_locally=True,
        suppress_callback_exceptions=not settings.check_callbacks,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.has_samples = settings.samples
    keep_compressed(app.server)
    serve_part(app.server)
    samples = (shipped_runs(), shipped(), shipped_documents()) if settings.samples else ((), (), ())
    fits = [settings.fits, *([SHIPPED] if settings.samples else [])]
    store = Store(settings.store, *samples, fits=fits)
    app.layout = dmc.MantineProvider(
        [
            dcc.Location(id=ids.URL, refresh="callback-nav"),
            dcc.Store(id=ids.VIEW),
            dcc.Store(id=ids.SCHEME),
            html.Div(id=ids.SHELL),
        ],
        theme=mantine(),
        defaultColorScheme="auto",
    )
    navigation.register(app, store)
    charts.register(app, store)
    surveys.register(app, store)
    runs.register(app, store)
    method.register(app, store)
    report.register(app, store)
    staffing.register(app, store)
    jobs.register(app, store)
    what_if.register(app, store, Pool(min(MOST_PROCESSES, os.cpu_count() or 1)))
    protect(app, settings)
    return app
