"""What can be asked for: checked when it is asked, done by a worker."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard.data.making import make_pair_document
from dashboard.data.pairs import write
from dashboard.data.runs import Store
from dashboard.i18n import LANGUAGES, t
from dashboard.live import levers
from scenarios.errors import RunError
from scenarios.ledger import Ledger
from scenarios.load import load
from scenarios.schema import Scenario
from scenarios.store import verify
from scenarios.task import Progress

PAIRS = (10, 20, 40)
"""Numbers of pairs that can be asked for."""

HORIZONS = ("half", "year")
"""Half a year, as live, or the whole year of the scenario."""


LEVERS, VERIFY = "levers", "verify"
"""Kinds: moved levers against the baseline; a stored run computed again."""


def comparison(text: str, pairs: int, horizon: str) -> dict[str, Any]:
    """Return what to ask of the queue for moved levers, on their scales, with allowed numbers."""
    return {
        "kind": LEVERS,
        "levers": levers.written(levers.read(text)),
        "pairs": pairs if pairs in PAIRS else PAIRS[0],
        "horizon": horizon if horizon in HORIZONS else HORIZONS[0],
    }


def verification(run: str, seed: int) -> dict[str, Any]:
    """Return what to ask of the queue for a run to be computed again."""
    return {"kind": VERIFY, "run": run, "seed": seed}


def plans(asked: Mapping[str, Any]) -> tuple[Scenario, Scenario]:
    """Return base and plan of a job; ``customers``, if there, is another size of both."""
    values, size = levers.read(asked["levers"]), asked.get("customers")
    until = (f"end={levers.UNTIL}",) if asked["horizon"] == "half" else ()
    title = [
        f"title.{lang}={_quoted(levers.words(values, lang) or t(lang, 'plans.base'))}"
        for lang in LANGUAGES
    ]
    named = (*until, *levers.settings(values), 'name="what-if"', *title)
    return (
        load(levers.SCENARIO, settings=until, customers=size),
        load(levers.SCENARIO, settings=named, customers=size),
    )


def perform(asked: Mapping[str, Any], store: Path, ledger: Path, progress: Progress) -> str:
    """Do a job and return the key of what it made, or its answer."""
    if asked["kind"] == VERIFY:
        return _verify(asked, store)
    base, plan = plans(asked)
    with Ledger(ledger) as book:
        document = make_pair_document(
            base, plan, replications=asked["pairs"], ledger=book, progress=progress
        )
    return write(store, document)


def _verify(asked: Mapping[str, Any], store: Path) -> str:
    run = Store(store).find(asked["run"])
    if run is None or asked["seed"] not in run.seeds:
        raise RunError(f"{asked['run']}: found no such run in the store any more.")
    found = verify(run.folders[run.seeds.index(asked["seed"])])
    return "\n".join([found.verdict, *found.details])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
