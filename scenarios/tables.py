"""A run's output as Arrow tables, and back: what is written to disk and shown as DataFrames."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenarios.schema import Scenario
from scenarios.summary import AGE_BANDS
from sim.output import Panel
from sim.population import Customers
from sim.records import (
    HOURLY_FIELDS,
    JOURNEY_FIELDS,
    NO_DESK,
    NOT_JUDGED,
    TALLY_FIELDS,
    Outcome,
)

TABLES = ("tally", "journeys", "hourly", "customers", "panel", "contacts")
"""Names of a run's tables; `panel` is there if dates fall in the run, `contacts` if kept."""

COUNTS_BY_CHANNEL = ("contacts", "first_attempts")
STATE_BY_CHANNEL = (
    "last_use",
    "last_contact",
    "first_contact",
    "last_complaint",
    "satisfaction_belief",
    "log_wait_belief",
)
"""Fields of a panel written at survey dates only; counts are written at window starts too."""

_REAL_FIELDS = ("_minutes", "cost")
Floats = NDArray[np.float64]


def _labels(codes: NDArray[np.integer], names: Sequence[str], none: int | None = None) -> pa.Array:
    indices = pa.array(codes.astype(np.int16), mask=None if none is None else codes == none)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string()))


def _fields(values: Floats, names: Sequence[str]) -> dict[str, pa.Array]:
    """Return one column per field of the last axis: whole numbers but for minutes and euros."""
    flat = values.reshape(-1, len(names))
    return {
        name: pa.array(flat[:, i] if name.endswith(_REAL_FIELDS) else flat[:, i].astype(np.int64))
        for i, name in enumerate(names)
    }


def first_days(start: date, count: int) -> list[date]:
    """Return the first days of so many months, from that of `start` on."""
    first = start.year * 12 + start.month - 1
    return [date((first + i) // 12, (first + i) % 12 + 1, 1) for i in range(count)]


def tally_table(scenario: Scenario, tally: Floats) -> pa.Table:
    """Return counts of contacts by month of arrival, channel and age band."""
    months, channels, bands, _ = tally.shape
    month, channel, band = (axis.ravel() for axis in np.indices((months, channels, bands)))
    days = np.array(first_days(scenario.start, months), dtype="datetime64[D]")
    return pa.table(
        {
            "month": pa.array(days[month]),
            "channel": _labels(channel, list(scenario.channels)),
            "age_band": _labels(band, AGE_BANDS),
            **_fields(tally, TALLY_FIELDS),
        }
    )


def journeys_table(scenario: Scenario, journeys: Floats) -> pa.Table:
    """Return counts of needs by month in which they arose and age band."""
    months, bands, _ = journeys.shape
    month, band = (axis.ravel() for axis in np.indices((months, bands)))
    days = np.array(first_days(scenario.start, months), dtype="datetime64[D]")
    return pa.table(
        {
            "month": pa.array(days[month]),
            "age_band": _labels(band, AGE_BANDS),
            **_fields(journeys, JOURNEY_FIELDS),
        }
    )


def hourly_table(scenario: Scenario, hourly: Floats) -> pa.Table:
    """Return what happened by hour and channel; `hour` is in minutes since the start."""
    hours, channels, _ = hourly.shape
    hour, channel = (axis.ravel() for axis in np.indices((hours, channels)))
    return pa.table(
        {
            "hour": pa.array(hour.astype(np.int64) * 60),
            "channel": _labels(channel, list(scenario.channels)),
            **_fields(hourly, HOURLY_FIELDS),
        }
    )


def array_of(table: pa.Table, shape: Sequence[int], fields: Sequence[str]) -> Floats:
    """Return the array that a table of counts was made from."""
    columns = [table[name].to_numpy().astype(np.float64) for name in fields]
    return np.stack(columns, axis=-1).reshape(*shape, len(fields))


def customers_table(customers: Customers) -> pa.Table:
    """Return who the customers are; `member_from` is in minutes, infinite for never."""
    return pa.table(
        {
            "customer": pa.array(np.arange(customers.age.size, dtype=np.uint32)),
            "age": pa.array(customers.age),
            "woman": pa.array(customers.woman),
            "internet": pa.array(customers.internet),
            "store_access": pa.array(customers.store_access),
            "member_from": pa.array(customers.member_from),
            "audience": pa.array(customers.audience),
            "need_rate": pa.array(customers.need_rate),
        }
    )


def panel_table(scenario: Scenario, panels: Sequence[Panel]) -> pa.Table:
    """Return the customers' state, one row per date and customer."""
    return pa.concat_tables([panel_part(scenario, panel) for panel in panels])


def panel_part(scenario: Scenario, panel: Panel) -> pa.Table:
    """Return the customers' state at one date, one row per customer.

    At a date that is only the start of a recall window, all but the counts is null: nobody is
    asked anything then, and the file stays small.
    """
    count = panel.goodwill.size
    day = scenario.start + timedelta(minutes=panel.time)
    full = day in scenario.panel.dates
    columns = {
        "date": pa.array(np.full(count, np.datetime64(day, "D"))),
        "customer": pa.array(np.arange(count, dtype=np.uint32)),
    }
    for c, channel in enumerate(scenario.channels):
        for field in COUNTS_BY_CHANNEL:
            columns[f"{field}_{channel}"] = pa.array(getattr(panel, field)[:, c])
        for field in STATE_BY_CHANNEL:
            columns[f"{field}_{channel}"] = _shown(getattr(panel, field)[:, c], full)
    for field in ("goodwill", "last_channel"):
        columns[field] = _shown(getattr(panel, field), full)
    return pa.table(columns)


def _shown(values: NDArray[np.generic], full: bool) -> pa.Array:
    if full:
        return pa.array(np.ascontiguousarray(values))
    return pa.nulls(values.size, pa.from_numpy_dtype(values.dtype))


def contacts_table(scenario: Scenario, contacts: NDArray[np.void]) -> pa.Table:
    """Return one row per contact in closing order, with names in place of codes.

    Times are in minutes since the start, NaN for what did not happen; `satisfied` is null if the
    contact was never judged.
    """
    outcomes = [outcome.name.lower() for outcome in Outcome]
    satisfied = contacts["satisfied"]
    columns = {name: pa.array(contacts[name]) for name in ("customer", "need", "attempt")}
    columns["kind"] = _labels(contacts["kind"], list(scenario.needs.kinds))
    columns["channel"] = _labels(contacts["channel"], list(scenario.channels))
    columns["desk"] = _labels(contacts["desk"], list(scenario.desks), NO_DESK)
    columns["outcome"] = _labels(contacts["outcome"], outcomes)
    columns["resolved"] = pa.array(contacts["resolved"].astype(bool))
    columns["satisfied"] = pa.array(satisfied == 1, mask=satisfied == NOT_JUDGED)
    for name in ("need_time", "chosen", "arrival", "start", "end", "judged", "handling"):
        columns[name] = pa.array(contacts[name])
    return pa.table(columns)
