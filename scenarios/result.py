"""What a run gives back: figures, and tables as DataFrames."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenarios import runfiles, tables
from scenarios.errors import RunError
from scenarios.places import Place
from scenarios.schema import Scenario
from scenarios.summary import (
    Counts,
    Figures,
    Totals,
    added_up,
    figures_of_totals,
    totals_of,
    with_intervals,
)
from sim.output import RunOutput
from sim.population import Customers
from sim.records import (
    AGE_BAND_MINIMA,
    HOURLY_FIELDS,
    JOURNEY_FIELDS,
    STAFFING_FIELDS,
    TALLY_FIELDS,
)

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


class Tables(Protocol):
    """Where a run's tables are: in memory, in a folder, or nowhere any more."""

    def table(self, name: str) -> pa.Table:
        """Return the table of that name, see `scenarios.tables.TABLES`."""

    def counts(self) -> Counts:
        """Return the engine's tables of counts."""

    def totals(self) -> Totals:
        """Return what the figures are made of."""


@dataclass(frozen=True)
class InMemory:
    """Tables made from the engine's output when asked for."""

    scenario: Scenario
    customers: Customers | None
    output: RunOutput

    def _makers(self) -> dict[str, Callable[[], pa.Table]]:
        """Return a function per table that there is to make."""
        scenario, output, customers = self.scenario, self.output, self.customers
        makers: dict[str, Callable[[], pa.Table]] = {
            "tally": lambda: tables.tally_table(scenario, output.tally),
            "journeys": lambda: tables.journeys_table(scenario, output.journeys),
            "hourly": lambda: tables.hourly_table(scenario, output.hourly),
            "staffing": lambda: tables.staffing_table(scenario, output.staffing),
            "work": lambda: tables.work_table(scenario, output.work),
            "image": lambda: tables.image_table(scenario, output.image),
        }
        if customers is not None:
            makers["customers"] = lambda: tables.customers_table(customers)
        if output.panel:
            makers["panel"] = lambda: tables.panel_table(scenario, output.panel)
        if output.contacts is not None:
            contacts = output.contacts
            makers["contacts"] = lambda: tables.contacts_table(scenario, contacts)
        return makers

    def table(self, name: str) -> pa.Table:
        """Return the table of that name."""
        makers = self._makers()
        if name not in makers:
            raise RunError(
                f"{self.scenario.name}: found no table {name!r}; this run has "
                f"{', '.join(makers)}. Of several runs, ask for it with keep_{name}=True or out=."
            )
        return makers[name]()

    def counts(self) -> Counts:
        """Return the engine's tables of counts."""
        return Counts(*(getattr(self.output, name) for name in Counts._fields))

    def totals(self) -> Totals:
        """Return what the figures are made of."""
        output = self.output
        parts = output.tally, output.journeys, output.staffing, output.work
        return totals_of(self.scenario, *parts)


@dataclass(frozen=True)
class OnDisk:
    """Tables read from a run's folder when asked for."""

    scenario: Scenario
    place: Place

    def table(self, name: str) -> pa.Table:
        """Return the table of that name."""
        return runfiles.read_table(self.place, name)

    def array(self, name: str) -> Floats:
        """Return a table of counts as the array that it was made from."""
        channels, desks = len(self.scenario.channels), len(self.scenario.desks)
        shape, fields = {
            "tally": ((-1, channels, len(AGE_BAND_MINIMA)), TALLY_FIELDS),
            "journeys": ((-1, len(AGE_BAND_MINIMA)), JOURNEY_FIELDS),
            "hourly": ((-1, channels), HOURLY_FIELDS),
            "staffing": ((-1, desks), STAFFING_FIELDS),
            "work": ((-1, desks, channels), ("work_minutes",)),
        }[name]
        found = tables.array_of(self.table(name), shape, fields)
        return found[..., 0] if name == "work" else found

    def counts(self) -> Counts:
        """Return the engine's tables of counts."""
        return Counts(*(self.array(name) for name in Counts._fields))

    def totals(self) -> Totals:
        """Return what the figures are made of."""
        names = ("tally", "journeys", "staffing", "work")
        return totals_of(self.scenario, *(self.array(name) for name in names))


@dataclass(frozen=True)
class OnlyTotals:
    """What stays of a run whose tables are not kept: of hundreds they would fill the memory."""

    scenario: Scenario
    kept: Totals

    def table(self, name: str) -> pa.Table:
        """Say that there is none."""
        raise RunError(
            f"{self.scenario.name}: found no table {name!r}; only totals of this run were kept. "
            "Ask for its tables with keep_tables=True or out=."
        )

    def counts(self) -> Counts:
        """Say that there are none."""
        raise RunError(
            f"{self.scenario.name}: found no counts by hour; only totals of this run were kept. "
            "Ask for its tables with keep_tables=True or out=."
        )

    def totals(self) -> Totals:
        """Return what the figures are made of."""
        return self.kept


