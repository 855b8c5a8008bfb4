"""``canaux run``; what is slow to import is imported when it is needed."""

from pathlib import Path
from typing import Annotated

import typer

from canaux.options import (
    CoresOption,
    CustomersOption,
    DrawsOption,
    EngineName,
    JsonOption,
    Language,
    PosteriorOption,
    SchedulerOption,
    SeedOption,
    SetOption,
    StoreOption,
    TablesLanguageOption,
)


def run(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="Library name or TOML file; not with --from."),
    ] = None,
    seed: SeedOption = 1,
    replications: Annotated[
        int | None, typer.Option(help="Number of seeds; of draws with --posterior.", min=1)
    ] = None,
    customers: CustomersOption = None,
    organisations: Annotated[
        int, typer.Option(help="Independent organisations, added up.", min=1)
    ] = 1,
    settings: SetOption = None,
    engine: Annotated[EngineName, typer.Option(help="Both give the same contacts.")] = (
        EngineName.compiled
    ),
    workers: CoresOption = None,
    scheduler: SchedulerOption = None,
    out: StoreOption = None,
    posterior: PosteriorOption = False,
    draws: DrawsOption = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Stop at this day's midnight, for --save."),
    ] = None,
    save: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Keep the moment of --until in a folder.")
    ] = None,
    begin: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PATH",
            help="Go on from a moment kept; --set then holds from its day on.",
        ),
    ] = None,
    language: TablesLanguageOption = Language.en,
    as_json: JsonOption = False,
) -> None:
    """Run a scenario and print its figures."""
    if until is not None or save is not None or begin is not None:
        from canaux import fork_command

        fork_command.run(
            scenario,
            until=until,
            save=save,
            begin=begin,
            seed=seed,
            customers=customers,
            settings=settings or (),
            out=out,
            others={
                "--replications": replications not in (None, 1),
                "--organisations": organisations != 1,
                "--engine": engine is not EngineName.compiled,
                "--workers": workers not in (None, 1),
                "--scheduler": scheduler is not None,
                "--posterior": posterior,
                "--draws": draws is not None,
            },
            language=language.value,
            as_json=as_json,
        )
        return
    if scenario is None:
        from scenarios.errors import RunError

        raise RunError("SCENARIO: found nothing; must be a library name or a file.")
    if posterior or draws is not None:
        from canaux import posterior_command

        posterior_command.require(posterior, organisations, engine.value)
        posterior_command.run(
            scenario,
            replications=replications or posterior_command.DRAWS,
            seed=seed,
            customers=customers,
            settings=settings or (),
            draws=draws,
            out=out,
            workers=workers or 1,
            scheduler=scheduler,
            language=language.value,
            as_json=as_json,
        )
        return
    from canaux import commands
    from canaux.terminal import warn
    from scenarios.load import load

    loaded = load(scenario, customers=customers, settings=settings or ())
    for warning in loaded.warnings:
        warn(warning)
    commands.run(
        loaded,
        seed=seed,
        replications=replications or 1,
        organisations=organisations,
        engine=engine.value,
        workers=workers,
        scheduler=scheduler,
        out=out,
        language=language.value,
        as_json=as_json,
    )
