"""The commands for researchers, as they stand on the command line; what they do is elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from canaux.options import (
    CustomersOption,
    DrawsOption,
    FitOption,
    JsonOption,
    Language,
    LanguageOption,
    MasterSeedOption,
    SchedulerOption,
    SeedOption,
    SetOption,
    StudyArgument,
    TablesLanguageOption,
    WorkersOption,
)


def fit(
    study: StudyArgument,
    seed: MasterSeedOption = None,
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    out: FitOption = None,
    language: LanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Learn the parameters of a scenario from published figures; say what they cannot tell."""
    from canaux import fit_command

    fit_command.run_fit(
        study,
        seed=seed,
        workers=workers,
        scheduler=scheduler,
        out=out,
        language=language.value,
        as_json=as_json,
    )


def check(
    study: StudyArgument,
    seed: MasterSeedOption = None,
    runs: Annotated[
        int,
        typer.Option(
            min=0,
            help="Runs over the prior that rejection rests on, as `planted` makes them; "
            "else those of the fit.",
        ),
    ] = 0,
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    out: FitOption = None,
    language: LanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Check a fit: figures and surveys left out, another method, two readings."""
    from canaux import check_command

    check_command.run_check(
        study,
        seed=seed,
        runs=runs,
        workers=workers,
        scheduler=scheduler,
        out=out,
        language=language.value,
        as_json=as_json,
    )


def planted(
    study: StudyArgument,
    seed: MasterSeedOption = None,
    truths: Annotated[int, typer.Option(help="Planted truths, a run each.", min=2)] = 200,
    runs: Annotated[
        int, typer.Option(help="Runs over the prior that all truths are looked for with.")
    ] = 1000,
    whole: Annotated[
        int,
        typer.Option(help="Truths looked for by the whole method too, all its runs each.", min=0),
    ] = 0,
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    out: FitOption = None,
    language: LanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Plant truths and look for them: whether the intervals of a fit can be believed."""
    from canaux import planted_command

    planted_command.run_planted(
        study,
        seed=seed,
        truths=truths,
        runs=runs,
        whole=whole,
        workers=workers,
        scheduler=scheduler,
        out=out,
        language=language.value,
        as_json=as_json,
    )


def sensitivity(
    study: StudyArgument,
    seed: MasterSeedOption = None,
    trajectories: Annotated[
        int, typer.Option(help="Of Morris, on the simulator; 0: Sobol on the emulator only.", min=0)
    ] = 0,
    runs: Annotated[
        int,
        typer.Option(
            min=0,
            help="Runs over the prior that Sobol's emulator rests on, as `planted` makes them; "
            "else those of the fit.",
        ),
    ] = 0,
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    out: FitOption = None,
    language: TablesLanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Say which parameters each figure hangs on."""
    from canaux import check_command

    check_command.run_sensitivity(
        study,
        seed=seed,
        trajectories=trajectories,
        runs=runs,
        workers=workers,
        scheduler=scheduler,
        out=out,
        language=language.value,
        as_json=as_json,
    )


def claims(
    claim: Annotated[
        list[str] | None, typer.Argument(metavar="[CLAIM]...", help="C1 to C17; all if none.")
    ] = None,
    replications: Annotated[
        int, typer.Option(help="Draws of the parameters; two pairs of runs each.", min=2)
    ] = 8,
    seed: SeedOption = 1,
    customers: CustomersOption = None,
    settings: SetOption = None,
    draws: DrawsOption = None,
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Keep the runs: goes on there.")
    ] = None,
    language: LanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Put the articles' claims to the model: effect, whom it touches, verdict."""
    from canaux import claims_command

    claims_command.run_claims(
        claim or (),
        replications=replications,
        seed=seed,
        customers=customers,
        settings=settings or (),
        draws=draws,
        workers=workers,
        scheduler=scheduler,
        out=out,
        language=language.value,
        as_json=as_json,
    )


def information(
    study: StudyArgument,
    decision: Annotated[
        str,
        typer.Option(help="A parameter's path, a figure's id, or a claim about a plan, as C9."),
    ],
    people: Annotated[
        list[int] | None, typer.Option(help="How many would answer; may be repeated.", min=1)
    ] = None,
    replications: Annotated[
        int, typer.Option(help="Draws at which a claim's plans are run.", min=2)
    ] = 24,
    customers: CustomersOption = None,
    seed: MasterSeedOption = None,
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    out: FitOption = None,
    language: LanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Say which next survey question would tell most about a decision."""
    from canaux import information_command

    information_command.run_information(
        study,
        decision,
        people=people or (1000,),
        replications=replications,
        customers=customers,
        seed=seed,
        workers=workers,
        scheduler=scheduler,
        out=out,
        language=language.value,
        as_json=as_json,
    )
