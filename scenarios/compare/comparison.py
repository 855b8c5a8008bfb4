"""Two plans beside each other: every measure's difference, with its interval."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.compare.interval import LEVEL, Interval, pairs_needed, spread, unpaired_half
from scenarios.compare.moved import Moved
from scenarios.compare.pairs import Pair
from scenarios.compare.precision import Precision
from scenarios.errors import RunError, nearest
from scenarios.schema import Scenario

Floats = NDArray[np.float64]

MOST_PAIRS = 200
"""Pairs made at most to reach a wanted precision, unless said otherwise."""


class Effect(NamedTuple):
    """One measure under both plans, and what the plan changes."""

    base: Interval
    plan: Interval
    difference: Interval
    """Plan less base, paired."""
    times_narrower: float
    """Width of the interval without pairing over that with it; NaN where nothing differs."""

    @property
    def half_width(self) -> float:
        """Half the width of the difference's interval."""
        return self.difference.half_width

    @property
    def is_real(self) -> bool:
        """Whether the interval of the difference leaves 0 out."""
        return self.difference.ci_low > 0.0 or self.difference.ci_high < 0.0

    @property
    def is_nil(self) -> bool:
        """Whether every pair gave both plans the same value."""
        return self.difference.mean == 0.0 and not self.difference.ci_high > 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the measure as it stands in ``canaux compare --json``."""
        intervals = {name: getattr(self, name).to_json() for name in ("base", "plan", "difference")}
        return intervals | {"times_narrower": _known(self.times_narrower)}


class Reached(NamedTuple):
    """A wanted precision, and what became of it."""

    asked: Precision
    half_width: float
    """Half the width of the interval there is."""
    pairs_needed: int
    """Number of pairs that the precision takes, judged by those there are."""

    @property
    def is_reached(self) -> bool:
        """Whether the interval is narrow enough."""
        return self.half_width <= self.asked.half_width


@dataclass(frozen=True)
class Comparison:
    """Pairs of runs of two plans."""

    base: Scenario
    plan: Scenario
    pairs: tuple[Pair, ...]
    """By seed."""
    precisions: tuple[Precision, ...] = ()
    """What decided the number of pairs; empty: it was set in advance."""
    pilot: int | None = None
    """Number of pairs that were made before the number of pairs was decided."""
    most_pairs: int = MOST_PAIRS
    """Pairs that a wanted precision may take."""

    @cached_property
    def paths(self) -> list[str]:
        """Paths of all measures, those of the base first."""
        return list(dict.fromkeys([*self.pairs[0].base.measures, *self.pairs[0].plan.measures]))

    @cached_property
    def values(self) -> tuple[Floats, Floats]:
        """Base and plan, (pairs, measures) each; NaN where there is no value."""
        halves = ([pair.base for pair in self.pairs], [pair.plan for pair in self.pairs])
        base, plan = (
            # None, a figure without a value, becomes NaN.
            np.array([[half.measures.get(path) for path in self.paths] for half in side], float)
            for side in halves
        )
        return base, plan

    @cached_property
    def effects(self) -> dict[str, Effect]:
        """Every measure's effect by path."""
        return dict(zip(self.paths, self.effects_at(LEVEL), strict=True))

    def effects_at(self, level: float) -> list[Effect]:
        """Return every measure's effect with intervals of another level."""
        base, plan = self.values
        sides = [spread(side, None, level) for side in (base, plan)]
        difference = spread(plan - base, self.pilot, level)
        without = unpaired_half(base, plan, level)
        with np.errstate(invalid="ignore", divide="ignore"):
            narrower = np.where(difference.half > 0.0, without / difference.half, np.nan)
        return [
            Effect(
                sides[0].interval(m),
                sides[1].interval(m),
                difference.interval(m),
                float(narrower[m]),
            )
            for m in range(len(self.paths))
        ]

    def effect(self, measure: str) -> Effect:
        """Return the effect on a measure, such as ``channels.phone.satisfaction``."""
        path = measure if measure in self.effects else f"journeys.{measure}"
        if path not in self.effects:
            raise RunError(
                f"{measure}: found no such measure; must be a path of the comparison, such as "
                f"satisfaction or channels.phone.satisfaction. {nearest(measure, self.paths)[:300]}"
            )
        return self.effects[path]

    def pairs_needed(self, measure: str, precision: float) -> int:
        """Return how many pairs give a difference an interval of half width `precision`."""
        base, plan = self.values
        m = self.paths.index(measure if measure in self.paths else f"journeys.{measure}")
        return pairs_needed((plan - base)[:, m], precision, self.pilot)

    @cached_property
    def moved(self) -> Moved | None:
        """Who moved and why; None if nobody was followed, or the plans have other needs."""
        counts = [pair.moves for pair in self.pairs]
        found = [pair_counts for pair_counts in counts if pair_counts is not None]
        return Moved.of(found, self.pilot) if len(found) == len(counts) else None

    @property
    def reached(self) -> list[Reached]:
        """What became of each wanted precision."""
        found = []
        for asked in self.precisions:
            needed = self.pairs_needed(asked.measure, asked.half_width)
            found.append(Reached(asked, self.effects[asked.measure].half_width, needed))
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as ``canaux compare --json`` prints it."""
        return {
            "base": _described(self.base),
            "plan": _described(self.plan),
            "seed": self.pairs[0].seed,
            "pairs": len(self.pairs),
            "level": LEVEL,
            "customers": self.base.population.size,
            "scaled": self.base.scaled or self.plan.scaled,
            "digest": _digest(self.pairs),
            "precision": [
                {
                    "measure": one.asked.measure,
                    "asked": one.asked.half_width,
                    "half_width": _known(one.half_width),
                    "reached": one.is_reached,
                    "pairs_needed": one.pairs_needed,
                    "pilot": self.pilot,
                }
                for one in self.reached
            ],
            "moves": None if self.moved is None else self.moved.to_json(),
            **_tree({path: effect.to_json() for path, effect in self.effects.items()}),
        }

    def frame(self) -> pd.DataFrame:
        """Return one row per measure: means, the difference and its interval."""
        rows = [
            {
                "measure": path,
                "base": effect.base.mean,
                "plan": effect.plan.mean,
                "difference": effect.difference.mean,
                "ci_low": effect.difference.ci_low,
                "ci_high": effect.difference.ci_high,
                "times_narrower": effect.times_narrower,
            }
            for path, effect in self.effects.items()
        ]
        return pd.DataFrame(rows)


def _described(scenario: Scenario) -> dict[str, Any]:
    return {
        "scenario": scenario.name,
        "scenario_hash": scenario.scenario_hash,
        "title": scenario.title.model_dump(),
    }


def _halves(pairs: Sequence[Pair]) -> Iterator[Any]:
    for pair in pairs:
        yield from (pair.base, pair.plan)


def _digest(pairs: Sequence[Pair]) -> str:
    """BLAKE2b of the digests of all runs, base before plan, by seed."""
    digests = b"".join(bytes.fromhex(half.digest) for half in _halves(pairs))
    return hashlib.blake2b(digests, digest_size=16).hexdigest()


def _tree(leaves: dict[str, Any]) -> dict[str, Any]:
    """Return a tree of what stands at dotted paths."""
    tree: dict[str, Any] = {}
    for path, value in leaves.items():
        here = tree
        *above, last = path.split(".")
        for key in above:
            here = here.setdefault(key, {})
        here[last] = value
    return tree


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
