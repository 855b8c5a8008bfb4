"""The pages, in the order of the navigation."""

from collections.abc import Callable
from typing import Any, NamedTuple

from dashboard.data.runs import Store
from dashboard.pages import (
    brief,
    calibration,
    claims,
    compare,
    load,
    method,
    moves,
    not_found,
    overview,
    runs,
    staffing,
    surveys,
    what_if,
)
from dashboard.view import View


class Page(NamedTuple):
    """A page: its title is the text ``<name>.title``, its icon the asset ``icons/<symbol>.svg``."""

    name: str
    path: str
    symbol: str
    layout: Callable[[Store, View], list[Any]]


PAGES = (
    Page("overview", "/", "layout-dashboard", overview.layout),
    Page("brief", "/brief", "file-text", brief.layout),
    Page("compare", "/compare", "git-compare", compare.layout),
    Page("moves", "/moves", "route", moves.layout),
    Page("load", "/load", "gauge", load.layout),
    Page("what_if", "/what-if", "sliders-horizontal", what_if.layout),
    Page("staffing", "/staffing", "users", staffing.layout),
    Page("surveys", "/surveys", "list-checks", surveys.layout),
    Page("claims", "/claims", "scale", claims.layout),
    Page("calibration", "/calibration", "target", calibration.layout),
    Page("runs", "/runs", "history", runs.layout),
    Page("method", "/method", "book-open", method.layout),
)

NOT_FOUND = Page("not_found", "", "", not_found.layout)


def page_at(path: str) -> Page:
    """Return the page of a path, the page that says there is none otherwise."""
    wanted = path.rstrip("/") or "/"
    return next((page for page in PAGES if page.path == wanted), NOT_FOUND)
