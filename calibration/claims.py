"""The articles' claims put to the model: effect, interval, whom it touches, what it hangs on.

The rules of the verdict, the same for all claims about a plan, with the effect counted in the
direction that the claim says:

- *supported*: the 95 % interval, simulation and parameters together, lies above 0;
- *not supported*: it lies below 0, or draws differ by no more than the luck of the runs makes them
  (F-test, `CHANCE`), so that nothing is seen in either direction;
- *depends*: which side it lies on hangs on the parameters; the one whose rank goes most with the
  effect is named, unless some parameter would go so far with it by chance.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter
from scipy.special import fdtri
from scipy.stats import rankdata

from calibration.errors import StudyError
from calibration.figures import Key, Text
from scenarios.compare.measures import flat, measures
from scenarios.errors import nearest
from scenarios.fields import Section
from scenarios.ledger import Job, Ledger, values
from scenarios.posterior import SEEDS_PER_DRAW, Draws, Uncertain, at_draw, evenly, uncertain
from scenarios.result import InMemory, Run
from scenarios.summary import ratio
from scenarios.task import Progress, Task
from sim.records import NOT_JUDGED

Floats = NDArray[np.float64]

Verdict = Literal["supported", "not supported", "depends"]

LOUD = 500
"""Readers from which a customer counts as having an audience: those of claim C3's plan."""

CHANCE = 0.05
"""Probability under which what is seen is not put down to chance: that draws differ at all, and
that an effect hangs on one of all parameters."""

ORDERS = 2000
"""Orders of the effects from which that probability is told."""


class Claim(Section):
    """One claim."""

    article: Key
    en: Text
    fr: Text
    measure: str = ""
    """Dotted path, of a claim about a plan."""
    direction: Literal["up", "down", ""] = ""
    """Where the measure goes if the claim is right."""
    figures: Literal["readings", "replies", "attitude", "intention", ""] = ""
    """Which question about figures it is, if it is none about a plan."""


@dataclass(frozen=True)
class Judged:
    """A claim and what the model says of it."""

    id: str
    claim: Mapping[str, str]
    measure: str
    effect: Uncertain | None
    """Plan less base; None for a claim about figures that has no single effect."""
    touches: str
    """Age bracket whose effect is largest; empty if it is not by age."""
    touches_effect: float | None
    sensitive_to: str
    """Parameter whose rank goes most with the effect; empty: none does."""
    correlation: float | None
    verdict: Verdict
    details: Mapping[str, float]
    """Other numbers that the verdict rests on."""


