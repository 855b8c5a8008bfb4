"""``canaux sweep``: a scenario at many points, as tables on disk and a summary on the screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import typer

from canaux.commands import print_json
from canaux.numbers import NONE
from canaux.tables import plain_table
from canaux.terminal import console, fail, note, prepare, progress
from scenarios.errors import RunError
from scenarios.ledger import Ledger
from scenarios.sweep import Swept, read_design, sweep
from scenarios.sweep.files import save
from scenarios.sweep.table import point_means

LEDGER = "ledger.sqlite"

MOST_POINTS_SHOWN = 24
"""Points listed one by one: what fits a screen."""

MOST_ERRORS_SHOWN = 3


def run_sweep(
    file: Path,
    *,
    workers: int,
    scheduler: str | None,
    resume: bool,
    out: Path | None,
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
        _print(swept)
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


def _print(swept: Swept) -> None:
    design, target = swept.design, console()
    target.print(
        f"{design.name}: {len(swept.points):,} points of {design.scenario}, {design.method}, "
        f"{design.replications:,} run{'s' if design.replications > 1 else ''} each\n",
        markup=False,
    )
    if len(swept.points) <= MOST_POINTS_SHOWN:
        _print_points(swept)
    _print_effects(swept)


def _print_points(swept: Swept) -> None:
    """Print a row per point and a column per parameter and figure."""
    parameters = [parameter.path for parameter in swept.design.parameters]
    for figures in _in_columns(swept.figures, len(parameters)):
        table = plain_table("At each point" + _what_intervals(swept))
        for name in (*parameters, *figures):
            table.add_column(_broken(name), justify="right")
        columns = [point_means(swept.runs, name) for name in figures]
        for i, point in enumerate(swept.points):
            cells = [_shown(means[i], halves[i]) for means, halves in columns]
            table.add_row(*map(str, point), *cells)
        console().print(table)


def _print_effects(swept: Swept) -> None:
    """Print the range of every figure and what each parameter does to it."""
    parameters = list(dict.fromkeys(effect.parameter for effect in swept.effects))
    table = plain_table("Over all points: rank correlation with each parameter, 95 % interval")
    for name in ("figure", "lowest", "highest", *map(_broken, parameters)):
        table.add_column(name, justify="left" if name == "figure" else "right")
    for figure in swept.figures:
        means, halves = point_means(swept.runs, figure)
        known = np.flatnonzero(~np.isnan(means))
        if not known.size:
            continue
        ends = [known[np.argmin(means[known])], known[np.argmax(means[known])]]
        found = {one.parameter: one for one in swept.effects if one.figure == figure}
        cells = []
        for name in parameters:
            one = found[name]
            cells.append(
                NONE
                if one.correlation is None
                else f"{one.correlation:+.2f}\n[{one.ci_low:+.2f}, {one.ci_high:+.2f}]"
            )
        table.add_row(_broken(figure), *(_shown(means[i], halves[i]) for i in ends), *cells)
    console().print(table)
    if swept.design.replications == 1:
        console().print(
            "One run a point: lowest and highest carry the luck of a run; replications = 2 or "
            "more gives each an interval.",
            markup=False,
        )


def _what_intervals(swept: Swept) -> str:
    return ": mean, and half its 95 % interval" if swept.design.replications > 1 else ""


def _in_columns(figures: Sequence[str], parameters: int) -> list[Sequence[str]]:
    """Return the figures in groups that fit the width beside the parameters."""
    size = max(1, 6 - parameters)
    return [figures[i : i + size] for i in range(0, len(figures), size)]


def _broken(path: str) -> str:
    """Return a dotted path over two lines."""
    before, _, last = path.rpartition(".")
    return f"{before}\n{last}" if before else last


def _shown(mean: float, half: float) -> str:
    if np.isnan(mean):
        return NONE
    return f"{mean:.4g}" if np.isnan(half) else f"{mean:.4g}\n±{half:.2g}"
