"""What many-run work measures on a run, small enough to travel and to be written down."""

from typing import Any

from scenarios.result import Result, Run


def figures(run: Run) -> dict[str, Any]:
    """Return the figures of one run as ``canaux run --json`` has them, but for the time taken."""
    summary = Result((run,)).summary()
    del summary["seconds"]
    return summary


def marks(run: Run) -> dict[str, Any]:
    """Return what tells a run from others: the figures themselves stand in the store."""
    return {"digest": run.digest, "contacts": run.contacts, "events": run.events}
