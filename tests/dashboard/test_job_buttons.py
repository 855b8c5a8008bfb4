"""The buttons in the list of jobs, pressed the way the browser does."""

from pathlib import Path

import pytest
from asking import call, texts_of
from flask.testing import FlaskClient

from dashboard import ids
from dashboard.app import create_app
from dashboard.i18n import t
from dashboard.jobs.queue import CANCELLED, QUEUED, Queue
from dashboard.settings import Settings


def press(client: FlaskClient, action: str, job: str) -> list[str]:
    """Press a button of a job; return what is said then."""
    pressed = {"id": ids.JOB_PRESSED, "property": "data", "value": {"action": action, "job": job}}
    answer = call(
        client,
        f"{ids.JOB_ANSWER}.children",
        [pressed],
        outputs={"id": ids.JOB_ANSWER, "property": "children"},
        state=[{"id": ids.VIEW, "property": "data", "value": {"lang": "fr"}}],
        changedPropIds=[f"{ids.JOB_PRESSED}.data"],
    )
    return texts_of(answer)


def test_cancel_and_start_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One button cancels, the other starts again; if too many wait, the page says so."""
    client = create_app(Settings(store=tmp_path, samples=False)).server.test_client()
    queue = Queue(tmp_path)
    job = queue.add({"kind": "staffing", "level": 90, "reply": 0})

    press(client, "again", job.id)
    assert [QUEUED] == [known.state for known in queue.jobs()]
    press(client, "cancel", job.id)
    assert [CANCELLED] == [known.state for known in queue.jobs()]
    press(client, "again", job.id)
    assert [QUEUED, CANCELLED] == [known.state for known in queue.jobs()]

    queue.cancel(queue.jobs()[0].id)
    monkeypatch.setattr("dashboard.jobs.queue.MOST_QUEUED", 0)
    assert t("fr", "job.error.full") in press(client, "again", job.id)
    assert 2 == len(queue.jobs())
