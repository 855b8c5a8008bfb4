"""What stands where no page is."""

from typing import Any

from dash import html

from dashboard.data.runs import Store
from dashboard.i18n import t
from dashboard.view import View


def layout(_store: Store, view: View) -> list[Any]:
    """Return the page."""
    return [
        html.Section(
            [
                html.H1(t(view.lang, "not_found.title")),
                html.P(t(view.lang, "not_found.text")),
            ],
            className="cc-card cc-empty",
        )
    ]
