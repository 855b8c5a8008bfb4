"""Many visitors at once, for a short while; ``make bench`` has fifty for two minutes."""

from pathlib import Path

import pytest

from benchmarks.pages.server import served
from benchmarks.pages.visitors import visit


@pytest.mark.slow
def test_visitors(tmp_path: Path) -> None:
    """No answer is an error, no job is lost, and those that wait are told their place."""
    store, log = tmp_path / "runs", tmp_path / "server.log"
    with served(store, log) as server:
        found = visit(server, store, visitors=6, seconds=5, warm=3)

    assert () == found.errors
    assert 6 == found.jobs_asked == found.jobs_there
    assert found.jobs_waiting >= 4
    assert found.places_shown
    assert found.requests > 20
    assert "Traceback" not in log.read_text()
