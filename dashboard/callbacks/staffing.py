"""The page of staffing: a search is asked for."""

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard import ids
from dashboard.data.runs import Store
from dashboard.i18n import t
from dashboard.jobs.kinds import staffing_search
from dashboard.jobs.queue import Queue, QueueFull
from dashboard.view import of_state


def register(app: Dash, store: Store) -> None:
    """Register the callback."""
    queue = Queue(store.root)

    @app.callback(
        Output(ids.STAFF_ANSWER, "children"),
        Input(ids.STAFF_ASK, "n_clicks"),
        State(ids.STAFF_LEVEL, "value"),
        State(ids.STAFF_REPLY, "value"),
        State(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def ask(clicks: object, level: object, reply: object, view: object) -> Any:
        if not clicks:
            return no_update
        lang = of_state(store, view).lang
        try:
            queue.add(staffing_search(level, reply))
        except QueueFull:
            return t(lang, "job.error.full")
        return t(lang, "runs.verify_asked")
