"""A store of made-up runs, with the columns of real ones: quick, and known in every number."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from scenarios.runfiles import place_of
from scenarios.runwriter import new_run
from scenarios.summary import AGE_BANDS
from sim.records import HOURLY_FIELDS, JOURNEY_FIELDS, STAFFING_FIELDS, TALLY_FIELDS

CHANNELS = {
    "store": ("live", 0.22, 4.0),
    "phone": ("live", 0.46, 1.6),
    "email": ("written", 0.17, 900.0),
    "social": ("written", 0.03, 260.0),
    "other": ("deskless", 0.12, 0.5),
}
"""Form, share of contacts and mean wait (minutes) of each channel."""

CUSTOMERS = 10_000
HASH = "0123456789abcdef" * 4


def scenario(name: str, start: date, end: date, warm_up: float = 0.0) -> dict[str, object]:
    """Return what the dashboard reads of a resolved scenario."""
    return {
        "name": name,
        "title": {"en": f"Made up {name}", "fr": f"Inventé {name}"},
        "start": start.isoformat(),
        "end": end.isoformat(),
        "warm_up": warm_up,
        "population": {"size": CUSTOMERS},
        "channels": {channel: {"form": form} for channel, (form, _, _) in CHANNELS.items()},
    }


def write_store(
    root: Path,
    name: str = "invented",
    *,
    seeds: tuple[int, ...] = (1, 2, 3),
    start: date = date(2012, 1, 1),
    end: date = date(2014, 1, 1),
) -> Path:
    """Write a scenario's runs under `root` and return `root`."""
    for seed in seeds:
        luck = np.random.default_rng(seed)
        manifest = {
            "schema_version": 1,
            "scenario": scenario(name, start, end),
            "scenario_hash": HASH,
            "seed": seed,
            "organisation": 0,
        }
        with new_run(place_of(root, name, HASH, seed)) as run:
            for table, make in _tables(start, end, luck).items():
                run.write(table, [make()])
            run.finish(manifest, {"seconds": 1.0})
    return root


def _tables(start: date, end: date, luck: np.random.Generator) -> dict[str, Callable[[], pa.Table]]:
    return {
        "tally": lambda: _tally(start, end, luck),
        "journeys": lambda: _journeys(start, end, luck),
        "hourly": lambda: _hourly(start, end, luck),
        "staffing": lambda: _staffing(start, end),
    }


def _months(start: date, end: date) -> list[date]:
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    count = last - first + (end.day > 1)
    return [date((first + i) // 12, (first + i) % 12 + 1, 1) for i in range(count)]


def _tally(start: date, end: date, luck: np.random.Generator) -> pa.Table:
    rows = []
    for m, month in enumerate(_months(start, end)):
        for channel, (_, share, wait) in CHANNELS.items():
            for b, band in enumerate(AGE_BANDS):
                young = 1 + (3 if channel == "social" else -0.6 * (channel == "phone")) * (b < 3)
                made = luck.poisson(
                    4000 * share * young / len(AGE_BANDS) * (1 + 0.1 * (m % 12 == 0))
                )
                joined = made
                row = dict.fromkeys(TALLY_FIELDS, 0)
                row |= {
                    "contacts": made,
                    "first_attempts": luck.binomial(made, 0.6),
                    "offered": made,
                    "joined": joined,
                    "answered": luck.binomial(joined, 0.85),
                    "abandoned": luck.binomial(joined, 0.12),
                    "judged": made,
                    "satisfied": luck.binomial(made, 0.5 + 0.3 * (channel == "store")),
                    "wait_minutes": joined * wait * luck.gamma(40, 1 / 40) * (1 + m / 40),
                }
                rows.append({"month": month, "channel": channel, "age_band": band, **row})
    return pa.Table.from_pylist(rows)


def _journeys(start: date, end: date, luck: np.random.Generator) -> pa.Table:
    rows = []
    for month in _months(start, end):
        for band in AGE_BANDS:
            needs = luck.poisson(300)
            row = dict.fromkeys(JOURNEY_FIELDS, 0)
            row |= {"needs": needs, "closed": needs, "solved": luck.binomial(needs, 0.8)}
            rows.append({"month": month, "age_band": band, **row})
    return pa.Table.from_pylist(rows)


def _hourly(start: date, end: date, luck: np.random.Generator) -> pa.Table:
    hours = np.arange((end - start).days * 24)
    parts = []
    for channel, (form, share, wait) in CHANNELS.items():
        of_day = hours % 24
        is_open = (of_day >= 8) & (of_day < 20) & ((start.weekday() + hours // 24) % 7 < 6)
        if form == "deskless":
            is_open[:] = True
        offered = luck.poisson(9 * share, hours.size) * is_open
        busy = 1 + np.exp(-((of_day - 11) ** 2) / 6)
        zero = np.zeros(hours.size)
        columns = dict.fromkeys(HOURLY_FIELDS, zero)
        columns |= {
            "offered": offered,
            "wait_minutes": offered * wait * busy,
        }
        parts.append(pa.table({"hour": hours * 60, "channel": [channel] * hours.size, **columns}))
    return pa.concat_tables(parts)


def _staffing(start: date, end: date) -> pa.Table:
    hours = np.arange((end - start).days * 24)
    of_day = hours % 24
    is_open = (of_day >= 8) & (of_day < 20) & ((start.weekday() + hours // 24) % 7 < 6)
    columns = dict(zip(STAFFING_FIELDS, np.outer([40.0, 60.0, 20.0], is_open), strict=True))
    desks = [name for name, (form, _, _) in CHANNELS.items() if form != "deskless"]
    return pa.concat_tables(
        pa.table({"hour": hours * 60, "desk": [name] * hours.size, **columns}) for name in desks
    )