@dataclass(frozen=True)
class Run:
    """One organisation with one seed."""

    scenario: Scenario
    seed: int
    organisation: int
    engine: str
    """ "compiled" or "mesa"."""
    digest: str
    """128-bit hash of the contact records in closing order, 32 hexadecimal digits."""
    contacts: int
    """Contacts simulated, from the start to the end: the records that the digest covers."""
    events: int
    seconds: float
    """Wall time of the simulation without compilation."""
    tables: Tables = field(repr=False)

    def counts(self) -> Counts:
        """Return the engine's tables of counts."""
        return self.tables.counts()


@dataclass(frozen=True)
class Result:
    """One run, or several of one scenario: replications (seeds) of one or more organisations."""

    runs: tuple[Run, ...]
    """By seed, then organisation."""

    @property
    def scenario(self) -> Scenario:
        """The scenario of all runs."""
        return self.runs[0].scenario

    @property
    def seed(self) -> int:
        """The first seed."""
        return self.runs[0].seed

    @property
    def seeds(self) -> list[int]:
        """The seed of each replication."""
        return sorted({run.seed for run in self.runs})

    @property
    def organisations(self) -> int:
        """Number of organisations of each replication."""
        return len({run.organisation for run in self.runs})

    @property
    def digest(self) -> str:
        """The run's digest; of several runs, the BLAKE2b hash (128 bits) of theirs in order."""
        if len(self.runs) == 1:
            return self.runs[0].digest
        digests = b"".join(bytes.fromhex(run.digest) for run in self.runs)
        return hashlib.blake2b(digests, digest_size=16).hexdigest()

    def summary(self) -> dict[str, Any]:
        """Return the figures as ``canaux run --json`` prints them.

        Organisations are added up. With several replications each figure is a mean with a 95 %
        interval, ``{mean, ci_low, ci_high}``.
        """
        first = self.runs[0]
        parts = [self._replication(seed) for seed in self.seeds]
        shown = parts[0] if len(parts) == 1 else with_intervals(parts)
        return {
            "scenario": first.scenario.name,
            "scenario_hash": first.scenario.scenario_hash,
            "seed": self.seed,
            "replications": len(self.seeds),
            "engine": first.engine,
            "customers": first.scenario.population.size,
            "organisations": self.organisations,
            "scaled": first.scenario.scaled,
            "seconds": sum(run.seconds for run in self.runs),
            "digest": self.digest,
            **shown,
        }

    def _replication(self, seed: int) -> Figures:
        runs = [run for run in self.runs if run.seed == seed]
        # One after the other: the tables of hundreds of organisations are never together in memory.
        whole = added_up(run.tables.totals() for run in runs)
        return {
            "contacts_simulated": sum(run.contacts for run in runs),
            "events": sum(run.events for run in runs),
            **figures_of_totals(self.scenario, whole),
        }

    def table(self, name: str) -> pa.Table:
        """Return one table of all runs, with columns `seed` and `organisation` if several."""
        if len(self.runs) == 1:
            return self.runs[0].tables.table(name)
        return pa.concat_tables([_labelled(run, run.tables.table(name)) for run in self.runs])

    def frame(self, name: str) -> "pd.DataFrame":
        """Return one table as a DataFrame, see `scenarios.tables.TABLES`."""
        # Imported here: it takes 0.23 s, and figures need no DataFrame.
        import pandas as pd

        types: dict[pa.DataType, Any] = {pa.bool_(): pd.BooleanDtype()}
        if name == "panel":
            # Null at the starts of recall windows: whole numbers must not become floats for that.
            types |= {pa.uint8(): pd.UInt8Dtype(), pa.int8(): pd.Int8Dtype()}
        return self.table(name).to_pandas(types_mapper=types.get)

    @cached_property
    def contacts(self) -> "pd.DataFrame":
        """One row per contact in closing order."""
        return self.frame("contacts")

    @cached_property
    def tally(self) -> "pd.DataFrame":
        """Counts of contacts by month, channel and age band."""
        return self.frame("tally")

    @cached_property
    def journeys(self) -> "pd.DataFrame":
        """Counts of needs by month and age band."""
        return self.frame("journeys")

    @cached_property
    def hourly(self) -> "pd.DataFrame":
        """What happened by hour and channel."""
        return self.frame("hourly")

    @cached_property
    def staffing(self) -> "pd.DataFrame":
        """Busy and paid minutes and cost by hour and desk."""
        return self.frame("staffing")

    @cached_property
    def work(self) -> "pd.DataFrame":
        """Adviser minutes by hour, desk and channel."""
        return self.frame("work")

    @cached_property
    def image(self) -> "pd.DataFrame":
        """Image of each channel at the end of each hour."""
        return self.frame("image")

    @cached_property
    def panel(self) -> "pd.DataFrame":
        """The customers' state at survey dates, one row per date and customer."""
        return self.frame("panel")

    @cached_property
    def customers(self) -> "pd.DataFrame":
        """Who the customers are."""
        return self.frame("customers")


def _labelled(run: Run, table: pa.Table) -> pa.Table:
    count = table.num_rows
    labels = {"seed": run.seed, "organisation": run.organisation}
    for i, (name, value) in enumerate(labels.items()):
        table = table.add_column(i, name, pa.array(np.full(count, value, np.uint32)))
    return table
