"""The page of the surveys: the surveys are asked once the page stands."""

from typing import Any

from dash import Dash, Input, Output, no_update

from dashboard import ids
from dashboard.callbacks.charts import run_and_language
from dashboard.data.runs import Store
from dashboard.pages import surveys


def register(app: Dash, store: Store) -> None:
    """Register the callback."""

    @app.callback(Output(ids.SURVEYS_TO_COME, "children"), Input(ids.VIEW, "data"))
    def ask(view: object) -> Any:
        run, lang = run_and_language(store, view)
        return no_update if run is None else surveys.content(store, lang, run)
