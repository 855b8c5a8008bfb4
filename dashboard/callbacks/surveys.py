"""The page of the surveys: the surveys are asked once the page stands."""

from typing import Any

from dash import Dash, Input, Output, no_update

from dashboard import ids
from dashboard.data.runs import Store
from dashboard.data.surveys import surveyed
from dashboard.pages import surveys
from dashboard.view import of_state


def register(app: Dash, store: Store) -> None:
    """Register the callback."""

    @app.callback(Output(ids.SURVEYS_TO_COME, "children"), Input(ids.VIEW, "data"))
    def ask(view: object) -> Any:
        shown = of_state(store, view)
        run = surveyed(shown.runs, None if shown.is_pair else shown.run)
        return no_update if run is None else surveys.content(store, shown.lang, run)
