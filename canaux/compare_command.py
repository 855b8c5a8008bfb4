"""``canaux compare``: two plans beside each other, for people or as JSON."""

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from canaux import api
from canaux.commands import print_json
from canaux.compare_tables import Tables
from canaux.tables import plain_table
from canaux.terminal import console, note, prepare, progress
from scenarios import journeys
from scenarios.compare import Comparison
from scenarios.compare.pairs import pair_of_runs
from scenarios.compare.words import verdict
from scenarios.errors import RunError, quoted
from scenarios.journeys import Words, Year, customer_years, telling_customers
from scenarios.moves import find_moves
from scenarios.schema import Scenario

TELLING = "telling"
"""In place of a customer's number: choose some."""


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


def years(
    base: Scenario, plan: Scenario, customer: str, *, seed: int, language: str, as_json: bool
) -> None:
    """Print the year of one customer, or of some telling ones, under both plans."""
    number = _customer_number(customer)
    prepare("compiled")
    with progress(f"{plan.name} against {base.name}") as advance:
        found = pair_of_runs(base, plan, seed, advance)
    chosen = telling_customers(find_moves(*found)) if number is None else [number]
    told = customer_years(*found, chosen)
    if as_json:
        print_json(
            {"base": base.name, "plan": plan.name, "seed": seed}
            | {"years": [journeys.to_json(year) for year in told]}
        )
        return
    for year in told:
        print_year(year, language)


def _customer_number(text: str) -> int | None:
    """Return the number that a text gives; None for telling customers."""
    if text == TELLING:
        return None
    if not text.isdecimal():
        raise RunError(
            f"--customer: found {quoted(text)}; must be a customer's number, or {TELLING!r} for "
            "some whose year tells what the plan does."
        )
    return int(text)


def print_year(year: Year, language: str) -> None:
    """Print a year, need by need: both plans side by side where they differ."""
    target, words = console(), Words(year, language)
    target.rule()
    target.print(words.person(), style="bold", markup=False)
    for line in words.totals():
        target.print(line, markup=False)
    if not year.needs:
        target.print(words.text("needs", "none"), markup=False)
    for need in year.needs:
        heading = words.heading(need)
        if words.is_the_same(need):
            target.print(f"\n{heading} ({words.text('needs', 'same')})", markup=False)
            for line in words.journey(need.base):
                target.print(f"  {line}", markup=False)
            continue
        table = plain_table(f"\n{heading}")
        for run in (year.base, year.plan):
            table.add_column(run.scenario.name, ratio=1)
        table.expand = True
        table.add_row(*("\n".join(map(escape, words.journey(j))) for j in (need.base, need.plan)))
        target.print(table)
        for switch in need.switches:
            for line in words.why(switch):
                target.print(f"  {line}", markup=False)


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
    if found.moved is not None:
        hint = tables.text("years", base=found.base.name, plan=found.plan.name)
        target.print(hint, markup=False)
