"""Compute what the pages of a comparison show, as one document.

The part ``compare`` is what ``canaux compare --json`` prints for the same plans and seeds, so
that every number of a page can be had from the command.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard.data.week import MeasureShown
from scenarios import journeys
from scenarios.compare import Comparison, compare
from scenarios.compare.pairs import pair_jobs, pair_of_runs
from scenarios.compare.words import verdict
from scenarios.journeys import customer_years, telling_customers
from scenarios.ledger import Ledger, values
from scenarios.moves import find_moves, have_the_same_needs
from scenarios.schema import Scenario
from scenarios.task import Progress

FORMAT = 2
"""Of the document; raised when its keys change meaning."""

STORIES_COUNT_AS = 1
"""Pairs that telling customers' years takes as long as."""


def make_pair_document(
    base: Scenario,
    plan: Scenario,
    *,
    replications: int,
    seed: int = 1,
    ledger: Ledger | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Run two plans with the same seeds and return the document of their comparison.

    Parameters
    ----------
    base, plan
        Over the same days, see `scenarios.compare.compare`.
    replications
        Number of pairs.
    seed
        Of the first pair.
    ledger
        Keeps the pairs: those that are in it are not made again. None: in memory.
    workers
        Number of processes; the document does not depend on it.
    progress
        Called with the share done.
    """
    book = Ledger(None) if ledger is None else ledger
    share = replications / (replications + STORIES_COUNT_AS)
    try:
        comparison = compare(
            base,
            plan,
            replications=replications,
            seed=seed,
            measure=MeasureShown(),
            ledger=book,
            workers=workers,
            progress=progress and (lambda done: progress(share * done)),
        )
        document = document_of(comparison, book)
    finally:
        if ledger is None:
            book.close()
    if progress is not None:
        progress(1.0)
    return document


def document_of(comparison: Comparison, ledger: Ledger) -> dict[str, Any]:
    """Return the document of a comparison whose pairs a ledger keeps, by `MeasureShown`."""
    base, plan, pairs = comparison.base, comparison.plan, comparison.pairs
    jobs = pair_jobs(base, plan, pairs[0].seed, len(pairs), MeasureShown())
    weeks = [row["weeks"] for row in values(ledger.complete(jobs))]
    return {
        "format": FORMAT,
        "compare": comparison.to_json() | {"verdict": verdict(comparison)},
        "scenarios": {"base": base.resolved(), "plan": plan.resolved()},
        "digests": [[pair.base.digest, pair.plan.digest] for pair in pairs],
        "weeks": {side: mean([week[side] for week in weeks]) for side in ("base", "plan")},
        "years": stories(base, plan, pairs[0].seed),
    }


def stories(base: Scenario, plan: Scenario, seed: int) -> dict[str, Any] | None:
    """Return what ``canaux compare --customer telling --json`` prints; None if no one moved."""
    runs = pair_of_runs(base, plan, seed)
    if not have_the_same_needs(*runs):
        return None
    chosen = telling_customers(find_moves(*runs))
    years = [journeys.to_json(year) for year in customer_years(*runs, chosen)] if chosen else []
    return {"base": base.name, "plan": plan.name, "seed": seed, "years": years}


def mean(parts: Sequence[Any]) -> Any:
    """Return the mean of trees of numbers of one shape."""
    first = parts[0]
    if isinstance(first, dict):
        return {key: mean([part[key] for part in parts]) for key in first}
    return np.round(np.mean(np.array(parts, float), axis=0), 4).tolist()
