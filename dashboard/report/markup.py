"""Pages' components as plain HTML: what only a server could answer is left out."""

from html import escape
from typing import Any, Protocol

from dash.development.base_component import Component


class Drawer(Protocol):
    """Writes charts and their tables, which are no components yet."""

    def skips(self, charts: list[str]) -> bool:
        """Return whether a card of these charts is left out."""

    def graph(self, chart: str, height: str) -> str:
        """Return the place of a chart's figure."""

    def table(self, chart: str) -> str:
        """Return a chart's table."""


_ATTRIBUTES = {"className": "class", "colSpan": "colspan", "rowSpan": "rowspan"}
_KEPT = ("class", "scope", "colspan", "rowspan", "role", "lang")
_WITHOUT_END = ("br", "hr", "img", "wbr")
_LEFT_OUT = ("button", "input", "textarea", "form", "script", "iframe")
_HEADINGS = {"h1": "h2", "h2": "h3", "h3": "h4"}
"""A report's own name is its first heading, pages are sections of it."""


def markup(part: Any, drawer: Drawer) -> str:
    """Return components as HTML; every text in them is escaped.

    Parameters
    ----------
    part
        What a page's layout returns: components, texts, numbers and lists of them.
    drawer
        Writes the charts.
    """
    if part is None:
        return ""
    if isinstance(part, list | tuple):
        return "".join(markup(one, drawer) for one in part)
    if not isinstance(part, Component):
        return escape(str(part))
    chart = part.id if isinstance(getattr(part, "id", None), dict) else {}
    if chart.get("type") == "graph":
        return drawer.graph(chart["name"], part.style["height"])
    if chart.get("type") == "table-box":
        return drawer.table(chart["name"])
    if part._namespace != "dash_html_components":
        return _chosen(part)
    name = str(part._type).lower()
    if name in _LEFT_OUT:
        return ""
    properties = part.to_plotly_json()["props"]
    if (
        properties.get("hidden")
        or properties.get("className") == "cc-save"
        or (name == "section" and drawer.skips(charts_in(part)))
    ):
        return ""
    tag = "span" if name == "a" else _HEADINGS.get(name, name)
    start = f"<{tag}{_attributes(properties)}>"
    if name in _WITHOUT_END:
        return start
    return f"{start}{markup(properties.get('children'), drawer)}</{tag}>"


def charts_in(part: Component) -> list[str]:
    """Return the charts of a card."""
    ids = [found.id for found in part._traverse_ids()]
    return [id_["name"] for id_ in ids if isinstance(id_, dict) and id_["type"] == "graph"]


def _attributes(properties: dict[str, Any]) -> str:
    found = []
    for key, value in properties.items():
        name = _ATTRIBUTES.get(key, key)
        if name in _KEPT or name == "aria-hidden":
            found.append(f' {name}="{escape(str(value))}"')
        elif name == "style":
            rules = ";".join(f"{rule}:{setting}" for rule, setting in value.items())
            found.append(f' style="{escape(rules)}"')
    return "".join(found)


def _chosen(part: Component) -> str:
    """Return what a control was set to: the report shows that and cannot be asked for more."""
    label, known = getattr(part, "label", None), getattr(part, "data", None)
    if not isinstance(known, list):
        return ""
    for one in known:
        if isinstance(one, dict) and one.get("value") == getattr(part, "value", None):
            before = f"{escape(str(label))} · " if label else ""
            return f'<p class="cc-unit">{before}{escape(str(one["label"]))}</p>'
    return ""
