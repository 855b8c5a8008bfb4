"""What stands around every page: name, pages, language, light or dark."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import dash_mantine_components as dmc
from dash import html

from dashboard import ids
from dashboard.components.basics import icon
from dashboard.i18n import LANGUAGES, t
from dashboard.view import View

NAVIGATION_WIDTH = 224
HEADER_HEIGHT = 56


class Link(NamedTuple):
    """A page as the navigation shows it."""

    path: str
    title: str
    symbol: str


def shell(view: View, links: Sequence[Link], content: Any) -> dmc.AppShell:
    """Return the page inside its frame."""
    lang = view.lang
    return dmc.AppShell(
        [
            html.A(t(lang, "shell.skip"), href=f"#{ids.CONTENT}", className="cc-skip"),
            dmc.AppShellHeader(_header(view), className="cc-header"),
            dmc.AppShellNavbar(_navigation(view, links), className="cc-navbar", withBorder=False),
            dmc.AppShellMain(html.Div(content, className="cc-page"), id=ids.CONTENT, tabIndex=-1),
        ],
        id=ids.NAVIGATION,
        header={"height": HEADER_HEIGHT},
        navbar={"width": NAVIGATION_WIDTH, "breakpoint": "md", "collapsed": {"mobile": True}},
        padding=0,
    )


def _header(view: View) -> html.Div:
    lang = view.lang
    return html.Div(
        [
            dmc.Burger(
                id=ids.MENU,
                opened=False,
                hiddenFrom="md",
                size="sm",
                **{"aria-label": t(lang, "shell.menu")},
            ),
            html.Div(
                [html.Span(className="cc-mark", **{"aria-hidden": "true"}), html.Span("Canaux")],
                className="cc-brand",
            ),
            html.Div(className="cc-grow"),
            dmc.SegmentedControl(
                id=ids.query("lang"),
                value=lang,
                data=[{"value": code, "label": code.upper()} for code in LANGUAGES],
                size="xs",
                **{"aria-label": t(lang, "shell.language")},
            ),
            dmc.ColorSchemeToggle(
                lightIcon=icon("sun"),
                darkIcon=icon("moon"),
                variant="subtle",
                color="gray",
                size="lg",
                **{"aria-label": t(lang, "shell.scheme")},
            ),
        ],
        className="cc-header-row",
    )


def _navigation(view: View, links: Sequence[Link]) -> html.Nav:
    return html.Nav(
        [
            dmc.NavLink(
                label=link.title,
                href=view.link(link.path),
                leftSection=icon(link.symbol),
                active=link.path == view.path,
                className="cc-navlink",
                **({"aria-current": "page"} if link.path == view.path else {}),
            )
            for link in links
        ],
        **{"aria-label": t(view.lang, "shell.pages")},
    )
