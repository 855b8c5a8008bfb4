"""What the command does, for Python: load, run, replicate, survey."""

from collections.abc import Sequence
from pathlib import Path

from calibration.errors import SurveyError
from calibration.table import SurveyTable
from calibration.table import survey as survey_runs
from scenarios.errors import RunError
from scenarios.load import load
from scenarios.result import Result
from scenarios.run import run as run_scenario
from scenarios.schema import Scenario
from scenarios.task import Engine, Progress

__all__ = ["load", "replicate", "run", "survey"]

Source = Scenario | str | Path
"""A scenario, the name of one of the library, or a file."""


def run(
    scenario: Source,
    *,
    seed: int = 1,
    customers: int | None = None,
    settings: Sequence[str] = (),
    organisations: int = 1,
    engine: Engine = "compiled",
    out: Path | str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Result:
    """Run a scenario with one seed.

    Parameters
    ----------
    scenario
        A scenario, the name of one of the library, or a file.
    seed
        Decides everybody's luck; two scenarios with one seed are paired customer by customer.
    customers, settings
        See `load`; for a name or a file.
    organisations
        Number of organisations, alike but for their luck; their figures are added up.
    engine
        "compiled", or "mesa" for the reference, which gives the same contacts, slower.
    out
        Folder of runs to write to; None: nothing is written.
    workers
        Number of processes for several organisations. Results do not depend on it.
    progress
        Called with the share done, 0 to 1.

    Returns
    -------
    Result
        `Result.summary` has the figures; `Result.contacts` and others are DataFrames.
    """
    return run_scenario(
        _loaded(scenario, customers, settings),
        seed=seed,
        organisations=organisations,
        engine=engine,
        out=out,
        workers=workers,
        progress=progress,
    )


def replicate(
    scenario: Source,
    replications: int,
    *,
    seed: int = 1,
    customers: int | None = None,
    settings: Sequence[str] = (),
    organisations: int = 1,
    engine: Engine = "compiled",
    out: Path | str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Result:
    """Run a scenario with seeds ``seed``, ``seed + 1``, ...; figures become means with intervals.

    Parameters
    ----------
    scenario
        A scenario, the name of one of the library, or a file.
    replications
        Number of seeds.
    seed
        The first.
    customers, settings, organisations, engine, out, workers, progress
        See `run`.

    Returns
    -------
    Result
        Contact tables and panels are kept only if `out` says where.
    """
    return run_scenario(
        _loaded(scenario, customers, settings),
        seed=seed,
        replications=replications,
        organisations=organisations,
        engine=engine,
        out=out,
        workers=workers,
        progress=progress,
    )


def survey(
    source: Source | Result,
    *,
    replications: int = 2,
    seed: int = 1,
    customers: int | None = None,
    settings: Sequence[str] = (),
    progress: Progress | None = None,
) -> SurveyTable:
    """Put every published survey to the customers of a scenario.

    Parameters
    ----------
    source
        A scenario, the name of one of the library, a file, or a result whose panel was kept.
    replications, seed, customers, settings, progress
        Of the runs, unless `source` is a result.

    Returns
    -------
    calibration.SurveyTable
        Every published figure beside what the same survey finds.
    """
    if isinstance(source, Result):
        return survey_runs(source)
    scenario = _loaded(source, customers, settings)
    require_survey_dates(scenario)
    result = run_scenario(
        scenario,
        seed=seed,
        replications=replications,
        keep_contacts=False,
        keep_panel=True,
        progress=progress,
    )
    return survey_runs(result)


def require_survey_dates(scenario: Scenario) -> None:
    """Refuse to survey a scenario in whose time nobody is asked anything."""
    if not any(scenario.start <= day <= scenario.end for day in scenario.panel.dates):
        raise SurveyError(
            f"{scenario.name}: found no date in [panel] dates from {scenario.start} to "
            f"{scenario.end}; add the dates of surveys, or survey 'france'."
        )


def _loaded(source: Source, customers: int | None, settings: Sequence[str]) -> Scenario:
    if not isinstance(source, Scenario):
        return load(source, customers=customers, settings=settings)
    if customers is not None or settings:
        raise RunError(
            f"customers, settings: found them with the scenario {source.name!r}, which is already "
            "loaded; give them to canaux.load, or give run a name or a file."
        )
    return source
