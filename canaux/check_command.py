"""``canaux check`` and ``canaux sensitivity``: can a fit be believed, what do figures hang on."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from calibration.archive import attributes
from calibration.asking import questions_of
from calibration.check import Checked, check, words
from calibration.ensemble import Answered, prior_points, run_points
from calibration.fit import Where, emulate
from calibration.leaving_out import Against, LeftOut
from calibration.profiles import Profile
from calibration.rejection import CrossCheck
from calibration.sensitivity import Effect, morris, sobol
from calibration.study import Study, read_study
from calibration.study_checks import least_runs
from calibration.two_readings import Needed, Way
from canaux.commands import print_json
from canaux.fit_command import LEDGER, fitted, folder_of, write_table
from canaux.numbers import NONE, translated
from canaux.tables import plain_table
from canaux.terminal import console, note, progress
from canaux.words import texts
from scenarios.errors import RunError
from scenarios.ledger import Ledger

MOST_SHOWN = 3
"""Parameters named for each figure, those it hangs on most."""


def run_check(
    name: str,
    *,
    seed: int | None,
    runs: int,
    workers: int,
    scheduler: str | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Check the fit of a study, write the tables and print the verdicts."""
    study = read_study(name, seed=seed)
    _require_runs(study, runs)
    folder = folder_of(study, out)
    fit = fitted(study, folder, workers=workers, scheduler=scheduler)
    prior = _prior(study, folder, runs, workers, scheduler)
    with progress(f"{study.design.name}, checks") as advance:
        found = check(fit, prior, advance)
    written = _write_check(found, folder)
    told = words(found)
    if as_json:
        print_json({**attributes(fit), **_check_document(found), "words": told})
    else:
        _print_check(found, told[language])
    note(f"written to {', '.join(map(str, written))}")


def _require_runs(study: Study, runs: int) -> None:
    """Refuse fewer runs over the prior than anything could rest on; 0: none are asked for."""
    least = least_runs(len(study.design.parameters))
    if 0 < runs < least:
        raise RunError(
            f"--runs: found {runs}; {len(study.design.parameters)} parameters need at least "
            f"{least}, or 0: the runs of the fit."
        )


def _prior(
    study: Study, folder: Path, runs: int, workers: int, scheduler: str | None
) -> Answered | None:
    """Return runs spread over the prior, those that `planted` has made among them; None: none."""
    if not runs:
        return None
    with Ledger(folder / LEDGER) as ledger, progress(f"{runs:,} runs of the prior") as advance:
        where = Where(ledger, workers, scheduler, advance)
        points = prior_points(study, runs)
        return run_points(study, questions_of(study), points, 0, **where._asdict())


def _check_tables(found: Checked) -> dict[str, tuple[Sequence[Any], type]]:
    return {
        "left_out_figures": (found.figures, LeftOut),
        "left_out_surveys": (found.surveys, LeftOut),
        "against_naive": (found.scores, Against),
        "cross_check": (found.cross, CrossCheck),
        "profiles": (found.profiles, Profile),
        "two_readings": (found.ways, Way),
        "two_readings_needed": (found.needed, Needed),
    }


def _write_check(found: Checked, folder: Path) -> list[Path]:
    written = []
    for name, (rows, kind) in _check_tables(found).items():
        written.append(folder / f"{name}.csv")
        write_table(rows, written[-1], kind)
    return written


def _check_document(found: Checked) -> dict[str, Any]:
    return {
        name: [plain(asdict(row)) for row in rows]
        for name, (rows, _) in _check_tables(found).items()
    } | {"effective_runs": found.effective}


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row for JSON, which has no NaN."""
    return {key: None if value != value else value for key, value in row.items()}


def _print_check(found: Checked, told: Sequence[str]) -> None:
    target = console()
    table = plain_table("Each figure as predicted without it, and without its whole survey")
    for heading in ("id", "published", "without it", "z", "without survey", "z", "naive"):
        table.add_column(heading, justify="left" if heading == "id" else "right")
    surveys = {row.id: row for row in found.surveys}
    for row in found.figures:
        other = surveys[row.id]
        naive = NONE if row.naive is None else f"{row.naive:g} ({row.naive_source})"
        table.add_row(
            row.id,
            f"{row.published:g}",
            f"{row.low:.1f} to {row.high:.1f}",
            f"{row.z:+.1f}",
            f"{other.low:.1f} to {other.high:.1f}",
            f"{other.z:+.1f}",
            naive,
        )
    target.print(table)
    for sentence in told:
        target.print(f"- {sentence}", markup=False)


def run_sensitivity(
    name: str,
    *,
    seed: int | None,
    trajectories: int,
    runs: int,
    workers: int,
    scheduler: str | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Print what each fitted figure hangs on: Morris on the simulator, Sobol on the emulator."""
    study = read_study(name, seed=seed)
    _require_runs(study, runs)
    folder = folder_of(study, out)
    fit = fitted(study, folder, workers=workers, scheduler=scheduler)
    prior = _prior(study, folder, runs, workers, scheduler)
    # That of a fit is right near the figures, and only carried on over the rest of the prior.
    emulator = fit.emulator if prior is None else emulate(study, [prior])
    rows = sobol(study, emulator, tuple(study.fitted))
    if trajectories:
        with Ledger(folder / LEDGER) as ledger, progress("Morris") as advance:
            rows += morris(study, Where(ledger, workers, scheduler, advance), trajectories)
    path = folder / "sensitivity.csv"
    write_table(rows, path, Effect)
    if as_json:
        print_json({**attributes(fit), "effects": [plain(asdict(row)) for row in rows]})
    else:
        print_sensitivity(rows, tuple(study.fitted), language)
    note(f"written to {path}")


def print_sensitivity(rows: Sequence[Effect], figures: Sequence[str], language: str) -> None:
    """Print the parameters that each figure hangs on most."""
    table = plain_table(texts.text("sensitivity", "title", language))
    table.add_column(texts.text("survey", "id", language))
    for name in ("sobol", "morris"):
        table.add_column(texts.text("sensitivity", name, language))
    for figure in figures:
        own = [row for row in rows if row.figure == figure]
        total = sorted((r for r in own if r.total is not None), key=lambda r: -(r.total or 0.0))
        mean = sorted((r for r in own if r.mu_star is not None), key=lambda r: -(r.mu_star or 0.0))
        table.add_row(
            figure,
            "\n".join(
                f"{translated(f'{row.total:.2f}', language)} {row.parameter}"
                for row in total[:MOST_SHOWN]
            ),
            "\n".join(
                f"{translated(f'{row.mu_star:.1f}', language)} {row.parameter}"
                for row in mean[:MOST_SHOWN]
            )
            or NONE,
        )
    console().print(table)
