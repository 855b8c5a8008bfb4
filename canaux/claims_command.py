"""``canaux claims``: the articles' claims put to the model."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.markup import escape

from calibration.claims import Judged, chosen, judge_pairs
from calibration.claims_on_figures import judge_figures
from calibration.prior_draws import prior_draws
from calibration.texts import text
from canaux.commands import print_json, write_json
from canaux.numbers import NONE
from canaux.tables import plain_table
from canaux.terminal import console, note, prepare, progress, warn
from scenarios.ledger import Ledger
from scenarios.posterior import (
    Draws,
    Uncertain,
    library_has_draws,
    read_draws,
    require_count,
)

LEDGER = "ledger.sqlite"
RESULT = "claims.json"
"""Of the folder: what ``--json`` prints, for the dashboard."""


def run_claims(
    ids: Sequence[str],
    *,
    replications: int,
    seed: int,
    customers: int | None,
    settings: Sequence[str],
    draws: Path | None,
    workers: int,
    scheduler: str | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Put claims to the model and print what it says of each."""
    asked = chosen(ids)
    table, origin = _draws(draws, seed)
    require_count(replications, len(table.values))
    plans = {name: claim for name, claim in asked.items() if claim.measure}
    figures = {name: claim for name, claim in asked.items() if not claim.measure}
    if customers is not None:
        warn(
            f"{customers:,} customers: queues do not shrink linearly, so verdicts are of that size"
        )
    prepare("compiled")
    with Ledger(None if out is None else out / LEDGER) as ledger, progress("claims") as advance:
        common: dict[str, Any] = {
            "ledger": ledger,
            "seed": seed,
            "customers": customers,
            "settings": settings,
            "workers": workers,
            "scheduler": scheduler,
        }
        part = _parts(advance, 0.1 if plans else 1.0)
        found = judge_figures(figures, table, replications, progress=part(0), **common)
        found += judge_pairs(plans, table, replications, progress=part(1), **common)
    found.sort(key=lambda one: int(one.id[1:]))
    basis = {code: text("claims", origin, code, count=replications) for code in ("en", "fr")}
    document = {
        "draws": replications,
        "parameters": origin,
        "basis": basis,
        "seed": seed,
        "claims": [_document(one) for one in found],
    }
    if out is not None:
        write_json(document, out / RESULT)
        note(f"written to {out / RESULT}; runs are kept in {out / LEDGER}")
    if as_json:
        print_json(document)
        return
    _print(found, basis[language], language)


def _draws(file: Path | None, seed: int) -> tuple[Draws, str]:
    if file is not None:
        return read_draws(file), "given"
    if library_has_draws():
        return read_draws(), "posterior"
    return prior_draws("france", seed), "prior"


def _parts(
    advance: Callable[[float], None], first: float
) -> Callable[[int], Callable[[float], None]]:
    edges = (0.0, first, 1.0)
    return lambda i: lambda share: advance(edges[i] + share * (edges[i + 1] - edges[i]))


def verdict_words(one: Judged, language: str) -> str:
    """Return a verdict in words."""
    if one.verdict != "depends":
        return text("claims", one.verdict.replace(" ", "-"), language)
    if one.measure == "readings":
        return text("claims", "depends-base", language)
    if one.sensitive_to:
        return text("claims", "depends", language, parameter=one.sensitive_to)
    return text("claims", "depends-unknown", language)


def _document(one: Judged) -> dict[str, Any]:
    row = asdict(one) | {"claim": dict(one.claim), "details": dict(one.details)}
    row["words"] = {code: verdict_words(one, code) for code in ("en", "fr")}
    return row


def _print(found: Sequence[Judged], basis: str, language: str) -> None:
    target = console()
    target.print(f"{basis}\n", markup=False)
    table = plain_table("Plan less base, or the question to france: 95 % interval")
    for heading in ("id", "claim", "effect", "most at", "verdict"):
        table.add_column(heading, justify="right" if heading == "effect" else "left")
    for one in found:
        where = NONE if not one.touches else f"{one.touches}\n{one.touches_effect:+.4f}"
        effect = NONE if one.effect is None else _effect(one.effect)
        table.add_row(
            one.id,
            f"{escape(one.claim[language])}\n{escape(one.measure)}",
            effect,
            where,
            escape(verdict_words(one, language)),
        )
    target.print(table)


def _effect(effect: Uncertain) -> str:
    return (
        f"{effect.mean:+.4f}\n{effect.ci_low:+.4f}\nto {effect.ci_high:+.4f}\n"
        f"±{effect.parameter_sd:.4f} ±{effect.simulation_sd:.4f}"
    )
