"""Compare two plans on common luck: what changes, for whom, and how sure that is.

::

    comparison = compare(load("brand"), load("brand-fewer-phone"), replications=10)
    comparison.effect("channels.phone.satisfaction").difference
"""

from collections.abc import Callable, Sequence

from scenarios.compare.comparison import MOST_PAIRS, Comparison, Effect, Reached
from scenarios.compare.interval import Interval
from scenarios.compare.moved import Moved
from scenarios.compare.pairs import MeasurePair, Pair, pair_jobs, pair_of
from scenarios.compare.precision import Precision, wanted
from scenarios.errors import RunError
from scenarios.ledger import Ledger, Measure, values
from scenarios.schema import Scenario
from scenarios.task import Progress

__all__ = [
    "MOST_PAIRS", "PILOT", "Comparison", "Effect", "Interval", "MeasurePair", "Moved", "Note",
    "Precision", "Reached", "compare",
]  # fmt: skip

PILOT = 10
"""Pairs made before their number is decided, and by default: with 10 the interval of a variance
known from the pilot is 1.15 times as wide as if it were known exactly; with 5, 1.42 times."""

Note = Callable[[str], None]
"""Called with a sentence for whoever waits."""


def compare(
    base: Scenario,
    plan: Scenario,
    *,
    replications: int | None = None,
    precision: Sequence[str] = (),
    seed: int = 1,
    measure: Measure | None = None,
    most_pairs: int = MOST_PAIRS,
    ledger: Ledger | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
    say: Note | None = None,
) -> Comparison:
    """Run two plans with the same seeds, and compare them pair by pair.

    Parameters
    ----------
    base, plan
        What is, and what is tried. Both cover the same days.
    replications
        Number of pairs; 10 if neither this nor `precision` is given.
    precision
        ``"MEASURE=VALUE"`` each: pairs are made until half the 95 % interval of that measure's
        difference is at most the value, in the measure's unit. Their number depends on variances
        alone, so the intervals stay valid, see docs/comparing.md.
    seed
        Of the first pair; the r-th after it has ``seed + r``.
    measure
        What the ledger keeps of a pair, see `scenarios.compare.pairs.MeasurePair`, which it is by
        default: customers are followed from one plan to the other then, for `Comparison.moved`,
        which takes about as long as the runs.
    most_pairs
        If a precision takes more, none is made after the pilot: `Comparison.reached` says how
        many it would take.
    ledger
        Keeps the pairs: those that are in it are not made again. None: in memory.
    workers, scheduler
        Where the runs are made, see `scenarios.workers.each`. Results do not depend on it.
    progress
        Called with the share done of the pairs decided on so far.
    say
        Called with a sentence when the number of pairs has been decided.

    Raises
    ------
    RunError
        The plans cover other days, or `replications` and `precision` are both given.
    JobsFailed
        A run ended with an error.
    """
    _require_same_days(base, plan)
    if replications is not None and precision:
        raise RunError(
            "replications, precision: found both; must be one: a number of pairs, or a precision "
            "that decides it."
        )
    asked = wanted(precision, base, plan)
    book = Ledger(None) if ledger is None else ledger

    def pairs(count: int) -> tuple[Pair, ...]:
        rows = book.complete(
            pair_jobs(base, plan, seed, count, measure),
            workers=workers,
            scheduler=scheduler,
            progress=progress,
        )
        return tuple(map(pair_of, values(rows)))

    try:
        if not asked:
            return Comparison(base, plan, pairs(PILOT if replications is None else replications))
        found = Comparison(base, plan, pairs(PILOT), asked, PILOT, most_pairs)
        while (need := max(one.pairs_needed for one in found.reached)) > len(found.pairs):
            if say is not None:
                say(f"about {need:,} pairs are needed, judged by the first {len(found.pairs)}")
            if need > most_pairs:
                break
            found = Comparison(base, plan, pairs(need), asked, PILOT, most_pairs)
        return found
    finally:
        if ledger is None:
            book.close()


def _require_same_days(base: Scenario, plan: Scenario) -> None:
    for key in ("start", "end", "warm_up"):
        ours, theirs = getattr(base, key), getattr(plan, key)
        if ours != theirs:
            raise RunError(
                f"{plan.name}: {key}: found {theirs}, and {ours} in {base.name}; must be the same, "
                "so that the same days are compared. Set both with --set."
            )
