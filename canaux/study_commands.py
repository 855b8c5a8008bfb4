"""The commands for researchers, as they stand on the command line; what they do is elsewhere."""

from canaux.options import (
    FitOption,
    JsonOption,
    Language,
    LanguageOption,
    MasterSeedOption,
    SchedulerOption,
    StudyArgument,
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
