"""What each command does: call one function, print one result."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape

from canaux import tables
from canaux.terminal import console, note, prepare, progress, warn
from scenarios.errors import DamagedRun, InvalidScenario
from scenarios.load import load, names
from scenarios.places import Place, where
from scenarios.result import Result
from scenarios.run import run as run_scenario
from scenarios.schema import Scenario
from scenarios.task import Engine

if TYPE_CHECKING:
    from scenarios.export import Format


def print_json(document: Any) -> None:
    """Print the one JSON document of a command, in ASCII: any terminal and pipe takes that."""
    json.dump(document, sys.stdout, indent=2, allow_nan=False)
    sys.stdout.write("\n")


def write_json(document: Any, path: Path) -> None:
    """Write what `print_json` would print into a file, whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="ascii") as stream:
        json.dump(document, stream, indent=2, allow_nan=False)
        stream.write("\n")
    unfinished.replace(path)


def run(
    scenario: Scenario,
    *,
    seed: int,
    replications: int,
    organisations: int,
    engine: Engine,
    workers: int | None,
    scheduler: str | None,
    out: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Run a scenario and print its figures."""
    prepare(engine)
    with progress(scenario.name) as advance:
        result = run_scenario(
            scenario,
            seed=seed,
            replications=replications,
            organisations=organisations,
            engine=engine,
            workers=workers,
            scheduler=scheduler,
            out=out,
            # Without a store nobody could read the tables of this process.
            keep_contacts=None if out is not None else False,
            keep_panel=False,
            keep_tables=False,
            progress=advance,
            say=note,
        )
    print_run(result, out, language=language, as_json=as_json)


def print_run(result: Result, out: str | None, *, language: str, as_json: bool) -> None:
    """Print the figures of a run, or of several of one scenario."""
    summary, scenario = result.summary(), result.runs[0].scenario
    if out is not None:
        say_where(where(out), scenario)
    if as_json:
        print_json(summary)
        return
    target = console()
    title = getattr(scenario.title, language)
    target.print(f"{title}\n{tables.heading(summary, language)}\n", markup=False)
    target.print(tables.channels(summary, language))
    target.print(tables.ages(summary, language))
    told = tables.journeys(summary, language), tables.closing(summary, language)
    target.print(*told, sep="\n", markup=False)


def list_scenarios(*, as_json: bool) -> None:
    """Print the scenarios of the library."""
    library = [load(name) for name in names()]
    if as_json:
        print_json({"scenarios": [_described(scenario) for scenario in library]})
        return
    table = tables.plain_table("Scenarios of the library")
    table.add_column("name", no_wrap=True)
    table.add_column("customers", justify="right", no_wrap=True)
    table.add_column("from", no_wrap=True)
    table.add_column("to", no_wrap=True)
    table.add_column("question")
    for scenario in library:
        table.add_row(
            scenario.name,
            f"{scenario.population.size:,}",
            str(scenario.start),
            str(scenario.end),
            escape(scenario.question.en),
        )
    console().print(table)


def describe(scenario: Scenario, *, language: str) -> None:
    """Print the ODD description of a scenario."""
    from scenarios.description import describe as description

    sys.stdout.write(description(scenario, language))


def show(scenario: Scenario, *, as_json: bool) -> None:
    """Print a resolved scenario."""
    from scenarios.show import to_toml

    if as_json:
        print_json(scenario.resolved())
    else:
        sys.stdout.write(to_toml(scenario))


def validate(file: str, *, as_json: bool) -> None:
    """Check a scenario file."""
    try:
        scenario = load(file)
    except InvalidScenario as error:
        if not as_json:
            raise
        problems = [vars(problem) for problem in error.problems]
        print_json({"valid": False, "problems": problems, "warnings": []})
        raise typer.Exit(error.exit_code) from None
    if as_json:
        document = {"valid": True, "problems": [], "warnings": list(scenario.warnings)}
        print_json(document | _described(scenario))
        return
    for warning in scenario.warnings:
        warn(warning)
    console().print(
        f"{file}: valid; {scenario.population.size:,} customers, "
        f"{len(scenario.channels)} channels, {len(scenario.desks)} desks, "
        f"{scenario.start} to {scenario.end}",
        markup=False,
        soft_wrap=True,
    )


def verify(place: str, *, as_json: bool) -> None:
    """Compute a stored run again."""
    from scenarios import store

    with suppress(DamagedRun):
        prepare(store.read_manifest(where(place))["engine"])
    found = store.verify(place)
    if as_json:
        print_json(
            {"run": str(place), "verdict": found.verdict, "identical": found.identical}
            | {"details": list(found.details)}
        )
    else:
        lines = [f"{place}: {found.verdict}", *(f"  {detail}" for detail in found.details)]
        console().print("\n".join(lines), markup=False, soft_wrap=True)
    if found.verdict == "different":
        raise typer.Exit(1)


def export(
    places: Sequence[str], out: Path, *, form: "Format", names: Sequence[str], as_json: bool
) -> None:
    """Write the tables of stored runs for other programs."""
    from scenarios.export import export as export_runs

    written = [str(path) for path in export_runs(places, out, form=form, names=names)]
    if as_json:
        print_json({"runs": list(places), "files": written})
    else:
        console().print("\n".join(written), markup=False, soft_wrap=True)


def info(*, as_json: bool) -> None:
    """Print versions and folders."""
    import os
    from importlib import metadata

    from scenarios.provenance import SCHEMA_VERSION, environment
    from sim._jit import cache_dir, cache_is_warm
    from sim.engine.loop import advance

    folder = cache_dir()
    document = {
        "canaux": metadata.version("canaux"),
        **environment(),
        **{name: metadata.version(name) for name in ("pandas", "mesa", "pydantic")},
        "schema_version": SCHEMA_VERSION,
        "scenarios": names(),
        "cores": os.cpu_count(),
        "compiled_code": None if folder is None else str(folder),
        "compiled": cache_is_warm(advance),
    }
    if as_json:
        print_json(document)
        return
    for key, value in document.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        console().print(f"{key.replace('_', ' '):<16}{shown}", markup=False, soft_wrap=True)


def _described(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "title": scenario.title.model_dump(),
        "question": scenario.question.model_dump(),
        "customers": scenario.population.size,
        "start": str(scenario.start),
        "end": str(scenario.end),
        "channels": list(scenario.channels),
        "desks": list(scenario.desks),
    }


def say_where(out: Place, scenario: Scenario) -> None:
    """Say on stderr where runs were written."""
    note(f"written to {out / scenario.name / scenario.scenario_hash}")
