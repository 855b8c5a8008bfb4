"""What can be asked for: checked when it is asked, done by a worker."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard.data.making import make_pair_document
from dashboard.data.pairs import write
from dashboard.i18n import LANGUAGES, t
from dashboard.live import levers
from scenarios.ledger import Ledger
from scenarios.load import load
from scenarios.schema import Scenario
from scenarios.task import Progress

PAIRS = (10, 20, 40)
"""Numbers of pairs that can be asked for."""

HORIZONS = ("half", "year")
"""Half a year, as live, or the whole year of the scenario."""


def comparison(text: str, pairs: int, horizon: str) -> dict[str, Any]:
    """Return what to ask of the queue for moved levers, on their scales, with allowed numbers."""
    return {
        "kind": "levers",
        "levers": levers.written(levers.read(text)),
        "pairs": pairs if pairs in PAIRS else PAIRS[0],
        "horizon": horizon if horizon in HORIZONS else HORIZONS[0],
    }


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
    """Do a job and return the key of what it made."""
    base, plan = plans(asked)
    with Ledger(ledger) as book:
        document = make_pair_document(
            base, plan, replications=asked["pairs"], ledger=book, progress=progress
        )
    return write(store, document)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
