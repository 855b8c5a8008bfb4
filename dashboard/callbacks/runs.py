"""The page of runs: a run is computed again when asked, and its tables are given out."""

from typing import Any

import flask
from dash import ALL, Dash, Input, Output, State, ctx, no_update

from dashboard import ids
from dashboard.data import catalogue
from dashboard.data.runs import Store
from dashboard.i18n import t
from dashboard.jobs.kinds import verification
from dashboard.jobs.queue import Queue, QueueFull
from dashboard.view import of_state


def register(app: Dash, store: Store) -> None:
    """Register the callback and the address of tables."""
    queue = Queue(store.root)

    @app.callback(
        Output(ids.VERIFY_REPLY, "children"),
        Input({"type": "verify", "run": ALL, "seed": ALL}, "n_clicks"),
        State(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def verify(_clicks: object, view: object) -> Any:
        pressed = ctx.triggered_id
        if not isinstance(pressed, dict) or not any(part["value"] for part in ctx.triggered):
            return no_update
        lang = of_state(store, view).lang
        run, seed = store.find(pressed.get("run")), pressed.get("seed")
        if run is None or seed not in run.seeds:
            return no_update
        try:
            queue.add(verification(run.key, int(str(seed))))
        except QueueFull:
            return t(lang, "job.error.full")
        return t(lang, "runs.verify_asked")

    @app.server.route("/download/<key>/<int:seed>/<name>.parquet")
    def table(key: str, seed: int, name: str) -> flask.Response:
        path = catalogue.table_of(store, key, seed, name)
        if path is None:
            flask.abort(404)
        return flask.send_file(
            path.resolve(), as_attachment=True, download_name=f"{key}-{seed}-{name}.parquet"
        )
