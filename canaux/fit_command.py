"""``canaux fit``: from a study to its posterior, as files and a summary on the screen."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from rich.markup import escape

from calibration.archive import attributes, save
from calibration.draws import write_draws
from calibration.fit import Fit, Where, calibrate
from calibration.gate import Reached
from calibration.receipt import require_same
from calibration.study import Study, read_study
from calibration.summary import Base, Learnt, Pair, Predicted, Summary, summary
from calibration.words import words
from canaux.commands import print_json
from canaux.tables import plain_table
from canaux.terminal import console, note, prepare, progress
from scenarios.ledger import Ledger
from scenarios.runwriter import require_writable

LEDGER = "ledger.sqlite"
KINDS = {"parameters": Learnt, "pairs": Pair, "figures": Predicted, "bases": Base, "gate": Reached}


def run_fit(
    name: str,
    *,
    seed: int | None,
    workers: int,
    scheduler: str | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Fit a study, write its files and print the summary."""
    study = read_study(name, seed=seed)
    folder = folder_of(study, out)
    fit = fitted(study, folder, workers=workers, scheduler=scheduler)
    found = summary(fit)
    written = list(_write(fit, found, folder))
    told = words(fit, found)
    if as_json:
        print_json(_document(fit, found, told, written))
    else:
        _print(fit, found, told[language])
    note(f"written to {', '.join(map(str, written))}")


def folder_of(study: Study, out: Path | None) -> Path:
    """Return the folder of a study's runs and results."""
    return Path("fits") / study.design.name if out is None else out


def fitted(study: Study, folder: Path, *, workers: int, scheduler: str | None) -> Fit:
    """Return the fit of a study, made of what its folder holds and the runs that are missing."""
    require_writable(folder / LEDGER)
    require_same(study, folder)
    prepare("compiled")
    with Ledger(folder / LEDGER) as ledger, progress(study.design.name) as advance:
        where = Where(ledger, workers, scheduler, advance)
        return calibrate(study, where, say=note)


def _write(fit: Fit, found: Summary, folder: Path) -> Iterator[Path]:
    path = folder / f"{fit.study.design.name}.nc"
    save(fit, path)
    yield path
    path = folder / "draws.csv"
    write_draws(fit, path)
    yield path
    tables = {
        "parameters": found.learnt,
        "pairs": found.pairs,
        "figures": found.predicted,
        "bases": found.bases,
        "gate": fit.gate.figures,
    }
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        write_table(rows, path, KINDS[name])
        yield path


def write_table(rows: Sequence[Any], path: Path, kind: type) -> None:
    """Write rows that are dataclasses of a kind as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        names = [field.name for field in fields(kind)]
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: _cell(value) for key, value in asdict(row).items()})


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, tuple) else value


def _document(
    fit: Fit, found: Summary, told: dict[str, list[str]], written: Sequence[Path]
) -> dict[str, Any]:
    passed = fit.gate
    return {
        **attributes(fit),
        "gate": {
            "points": passed.points,
            "plausible": passed.plausible,
            "least": passed.least,
            "figures": [asdict(row) for row in passed.figures],
        },
        "acceptance": fit.walk.acceptance,
        **found.as_dict(),
        "words": told,
        "files": [str(path) for path in written],
    }


def _print(fit: Fit, found: Summary, told: Sequence[str]) -> None:
    target = console()
    design, passed = fit.study.design, fit.gate
    target.print(
        f"{design.title.en}: {fit.study.runs:,} runs of {fit.study.scenario.population.size:,} "
        f"customers, {len(fit.study.fitted)} figures, {len(fit.study.names)} unknowns. "
        f"{passed.plausible:,} of {passed.points:,} points of the prior are plausible.\n",
        markup=False,
    )
    table = plain_table("What the figures say of each parameter: 90 % intervals")
    for heading in ("", "before", "after", "mean", "contraction", "R-hat"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=bool(heading))
    for row in found.learnt:
        table.add_row(
            escape(row.name),
            f"{row.prior_low:.3g} to {row.prior_high:.3g}",
            f"{row.low:.3g} to {row.high:.3g}",
            f"{row.mean:.3g}",
            f"{row.contraction:.2f}",
            f"{row.r_hat:.2f}",
        )
    target.print(table)
    shown = plain_table("Each figure beside the same survey put to the simulator: 90 % intervals")
    for heading in ("id", "use", "published", "predicted", "interval", "z", ""):
        shown.add_column(heading, justify="left" if heading in ("id", "use", "") else "right")
    for figure in found.predicted:
        unit = " %" if figure.unit == "%" else ""
        shown.add_row(
            figure.id,
            figure.use,
            f"{figure.published:g}{unit}",
            f"{figure.mean:.1f}{unit}",
            f"{figure.low:.1f} to {figure.high:.1f}",
            f"{figure.z:+.1f}",
            "" if figure.inside else "outside",
        )
    target.print(shown)
    for sentence in told:
        target.print(f"- {sentence}", markup=False)
