"""What can be asked for: checked when it is asked, done by a worker."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard.data.documents import STAFFING
from dashboard.data.documents import write as write_document
from dashboard.data.making import make_pair_document
from dashboard.data.pairs import write
from dashboard.data.runs import Store
from dashboard.i18n import LANGUAGES, t
from dashboard.live import levers
from scenarios.errors import RunError
from scenarios.ledger import Ledger
from scenarios.load import load
from scenarios.schema import Scenario
from scenarios.staffing.document import document
from scenarios.staffing.frontier import frontier
from scenarios.staffing.staff import prepared, search
from scenarios.staffing.tipping import tipping
from scenarios.store import verify
from scenarios.task import Progress

PAIRS = (10, 20, 40)
"""Numbers of pairs that can be asked for."""

HORIZONS = ("half", "year")
"""Half a year, as live, or the whole year of the scenario."""


LEVERS, VERIFY, STAFF = "levers", "verify", "staffing"
"""Kinds: moved levers against the baseline; a stored run computed again; a search for rosters."""

LEVELS = (70, 80, 90)
"""Calls answered in time that a search can be asked for, in %."""

REPLIES = (0, 24, 20, 18)
"""Hours within which emails are to be answered on average; 0: no such goal."""

STAGE = 0.12
"""Of what is left of a search, how much each stage is taken for: nobody knows how many there are.
"""


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


def staffing_search(level: object, reply: object) -> dict[str, Any]:
    """Return what to ask of the queue for the cheapest rosters that meet goals."""
    found = next((known for known in LEVELS if str(known) == level), 80)
    hours = next((known for known in REPLIES if str(known) == reply), 0)
    return {"kind": STAFF, "level": found, "reply": hours}


def goals_of(asked: Mapping[str, Any]) -> list[str]:
    """Return the goals of a search as the command writes them."""
    goals = [f"phone.service_level>={asked['level'] / 100:g}"]
    if asked["reply"]:
        goals.append(f"email.mean_wait_answered_minutes<='{asked['reply']} h'")
    return goals


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
    if asked["kind"] == STAFF:
        return _staff(asked, store, ledger, progress)
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


def _staff(asked: Mapping[str, Any], store: Path, ledger: Path, progress: Progress) -> str:
    until = (f"end={levers.UNTIL}",)
    scenario = load(levers.SCENARIO, settings=until, customers=asked.get("customers"))
    done = 0.0

    def stage(_line: str) -> None:
        nonlocal done
        done += STAGE * (1.0 - done)
        progress(done)

    with Ledger(ledger) as book:
        found = search(prepared(scenario, goals_of(asked)), ledger=book, report=stage)
        points = frontier(found, stage)
        tipped = [tipping(scenario, "phone", ledger=book, report=stage)]
    return write_document(store, STAFFING, document(found, points, tipped))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
