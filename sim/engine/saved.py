"""A run at one moment of its time: all that its future depends on but the world it is in.

What a world has by itself - parameters in force, roster steps, the calendar of needs - is made
again from the world in which the run goes on, which may have another future.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine import setup
from sim.engine.state import NONE, Engine
from sim.needs import NeedStream
from sim.output import Panel
from sim.params import Params
from sim.world import World

KEPT = (
    *("persons", "opinions", "memory", "journeys", "circumstances", "slots", "queues", "lines"),
    *("public", "desks", "advisers", "events", "hours", "slices", "scalars"),
    *("tally", "journey_tally", "hourly", "staffing", "work", "image"),
)
"""Fields of an engine that are saved."""

OF_THE_WORLD = ("key", "p", "route", "serves", "speed", "suspends", "steps", "month_index", "arcs")
"""Fields that the world gives."""

AT_HAND = ("listeners", "choice", "luck", "luck_again", "rows", "words")
"""Room for what one event uses, and for contact rows until they are set aside."""

_GROWING = ("journeys", "circumstances", "slots", "events")
"""Pools: as large as they had to become."""

_LAYOUT = ("simple", "first_adviser", "end_adviser")
"""Of a desk, where its advisers' records lie: that depends on rosters to come."""

_OF_THE_RUN = ("keep", "hands")
"""Scalars that the run that goes on has of its own."""


@dataclass(frozen=True)
class SavedRun:
    """A run before anything happens at `time`."""

    time: float
    """Minutes since the start."""
    engine: dict[str, NDArray[Any]]
    """The `KEPT` fields of the engine."""
    needs: dict[str, NDArray[np.void]]
    """`sim.needs.NeedStream.state`."""
    contacts: NDArray[np.void] | None
    """Records of the contacts closed so far, of dtype `sim.records.CONTACT`; None: not kept."""
    panels: tuple[Panel, ...]
    """Those taken so far."""


def save_run(
    engine: Engine,
    needs: NeedStream,
    time: float,
    contacts: NDArray[np.void] | None,
    panels: list[Panel],
) -> SavedRun:
    """Copy all that the future of a run depends on; its rows are set aside."""
    fields = {name: getattr(engine, name).copy() for name in KEPT}
    return SavedRun(time, fields, needs.state(), contacts, tuple(panels))


def restored(engine: Engine, saved: SavedRun, world: World) -> Engine:
    """Return a fresh engine of `world` as it stands at the moment of a saved run."""
    layout = engine.desks[list(_LAYOUT)].copy()
    own = {name: engine.scalars[name].copy() for name in _OF_THE_RUN}
    before = saved.engine
    for name in KEPT:
        if name not in (*_GROWING, "advisers"):
            getattr(engine, name)[...] = before[name]
    engine = engine._replace(
        journeys=before["journeys"].copy(),
        circumstances=before["circumstances"].copy(),
        slots=before["slots"].copy(),
        events=before["events"].copy(),
    )
    for name in _LAYOUT:
        engine.desks[name] = layout[name]
    for name, value in own.items():
        engine.scalars[name] = value
    _move_advisers(engine, before["desks"], before["advisers"])
    return setup.put_in_force(engine, params_before(world, saved.time))


def params_before(world: World, time: float) -> Params:
    """Return the parameters in force just before `time`."""
    past = [change.params for change in world.changes if change.time < time]
    return past[-1] if past else world.params


def _move_advisers(engine: Engine, desks: NDArray[np.void], advisers: NDArray[np.void]) -> None:
    """Put advisers where their desks have them now: other rosters may leave room for more."""
    in_hand = engine.slots["adviser"].copy()
    for old, new in zip(desks, engine.desks, strict=True):
        there = range(old["first_adviser"], old["end_adviser"])
        room = new["end_adviser"] - new["first_adviser"]
        for place, a in enumerate(there[:room]):
            moved = new["first_adviser"] + place
            engine.advisers[moved] = advisers[a]
            k = int(advisers[a]["first"])
            while k != NONE:
                in_hand[k] = moved
                k = int(engine.slots[k]["next"])
    engine.slots["adviser"] = in_hand
