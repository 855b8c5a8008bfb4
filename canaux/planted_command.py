"""``canaux planted``: truths are planted and looked for, to see if intervals can be believed."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from calibration.fit import Where
from calibration.planted import Covered, Planted, plant, planted, words
from calibration.receipt import require_same
from calibration.sought import Sought, sought
from calibration.study import Study, read_study
from calibration.study_checks import least_runs
from calibration.texts import LANGUAGES, text
from canaux.check_command import plain
from canaux.commands import print_json
from canaux.fit_command import LEDGER, folder_of, write_table
from canaux.tables import plain_table
from canaux.terminal import console, note, prepare, progress
from scenarios.errors import RunError
from scenarios.ledger import Ledger
from scenarios.runwriter import require_writable


def run_planted(
    name: str,
    *,
    seed: int | None,
    truths: int,
    runs: int,
    whole: int,
    workers: int,
    scheduler: str | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Plant truths, look for them, write the tables and print what they show."""
    study = read_study(name, seed=seed)
    _require(study, truths, runs, whole)
    folder = folder_of(study, out)
    require_writable(folder / LEDGER)
    require_same(study, folder)
    prepare("compiled")
    with Ledger(folder / LEDGER) as ledger:
        with progress(f"{study.design.name}, {runs + truths:,} runs") as advance:
            ground = plant(study, Where(ledger, workers, scheduler, advance), runs, truths)
        with progress("looking for truths") as advance:
            found = planted(study, ground, runs, advance, workers=workers, scheduler=scheduler)
        rows: list[Sought] = []
        if whole:
            with progress(f"the whole method on {whole}") as advance:
                rows = sought(study, Where(ledger, workers, scheduler), ground, whole, advance)
    written = [folder / "planted.csv"]
    write_table((*found.rows, found.everything), written[0], Covered)
    if whole:
        written.append(folder / "planted_whole.csv")
        write_table(rows, written[-1], Sought)
    told = {code: _sentences(found, rows, whole, code) for code in LANGUAGES}
    if as_json:
        print_json(
            {
                "study": study.design.name,
                "seed": study.design.seed,
                "runs": runs,
                "truths": truths,
                "parameters": [asdict(row) for row in found.rows],
                "all": asdict(found.everything),
                "failing": list(found.failing),
                "whole": [plain(asdict(row)) for row in rows],
                "words": told,
            }
        )
    else:
        _print(found, told[language])
    note(f"written to {', '.join(map(str, written))}")


def _require(study: Study, truths: int, runs: int, whole: int) -> None:
    least = least_runs(len(study.design.parameters))
    if runs < least:
        raise RunError(
            f"--runs: found {runs}; the emulator of {len(study.design.parameters)} parameters "
            f"needs at least {least}."
        )
    if whole > truths:
        raise RunError(f"--whole: found {whole}; there are no more than {truths} truths.")


def _sentences(found: Planted, rows: Sequence[Sought], whole: int, language: str) -> list[str]:
    told = list(words(found, language))
    if whole:
        inside = sum(row.inside for row in rows)
        told.append(
            text(
                "planted", "whole", language, truths=whole, inside=inside, count=len(rows)
            )
        )  # fmt: skip
    return told


def _print(found: Planted, told: Sequence[str]) -> None:
    target = console()
    shown = plain_table("Planted truths: how often intervals hold them")
    for heading in ("", "50 %", "90 %", "error", "contraction", "rank p"):
        shown.add_column(heading, justify="right" if heading else "left")
    for one in (*found.rows, found.everything):
        shown.add_row(
            one.name,
            f"{100.0 * one.cover_50:.0f} %",
            f"{100.0 * one.cover_90:.0f} %",
            f"{one.error:.2f}",
            f"{one.contraction:.2f}" + (" weak" if one.weak else ""),
            f"{one.rank_p:.3f}",
        )
    target.print(shown)
    for sentence in told:
        target.print(f"- {sentence}", markup=False)
