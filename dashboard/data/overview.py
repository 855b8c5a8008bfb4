"""The figures of the overview: one value per seed first, then the mean and interval over seeds."""

from typing import NamedTuple

import pandas as pd

from dashboard.data import tables
from dashboard.data.runs import Run
from dashboard.data.statistics import Interval, interval, over_seeds, ratio

FEW = 10
"""Cells of the week with fewer contacts a seed than this stay blank: their mean is luck."""


class Indicators(NamedTuple):
    """Headline figures of a run; `channel` is the live channel that the waits are about."""

    channel: str | None
    first_attempt_share: Interval
    contacts_a_year: Interval
    satisfaction: Interval
    mean_wait: Interval
    abandoned: Interval
    unsolved: Interval
    cost_per_solved: Interval


def waiting_channel(run: Run) -> str | None:
    """Return the channel where waiting is shown: the phone, else the first live channel."""
    live = [name for name, form in run.forms.items() if form == "live"]
    return "phone" if "phone" in live else next(iter(live), None)


def indicators(run: Run) -> Indicators:
    """Return the headline figures, each a mean over seeds with its interval."""
    tally = tables.tally(run)
    by_seed = tally.groupby("seed").sum(numeric_only=True)
    journeys = tables.journeys(run).groupby("seed").sum(numeric_only=True)
    channel = waiting_channel(run)
    one = tally[tally["channel"] == channel].groupby("seed").sum(numeric_only=True)
    one = one.reindex(by_seed.index)
    return Indicators(
        channel=channel,
        first_attempt_share=interval(ratio(one["first_attempts"], by_seed["first_attempts"])),
        contacts_a_year=interval(by_seed["contacts"] / (run.customers * run.years)),
        satisfaction=interval(ratio(by_seed["satisfied"], by_seed["judged"])),
        mean_wait=interval(ratio(one["wait_minutes"], one["joined"])),
        abandoned=interval(ratio(one["abandoned"], one["joined"])),
        unsolved=interval(1 - ratio(journeys["solved"], journeys["closed"])),
        cost_per_solved=interval(ratio(tables.cost_by_seed(run), journeys["solved"])),
    )


def contacts_over_time(run: Run) -> pd.DataFrame:
    """Return contacts a day per 1,000 customers by month and channel."""
    frame = _by_month(run)
    frame["value"] = 1000 * frame["contacts"] / (frame["days"] * run.customers)
    return over_seeds(frame, ["month", "channel"])


def waits_over_time(run: Run) -> pd.DataFrame:
    """Return the mean wait, minutes, by month and channel, over those who joined."""
    frame = _by_month(run)
    frame["value"] = ratio(frame["wait_minutes"], frame["joined"])
    return over_seeds(frame, ["month", "channel"])


def first_attempts_by_age(run: Run) -> pd.DataFrame:
    """Return each channel's share of first attempts by age band (its youngest age)."""
    by = ["seed", "age_band", "channel"]
    frame = tables.tally(run).groupby(by, sort=False)["first_attempts"].sum().reset_index()
    total = frame.groupby(["seed", "age_band"])["first_attempts"].transform("sum")
    frame["value"] = ratio(frame["first_attempts"], total)
    return over_seeds(frame, ["age_band", "channel"])


def satisfaction_by_channel(run: Run) -> pd.DataFrame:
    """Return the share of judged contacts that satisfied, by channel."""
    frame = tables.tally(run).groupby(["seed", "channel"], sort=False).sum(numeric_only=True)
    frame["value"] = ratio(frame["satisfied"], frame["judged"])
    return over_seeds(frame.reset_index(), ["channel"])


def waits_in_the_week(run: Run) -> pd.DataFrame:
    """Return the mean wait, minutes, by weekday and hour of day on the waiting channel."""
    frame = tables.week(run)
    frame = frame[(frame["channel"] == waiting_channel(run)) & (frame["offered"] >= FEW)]
    frame = frame.assign(value=frame["wait_minutes"] / frame["offered"])
    return over_seeds(frame, ["weekday", "hour_of_day"])


def _by_month(run: Run) -> pd.DataFrame:
    by = ["seed", "month", "channel"]
    frame = tables.tally(run).groupby(by, sort=False).sum(numeric_only=True).reset_index()
    return tables.full_months(run, frame)
