"""``canaux staff``: the cheapest rosters that meet goals, as tables, files or JSON."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from canaux.commands import print_json, write_json
from canaux.staff_tables import Tables
from canaux.terminal import console, note, prepare
from scenarios.ledger import Ledger
from scenarios.schema import Scenario
from scenarios.staffing.document import document
from scenarios.staffing.frontier import Point, frontier
from scenarios.staffing.posting import write
from scenarios.staffing.rules import read_rules
from scenarios.staffing.staff import Staffing, prepared, search
from scenarios.staffing.tipping import Tipping, desk_of, tipping
from scenarios.staffing.words import sentences

RESULT = "staff.json"
"""Of the folder: what ``--json`` prints, for the dashboard."""


def run_staff(
    scenario: Scenario,
    goals: Sequence[str],
    *,
    shifts: Path | None,
    seed: int,
    confidence: float,
    within: float,
    workers: int,
    scheduler: str | None,
    out: Path | None,
    with_frontier: bool,
    tipping_of: Sequence[str],
    language: str,
    as_json: bool,
) -> None:
    """Search, write what a planner posts, and print what was found."""
    asked = prepared(
        scenario,
        goals,
        rules=read_rules(shifts),
        seed=seed,
        confidence=confidence,
        within=within,
    )
    for channel in tipping_of:
        desk_of(scenario, channel)
    prepare("compiled")
    with Ledger(None if out is None else out / "ledger.sqlite") as ledger, _stdout_kept():
        where = {"ledger": ledger, "workers": workers, "scheduler": scheduler, "report": note}
        found = search(asked, **where)  # type: ignore[arg-type]
        points = frontier(found, note) if with_frontier else None
        tipped = [
            tipping(scenario, channel, seed=seed, **where)  # type: ignore[arg-type]
            for channel in tipping_of
        ]
    told = document(found, points, tipped)
    if out is not None:
        trials = found.trials
        names = write(out, trials.desks, found.plan, trials.staffed(found.plan))
        write_json(told, out / RESULT)
        names = [*names, RESULT]
        note(f"written to {out}: {', '.join(names)}")
        if "roster.csv" not in names:
            note("no roster.csv: advisers change within an hour; scenario.toml has the steps")
    if as_json:
        print_json(told)
    else:
        _print(found, points, tipped, language)


def _print(
    found: Staffing, points: Sequence[Point] | None, tipped: Sequence[Tipping], language: str
) -> None:
    target, tables = console(), Tables(found, language)
    for sentence in sentences(found, tipped)[language]:
        target.print(f"- {sentence}", markup=False)
    target.print()
    target.print(tables.goals())
    target.print(tables.shifts())
    if points is not None:
        target.print(tables.frontier(points))
    for one in tipped:
        target.print(tables.tipping(one))
    target.print(tables.closing(), markup=False)


@contextmanager
def _stdout_kept() -> Iterator[None]:
    """Let what the solver's library prints by itself go to stderr: stdout is for the result."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
