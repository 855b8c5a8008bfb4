"""``canaux compare``: two plans beside each other, for people or as JSON."""

from collections.abc import Sequence
from pathlib import Path

from canaux import api
from canaux.commands import print_json
from canaux.compare_tables import Tables
from canaux.terminal import console, note, prepare, progress
from scenarios.compare import Comparison
from scenarios.compare.words import verdict
from scenarios.schema import Scenario


def compare(
    base: Scenario,
    plan: Scenario,
    *,
    seed: int,
    replications: int | None,
    precision: Sequence[str],
    workers: int,
    scheduler: str | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Run the pairs and print what the plan changes."""
    prepare("compiled")
    with progress(f"{plan.name} against {base.name}") as advance:
        found = api.compare(
            base,
            plan,
            replications=replications,
            precision=precision,
            seed=seed,
            out=out,
            workers=workers,
            scheduler=scheduler,
            progress=advance,
            say=note,
        )
    if as_json:
        print_json(found.to_json() | {"verdict": verdict(found)})
    else:
        print_comparison(found, language)


def print_comparison(found: Comparison, language: str) -> None:
    """Print the verdict in words, then the tables."""
    target, tables = console(), Tables(found, language)
    target.print(f"{tables.heading()}\n", markup=False)
    for sentence in verdict(found)[language]:
        target.print(f"- {sentence}", markup=False)
    target.print()
    for table in (tables.everybody(), tables.channels(), tables.ages(), tables.months()):
        target.print(table)
    if found.moved is not None and found.moved.routes:
        target.print(tables.moves(found.moved))
        target.print(tables.moves_by_age(found.moved))
    target.print(tables.key(), markup=False)
