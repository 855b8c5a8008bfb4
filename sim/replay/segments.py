"""Which parameters are in force when: those of the start, then those of each dated change."""

import numpy as np
from numpy.typing import NDArray

from sim.params import Params
from sim.records import EventKind
from sim.world import World


def segments(world: World) -> list[Params]:
    """Return the parameters of a world in the order in which they come into force."""
    return [world.params, *(change.params for change in world.changes)]


def segment_of(
    world: World, time: NDArray[np.float64], kind: EventKind | NDArray[np.uint8]
) -> NDArray[np.int64]:
    """Return the number of the parameters in force for events of a kind at some moments.

    At the minute of a change itself, events that the tie rule puts before it have the old ones.
    """
    changes = np.array([change.time for change in world.changes])
    before = np.searchsorted(changes, time, side="left")
    after = np.searchsorted(changes, time, side="right")
    found: NDArray[np.int64] = np.where(np.asarray(kind) < EventKind.DATED_CHANGE, before, after)
    return found
