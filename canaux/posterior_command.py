"""``canaux run --posterior``: figures with what not knowing the parameters adds to their luck."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from canaux.commands import print_json
from canaux.posterior_tables import channels, heading, needs
from canaux.terminal import console, prepare, progress, warn
from scenarios.errors import RunError
from scenarios.ledger import Ledger
from scenarios.load import load
from scenarios.posterior import SEEDS_PER_DRAW, read_draws, run_posterior, settings_of

DRAWS = 10
"""Draws, unless --replications says how many."""


def require(posterior: bool, organisations: int, engine: str) -> None:
    """Refuse options that do not go together."""
    if not posterior:
        raise RunError("--draws: found it alone; it says which draws --posterior takes. Add that.")
    for option, value, only in (
        ("--organisations", organisations, 1),
        ("--engine", engine, "compiled"),
    ):
        if value != only:
            raise RunError(f"{option}: found {value!r}; with --posterior it must be {only!r}.")


def run(
    name: str,
    *,
    replications: int,
    seed: int,
    customers: int | None,
    settings: Sequence[str],
    draws: Path | None,
    out: str | None,
    workers: int,
    scheduler: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Run a scenario at draws of the posterior and print its figures."""
    table = read_draws(draws)
    scenario = load(name, customers=customers, settings=settings)
    if out is not None:
        raise RunError("--out: found it with --posterior, which keeps no tables; leave one out.")
    for warning in scenario.warnings:
        warn(warning)
    prepare("compiled")
    with Ledger(None) as ledger, progress(scenario.name) as advance:
        found = run_posterior(
            name,
            count=replications,
            seed=seed,
            customers=customers,
            settings=settings,
            draws=table,
            ledger=ledger,
            workers=workers,
            scheduler=scheduler,
            progress=advance,
        )
    taken = list(settings_of(table, scenario, 0))
    if as_json:
        document = {
            "scenario": scenario.name,
            "scenario_hash": scenario.scenario_hash,
            "seed": seed,
            "customers": scenario.population.size,
            "scaled": scenario.scaled,
            "draws": replications,
            "runs": replications * SEEDS_PER_DRAW,
            "taken_over": taken,
            **tree({path: asdict(value) for path, value in found.items()}),
        }
        print_json(document)
        return
    target = console()
    told = heading(replications, len(taken), len(table.paths), language)
    target.print(f"{getattr(scenario.title, language)}\n{told}\n", markup=False)
    target.print(channels(found, list(scenario.channels), language))
    target.print(needs(found, language))


def tree(leaves: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tree of what stands at dotted paths."""
    found: dict[str, Any] = {}
    for path, value in leaves.items():
        here = found
        *above, last = path.split(".")
        for key in above:
            here = here.setdefault(key, {})
        here[last] = value
    return found
