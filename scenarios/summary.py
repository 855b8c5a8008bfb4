"""The figures of a run, all from its tables of counts, never from the contact table.

Keys are those of ``canaux run --json``; a figure whose denominator is 0 is None.
Figures cover contacts that arrive, needs that arise and hours that begin at or after the warm-up.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.schema import Scenario
from sim.records import AGE_BAND_MINIMA, JOURNEY_FIELDS, STAFFING_FIELDS, TALLY_FIELDS

Floats = NDArray[np.float64]
Figures = dict[str, Any]

AGE_BANDS = (
    *(f"{low}-{above - 1}" for low, above in pairwise(AGE_BAND_MINIMA)),
    f"{AGE_BAND_MINIMA[-1]}+",
)
"""Names of the age bands of the tables, such as "18-24"."""


def ratio(numerator: float, denominator: float) -> float | None:
    """Return a quotient, None where the denominator is 0."""
    return float(numerator / denominator) if denominator else None


class Counts(NamedTuple):
    """The tables of counts of a run."""

    tally: Floats  # (months, channels, age bands, TALLY_FIELDS)
    journeys: Floats  # (months, age bands, JOURNEY_FIELDS)
    hourly: Floats  # (hours, channels, HOURLY_FIELDS)
    staffing: Floats  # (hours, desks, STAFFING_FIELDS)
    work: Floats  # (hours, desks, channels) adviser minutes


class Totals(NamedTuple):
    """Counts over a run's whole time after the warm-up: ten kilobytes, all that figures need."""

    tally: Floats  # (channels, age bands, TALLY_FIELDS)
    journeys: Floats  # (age bands, JOURNEY_FIELDS)
    staffing: Floats  # (desks, STAFFING_FIELDS)
    work: Floats  # (desks, channels) adviser minutes


