"""Why customers switched: both choices replayed, and their difference taken apart."""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.build import build
from scenarios.errors import ReplayStrayed
from scenarios.moves.matching import KEY, NO_ATTEMPT, Side
from sim.behaviour.choice import NOTHING as NOTHING_CHOSEN
from sim.packed import pack
from sim.params import Params
from sim.replay import Reason, Replay, attribute, replay
from sim.replay.attribution import MISSING, SIDE, Chooser
from sim.replay.segments import segments
from sim.world import World

NOTHING = "nothing"
"""Where a need is that led to no contact: its customer did nothing."""

SEEN = ("log_wait_belief", "satisfaction_belief", "unheard_belief", "image", "opens_in")
"""What a customer saw of a channel, taken over from the replay."""

REASONS = [reason.name.lower() for reason in Reason]


class Told:
    """One plan's run replayed for some customers: what they knew at every choice."""

    def __init__(self, side: Side, customers: NDArray[np.int64]) -> None:
        run = side.run
        self.side = side
        self.world: World = build(run.scenario, run.seed, run.organisation)
        self.replay: Replay = replay(self.world, side.contacts, customers)
        if self.replay.strayed.size:
            raise ReplayStrayed(
                f"{run.scenario.name}, seed {run.seed}: {self.replay.strayed.size} contacts came "
                "out otherwise when they were replayed, so that nothing can be said about why "
                "customers switched. This is a fault of the program: please report it."
            )
        decisions = self.replay.decisions
        self._params = segments(self.world)
        self._index = pd.MultiIndex.from_arrays([decisions[name].astype(np.int64) for name in KEY])

    def segment(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which parameters were in force at each decision."""
        return self.replay.decisions["segment"][rows].astype(np.int64)

    def params(self, segment: int) -> Params:
        """Return the parameters of a segment."""
        return self._params[segment]

    def rows(self, attempts: pd.DataFrame) -> NDArray[np.int64]:
        """Return the decision of each attempt; -1 where there is none."""
        keys = pd.MultiIndex.from_frame(attempts[KEY])
        found: NDArray[np.int64] = self._index.get_indexer(keys)
        return found

    def did_nothing(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say of each decision whether its customer preferred to do nothing."""
        decisions = self.replay.decisions[rows]
        nothing = (decisions["channel"] == NOTHING_CHOSEN) & (
            decisions["rechosen"] == NOTHING_CHOSEN
        )
        return np.asarray(nothing & (rows >= 0))

    def utility(self, rows: NDArray[np.int64], places: pd.Series) -> NDArray[np.float64]:
        """Return V of one place for each decision, ν and ε left out; -inf if not available."""
        found = np.full(len(rows), -np.inf)
        for place in places.unique():
            here = (places == place).to_numpy()
            if place == NOTHING:
                found[here] = self._nothing(rows[here])
            elif place in self.side.channels:
                c = self.side.channels.index(place)
                found[here] = self.replay.views.utility[rows[here], c]
        return found

    def _nothing(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the utility of doing nothing at each decision."""
        nothing = np.array([params.kinds.nothing for params in self._params])
        found: NDArray[np.float64] = nothing[
            self.segment(rows), self.replay.decisions["kind"][rows]
        ]
        return found

    def describe(self, rows: NDArray[np.int64], places: pd.Series) -> NDArray[np.void]:
        """Return one place as its customers saw it at each decision, of dtype `SIDE`."""
        seen = np.zeros(len(rows), SIDE)
        decisions, views = self.replay.decisions[rows], self.replay.views
        people = self.world.customers
        seen["audience_term"] = np.log(1.0 + people.audience[decisions["customer"]] / 50.0)
        for place in places.unique():
            here = (places == place).to_numpy()
            at, of = rows[here], decisions[here]
            part = seen[here]
            if place == NOTHING:
                part["channel"] = NOTHING_CHOSEN
                part["is_available"] = np.isfinite(self._nothing(at))
            elif place not in self.side.channels:
                part["channel"] = MISSING
            else:
                c = self.side.channels.index(place)
                part["channel"] = c
                for name in SEEN:
                    part[name] = getattr(views, name)[at, c]
                part["taste"] = people.taste[of["customer"], c]
                part["is_last"] = of["last_channel"] == c
                part["is_previous"] = of["previous_channel"] == c
                part["has_failed"] = of["failed"] >> c & 1
                part["is_available"] = (views.available[at] >> c & 1 == 1) & np.isfinite(
                    views.opens_in[at, c]
                )
            seen[here] = part
        return seen


def candidates(attempts: pd.DataFrame) -> pd.DataFrame:
    """Return the attempts that may be switches: two channels, or a first attempt of one plan."""
    differ = attempts["channel_base"] != attempts["channel_plan"]
    one_sided = (attempts[["channel_base", "channel_plan"]] == NO_ATTEMPT).any(axis=1)
    return attempts[differ & (~one_sided | (attempts["attempt"] == 0))]


def explained(attempts: pd.DataFrame, base: Told, plan: Told) -> pd.DataFrame:
    """Return the switches among attempts, with the parts of their utility difference.

    Columns: the key, `from` and `to` (channels or `NOTHING`), the decisions `row_base` and
    `row_plan`, `difference` D of Eq. (C6), and a column for each reason. Parts add up to the
    difference, which is infinite where one plan did not offer what the other one's customer chose.
    """
    found = attempts[[*KEY, "channel_base", "channel_plan"]].rename(
        columns={"channel_base": "from", "channel_plan": "to"}
    )
    for side, told, place in (("base", base, "from"), ("plan", plan, "to")):
        rows = told.rows(found)
        found[f"row_{side}"] = rows
        silent = (found[place] == NO_ATTEMPT) & told.did_nothing(rows)
        found.loc[silent, place] = NOTHING
    found = found[
        (found[["from", "to"]] != NO_ATTEMPT).all(axis=1) & (found["from"] != found["to"])
    ].reset_index(drop=True)
    sides = np.zeros((len(found), 2, 2), SIDE)
    for c, place in enumerate(("from", "to")):
        for s, (side, told) in enumerate((("base", base), ("plan", plan))):
            sides[:, c, s] = told.describe(found[f"row_{side}"].to_numpy(), found[place])
    age = base.world.customers.age[found["customer"]].astype(np.float64)
    kind = base.replay.decisions["kind"][found["row_base"]]
    chooser = Chooser(kind, (age - 45.0) / 10.0)
    parts = _parts(found, chooser, sides, base, plan)
    found["difference"] = _difference(found, base, plan)
    for r, reason in enumerate(REASONS):
        found[reason] = parts[:, r]
    return found


def _parts(
    found: pd.DataFrame, chooser: Chooser, sides: NDArray[np.void], base: Told, plan: Told
) -> NDArray[np.float64]:
    """Return the parts of each switch, with the parameters in force at both choices."""
    parts = np.zeros((len(found), len(REASONS)))
    in_force = np.stack(
        [
            base.segment(found["row_base"].to_numpy()),
            plan.segment(found["row_plan"].to_numpy()),
        ],
        axis=1,
    )
    for pair in np.unique(in_force, axis=0):
        here = (in_force == pair).all(axis=1)
        of = Chooser(*(column[here] for column in chooser))
        both = pack(base.params(pair[0])), pack(plan.params(pair[1]))
        parts[here] = attribute(of, sides[here], *both)
    return parts


def _difference(found: pd.DataFrame, base: Told, plan: Told) -> NDArray[np.float64]:
    """Return by how much the utility of the new place over the old one rose."""
    offered = math.inf
    with np.errstate(invalid="ignore"):
        gains = [
            told.utility(found[f"row_{side}"].to_numpy(), found["to"])
            - told.utility(found[f"row_{side}"].to_numpy(), found["from"])
            for side, told in (("base", base), ("plan", plan))
        ]
        difference = gains[1] - gains[0]
    return np.where(np.isneginf(gains[0]) | np.isposinf(gains[1]), offered, difference)