@cache
def claims() -> dict[str, Claim]:
    """Return the claims by id."""
    text = (files("calibration") / "claims.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Claim]).validate_python(tomllib.loads(text))


def chosen(ids: Sequence[str]) -> dict[str, Claim]:
    """Return the claims of these ids, all of them if none is named."""
    known = claims()
    for name in ids:
        if name not in known:
            raise StudyError(f"{name}: found no such claim. {nearest(name, list(known))}")
    return {name: known[name] for name in (ids or known)}


@dataclass(frozen=True)
class MeasureClaim:
    """The measure: all figures of both runs, and those of customers with an audience."""

    depends_on: ClassVar[tuple[str, ...]] = ("calibration.claims",)

    def __call__(self, base: Run, plan: Run) -> list[dict[str, float | None]]:
        """Return the figures of base and plan by path."""
        return [_figures(base), _figures(plan)]


def judge_pairs(
    asked: Mapping[str, Claim],
    draws: Draws,
    count: int,
    *,
    ledger: Ledger,
    seed: int = 1,
    customers: int | None = None,
    settings: Sequence[str] = (),
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> list[Judged]:
    """Return what runs say of claims about plans.

    Parameters
    ----------
    asked
        Claims with a measure.
    draws, count
        Parameters, and at how many draws of them.
    ledger, workers, scheduler, progress
        Where runs are made and kept.
    seed, customers, settings
        Of the runs; base and plan share their luck.
    """
    places = evenly(draws, count)
    found = run_pairs(
        tuple(asked),
        draws,
        places,
        ledger=ledger,
        seed=seed,
        customers=customers,
        settings=settings,
        workers=workers,
        scheduler=scheduler,
        progress=progress,
    )
    return [judged(name, claim, draws, places, found[name]) for name, claim in asked.items()]


Figures = Mapping[str, float | None]


def run_pairs(
    names: Sequence[str],
    draws: Draws,
    places: Sequence[int],
    *,
    ledger: Ledger,
    seed: int = 1,
    customers: int | None = None,
    settings: Sequence[str] = (),
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Sequence[Sequence[Figures]]]:
    """Return the figures of base and plan of each claim, by draw and then by seed."""
    jobs = []
    for name in names:
        for place, i in enumerate(places):
            sides = [
                at_draw(_scenario(name, side), draws, i, customers=customers, settings=settings)
                for side in ("base", "plan")
            ]
            for k in range(SEEDS_PER_DRAW):
                luck = seed + SEEDS_PER_DRAW * place + k
                tasks = tuple(Task(side, luck, keep_contacts=True) for side in sides)
                jobs.append(Job(MeasureClaim(), tasks))
    rows = ledger.complete(jobs, workers=workers, scheduler=scheduler, progress=progress)
    found = values(rows)
    each = len(places) * SEEDS_PER_DRAW
    return {name: found[n * each : (n + 1) * each] for n, name in enumerate(names)}


def judged(
    name: str,
    claim: Claim,
    draws: Draws,
    places: Sequence[int],
    found: Sequence[Sequence[Mapping[str, float | None]]],
) -> Judged:
    """Return what pairs of runs, by draw and then by seed, say of a claim."""
    table = differences(found, claim.measure)
    effect = uncertain(table)
    sign = 1.0 if claim.direction == "up" else -1.0
    parameter, correlation = _hangs_on(table.mean(axis=1), draws, places)
    band, largest = _touches(found, claim.measure)
    return Judged(
        id=name,
        claim={"en": claim.en, "fr": claim.fr},
        measure=claim.measure,
        effect=effect,
        touches=band,
        touches_effect=largest,
        sensitive_to=parameter,
        correlation=correlation,
        verdict=verdict(effect, sign, table.size),
        details={"share_of_draws": float((sign * table.mean(axis=1) > 0.0).mean())},
    )


def verdict(effect: Uncertain, sign: float, runs: int) -> Verdict:
    """Return the verdict on an effect by the rules of this module."""
    low, high = sorted((sign * effect.ci_low, sign * effect.ci_high))
    if low > 0.0:
        return "supported"
    if high < 0.0:
        return "not supported"
    return "depends" if _draws_differ(effect, runs // SEEDS_PER_DRAW) else "not supported"


def _draws_differ(effect: Uncertain, count: int) -> bool:
    """Return whether effects differ more between draws than luck makes them, by an F-test."""
    between, within = effect.parameter_sd**2, effect.simulation_sd**2
    if within == 0.0:
        return between > 0.0
    freedom = count - 1, count * (SEEDS_PER_DRAW - 1)
    return bool(1.0 + SEEDS_PER_DRAW * between / within > fdtri(*freedom, 1.0 - CHANCE))


def _scenario(name: str, side: str) -> str:
    return f"claim-c{int(name[1:]):02}-{side}"


def differences(found: Sequence[Sequence[Mapping[str, float | None]]], measure: str) -> Floats:
    """Return plan less base, (draws, seeds); 0 where one of the two lacks the figure."""
    rows = []
    for base, plan in found:
        before, after = base.get(measure), plan.get(measure)
        rows.append(0.0 if before is None or after is None else after - before)
    return np.array(rows).reshape(-1, SEEDS_PER_DRAW)


def _hangs_on(effects: Floats, draws: Draws, places: Sequence[int]) -> tuple[str, float | None]:
    """Return the parameter whose rank goes most with the effect over draws; none if by chance.

    Of many parameters and few draws one goes with anything. How far the best of them would go with
    effects that none has to do with is seen from the same effects in other orders.
    """
    columns = draws.values[list(places)]
    moved = np.flatnonzero(np.ptp(columns, axis=0) > 0.0)
    if len(places) < 4 or np.ptp(effects) == 0.0 or moved.size == 0:
        return "", None
    x, y = _ranks(columns[:, moved]), _ranks(effects[:, np.newaxis])
    rho = (x * y).sum(axis=0)
    best = int(np.argmax(np.abs(rho)))
    orders = np.random.default_rng(ORDERS).permuted(np.repeat(y, ORDERS, axis=1), axis=0)
    others = np.abs(x.T @ orders).max(axis=0)
    if (others >= abs(rho[best]) - 1e-9).mean() >= CHANCE:
        return "", None
    return draws.paths[moved[best]], float(rho[best])


def _ranks(columns: Floats) -> Floats:
    """Return the ranks in each column, about their mean, with a sum of squares of 1."""
    ranks = rankdata(columns, axis=0) - 0.5 * (len(columns) + 1)
    return np.asarray(ranks / np.sqrt((ranks * ranks).sum(axis=0)))


def _touches(
    found: Sequence[Sequence[Mapping[str, float | None]]], measure: str
) -> tuple[str, float | None]:
    """Return the age bracket with the largest effect on a measure that is known by age."""
    head, _, key = measure.rpartition(".")
    bands = [
        path.removeprefix(f"{head}.by_age.").removesuffix(f".{key}")
        for path in found[0][0]
        if path.startswith(f"{head}.by_age.") and path.endswith(f".{key}")
    ]
    best: tuple[str, float | None] = ("", None)
    for band in bands:
        mean = float(differences(found, f"{head}.by_age.{band}.{key}").mean())
        if best[1] is None or abs(mean) > abs(best[1]):
            best = (band, mean)
    return best


def _figures(run: Run) -> dict[str, float | None]:
    tree = measures(run)
    del tree["months"]
    return flat(tree) | _by_audience(run)


def _by_audience(run: Run) -> dict[str, float | None]:
    """Return satisfaction on social networks of those with an audience, of others, and the gap."""
    if "social" not in run.scenario.channels or not isinstance(run.tables, InMemory):
        return {}
    contacts, customers = run.tables.output.contacts, run.tables.customers
    if contacts is None or customers is None:
        return {}
    social = list(run.scenario.channels).index("social")
    here = contacts[(contacts["channel"] == social) & (contacts["arrival"] >= run.scenario.warm_up)]
    judged = here[here["satisfied"] != NOT_JUDGED]
    loud = customers.audience[judged["customer"]] >= LOUD
    yes = judged["satisfied"] == 1
    told = {
        "social.loud_satisfaction": ratio(float((yes & loud).sum()), float(loud.sum())),
        "social.quiet_satisfaction": ratio(float((yes & ~loud).sum()), float((~loud).sum())),
    }
    first, second = told.values()
    gap = None if first is None or second is None else first - second
    return {**told, "social.loud_less_quiet": gap}
