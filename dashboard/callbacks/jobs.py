"""The list of jobs, on every page that has one: it is kept up to date, its buttons answer."""

from typing import Any

from dash import Dash, Input, Output, State

from dashboard import ids
from dashboard.components.jobs import job_list
from dashboard.data.runs import Store
from dashboard.i18n import t
from dashboard.jobs.queue import Queue, QueueFull
from dashboard.jobs.supervisor import Supervisor
from dashboard.view import of_state


def register(app: Dash, store: Store) -> None:
    """Register the callbacks."""
    queue = Queue(store.root)
    supervisor = Supervisor(queue)

    @app.callback(
        Output(ids.JOB_LIST, "children"),
        Input(ids.JOB_TICK, "n_intervals"),
        Input(ids.JOB_ANSWER, "children"),
        State(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def jobs(_tick: object, _answer: object, view: object) -> Any:
        return job_list(of_state(store, view), queue)

    # Not clicks that Dash counts: the list is written anew every second, and a click on a button
    # that is replaced before its count is read would be lost.
    @app.callback(
        Output(ids.JOB_ANSWER, "children"),
        Input(ids.JOB_PRESSED, "data"),
        State(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def press(pressed: object, view: object) -> str:
        try:
            _press(queue, supervisor, pressed if isinstance(pressed, dict) else {})
        except QueueFull:
            return t(of_state(store, view).lang, "job.error.full")
        return ""


def _press(queue: Queue, supervisor: Supervisor, pressed: dict[str, Any]) -> None:
    """Do what a job's button says, if there is such a job."""
    job = queue.find(pressed.get("job"))
    if job is None:
        return
    if pressed.get("action") == "cancel":
        supervisor.cancel(job.id)
    elif pressed.get("action") == "again" and job.is_over:
        queue.add(job.asked)
