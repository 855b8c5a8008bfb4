"""Visitors who click for a while: pages, figures, levers, jobs, all at the same time.

Each visitor sends what a browser sends, and looks at every answer. A visitor asks for one job, so
fifty ask for fifty: those beyond the one that runs wait, with their place shown.
"""

import http.client
import json
import random
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pages.server import Served
from dashboard import ids
from dashboard.charts import CHARTS
from dashboard.data.pairs import shipped
from dashboard.jobs.queue import QUEUED, Queue
from dashboard.pages import PAGES

PAUSE = 0.5
"""Seconds between two clicks of a visitor, on average."""

TIMEOUT = 60.0

WARM = 60
"""Pages and charts seen before the visitors come."""


class Visit(NamedTuple):
    """What came of all visitors."""

    visitors: int
    seconds: float
    requests: int
    errors: tuple[str, ...]
    p50: float
    """Seconds of an answer."""
    p95: float
    jobs_asked: int
    jobs_there: int
    jobs_waiting: int
    """When the last visitor left."""
    places_shown: bool
    """Whether the page said how many wait before a job."""
    megabytes_before: float
    """Of the server, once all pages had been shown."""
    megabytes_after: float


class Visitor:
    """One browser's worth of requests."""

    def __init__(self, address: str, number: int) -> None:
        self.address = address
        self.luck = random.Random(number)
        self.seconds: list[float] = []
        self.errors: list[str] = []
        self.asked = 0
        self.number = number

    def click_until(self, end: float) -> None:
        """Click until a moment of `time.monotonic`."""
        self.ask_for_job()
        while time.monotonic() < end:
            self.luck.choice((self.page, self.figure, self.figure, self.data, self.jobs))()
            time.sleep(self.luck.uniform(0.0, 2.0 * PAUSE))

    def page(self) -> None:
        """Open a page, in one of the languages."""
        page, lang = self.luck.choice(PAGES), self.luck.choice(("fr", "en"))
        self._callback(
            f"..{ids.SHELL}.children...{ids.VIEW}.data..",
            [_part(ids.SHELL, "children"), _part(ids.VIEW, "data")],
            [
                _value(ids.URL, "pathname", page.path),
                _value(ids.URL, "search", f"?lang={lang}&run={self._key()}"),
            ],
        )

    def figure(self) -> None:
        """Ask for a chart."""
        graph = ids.graph(self.luck.choice(list(CHARTS)))
        self._callback(
            '{"name":["MATCH"],"type":"graph"}.figure',
            _part(graph, "figure"),
            [
                _value(ids.VIEW, "data", self._view()),
                _value(ids.SCHEME, "data", self.luck.choice(("light", "dark"))),
            ],
            [_value(graph, "id", graph)],
        )

    def data(self) -> None:
        """Take a chart's data away."""
        form = self.luck.choice(("csv", "parquet"))
        self._get(f"/data/fairness.{form}?run={self._key()}")

    def jobs(self) -> str:
        """Look at the list of jobs, as a page does by itself; return its text."""
        return self._callback(
            f"{ids.JOB_LIST}.children",
            _part(ids.JOB_LIST, "children"),
            [
                _value(ids.JOB_TICK, "n_intervals", 1),
                _value(ids.JOB_ANSWER, "children", ""),
            ],
            [_value(ids.VIEW, "data", self._view())],
        )

    def ask_for_job(self) -> None:
        """Ask for a longer run, each visitor for another."""
        moved = {"phone": 50 + 10 * (self.number % 10), "email": 50 + 10 * (self.number // 10 % 5)}
        self._callback(
            f"{ids.JOB_REPLY}.children",
            _part(ids.JOB_REPLY, "children"),
            [_value(ids.JOB_ASK, "n_clicks", 1)],
            [
                _value(ids.LEVERS, "data", moved),
                _value(ids.JOB_PAIRS, "value", "10"),
                _value(ids.JOB_HORIZON, "value", "half"),
                _value(ids.VIEW, "data", self._view()),
            ],
        )
        self.asked += 1

    def _view(self) -> dict[str, Any]:
        return {"lang": "en", "run": self._key(), "options": {}}

    def _key(self) -> str:
        return self.luck.choice(shipped()).key

    def _callback(
        self, output: str, outputs: Any, inputs: list[Any], state: list[Any] | None = None
    ) -> str:
        changed = [f"{one['id']}.{one['property']}" for one in inputs if one and "id" in one][:1]
        body = {
            "output": output,
            "outputs": outputs,
            "inputs": inputs,
            "state": state or [],
            "changedPropIds": changed,
        }
        return self._get("/_dash-update-component", json.dumps(body).encode())

    def _get(self, path: str, body: bytes | None = None) -> str:
        headers = {"Content-Type": "application/json"} if body else {}
        request = urllib.request.Request(self.address + path, data=body, headers=headers)
        began = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                text = str(answer.read().decode("utf-8", "replace"))
        except (OSError, http.client.HTTPException) as error:
            self.errors.append(f"{path}: {error}")
            return ""
        self.seconds.append(time.perf_counter() - began)
        return text


def _part(id_: Any, name: str) -> dict[str, Any]:
    return {"id": id_, "property": name}


def _value(id_: Any, name: str, value: Any) -> dict[str, Any]:
    return {"id": id_, "property": name, "value": value}


def visit(server: Served, store: Path, *, visitors: int, seconds: float, warm: int = WARM) -> Visit:
    """Let visitors click for some seconds, and count what came of it.

    Parameters
    ----------
    server, store
        The server, and the store that it shows.
    visitors
        All click at the same time.
    seconds
        How long.
    warm
        Pages and charts that one visitor sees before: what is made once is kept, and is no leak.
    """
    first = Visitor(server.address, 0)
    for _ in range(warm):
        first.page()
        first.figure()
    before = server.megabytes()
    people = [Visitor(server.address, number) for number in range(visitors)]
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=one.click_until, args=(end,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = people[0].jobs()
    queue = Queue(store)
    found = queue.jobs()
    for job in found:  # a worker outlives the server otherwise
        queue.cancel(job.id)
    times = sorted(second for one in people for second in one.seconds)
    return Visit(
        visitors=visitors,
        seconds=seconds,
        requests=len(times),
        errors=tuple(error for one in people for error in one.errors),
        p50=times[len(times) // 2],
        p95=times[int(0.95 * (len(times) - 1))],
        jobs_asked=sum(one.asked for one in people),
        jobs_there=len(found),
        jobs_waiting=sum(job.state == QUEUED for job in found),
        places_shown="before it" in told,
        megabytes_before=before,
        megabytes_after=server.megabytes(),
    )
