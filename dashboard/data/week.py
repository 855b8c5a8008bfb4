"""A run's hours folded into one week, and its days: where queues stand, and when."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.compare.pairs import MeasurePair
from scenarios.result import Run
from scenarios.summary import Counts
from sim.records import HOURLY_FIELDS, STAFFING_FIELDS

Floats = NDArray[np.float64]

HOURS = 168
"""Of a week, from Monday 0:00."""


@dataclass(frozen=True)
class MeasureShown:
    """What a comparison's pages need of a pair of runs: its measures, and the week of both."""

    def __call__(self, base: Run, plan: Run) -> dict[str, Any]:
        """Return what `scenarios.compare.MeasurePair` measures, and the weeks beside it."""
        weeks = {"base": folded(base), "plan": folded(plan)}
        return MeasurePair(follow=True)(base, plan) | {"weeks": weeks}


def folded(run: Run) -> dict[str, Any]:
    """Return sums by hour of the week, and by day what was left over; after the warm-up.

    ``channels.<name>`` has 168 numbers each of ``offered``, ``wait_minutes``, ``backlog`` (summed
    over weeks, at the end of the hour), and a number a day of ``backlog_by_day`` (the largest) and
    ``oldest_by_day`` (minutes). ``desks.<name>`` has 168 of ``busy_minutes`` and ``paid_minutes``.
    ``weeks`` has how many times each hour of the week was seen.
    """
    scenario, counts = run.scenario, run.counts()
    first = int(scenario.warm_up // 60)
    of_week = (np.arange(len(counts.hourly)) + 24 * scenario.start.weekday()) % HOURS
    return {
        "first_day": first // 24,
        "weeks": np.bincount(of_week[first:], minlength=HOURS).tolist(),
        "channels": {
            name: _channel(counts, c, of_week, first) for c, name in enumerate(scenario.channels)
        },
        "desks": {
            name: {
                field: _by_hour(counts.staffing[:, d, f], of_week, first)
                for f, field in enumerate(STAFFING_FIELDS)
                if field != "cost"
            }
            for d, name in enumerate(scenario.desks)
        },
    }


def _channel(counts: Counts, c: int, of_week: NDArray[np.int64], first: int) -> dict[str, Any]:
    def column(field: str) -> Floats:
        return np.asarray(counts.hourly[:, c, HOURLY_FIELDS.index(field)])

    return {
        **{
            field: _by_hour(column(field), of_week, first)
            for field in ("offered", "wait_minutes", "backlog")
        },
        "backlog_by_day": _by_day(column("backlog"), first),
        "oldest_by_day": _by_day(column("oldest_minutes"), first),
    }


def _by_hour(values: Floats, of_week: NDArray[np.int64], first: int) -> list[float]:
    sums = np.bincount(of_week[first:], weights=values[first:], minlength=HOURS)
    return [float(value) for value in np.round(sums, 3)]


def _by_day(values: Floats, first: int) -> list[float]:
    """Return the largest value of each whole day."""
    whole = values[first // 24 * 24 : len(values) // 24 * 24].reshape(-1, 24)
    return [float(value) for value in np.round(whole.max(axis=1), 1)]
