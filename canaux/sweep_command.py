"""``canaux sweep``: a scenario at many points, as tables on disk and a summary on the screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from canaux.commands import print_json
from canaux.sweep_tables import print_sweep
from canaux.terminal import fail, note, prepare, progress
from scenarios.errors import RunError
from scenarios.ledger import Ledger
from scenarios.sweep import Swept, read_design, sweep
from scenarios.sweep.files import save

LEDGER = "ledger.sqlite"

MOST_ERRORS_SHOWN = 3


def run_sweep(
    file: Path,
    *,
    workers: int,
    scheduler: str | None,
    resume: bool,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Run the scenario at every point of the design, write the tables and print the summary."""
    design = read_design(file)
    folder = Path("sweeps") / design.name if out is None else out
    if (folder / LEDGER).exists() and not resume:
        raise RunError(
            f"{folder}: found a sweep there; add --resume to go on with it, or choose another "
            "folder with --out."
        )
    prepare("compiled")
    with Ledger(folder / LEDGER) as ledger:
        with progress(design.name) as advance:
            swept = sweep(
                design, ledger=ledger, workers=workers, scheduler=scheduler, progress=advance
            )
        written = save(swept, folder)
    if as_json:
        print_json(_document(swept, written))
    else:
        print_sweep(swept, language)
    note(f"written to {', '.join(map(str, written))}")
    if swept.failed:
        _say_failed(swept)
        raise typer.Exit(1)


def _document(swept: Swept, written: Sequence[Path]) -> dict[str, Any]:
    design = swept.design
    return {
        "sweep": design.name,
        "scenario": design.scenario,
        "method": design.method,
        "seed": design.seed,
        "replications": design.replications,
        "points": len(swept.points),
        "runs": len(swept.rows),
        "failed": [vars(failed) for failed in swept.failed],
        "effects": [effect._asdict() for effect in swept.effects],
        "files": [str(path) for path in written],
    }


def _say_failed(swept: Swept) -> None:
    told = [
        f"point {failed.point}, seed {failed.seed}: {failed.error}"
        for failed in swept.failed[:MOST_ERRORS_SHOWN]
    ]
    more = len(swept.failed) - len(told)
    fail(
        f"{len(swept.failed):,} of {len(swept.rows):,} runs failed, see the column error; the "
        "others are kept, and --resume tries these again.\n"
        + "\n".join([*told, *([f"and {more:,} more"] if more else [])])
    )