def totals_of(
    scenario: Scenario, tally: Floats, journeys: Floats, staffing: Floats, work: Floats
) -> Totals:
    """Return the totals of tables of counts; see `Counts`."""
    first_hour = int(scenario.warm_up // 60)
    return Totals(
        tally=tally.sum(axis=0),
        journeys=journeys.sum(axis=0),
        staffing=staffing[first_hour:].sum(axis=0),
        work=work[first_hour:].sum(axis=0),
    )


def added_up(parts: Iterable[Totals]) -> Totals:
    """Return the sum of totals, added in their order: the last digits depend on it."""
    parts = iter(parts)
    whole = Totals(*(part.copy() for part in next(parts)))
    for part in parts:
        for total, more in zip(whole, part, strict=True):
            total += more
    return whole


def figures(scenario: Scenario, counts: Counts) -> Figures:
    """Return ``contacts``, ``channels``, ``desks`` and ``journeys`` of one set of tables."""
    parts = counts.tally, counts.journeys, counts.staffing, counts.work
    return figures_of_totals(scenario, totals_of(scenario, *parts))


def figures_of_totals(scenario: Scenario, whole: Totals) -> Figures:
    """Return the figures of one run, or of several that were added up."""
    bands, journeys, staffing, work = whole
    serves = np.array(
        [[desk in c.route for c in scenario.channels.values()] for desk in scenario.desks],
        dtype=np.bool_,
    ).reshape(work.shape)
    costs = _cost_by_channel(staffing, work, serves)
    totals = bands.sum(axis=0)
    return {
        "contacts": int(_named(totals.sum(axis=0))["contacts"]),
        "channels": {
            name: _channel(bands[c], totals, _staff(staffing[serves[:, c]], float(costs[c])))
            for c, name in enumerate(scenario.channels)
        },
        "desks": {
            name: _desk(
                staffing[d],
                {n: work[d, c] for c, n in enumerate(scenario.channels) if serves[d, c]},
            )
            for d, name in enumerate(scenario.desks)
        },
        "journeys": _journeys(journeys, _cost_by_band(bands, costs), float(costs.sum())),
    }


def _named(row: Floats) -> dict[str, float]:
    return dict(zip(TALLY_FIELDS, row.tolist(), strict=True))


def _staff(desks: Floats, cost: float) -> dict[str, float] | None:
    """Return paid and busy minutes of the desks that serve a channel, and its share of cost."""
    if not len(desks):
        return None
    return {**dict(zip(STAFFING_FIELDS, desks.sum(axis=0).tolist(), strict=True)), "cost": cost}


def _channel(bands: Floats, totals: Floats, staff: Mapping[str, float] | None) -> Figures:
    """Return a channel's figures; those of its desks are None where it has none."""
    n = _named(bands.sum(axis=0))
    everywhere = [_named(row) for row in totals]
    return {
        **_attempts(n, _named(totals.sum(axis=0))),
        "offered": int(n["offered"]),
        "share_waiting": ratio(n["waited"], n["joined"]),
        "mean_wait_minutes": ratio(n["wait_minutes"], n["joined"]),
        "mean_wait_answered_minutes": ratio(n["wait_answered_minutes"], n["answered"]),
        "share_abandoned": ratio(n["abandoned"], n["joined"]),
        "share_sent_away": ratio(n["sent_away"], n["joined"]),
        "share_message": ratio(n["messages"], n["joined"]),
        "share_expired": ratio(n["expired"], n["joined"]),
        "share_lost": ratio(n["lost"], n["joined"]),
        "share_blocked": ratio(n["blocked"], n["contacts"]),
        "share_balked": ratio(n["balked"], n["contacts"]),
        "share_dropped": ratio(n["dropped"], n["contacts"]),
        "share_unanswered": ratio(n["unanswered"], n["contacts"]),
        "share_duplicate": ratio(n["duplicates"], n["contacts"]),
        "service_level": ratio(n["within_threshold"], n["joined"]) if staff else None,
        "occupancy": ratio(staff["busy_minutes"], staff["paid_minutes"]) if staff else None,
        **_quality(n),
        "deleted": int(n["deleted"]),
        "views": n["views"],
        "mean_handling_minutes": ratio(n["handling_minutes"], n["handled"]) if staff else None,
        "cost_per_handled": ratio(staff["cost"], n["handled"]) if staff else None,
        "cost": staff["cost"] if staff else None,
        "by_age": {
            band: {**_attempts(_named(row), everywhere[b]), **_quality(_named(row))}
            for b, (band, row) in enumerate(zip(AGE_BANDS, bands, strict=True))
        },
    }


def _attempts(n: Mapping[str, float], everywhere: Mapping[str, float]) -> Figures:
    """Return how many contacts were made, and the channel's share of those on all channels."""
    return {
        "contacts": int(n["contacts"]),
        "first_attempts": int(n["first_attempts"]),
        "retries": int(n["retries"]),
        "switches": int(n["switches"]),
        "share_of_contacts": ratio(n["contacts"], everywhere["contacts"]),
        "share_of_first_attempts": ratio(n["first_attempts"], everywhere["first_attempts"]),
    }


def _quality(n: Mapping[str, float]) -> Figures:
    return {
        "satisfaction": ratio(n["satisfied"], n["judged"]),
        "unsatisfied": int(n["judged"] - n["satisfied"]),
        "resolution": ratio(n["resolved"], n["handled"]),
    }


def _desk(staffing: Floats, work: Mapping[str, float]) -> Figures:
    n = dict(zip(STAFFING_FIELDS, staffing.tolist(), strict=True))
    return {
        "paid_hours": n["paid_minutes"] / 60,
        "busy_hours": n["busy_minutes"] / 60,
        "occupancy": ratio(n["busy_minutes"], n["paid_minutes"]),
        "work_hours": {name: float(minutes) / 60 for name, minutes in work.items()},
        "cost": n["cost"],
    }


def _cost_by_channel(staffing: Floats, work: Floats, serves: NDArray[np.bool_]) -> Floats:
    """Share each desk's cost between its channels by the time they took, equally if none did."""
    total = work.sum(axis=1, keepdims=True)
    equal = serves / serves.sum(axis=1, keepdims=True)
    shares = np.divide(work, total, out=equal, where=total > 0)
    return np.asarray(staffing[:, STAFFING_FIELDS.index("cost")] @ shares)


def _cost_by_band(counts: Floats, costs: Floats) -> Floats:
    """Share each channel's cost between age bands by the adviser time they took."""
    handling = counts[:, :, TALLY_FIELDS.index("handling_minutes")]
    total = handling.sum(axis=1, keepdims=True)
    shares = np.divide(handling, total, out=np.zeros_like(handling), where=total > 0)
    return np.asarray((shares * costs[:, np.newaxis]).sum(axis=0))


def _journeys(bands: Floats, cost_by_band: Floats, cost: float) -> Figures:
    return {
        **_needs(bands.sum(axis=0), cost),
        "by_age": {band: _needs(bands[b], cost_by_band[b]) for b, band in enumerate(AGE_BANDS)},
    }


def _needs(row: Floats, cost: float) -> Figures:
    n = dict(zip(JOURNEY_FIELDS, row.tolist(), strict=True))
    return {
        "needs": int(n["needs"]),
        "needs_not_expressed": int(n["not_expressed"]),
        "contacts_per_need": ratio(n["contacts"], n["closed"]),
        "needs_unsolved_share": ratio(n["closed"] - n["solved"], n["closed"]),
        "cost_per_solved_need": ratio(cost, n["solved"]),
        "customers_left": int(n["left"]),
    }


def with_intervals(replications: Sequence[Figures]) -> Figures:
    """Replace each figure by its mean over replications and a 95 % interval of Student's t.

    A figure that is None in some replications is taken over the others; with fewer than two left
    it has no interval.
    """
    from scipy.special import stdtrit

    def combine(values: Sequence[Any]) -> Any:
        if isinstance(values[0], Mapping):
            return {key: combine([value[key] for value in values]) for key in values[0]}
        known = np.array([value for value in values if value is not None], dtype=np.float64)
        if known.size == 0:
            return {"mean": None, "ci_low": None, "ci_high": None}
        mean = float(known.mean())
        if known.size == 1:
            return {"mean": mean, "ci_low": None, "ci_high": None}
        half = float(stdtrit(known.size - 1, 0.975) * known.std(ddof=1) / np.sqrt(known.size))
        return {"mean": mean, "ci_low": mean - half, "ci_high": mean + half}

    return dict(combine(list(replications)))
