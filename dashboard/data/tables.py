"""The tables of counts of a run, all seeds together: a column ``seed`` tells them apart."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pandas as pd

from dashboard.data.runs import Run
from scenarios.errors import DamagedRun

FULL_MONTH_DAYS = 14
"""Months of which figures cover fewer days are left out of curves: too noisy to read."""


def tally(run: Run) -> pd.DataFrame:
    """Return contacts by seed, month (first day), channel and age band, see `sim.records`."""
    return _with_dates(_all_seeds(run, "tally.parquet", "*"))


def journeys(run: Run) -> pd.DataFrame:
    """Return journeys by seed, month (first day) and age band, see `sim.records`."""
    return _with_dates(_all_seeds(run, "journeys.parquet", "*"))


def cost_by_seed(run: Run) -> pd.Series:
    """Return the euros that desks cost after the warm-up, by seed."""
    frame = _all_seeds(
        run, "staffing.parquet", "sum(cost) AS cost", f"WHERE hour >= {run.warm_up} GROUP BY ALL"
    )
    return frame.set_index("seed")["cost"]


def week(run: Run) -> pd.DataFrame:
    """Return offered contacts and their waiting by seed, channel, weekday (0 Monday) and hour."""
    first = run.start.weekday() * 24
    return _all_seeds(
        run,
        "hourly.parquet",
        "channel, "
        f"(({first} + hour // 60) // 24 % 7)::INTEGER AS weekday, "
        "(hour // 60 % 24)::INTEGER AS hour_of_day, "
        "sum(offered) AS offered, sum(wait_minutes) AS wait_minutes",
        f"WHERE hour >= {run.warm_up} GROUP BY ALL",
    )


def covered_days(run: Run, months: pd.Series) -> pd.Series:
    """Return how many days of each month (given by its first day) figures cover."""
    start = pd.Timestamp(run.start) + timedelta(minutes=run.warm_up)
    first = months.clip(lower=start)
    after = (months + pd.offsets.MonthBegin(1)).clip(upper=pd.Timestamp(run.end))
    return (after - first) / pd.Timedelta(days=1)


def full_months(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of months covered long enough to be read, with a column ``days``."""
    frame = frame.assign(days=covered_days(run, frame["month"]))
    return frame[frame["days"] >= min(FULL_MONTH_DAYS, frame["days"].max())]


def _all_seeds(run: Run, table: str, columns: str, rest: str = "") -> pd.DataFrame:
    parts = []
    with duckdb.connect() as connection:
        for seed, folder in zip(run.seeds, run.folders, strict=True):
            part = _read(connection, folder / table, columns, rest)
            parts.append(part.assign(seed=seed))
    return pd.concat(parts, ignore_index=True)


def _read(
    connection: duckdb.DuckDBPyConnection, file: Path, columns: str, rest: str
) -> pd.DataFrame:
    query = f"SELECT {columns} FROM read_parquet(?, hive_partitioning = false) {rest}"
    try:
        return connection.execute(query, [str(file)]).df()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise DamagedRun(f"{file}: cannot be read: {reason}. Run it again.") from None


def _with_dates(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(month=pd.to_datetime(frame["month"]))
