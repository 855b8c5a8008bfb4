"""Commands for planners; what is slow to import is imported by the command that needs it."""

from pathlib import Path
from typing import Annotated

import typer

from canaux.options import (
    CustomersOption,
    JsonOption,
    Language,
    ScenarioArgument,
    SchedulerOption,
    SeedOption,
    SetOption,
    TablesLanguageOption,
    WorkersOption,
)


def staff(
    scenario: ScenarioArgument,
    goals: Annotated[
        list[str] | None,
        typer.Option(
            "--goal",
            metavar="FIGURE>=BOUND",
            help="What rosters must reach, as phone.service_level>=0.8; several are allowed.",
        ),
    ] = None,
    shifts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=r"TOML file with \[staffing]: shifts and surcharges."),
    ] = None,
    seed: SeedOption = 1,
    confidence: Annotated[
        float, typer.Option(help="Probability with which all goals are met, at least.")
    ] = 0.95,
    within: Annotated[
        float, typer.Option(help="Share of the cost by which a cheaper plan does not matter.")
    ] = 0.01,
    with_frontier: Annotated[
        bool, typer.Option("--frontier", help="Add what more or less money would buy.")
    ] = False,
    tipping_of: Annotated[
        list[str] | None,
        typer.Option(
            "--tipping",
            metavar="CHANNEL",
            help="Add where a channel loses its customers, and what wins them back.",
        ),
    ] = None,
    customers: CustomersOption = None,
    settings: SetOption = None,
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Write shifts, roster and scenario there, and keep the runs: asked again, it "
            "goes on where it was.",
        ),
    ] = None,
    language: TablesLanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Find the cheapest shifts that meet goals, with the demand that they cause themselves."""
    from canaux import staff_command
    from canaux.terminal import warn
    from scenarios.load import load

    loaded = load(scenario, customers=customers, settings=settings or ())
    for warning in loaded.warnings:
        warn(warning)
    staff_command.run_staff(
        loaded,
        goals or (),
        shifts=shifts,
        seed=seed,
        confidence=confidence,
        within=within,
        workers=workers,
        scheduler=scheduler,
        out=out,
        with_frontier=with_frontier,
        tipping_of=tipping_of or (),
        language=language.value,
        as_json=as_json,
    )


def sweep(
    design: Annotated[
        Path, typer.Argument(metavar="DESIGN", help="TOML file that says what to vary, and how.")
    ],
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what the folder has already.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder to write to; else sweeps/<name>."),
    ] = None,
    language: TablesLanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Run a scenario at many points: a grid, a Latin hypercube, or Sobol points."""
    from canaux import sweep_command

    sweep_command.run_sweep(
        design,
        workers=workers,
        scheduler=scheduler,
        resume=resume,
        out=out,
        language=language.value,
        as_json=as_json,
    )
