"""What moving levers changes: seeds paired with the baseline's, as many as there are by now."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from dashboard.data.pairs import Pair, shipped
from dashboard.live import levers
from dashboard.live.pool import Answer, Pool, Question
from scenarios.compare import Comparison
from scenarios.compare.pairs import Half
from scenarios.compare.pairs import Pair as RunPair

SEEDS = 8
"""Seeds that a set of levers gets while it is looked at."""

ENOUGH = 4
"""Pairs from which the interval is their own; before, it is that of the baseline's seeds."""

BASELINE = ""
"""Levers as an address has them when none is moved."""


class Estimate(NamedTuple):
    """A comparison on the seeds that are there."""

    pair: Pair
    seeds: int
    own_interval: bool
    """Whether the ranges come from the pairs themselves."""


def questions(text: str, seeds: int) -> list[Question]:
    """Return the questions of a set of levers."""
    return [Question(text, seed) for seed in range(1, seeds + 1)]


def known_seeds(pool: Pool, text: str) -> list[int]:
    """Return the seeds for which both the levers and the baseline have been run."""
    return [
        question.seed
        for question in questions(text, SEEDS)
        if pool.known(question) is not None
        and pool.known(question._replace(levers=BASELINE)) is not None
    ]


def ask(pool: Pool, text: str, seeds: Sequence[int], *, urgent: bool) -> "list[Future[Answer]]":
    """Ask for some seeds of a set of levers, and of the baseline, which comes first."""
    return [
        pool.ask(Question(side, seed), urgent=urgent)
        for seed in seeds
        for side in dict.fromkeys((BASELINE, text))
    ]


def estimate(pool: Pool, text: str) -> Estimate | None:
    """Return what is known of a set of levers by now; None if nothing is."""
    seeds = known_seeds(pool, text)
    if not seeds:
        return None
    base, plan = levers.scenario({}), levers.scenario(levers.read(text))
    pairs = tuple(
        RunPair(
            seed,
            Half(*_answer(pool, BASELINE, seed)),
            Half(*_answer(pool, text, seed)),
            None,
        )
        for seed in seeds
    )
    comparison = Comparison(base, plan, pairs)
    document = {
        "compare": comparison.to_json(),
        "scenarios": {"base": base.resolved(), "plan": plan.resolved()},
    }
    own_interval = len(seeds) >= ENOUGH
    if not own_interval:
        _widen(document["compare"], borrowed_spread(pool), len(seeds))
    return Estimate(Pair(f"live.{text}", document, False, 0.0), len(seeds), own_interval)


def borrowed_spread(pool: Pool) -> dict[str, float]:
    """Return half the 95 % interval of one paired difference, by measure, before it can be known.

    The spread of the baseline between its seeds, times sqrt(2) for a difference of two runs, over
    how much common luck narrowed the intervals of the comparisons that come with the program: the
    least of them, so that ranges are rather too wide. Empty with fewer than three seeds.
    """
    known = [pool.known(question) for question in questions(BASELINE, SEEDS)]
    runs = [answer for answer in known if answer is not None]
    if len(runs) < 3:
        return {}
    quantile = float(stdtrit(len(runs) - 1, 0.975)) * np.sqrt(2.0)
    narrower = _times_narrower()
    found = {}
    for path in runs[0].measures:
        values = np.array([run.measures.get(path) for run in runs], float)
        if np.isfinite(values).all():
            found[path] = quantile * float(values.std(ddof=1)) / narrower.get(path, 1.0)
    return found


@cache
def _times_narrower() -> dict[str, float]:
    """Return by measure the least gain from common luck in the program's own comparisons."""
    least: dict[str, float] = {}
    for pair in shipped():
        if pair.name("base") == levers.SCENARIO:
            for path, times in _leaves(pair.compare, ""):
                least[path] = max(1.0, min(times, least.get(path, np.inf)))
    return least


def _leaves(tree: dict[str, Any], before: str) -> Iterator[tuple[str, float]]:
    for key, value in tree.items():
        if not isinstance(value, dict):
            continue
        if "times_narrower" not in value:
            yield from _leaves(value, f"{before}{key}.")
        elif value["times_narrower"] is not None:
            yield f"{before}{key}", float(value["times_narrower"])


def _widen(compare: dict[str, Any], spread: dict[str, float], pairs: int) -> None:
    """Put borrowed ranges in place of the intervals of few pairs."""
    for path, half in spread.items():
        cell: Any = compare
        for key in path.split("."):
            cell = cell.get(key) if isinstance(cell, dict) else None
        if isinstance(cell, dict) and cell.get("difference", {}).get("mean") is not None:
            mean, half_of_mean = cell["difference"]["mean"], half / np.sqrt(pairs)
            cell["difference"] |= {"ci_low": mean - half_of_mean, "ci_high": mean + half_of_mean}


def _answer(pool: Pool, text: str, seed: int) -> Answer:
    answer = pool.known(Question(text, seed))
    assert answer is not None
    return answer
