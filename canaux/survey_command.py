"""``canaux survey``: a run, and the surveys that are put to its customers."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import calibration
from canaux import survey_tables
from canaux.api import require_survey_dates
from canaux.commands import print_json, say_where
from canaux.terminal import console, prepare, progress, warn
from canaux.words import texts
from scenarios.run import run as run_scenario
from scenarios.schema import Scenario


def survey(
    scenario: Scenario,
    *,
    seed: int,
    replications: int,
    workers: int,
    out: Path | None,
    targets: Path | None,
    everything: bool,
    language: str,
    as_json: bool,
) -> None:
    """Run a scenario and print what surveys find among its customers, published or one's own."""
    require_survey_dates(scenario)
    own = None if targets is None else calibration.load_targets(targets)
    prepare("compiled")
    with _store(out) as store:
        with progress(scenario.name) as advance:
            result = run_scenario(
                scenario,
                seed=seed,
                replications=replications,
                workers=workers,
                out=store,
                keep_contacts=False,
                progress=advance,
            )
        found = calibration.survey(result, targets=own)
        # The readings are of two figures of the product.
        readings = calibration.readings(result) if own is None else ()
    if out is not None:
        say_where(out, scenario)
    for warning in found.warnings:
        warn(warning)
    if as_json:
        print_json(
            {
                "scenario": scenario.name,
                "scenario_hash": scenario.scenario_hash,
                "seed": seed,
                "replications": replications,
                "customers": scenario.population.size,
                "scaled": scenario.scaled,
                "digest": result.digest,
                **found.to_json(),
                "readings": [reading.as_dict() for reading in readings],
            }
        )
        return
    print_survey(found, readings, own, language=language)
    if everything:
        console().print(survey_tables.without_counterpart(found, language))


def print_survey(
    found: calibration.SurveyTable,
    readings: Sequence[calibration.Reading],
    targets: calibration.Targets | None = None,
    *,
    language: str,
) -> None:
    """Print the survey table and the readings of its most quoted pair of figures."""
    target = console()
    target.print(survey_tables.survey(found, targets, language))
    target.print(f"\n{survey_tables.survey_summary(found, language)}\n", markup=False)
    if not readings:
        return
    target.print(survey_tables.readings(readings, language))
    target.print(f"{texts.text('readings', 'key', language)}\n", markup=False)
    target.print(survey_tables.sentences(readings, language))


@contextmanager
def _store(out: Path | None) -> Iterator[Path]:
    """Yield the store to write to, one that vanishes if none was asked for.

    Panels wait on disk: those of many seeds would not fit in memory.
    """
    if out is not None:
        yield out
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
