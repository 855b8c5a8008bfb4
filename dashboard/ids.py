"""Ids of every component that a callback or a test names."""

URL = "url"
SCHEME = "scheme"
VIEW = "view"
SHELL = "shell"
CONTENT = "content"
MENU = "menu"
NAVIGATION = "navigation"
SURVEYS_TO_COME = "surveys-to-come"
SURVEY_GRID = "survey-grid"


def query(name: str) -> dict[str, str]:
    """Id of a control whose value stands in the address under this name."""
    return {"type": "query", "name": name}


def graph(name: str) -> dict[str, str]:
    """Id of a chart's figure."""
    return {"type": "graph", "name": name}


def graph_box(name: str) -> dict[str, str]:
    """Id of the box around a chart's figure."""
    return {"type": "graph-box", "name": name}


def table_box(name: str) -> dict[str, str]:
    """Id of the box of a chart's table."""
    return {"type": "table-box", "name": name}


def as_table(name: str) -> dict[str, str]:
    """Id of the switch that shows a chart as a table."""
    return {"type": "as-table", "name": name}
