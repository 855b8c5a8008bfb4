"""The measures that two plans are compared on: all figures of a run, and the same by month.

Keys and definitions are those of ``canaux run --json``. To these come satisfaction of everybody,
waits and reach by age, and a selection by month of the calendar.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.result import InMemory, Run
from scenarios.schema import Scenario
from scenarios.summary import AGE_BANDS, Counts, Figures, figures, ratio
from scenarios.tables import first_days
from sim.population import Customers
from sim.records import (
    AGE_BAND_MINIMA,
    HOURLY_FIELDS,
    JOURNEY_FIELDS,
    STAFFING_FIELDS,
    TALLY_FIELDS,
    Outcome,
)

Floats = NDArray[np.float64]

HEADLINES = ("needs_unsolved_share", "satisfaction", "cost_per_solved_need", "contacts_per_need")
"""Of everybody, and of each age bracket; under ``journeys``."""


def measures(run: Run) -> Figures:
    """Return every measure of a run whose contacts are in memory, as a tree like its summary."""
    assert isinstance(run.tables, InMemory)
    output, customers = run.tables.output, run.tables.customers
    assert output.contacts is not None
    assert customers is not None
    tree = from_counts(run.scenario, run.counts())
    reached = reach(run.scenario, output.contacts, customers)
    people = np.bincount(_band(customers), minlength=len(AGE_BANDS))
    for c, channel in enumerate(tree["channels"].values()):
        channel["reach"] = ratio(reached[c].sum(), people.sum())
        for b, band in enumerate(AGE_BANDS):
            channel["by_age"][band]["reach"] = ratio(reached[c, b], people[b])
    return tree


def counted(run: Run) -> Figures:
    """Return the measures of a run that need no contact table: all but reach."""
    return from_counts(run.scenario, run.counts())


def of_nothing(scenario: Scenario) -> Figures:
    """Return the tree of a run without a contact, for its keys."""
    channels, desks, bands = len(scenario.channels), len(scenario.desks), len(AGE_BANDS)
    return from_counts(
        scenario,
        Counts(
            tally=np.zeros((1, channels, bands, len(TALLY_FIELDS))),
            journeys=np.zeros((1, bands, len(JOURNEY_FIELDS))),
            hourly=np.zeros((1, channels, len(HOURLY_FIELDS))),
            staffing=np.zeros((1, desks, len(STAFFING_FIELDS))),
            work=np.zeros((1, desks, channels)),
        ),
    )


def known(scenario: Scenario) -> list[str]:
    """Return the paths of all measures of a scenario, without running it."""
    empty = of_nothing(scenario)
    paths = [path for path in flat(empty) if not path.startswith("months.")]
    return [*paths, *(f"channels.{name}.reach" for name in scenario.channels)]


def flat(tree: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the leaves of a tree by dotted path."""
    return dict(_leaves(tree, ""))


def _leaves(tree: Mapping[str, Any], before: str) -> Iterator[tuple[str, float | None]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def reach(
    scenario: Scenario, contacts: NDArray[np.void], customers: Customers
) -> NDArray[np.int64]:
    """Return how many customers used each channel after the warm-up; (channels, age bands)."""
    used = contacts[
        (contacts["outcome"] != Outcome.DROPPED) & (contacts["arrival"] >= scenario.warm_up)
    ]
    band = _band(customers)
    found = np.zeros((len(scenario.channels), len(AGE_BANDS)), np.int64)
    for c in range(len(scenario.channels)):
        users = np.unique(used["customer"][used["channel"] == c])
        found[c] = np.bincount(band[users], minlength=len(AGE_BANDS))
    return found


def _band(customers: Customers) -> NDArray[np.int64]:
    return np.searchsorted(AGE_BAND_MINIMA, customers.age, side="right") - 1


def from_counts(scenario: Scenario, run: Counts) -> Figures:
    """Return the measures that need no contact table: all but reach."""
    tree = figures(scenario, run)
    counts = run.tally.sum(axis=0)
    for c, (name, channel) in enumerate(tree["channels"].items()):
        has_desk = bool(scenario.channels[name].route)
        for b, band in enumerate(AGE_BANDS):
            n = _named(counts[c, b])
            in_time = ratio(n["within_threshold"], n["joined"]) if has_desk else None
            channel["by_age"][band] |= {**_waits(n), "service_level": in_time}
    everywhere = counts.sum(axis=0)
    tree["journeys"]["satisfaction"] = _satisfaction(_named(everywhere.sum(axis=0)))
    for b, band in enumerate(AGE_BANDS):
        tree["journeys"]["by_age"][band]["satisfaction"] = _satisfaction(_named(everywhere[b]))
    tree["months"] = {
        f"{day:%Y-%m}": _month(scenario, run.tally[m].sum(axis=1), run.journeys[m].sum(axis=0))
        for m, day in enumerate(first_days(scenario.start, len(run.tally)))
    }
    return tree


def _month(scenario: Scenario, channels: Floats, needs: Floats) -> Figures:
    """Return a month's figures from its counts by channel, and of its needs."""
    of_all = _named(channels.sum(axis=0))
    n = dict(zip(JOURNEY_FIELDS, needs.tolist(), strict=True))
    return {
        "contacts": of_all["contacts"],
        "needs_unsolved_share": ratio(n["closed"] - n["solved"], n["closed"]),
        "contacts_per_need": ratio(n["contacts"], n["closed"]),
        "satisfaction": _satisfaction(of_all),
        "channels": {
            name: {
                "contacts": row["contacts"],
                "share_of_first_attempts": ratio(row["first_attempts"], of_all["first_attempts"]),
                "satisfaction": _satisfaction(row),
                **_waits(row),
            }
            for name, row in zip(scenario.channels, map(_named, channels), strict=True)
        },
    }


def _waits(n: Mapping[str, float]) -> Figures:
    return {
        "mean_wait_minutes": ratio(n["wait_minutes"], n["joined"]),
        "share_abandoned": ratio(n["abandoned"], n["joined"]),
    }


def _satisfaction(n: Mapping[str, float]) -> float | None:
    return ratio(n["satisfied"], n["judged"])


def _named(row: Floats) -> dict[str, float]:
    return dict(zip(TALLY_FIELDS, row.tolist(), strict=True))
