"""Make a run straight into a store, reading it back if it is there already."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios import runfiles, tables
from scenarios.build import build
from scenarios.errors import DamagedRun, StoreError
from scenarios.load import validated
from scenarios.places import Place
from scenarios.problems import Layer
from scenarios.provenance import SCHEMA_VERSION, environment
from scenarios.result import OnDisk, Run
from scenarios.runwriter import Append, NewRun, new_run
from scenarios.schema import Scenario
from scenarios.task import Progress, Task, simulate
from sim.output import Panel, RunOutput
from sim.population import Customers
from sim.records import CONTACT

if TYPE_CHECKING:
    from sim.engine import SavedRun

GROUP = 131_072
"""Contacts in a row group of their table, 8 MB in memory; of a run, only one group is."""


def make_stored_run(
    task: Task, root: Place, progress: Progress | None = None, saved: "SavedRun | None" = None
) -> Run:
    """Return the run of a task with its tables in the store `root`, made from `saved` on if given.

    A whole and undamaged run of this scenario, seed and environment that is there already is not
    made again.

    Raises
    ------
    StoreError
        It cannot be written.
    """
    found = stored_run(task, root)
    if found is not None:
        return found
    place = place_for(task, root)
    if isinstance(place, Path):
        _make(task, place, progress, saved)
    else:
        with TemporaryDirectory() as folder:
            local = Path(folder) / place.name
            _make(task, local, progress, saved)
            place.upload(local, last=runfiles.MANIFEST)
    return read_run(place)


def _make(task: Task, place: Path, progress: Progress | None, saved: "SavedRun | None") -> None:
    """Make the run of a task at a place of this machine."""
    with new_run(place) as files:
        world = build(task.scenario, task.seed, task.organisation)
        with ExitStack() as open_files:
            sink = _Streams(task, files, open_files)
            output = simulate(world, task, sink=sink, progress=progress, saved=saved)
            sink.flush()
        _write_tables(files, task.scenario, world.customers, output)
        files.finish(_manifest(task, output), {"seconds": output.seconds})


def stored_run(task: Task, root: Place) -> Run | None:
    """Return the run of a task if the store has it whole and undamaged, of this environment."""
    place = place_for(task, root)
    try:
        manifest = runfiles.read_manifest(place)
        if (
            manifest["engine"] == task.engine
            and manifest["environment"] == environment()
            and (not task.keep_contacts or "contacts" in manifest["tables"])
            and not runfiles.damaged_tables(place, manifest)
        ):
            return read_run(place)
    except StoreError:
        return None
    return None


def place_for(task: Task, root: Place) -> Place:
    """Return the folder of the run of a task in the store `root`."""
    scenario = task.scenario
    return runfiles.place_of(
        root, scenario.name, scenario.scenario_hash, task.seed, task.organisation
    )


def read_run(place: Place) -> Run:
    """Return the run that is stored in a folder."""
    manifest = runfiles.read_manifest(place)
    scenario = scenario_of(manifest, place)
    return Run(
        scenario=scenario,
        seed=manifest["seed"],
        organisation=manifest["organisation"],
        engine=manifest["engine"],
        digest=manifest["digest"],
        contacts=manifest["contacts"],
        events=manifest["events"],
        seconds=runfiles.read_times(place)["seconds"],
        tables=OnDisk(scenario, place),
    )


def scenario_of(manifest: dict[str, Any], place: Place) -> Scenario:
    """Return the scenario of a run's manifest."""
    version = manifest["schema_version"]
    if version != SCHEMA_VERSION:
        raise DamagedRun(
            f"{place}: found schema version {version}; this version of canaux reads "
            f"{SCHEMA_VERSION}. Run it again, or read its tables with any Parquet reader."
        )
    values = manifest["scenario"]
    return validated(values, [Layer(str(place / runfiles.MANIFEST), values)])


class _Streams:
    """Writes contacts and panels of a task while the engine runs: a `sim.output.Sink`."""

    def __init__(self, task: Task, files: NewRun, open_files: ExitStack) -> None:
        self._scenario = task.scenario
        self._files = files
        self._open_files = open_files
        self._append_panel: Append | None = None
        self._groups: Regrouped | None = None
        if task.keep_contacts:
            schema = tables.contacts_table(task.scenario, np.zeros(0, CONTACT)).schema
            append = open_files.enter_context(files.table("contacts", schema))
            self._groups = Regrouped(
                GROUP, lambda records: append(tables.contacts_table(task.scenario, records))
            )

    def contacts(self, records: NDArray[np.void]) -> None:
        """Take contact records."""
        assert self._groups is not None
        self._groups(records)

    def panel(self, panel: Panel) -> None:
        """Take a panel; the table begins with the first."""
        part = tables.panel_part(self._scenario, panel)
        if self._append_panel is None:
            table = self._files.table("panel", part.schema)
            self._append_panel = self._open_files.enter_context(table)
        self._append_panel(part)

    def flush(self) -> None:
        """Write what is left: the run has ended."""
        if self._groups is not None:
            self._groups.flush()


class Regrouped:
    """Hands records on in groups of `size`, whatever the blocks in which they come.

    The bytes of a Parquet file depend on its row groups, and the engine's blocks on its memory.
    """

    def __init__(self, size: int, give: Callable[[NDArray[np.void]], None]) -> None:
        self._group = np.zeros(size, CONTACT)
        self._words = _words(self._group)  # NumPy copies records field by field
        self._filled = 0
        self._give = give

    def __call__(self, records: NDArray[np.void]) -> None:
        """Take a block of records."""
        words = _words(records)
        while len(words):
            taken = min(len(words), self._group.size - self._filled)
            self._words[self._filled : self._filled + taken] = words[:taken]
            self._filled += taken
            words = words[taken:]
            if self._filled == self._group.size:
                self.flush()

    def flush(self) -> None:
        """Hand on what is there."""
        if self._filled:
            self._give(self._group[: self._filled])
            self._filled = 0


def _words(records: NDArray[np.void]) -> NDArray[np.uint64]:
    """Return the memory of records as rows of words."""
    return records.view(np.uint64).reshape(-1, CONTACT.itemsize // 8)


def _write_tables(
    files: NewRun, scenario: Scenario, customers: Customers, output: RunOutput
) -> None:
    files.write("tally", [tables.tally_table(scenario, output.tally)])
    files.write("journeys", [tables.journeys_table(scenario, output.journeys)])
    for name, make, counts in (
        ("hourly", tables.hourly_table, output.hourly),
        ("staffing", tables.staffing_table, output.staffing),
        ("work", tables.work_table, output.work),
        ("image", tables.image_table, output.image),
    ):
        files.write(name, tables.parts_by_hour(make, scenario, counts))
    files.write("customers", [tables.customers_table(customers)])


def _manifest(task: Task, output: RunOutput) -> dict[str, Any]:
    scenario = task.scenario
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario_hash": scenario.scenario_hash,
        "seed": task.seed,
        "organisation": task.organisation,
        "engine": task.engine,
        "digest": output.digest,
        "contacts": output.n_contacts,
        "events": output.n_events,
        "environment": environment(),
        "scenario": scenario.resolved(),
    }
