"""Figures and their tables, the same way for every chart of every page."""

from typing import Any

import plotly.graph_objects as go
from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, no_update

from dashboard import ids
from dashboard.charts import CHARTS, Chart
from dashboard.components.basics import table
from dashboard.data.runs import Run, Store
from dashboard.figures.base import blank
from dashboard.i18n import LANGUAGES, Language, t
from dashboard.theme import SCHEMES
from dashboard.view import language


def register(app: Dash, store: Store) -> None:
    """Register the callbacks."""

    @app.callback(
        Output(ids.graph(MATCH), "figure"),
        Input(ids.VIEW, "data"),
        Input(ids.SCHEME, "data"),
        State(ids.graph(MATCH), "id"),
    )
    def draw(view: object, scheme: object, graph: object) -> go.Figure:
        chart, run, lang = _asked(store, graph, view)
        known = next((s for s in SCHEMES if s == scheme), None)
        if chart is None or run is None or known is None:
            return blank()
        return chart.figure(store, run, lang, known)

    @app.callback(
        Output(ids.table_box(MATCH), "children"),
        Input(ids.as_table(MATCH), "checked"),
        State(ids.VIEW, "data"),
        State(ids.table_box(MATCH), "id"),
        prevent_initial_call=True,
    )
    def tabulate(checked: object, view: object, box: object) -> Any:
        chart, run, lang = _asked(store, box, view)
        if not checked or chart is None or run is None:
            return no_update
        data = chart.read(store, run)
        return table(chart.table(data, lang), t(lang, f"chart.{chart.name}.title"))

    app.clientside_callback(
        ClientsideFunction("dashboard", "as_table"),
        Output(ids.graph_box(MATCH), "hidden"),
        Output(ids.table_box(MATCH), "hidden"),
        Input(ids.as_table(MATCH), "checked"),
        prevent_initial_call=True,
    )


def run_and_language(store: Store, view: object) -> tuple[Run | None, Language]:
    """Return the run and language that a view of the browser's names, if known."""
    state = view if isinstance(view, dict) else {}
    return store.find(state.get("run")), language(state.get("lang"), LANGUAGES[0])


def _asked(store: Store, id_: object, view: object) -> tuple[Chart | None, Run | None, Language]:
    """Return the chart that an id names, and `run_and_language`."""
    name = id_.get("name") if isinstance(id_, dict) else None
    chart = CHARTS.get(name) if isinstance(name, str) else None
    return chart, *run_and_language(store, view)
