"""``canaux information``: which next question would tell most about a decision."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.markup import escape

from calibration.archive import attributes
from calibration.asking import question, questions_of
from calibration.claims import claims, differences, run_pairs
from calibration.draws import DRAWS, draws_table
from calibration.errors import StudyError
from calibration.fit import Fit
from calibration.information import Worth, outcome_of, smooth_outcome, worth
from calibration.study import Study, read_study
from canaux.commands import print_json
from canaux.fit_command import LEDGER, fitted, folder_of, write_table
from canaux.tables import plain_table
from canaux.terminal import console, note, progress
from scenarios.errors import nearest
from scenarios.ledger import Ledger
from scenarios.posterior import SEEDS_PER_DRAW, evenly, require_count

MOST_SHOWN = 12


def run_information(
    name: str,
    decision: str,
    *,
    people: Sequence[int],
    replications: int,
    customers: int | None,
    seed: int | None,
    workers: int,
    scheduler: str | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Print what each question that the runs were asked would be worth, asked of more people."""
    study = read_study(name, seed=seed)
    _require_decision(decision, study)
    folder = folder_of(study, out)
    known = claims()
    about_plan = decision in known and bool(known[decision].measure)
    if about_plan:
        require_count(replications, min(DRAWS, study.design.budget.draws))
    fit = fitted(study, folder, workers=workers, scheduler=scheduler)
    if about_plan:
        with Ledger(folder / LEDGER) as ledger, progress(decision) as advance:
            draws, z = draws_table(fit)
            places = evenly(draws, replications)
            found = run_pairs(
                [decision],
                draws,
                places,
                ledger=ledger,
                customers=customers,
                workers=workers,
                scheduler=scheduler,
                progress=advance,
            )
        effects = differences(found[decision], known[decision].measure)
        outcome = smooth_outcome(fit, z[places], effects.reshape(-1, SEEDS_PER_DRAW))
    else:
        outcome = outcome_of(fit, decision)
    rows = worth(fit, outcome, people)
    path = folder / f"information-{decision}.csv"
    write_table(rows, path, Worth)
    if as_json:
        document = {**attributes(fit), "decision": decision, "sd": float(np.std(outcome, ddof=1))}
        print_json(document | {"questions": [asdict(row) for row in rows]})
    else:
        _print(fit, decision, rows, language)
    note(f"written to {path}")


def _require_decision(decision: str, study: Study) -> None:
    """Refuse what is no decision before a fit of half an hour is made for it."""
    plans = [key for key, claim in claims().items() if claim.measure]
    known = [*study.names, *questions_of(study).questions, *plans]
    if decision not in known:
        raise StudyError(
            f"--decision: found {decision!r}; must be a parameter or a figure of the study, or a "
            f"claim about a plan. {nearest(decision, known)}"
        )


def _print(fit: Fit, decision: str, rows: Sequence[Worth], language: str) -> None:
    table = plain_table(f"What would tell most about {decision}, of questions known to the model")
    for heading in ("question", "asked of", "n", "variance gone", "sd before", "after"):
        table.add_column(
            heading, justify="left" if heading in ("question", "asked of") else "right"
        )
    for row in rows[:MOST_SHOWN]:
        figure = question(row.question, fit.study.targets).figure
        asked = figure.question.fr if language == "fr" else figure.question.en
        table.add_row(
            escape(f"{row.question} {asked}"),
            row.base.replace("_", " "),
            f"{row.n:,}",
            f"{100.0 * row.shrinks:.0f} %",
            f"{row.sd_before:.3g}",
            f"{row.sd_after:.3g}",
        )
    console().print(table)
