"""Overview: of two plans what should be done and how sure that is; of one plan how it fares."""

from typing import Any

from dashboard.components.heading import empty_state, heading
from dashboard.data.runs import Store
from dashboard.i18n import t
from dashboard.pages import one_plan, two_plans
from dashboard.view import View


def layout(store: Store, view: View) -> list[Any]:
    """Return the page."""
    top = heading(view, t(view.lang, "overview.title"))
    if view.is_pair and view.pair is not None:
        return [top, *two_plans.content(view, view.pair)]
    if view.run is None:
        return [top, empty_state(view.lang)]
    return [top, *one_plan.content(store, view.lang, view.run)]
