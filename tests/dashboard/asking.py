"""Ask the server the way the browser does, through Flask's own test client."""

import json
from typing import Any

from flask.testing import FlaskClient

from dashboard import ids

HERE = {"Host": "127.0.0.1:8050"}


def call(client: FlaskClient, output: str, inputs: list[Any], **more: Any) -> Any:
    outputs = more.pop("outputs")
    body = {"output": output, "outputs": outputs, "inputs": inputs, "changedPropIds": [], **more}
    return client.post("/_dash-update-component", json=body, headers=HERE)


def show(client: FlaskClient, path: object, search: object) -> Any:
    """Ask for a page the way the browser does."""
    return call(
        client,
        f"..{ids.SHELL}.children...{ids.VIEW}.data..",
        [
            {"id": ids.URL, "property": "pathname", "value": path},
            {"id": ids.URL, "property": "search", "value": search},
        ],
        outputs=[
            {"id": ids.SHELL, "property": "children"},
            {"id": ids.VIEW, "property": "data"},
        ],
    )


def draw(client: FlaskClient, name: object, view: object, scheme: object) -> Any:
    graph = {"type": "graph", "name": name}
    return call(
        client,
        '{"name":["MATCH"],"type":"graph"}.figure',
        [
            {"id": ids.VIEW, "property": "data", "value": view},
            {"id": ids.SCHEME, "property": "data", "value": scheme},
        ],
        outputs={"id": graph, "property": "figure"},
        state=[{"id": graph, "property": "id", "value": graph}],
    )


def texts_of(answer: Any) -> str:
    return json.dumps(answer.get_json(), ensure_ascii=False)
