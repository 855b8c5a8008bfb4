"""Figures and their tables, the same way for every chart of every page."""

import io
from typing import Any

import flask
import pandas as pd
import plotly.graph_objects as go
from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, no_update

from dashboard import ids
from dashboard.callbacks.navigation import preferred_language
from dashboard.charts import CHARTS, Chart
from dashboard.components.basics import table, with_download
from dashboard.components.heading import failed_state
from dashboard.data.runs import Store
from dashboard.figures.base import blank, failed
from dashboard.i18n import t
from dashboard.theme import SCHEMES
from dashboard.view import of_state, read
from scenarios.errors import CanauxError

FORMS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
"""Forms in which a chart's data can be had, and what they are called."""


def register(app: Dash, store: Store) -> None:
    """Register the callbacks."""

    @app.callback(
        Output(ids.graph(MATCH), "figure"),
        Input(ids.VIEW, "data"),
        Input(ids.SCHEME, "data"),
        State(ids.graph(MATCH), "id"),
    )
    def draw(view: object, scheme: object, graph: object) -> go.Figure:
        chart = _chart(graph)
        known = next((s for s in SCHEMES if s == scheme), None)
        if chart is None or known is None:
            return blank()
        shown = of_state(store, view)
        try:
            return chart.figure(store, shown, known)
        except CanauxError:
            return failed(t(shown.lang, "failed.figure"), known)

    @app.callback(
        Output(ids.table_box(MATCH), "children"),
        Input(ids.as_table(MATCH), "checked"),
        State(ids.VIEW, "data"),
        State(ids.table_box(MATCH), "id"),
        prevent_initial_call=True,
    )
    def tabulate(checked: object, view: object, box: object) -> Any:
        chart, shown = _chart(box), of_state(store, view)
        if not checked or chart is None:
            return no_update
        try:
            data = chart.read(store, shown)
        except CanauxError as error:
            return failed_state(shown.lang, str(error))
        if data.empty:
            return no_update
        caption = t(shown.lang, f"chart.{chart.name}.title")
        return with_download(table(chart.table(data, shown.lang), caption), shown.lang, chart.name)

    app.clientside_callback(
        ClientsideFunction("dashboard", "as_table"),
        Output(ids.graph_box(MATCH), "hidden"),
        Output(ids.table_box(MATCH), "hidden"),
        Input(ids.as_table(MATCH), "checked"),
        prevent_initial_call=True,
    )

    @app.server.route("/data/<name>.<form>")
    def data(name: str, form: str) -> flask.Response:
        chart = CHARTS.get(name)
        if chart is None or form not in FORMS:
            flask.abort(404)
        query = flask.request.query_string.decode("ascii", "replace")
        try:
            found = chart.read(store, read(store, "/", query, preferred_language()))
        except CanauxError as error:
            flask.abort(422, str(error))
        if found.empty:
            flask.abort(404)
        answer = flask.Response(written(found, form), mimetype=FORMS[form])
        answer.headers["Content-Disposition"] = f'attachment; filename="canaux-{name}.{form}"'
        return answer


def written(data: pd.DataFrame, form: str) -> bytes:
    """Return a chart's data for other programs: whole numbers of digits, points as decimals."""
    if form == "csv":
        return data.to_csv(index=False).encode("utf-8")
    target = io.BytesIO()
    data.to_parquet(target, index=False)
    return target.getvalue()


def _chart(id_: object) -> Chart | None:
    """Return the chart that an id names, if there is one."""
    name = id_.get("name") if isinstance(id_, dict) else None
    return CHARTS.get(name) if isinstance(name, str) else None
