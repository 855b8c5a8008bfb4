"""The address decides what is shown; controls change the address."""

from typing import Any

import flask
from dash import ALL, ClientsideFunction, Dash, Input, Output, State
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.heading import failed_state, heading
from dashboard.components.shell import Link, shell
from dashboard.data.runs import Store
from dashboard.i18n import LANGUAGES, Language, t
from dashboard.pages import PAGES, Page, page_at
from dashboard.view import View, language, read
from scenarios.errors import CanauxError


def register(app: Dash, store: Store) -> None:
    """Register the callbacks."""

    @app.callback(
        Output(ids.SHELL, "children"),
        Output(ids.VIEW, "data"),
        Input(ids.URL, "pathname"),
        Input(ids.URL, "search"),
    )
    def show(path: object, search: object) -> tuple[Any, dict[str, Any]]:
        view = read(store, path, search, preferred_language())
        page = page_at(view.path)
        title = t(view.lang, f"{page.name}.title")
        links = [Link(p.path, t(view.lang, f"{p.name}.title"), p.symbol) for p in PAGES]
        content = shell(view, links, _shown(page, store, view))
        return content, view.state() | {
            "title": f"{title} · Canaux",
            "controls": _controls(content),
        }

    app.clientside_callback(
        ClientsideFunction("dashboard", "write_address"),
        Output(ids.URL, "search"),
        Input(ids.query(ALL), "value"),
        State(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("dashboard", "show_view"),
        Output(ids.SCHEME, "data"),
        Input(ids.VIEW, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("dashboard", "open_menu"),
        Output(ids.NAVIGATION, "navbar"),
        Input(ids.MENU, "opened"),
        State(ids.NAVIGATION, "navbar"),
        prevent_initial_call=True,
    )


def _shown(page: Page, store: Store, view: View) -> list[Any]:
    """Return what a page shows; what went wrong if it needs a file that cannot be read."""
    try:
        return page.layout(store, view)
    except CanauxError as error:
        title = t(view.lang, f"{page.name}.title")
        return [heading(view, title), failed_state(view.lang, str(error))]


def _controls(content: Component) -> dict[str, Any]:
    """Return what the controls of a page show, by name: only what differs goes in the address."""
    return {
        part.id["name"]: part.value
        for part in content._traverse_ids()
        if isinstance(part.id, dict) and part.id["type"] == "query"
    }


def preferred_language() -> Language:
    """Return the language the browser asks for, French if it is neither of ours."""
    best = flask.request.accept_languages.best_match(LANGUAGES)
    return language(best, LANGUAGES[0])
