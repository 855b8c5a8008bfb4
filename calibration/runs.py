"""A run as a pollster meets it: customers, and copies of their state at dates.

The panel counts contacts since the start of the run. What somebody did in a recall window is the
difference between the copy at the survey's date and the copy at the window's start.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.errors import MissingDate, NotExpressible, SurveyError

if TYPE_CHECKING:
    from scenarios.result import Result, Run
    from sim.world import World

GRACE = dt.timedelta(days=2)
"""A window that begins up to this long before the run is counted from the run's start.

The earliest survey asks at the end of a first year about twelve months: one day is missing.
"""

COUNTS = ("contacts", "first_attempts")
"""Fields of a panel that are counts since the start, there at every date."""

Copy = Mapping[str, NDArray[Any]]
"""State at one date: arrays (N, C) by name, such as ``contacts`` or ``satisfaction_belief``."""


@dataclass(frozen=True, eq=False)
class SurveyedRun:
    """One organisation's customers and their panel, with one seed."""

    channels: tuple[str, ...]
    """Names of the channels, in the order of the last axis of the panel's arrays."""
    age: NDArray[np.integer]
    woman: NDArray[np.bool_]
    internet: NDArray[np.bool_]
    panel: Mapping[dt.date, Copy]
    """State at each date; counts are since the start of the run."""
    start: dt.date | None = None
    """When the counts begin; None if unknown, then windows need a copy at their start."""
    kinds: tuple[str, ...] = ()
    """Names of the kinds of need, for questions about what customers would do."""
    world: "Callable[[], World] | None" = None
    """Builds what the engine was told, for questions about what customers would do."""
    known: dict[Hashable, NDArray[Any]] = field(default_factory=dict, init=False, repr=False)
    """What several questions ask of everybody, see `once`."""

    @classmethod
    def of(cls, run: "Run") -> "SurveyedRun":
        """Return a run of `scenarios.run` as a pollster meets it."""
        from calibration.panels import copies
        from scenarios.build import build

        customers = run.tables.table("customers")
        return cls(
            channels=tuple(run.scenario.channels),
            age=customers["age"].to_numpy(),
            woman=customers["woman"].to_numpy(),
            internet=customers["internet"].to_numpy(),
            panel=copies(run),
            start=run.scenario.start,
            kinds=tuple(run.scenario.needs.kinds),
            world=cache(lambda: build(run.scenario, run.seed, run.organisation)),
        )

    @classmethod
    def from_tables(
        cls, panel: pd.DataFrame, customers: pd.DataFrame, start: dt.date | None = None
    ) -> "SurveyedRun":
        """Return a run from its tables.

        Parameters
        ----------
        panel
            One row per date and customer: ``date``, ``customer`` and one column per field and
            channel, such as ``contacts_phone``.
        customers
            One row per customer, sorted: ``customer``, ``age``, ``woman``, ``internet``.
        start
            When the counts begin, if known.
        """
        _require(panel, ("date", "customer"), "panel")
        _require(customers, ("customer", "age", "woman", "internet"), "customers")
        prefix = "contacts_"
        columns = [str(column) for column in panel.columns]
        channels = [name.removeprefix(prefix) for name in columns if name.startswith(prefix)]
        if not channels:
            raise SurveyError("the panel table lacks columns contacts_<channel>, one per channel.")
        fields = [
            name.removesuffix(f"_{channels[0]}")
            for name in columns
            if name.endswith(f"_{channels[0]}")
        ]
        copies: dict[dt.date, Copy] = {}
        for day, rows in panel.groupby(pd.to_datetime(panel["date"]).dt.date):
            if rows["customer"].tolist() != customers["customer"].tolist():
                raise SurveyError(
                    f"the panel at {day} is not about the customers of the run, in their order."
                )
            state = [f"{field}_{c}" for field in fields if field not in COUNTS for c in channels]
            # at the start of a recall window only counts are written: the rest is missing
            asked = bool(rows[state].notna().to_numpy().any())
            copies[day] = {
                field: np.stack(
                    [rows[f"{field}_{channel}"].to_numpy() for channel in channels], axis=-1
                )
                for field in fields
                if asked or field in COUNTS
            }
        return cls(
            channels=tuple(channels),
            age=customers["age"].to_numpy(),
            woman=customers["woman"].to_numpy(dtype=bool),
            internet=customers["internet"].to_numpy(dtype=bool),
            panel=copies,
            start=start,
        )

    def state(self, field: str, channel: str, date: dt.date) -> NDArray[Any]:
        """Return one field of one channel at a date, one entry per customer."""
        return np.asarray(self.field(field, date)[:, self.index(channel)])

    def field(self, field: str, date: dt.date) -> NDArray[Any]:
        """Return one field at a date: (N, C), or (N,) for what has no channel."""
        values = self.copy(date)
        if field not in values:
            raise NotExpressible("no-column", column=field)
        return values[field]

    def count(
        self, field: str, date: dt.date, months: int, channel: str | None = None
    ) -> NDArray[np.int64]:
        """Return each customer's count in the months up to a date, Eq. (19) in docs/surveys.md.

        Parameters
        ----------
        field
            ``contacts`` or ``first_attempts``.
        date
            Date of the survey.
        months
            Length of the recall window.
        channel
            Channel counted; all together if None.
        """
        copies = [self.field(field, date)]
        begin = (pd.Timestamp(date) - pd.DateOffset(months=months)).date()
        if self.start is None or not self.start - GRACE <= begin <= self.start:
            copies.append(self.field(field, begin))
        if channel is None:
            totals = [values.sum(axis=1, dtype=np.int64) for values in copies]
        else:
            index = self.index(channel)
            totals = [values[:, index].astype(np.int64) for values in copies]
        return np.asarray(totals[0] - totals[1] if len(totals) > 1 else totals[0])

    def once(self, what: Hashable, compute: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """Return ``compute()``, computed the first time that `what` is asked of this run."""
        if what not in self.known:
            self.known[what] = compute()
        return self.known[what]

    def index(self, channel: str) -> int:
        """Return the place of a channel; `NotExpressible` if the run has none of that name."""
        if channel not in self.channels:
            raise NotExpressible("no-channel", channel=channel)
        return self.channels.index(channel)

    def copy(self, date: dt.date) -> Copy:
        """Return the state at a date."""
        if date not in self.panel:
            raise MissingDate(f"the run's panel has no copy at {date}.")
        return self.panel[date]


Runs: TypeAlias = "SurveyedRun | Run | Result | Iterable[SurveyedRun | Run]"
"""What surveys take: one run, a result of `scenarios.run`, or several runs of one scenario."""


def each_run(runs: Runs) -> Iterator[SurveyedRun]:
    """Yield runs one by one, so that only one panel need be in memory."""
    # told apart by what they hold: surveys of tables need no engine
    if isinstance(runs, SurveyedRun) or hasattr(runs, "tables"):
        runs = cast("Iterable[SurveyedRun | Run]", [runs])
    elif hasattr(runs, "runs"):
        runs = runs.runs
    for run in runs:
        yield run if isinstance(run, SurveyedRun) else SurveyedRun.of(run)


def _require(table: pd.DataFrame, names: Iterable[str], what: str) -> None:
    missing = [name for name in names if name not in table]
    if missing:
        raise SurveyError(
            f"the {what} table lacks {', '.join(missing)}; it has "
            f"{', '.join(str(column) for column in table.columns)}."
        )
