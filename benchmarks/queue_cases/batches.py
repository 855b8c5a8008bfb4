"""Counts of a run in batches: months, or the days and weeks of the published simulations."""

import pandas as pd

import scenarios
from benchmarks.queue_cases.cases import Row, extra

GAVE_UP = ("abandoned", "expired")
COUNTS = (
    "contacts", "first_attempts", "joined", "waited", "answered", "abandoned", "sent_away",
    "within_threshold", "blocked", "balked", "expired", "messages", "wait_minutes",
    "wait_answered_minutes",
)  # fmt: skip


def by_month(result: scenarios.Result) -> pd.DataFrame:
    """Return the counts of each whole month after the warm-up.

    Columns are counts of the tally and of staffing, all together and by channel and desk, such as
    ``class1_joined`` and ``A_busy_minutes``.
    """
    tally = result.tally.copy()
    tally["batch"] = pd.to_datetime(tally["month"]).dt.to_period("M")
    tally["gave_up"] = tally[list(GAVE_UP)].sum(axis=1)
    counts = [*COUNTS, "gave_up"]
    parts = [tally.groupby("batch")[counts].sum()]
    for channel, rows in tally.groupby("channel", observed=True):
        parts.append(rows.groupby("batch")[counts].sum().add_prefix(f"{channel}_"))
    staffing = result.staffing.copy()
    hours = pd.Timestamp(result.scenario.start) + pd.to_timedelta(staffing["hour"], unit="min")
    staffing["batch"] = hours.dt.to_period("M")
    minutes = ["busy_minutes", "paid_minutes"]
    parts.append(staffing.groupby("batch")[minutes].sum())
    for desk, rows in staffing.groupby("desk", observed=True):
        parts.append(rows.groupby("batch")[minutes].sum().add_prefix(f"{desk}_"))
    return pd.concat(parts, axis=1).iloc[1:]


def with_sojourns(result: scenarios.Result, months: pd.DataFrame) -> pd.DataFrame:
    """Add the minutes from arrival to the end of the answer, by month of arrival."""
    contacts = result.contacts
    arrival = pd.Timestamp(result.scenario.start) + pd.to_timedelta(contacts["arrival"], unit="min")
    answered = contacts[contacts["outcome"] == "handled"]
    minutes = answered["end"] - answered["arrival"]
    sojourns = minutes.groupby(arrival[answered.index].dt.to_period("M")).sum()
    # The last month's messages are partly open at the end, and they are those that waited longest.
    return months.assign(sojourn_minutes=sojourns).iloc[:-1]


def by_day_or_week(result: scenarios.Result, row: Row) -> pd.DataFrame:
    """Return the counts of each day of PS01, or week of PS04, from the contact table."""
    contacts, more = result.contacts, extra(row)
    length = 1440.0 if row["case_id"] == "PS01" else 7 * 1440.0
    batch = (contacts["arrival"] // length).astype(int)
    began = contacts["start"].fillna(contacts["end"])
    wait = began - contacts["arrival"]
    threshold = more["T_s"] / 60 if "T_s" in more else more["T_min"]
    answered = contacts["outcome"] == "handled"
    columns = pd.DataFrame(
        {
            "contacts": 1,
            "wait_minutes": wait,
            "within_any_outcome": wait <= threshold,
            "within_threshold": answered & (wait <= threshold),
            "answered": answered,
            "wait_answered_minutes": wait.where(answered, 0.0),
            "abandoned": contacts["outcome"] == "abandoned",
            "blocked": contacts["outcome"] == "blocked",
            "messages": contacts["outcome"] == "message",
            "sent_away": contacts["outcome"] == "sent_away",
            "busy_percent": 100.0 * contacts["handling"].fillna(0.0),
        }
    )
    counts = columns.astype(float).groupby(batch).sum()
    # The last day or week may be cut short by the end.
    counts = counts.iloc[:-1]
    expected = sum(more["rate_per_h"]) if "T_s" in more else 0.0
    rostered = 0.0 if "T_s" in more else more["servers"] * 60 * 20
    return counts.assign(
        days=1.0, weeks=1.0, expected_contacts=float(expected), rostered_minutes=float(rostered)
    )
