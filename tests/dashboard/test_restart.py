"""A longer run in the browser, while the server starts again and while its process is killed."""

import os
import re
import signal
import time
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser, expect

from dashboard.i18n import t
from dashboard.jobs import queue as jobs
from dashboard.jobs.kinds import comparison
from dashboard.jobs.lock import is_held
from dashboard.jobs.queue import Job, Queue

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(browsing.chromium() is None, reason="no Chromium: apt-get install chromium"),
]

MINUTE = 60_000


def under_way(queue: Queue, beyond: float = 0.0) -> Job:
    """Return the job that runs, once it has come further than a share."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = next((job for job in queue.jobs() if job.state == jobs.RUNNING), None)
        if found is not None and found.pid is not None and found.progress > beyond:
            return found
        time.sleep(0.1)
    raise AssertionError([(job.state, job.progress, job.error) for job in queue.jobs()])


def test_a_job_outlives_the_server_and_says_when_it_was_killed(
    tmp_path: Path, chromium: Browser
) -> None:
    """The open page finds the job again by itself; killed, it says why and starts again."""
    store, log, port = tmp_path / "runs", tmp_path / "server.log", browsing.free_port()
    queue = Queue(store)
    queue.add(comparison("phone:80,email:120", 40, "year"))
    page = browsing.context(chromium, "desk", locale="en-GB").new_page()
    listed = page.locator("#job-list")
    with browsing.server(store, log, port) as address:
        page.goto(f"{address}/what-if?lang=en")
        expect(listed).to_contain_text("% done", timeout=MINUTE)
        before = under_way(queue)

    # No server now; the run goes on.
    assert is_held(queue.folder / before.id)

    with browsing.server(store, log, port):
        after = under_way(queue, before.progress)
        assert (before.id, before.pid) == (after.id, after.pid)
        share = round(100 * before.progress)
        page.wait_for_function(
            "share => parseFloat(document.getElementById('job-list').innerText"
            ".match(/(\\d+)% done/)?.[1]) > share",
            arg=share,
            timeout=MINUTE,
        )

        os.kill(after.pid or 0, signal.SIGKILL)
        expect(listed).to_contain_text(t("en", "job.error.gone"), timeout=MINUTE)
        listed.get_by_role("button", name=t("en", "job.again")).click()
        expect(listed).to_contain_text("% done", timeout=MINUTE)
        # What was done is kept: it does not begin anew.
        again = under_way(queue, after.progress / 2)
        assert again.pid != after.pid
        listed.get_by_role("button", name=re.compile(t("en", "job.cancel"))).click()
        expect(listed).to_contain_text(t("en", "job.cancelled"), timeout=MINUTE)
    assert "Traceback" not in log.read_text()
