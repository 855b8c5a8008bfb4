"""``canaux run --until DATE --save PATH`` and ``canaux run --from PATH``: a run in two parts."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from canaux.commands import print_json, print_run
from canaux.numbers import count
from canaux.terminal import note, prepare, progress, warn
from canaux.words import day_name, texts
from scenarios.errors import RunError, quoted
from scenarios.load import load
from scenarios.moments import reach, read_moment, resume
from scenarios.schema import Scenario


def run(
    scenario: str | None,
    *,
    until: str | None,
    save: Path | None,
    begin: Path | None,
    seed: int,
    customers: int | None,
    settings: Sequence[str],
    out: str | None,
    others: Mapping[str, bool],
    language: str,
    as_json: bool,
) -> None:
    """Keep a moment, or go on from one.

    Parameters
    ----------
    until, save, begin
        Of ``--until``, ``--save`` and ``--from``.
    others
        Options that only whole runs have, and whether each is given.

    The other parameters are those of ``canaux run``.
    """
    others = dict(others)
    if begin is None:
        option = "--until"
        others["--out"] = out is not None
    else:
        option = "--from"
        others |= {"--until": until is not None, "--save": save is not None}
        others |= {"--customers": customers is not None}
    for name, given in others.items():
        if given:
            raise RunError(
                f"{name}: found with {option}; a moment is that of one run, of the compiled engine "
                "and in this process. Leave it out."
            )
    if begin is not None:
        _go_on(
            begin,
            scenario=scenario,
            settings=settings,
            out=out,
            language=language,
            as_json=as_json,
        )
        return
    if until is None or save is None:
        there, lacking = ("--save", "--until") if until is None else ("--until", "--save")
        raise RunError(f"{there}: found without {lacking}; a moment needs a date and a place.")
    if scenario is None:
        raise RunError("SCENARIO: found nothing; must be a library name or a file.")
    _keep(
        load(scenario, customers=customers, settings=settings),
        until=until,
        save=save,
        seed=seed,
        language=language,
        as_json=as_json,
    )


def _keep(
    loaded: Scenario, *, until: str, save: Path, seed: int, language: str, as_json: bool
) -> None:
    """Run a scenario to a day's midnight and keep the moment."""
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise RunError(
            f"--until: found {quoted(until)}; must be a date such as 2015-09-01."
        ) from None
    for warning in loaded.warnings:
        warn(warning)
    prepare("compiled")
    with progress(loaded.name) as advance:
        moment = reach(loaded, day, save, seed=seed, progress=advance)
    if as_json:
        print_json(
            {
                "scenario": loaded.name,
                "scenario_hash": loaded.scenario_hash,
                "seed": seed,
                "until": str(day),
                "saved": str(save),
                "contacts": moment.contacts,
                "events": moment.events,
            }
        )
        return
    print(
        texts.text(
            "run",
            "kept",
            language,
            scenario=loaded.name,
            day=day_name(day, language),
            seed=seed,
            contacts=count(moment.contacts, language),
            place=save,
        )
    )


def _go_on(
    begin: Path,
    *,
    scenario: str | None,
    settings: Sequence[str],
    out: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Run from a moment that was kept to the end, and print the figures of the whole run."""
    moment = read_moment(begin)
    future = None if scenario is None else load(scenario)
    prepare("compiled")
    note(f"{moment.scenario.name} from {moment.day} on, seed {moment.seed}")
    with progress(moment.scenario.name) as advance:
        result = resume(begin, scenario=future, settings=settings, out=out, progress=advance)
    print_run(result, out, language=language, as_json=as_json)
