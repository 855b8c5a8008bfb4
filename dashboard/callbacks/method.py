"""The page of the method: equations are typeset when asked for."""

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard import ids
from dashboard.data.runs import Store
from dashboard.pages import method
from dashboard.view import of_state


def register(app: Dash, store: Store) -> None:
    """Register the callback."""

    @app.callback(
        Output(ids.EQUATIONS, "children"),
        Input(ids.EQUATIONS_ASK, "n_clicks"),
        State(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    def show(clicks: object, view: object) -> Any:
        return method.equations(of_state(store, view).lang) if clicks else no_update
