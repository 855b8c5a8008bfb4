"""What the command does, for Python: load, run, replicate, compare, survey."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from calibration.errors import SurveyError
from calibration.table import SurveyTable
from calibration.table import survey as survey_runs
from scenarios.compare import MOST_PAIRS, Comparison, Note
from scenarios.compare import compare as compare_plans
from scenarios.errors import RunError
from scenarios.ledger import Ledger
from scenarios.load import load
from scenarios.result import Result
from scenarios.run import run as run_scenario
from scenarios.schema import Scenario
from scenarios.task import Engine, Progress

__all__ = ["compare", "load", "replicate", "run", "survey"]

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


def compare(
    base: Source,
    plan: Source,
    *,
    replications: int | None = None,
    precision: Sequence[str] = (),
    seed: int = 1,
    most_pairs: int = MOST_PAIRS,
    customers: int | None = None,
    settings: Sequence[str] = (),
    out: Path | str | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
    say: Note | None = None,
) -> Comparison:
    """Compare two plans on common luck: the same customers with the same needs under both.

    Parameters
    ----------
    base, plan
        Scenarios, names of the library, or files, over the same days.
    replications
        Number of pairs of runs; 10 if neither this nor `precision` is given.
    precision
        ``"MEASURE=VALUE"`` each, such as ``"satisfaction=0.005"``: as many pairs are made as it
        takes to know that measure's difference to ± the value, in the measure's unit.
    seed
        Of the first pair.
    most_pairs
        If a precision takes more, none is made after the first ten.
    customers, settings
        Of both plans, see `load`; for names or files.
    out
        Folder that keeps the pairs: a comparison that was stopped goes on where it was. The result
        is written there too, for the dashboard.
    workers, scheduler
        Processes of this machine, or address of a Dask scheduler. Results do not depend on it.
    progress
        Called with the share done of the pairs decided on so far, 0 to 1.
    say
        Called with a sentence when the number of pairs has been decided.

    Returns
    -------
    Comparison
        `Comparison.effect` has a measure's difference with its interval, `Comparison.frame` all.
    """
    made = partial(
        compare_plans,
        _loaded(base, customers, settings),
        _loaded(plan, customers, settings),
        replications=replications,
        precision=precision,
        seed=seed,
        most_pairs=most_pairs,
        workers=workers,
        scheduler=scheduler,
        progress=progress,
        say=say,
    )
    if out is None:
        return made()
    # The dashboard shows more of a comparison than its measures, and lists those of a store.
    from dashboard.data.making import document_of
    from dashboard.data.pairs import write
    from dashboard.data.week import MeasureShown

    with Ledger(Path(out) / "ledger.sqlite") as ledger:
        found = made(ledger=ledger, measure=MeasureShown())
        write(Path(out), document_of(found, ledger))
    return found


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
