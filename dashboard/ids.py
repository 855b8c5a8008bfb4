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

LEVERS = "levers"
LIVE_ANSWER = "live-answer"
LIVE_TICK = "live-tick"
LIVE_DONE = "live-done"
LEVER_RESET = "lever-reset"
JOB_ASK = "job-ask"
JOB_PAIRS = "job-pairs"
JOB_HORIZON = "job-horizon"
JOB_REPLY = "job-reply"
JOB_TICK = "job-tick"
JOB_PRESSED = "job-pressed"
JOB_ANSWER = "job-answer"
JOB_LIST = "job-list"
VERIFY_REPLY = "verify-reply"
EQUATIONS = "equations"
EQUATIONS_ASK = "equations-ask"
STAFF_LEVEL = "staff-level"
STAFF_REPLY = "staff-reply"
STAFF_ASK = "staff-ask"
STAFF_ANSWER = "staff-answer"


def lever(name: str) -> dict[str, str]:
    """Id of a lever."""
    return {"type": "lever", "name": name}


def lever_value(name: str) -> dict[str, str]:
    """Id of the text that says where a lever stands."""
    return {"type": "lever-value", "name": name}


def live_graph(name: str) -> dict[str, str]:
    """Id of a figure that follows the levers."""
    return {"type": "live-graph", "name": name}


def live_table(name: str) -> dict[str, str]:
    """Id of the box of its table."""
    return {"type": "live-table", "name": name}


def verify(run: str, seed: int) -> dict[str, str | int]:
    """Id of the button that has a run computed again."""
    return {"type": "verify", "run": run, "seed": seed}


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
