"""One run to make, and making it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from scenarios.build import build
from scenarios.errors import RunError, quoted, require_whole
from scenarios.result import InMemory, Run
from scenarios.schema import Scenario
from sim.output import RunOutput, Sink
from sim.rng import MAX_SEED
from sim.world import World

if TYPE_CHECKING:
    from sim.engine import SavedRun

Engine = Literal["compiled", "mesa"]
Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1."""


class Task(NamedTuple):
    """One run to make."""

    scenario: Scenario
    seed: int
    organisation: int = 0
    engine: Engine = "compiled"
    keep_contacts: bool = False


def tasks(
    scenario: Scenario,
    seed: int = 1,
    replications: int = 1,
    organisations: int = 1,
    engine: Engine = "compiled",
    keep_contacts: bool = False,
) -> list[Task]:
    """Return the runs of so many seeds and organisations, by seed, then organisation."""
    require_whole("seed", seed, 0, MAX_SEED)
    require_whole("replications", replications, 1, MAX_SEED - seed + 1)
    require_whole("organisations", organisations, 1, MAX_SEED)
    if engine not in ("compiled", "mesa"):
        raise RunError(f"engine: found {quoted(engine)}; must be 'compiled' or 'mesa'.")
    return [
        Task(scenario, seed + r, organisation, engine, keep_contacts)
        for r in range(replications)
        for organisation in range(organisations)
    ]


def make_run(
    task: Task,
    progress: Progress | None = None,
    saved: "SavedRun | None" = None,
    *,
    keep_panel: bool = True,
) -> Run:
    """Build the world of a task, simulate it, and return the run with its tables in memory.

    With a run that was `saved` at some moment the compiled engine goes on from there.
    """
    world = build(task.scenario, task.seed, task.organisation)
    output = simulate(world, task, progress=progress, saved=saved, keep_panel=keep_panel)
    return run_of(task, world, output)


def run_of(task: Task, world: World, output: RunOutput) -> Run:
    """Return what was simulated as the run of a task, with its tables in memory."""
    return Run(
        scenario=task.scenario,
        seed=task.seed,
        organisation=task.organisation,
        engine=task.engine,
        digest=output.digest,
        contacts=output.n_contacts,
        events=output.n_events,
        seconds=output.seconds,
        tables=InMemory(task.scenario, world.customers, output),
    )


def simulate(
    world: World,
    task: Task,
    *,
    sink: Sink | None = None,
    progress: Progress | None = None,
    saved: "SavedRun | None" = None,
    keep_panel: bool = True,
) -> RunOutput:
    """Simulate the world of a task; a `sink` takes contacts and panels in place of the output."""
    # The engines are imported here: the reference needs mesa, and both take a while to load.
    if task.engine == "mesa":
        from sim import reference

        output = reference.simulate(world)
        if not task.keep_contacts:
            output = replace(output, contacts=None)
        if not keep_panel:
            output = replace(output, panel=[])
        return output if sink is None else _handed_on(output, sink)
    from sim import engine

    return engine.simulate(
        world,
        keep_contacts=task.keep_contacts,
        keep_panel=keep_panel,
        sink=sink,
        progress=progress,
        saved=saved,
    )


def _handed_on(output: RunOutput, sink: Sink) -> RunOutput:
    if output.contacts is not None:
        sink.contacts(output.contacts)
    for panel in output.panel:
        sink.panel(panel)
    return replace(output, contacts=None, panel=[])
