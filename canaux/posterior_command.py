"""``canaux run --posterior``: figures with what not knowing the parameters adds to their luck."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from canaux.commands import print_json
from canaux.numbers import NONE, decimal, duration, euros, percent
from canaux.tables import plain_table
from canaux.terminal import console, prepare, progress, warn
from scenarios.errors import RunError
from scenarios.ledger import Ledger
from scenarios.load import load
from scenarios.posterior import SEEDS_PER_DRAW, Uncertain, read_draws, run_posterior, settings_of

DRAWS = 10
"""Draws, unless --replications says how many."""

Written = Callable[[float], str]

FIGURES: tuple[tuple[str, Written], ...] = (
    ("share_of_first_attempts", percent),
    ("reach", percent),
    ("mean_wait_minutes", duration),
    ("share_abandoned", percent),
    ("satisfaction", percent),
    ("resolution", percent),
)
JOURNEYS: tuple[tuple[str, Written], ...] = (
    ("contacts_per_need", decimal),
    ("needs_unsolved_share", percent),
    ("satisfaction", percent),
    ("cost_per_solved_need", euros),
)


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
    target.print(
        f"{scenario.title.en}\n{replications} draws of the posterior, {SEEDS_PER_DRAW} runs each; "
        f"{len(taken)} of {len(table.paths)} parameters are taken over\n",
        markup=False,
    )
    shown = plain_table("Mean ± of the parameters ± of one run's luck (standard deviations)")
    shown.add_column("")
    for channel in scenario.channels:
        shown.add_column(channel, justify="right")
    for key, written in FIGURES:
        cells = [_cell(found.get(f"channels.{c}.{key}"), written) for c in scenario.channels]
        shown.add_row(key.replace("_", " "), *cells)
    target.print(shown)
    needs = plain_table("Of all needs")
    needs.add_column("")
    for heading in ("mean ± of the parameters ± of luck", "95 % interval, parameters unknown"):
        needs.add_column(heading, justify="right")
    for key, written in JOURNEYS:
        value = found.get(f"journeys.{key}")
        interval = NONE if value is None else _between(value, written)
        cell = _cell(value, written).replace("\n", " ")
        needs.add_row(key.replace("_", " "), cell, interval)
    target.print(needs)


def _cell(value: Uncertain | None, written: Written) -> str:
    if value is None:
        return NONE
    spreads = f"±{written(value.parameter_sd)} ±{written(value.simulation_sd)}"
    return f"{written(value.mean)}\n{spreads}"


def _between(value: Uncertain, written: Written) -> str:
    return f"{written(value.ci_low)} to {written(value.ci_high)}"


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
