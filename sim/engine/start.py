"""What runs of the same customers have in common, and the windows in which needs are made."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine import setup
from sim.needs import Needs, NeedStream
from sim.world import World

WINDOW = 28 * 1440.0
"""Minutes of needs generated at a time: 22,000 needs of 100,000 customers, which fit the cache."""


class Start(NamedTuple):
    """What runs of the same customers and needs have in common, to be made once for all of them."""

    world: World
    persons: NDArray[np.void]
    opinions: NDArray[np.float32]
    memory: NDArray[np.void]
    needs: list[Needs]  # a window each

    def serves(self, world: World) -> bool:
        """Whether a world has the same customers with the same needs."""
        mine = self.world
        return (
            mine.key == world.key
            and mine.customers is world.customers
            and mine.profile is world.profile
            and mine.timeline is world.timeline
            and np.array_equal(
                mine.params.kinds.cumulative_share, world.params.kinds.cumulative_share
            )
        )


def prepare(world: World) -> Start:
    """Make what all runs of a world have in common, whatever their parameters."""
    stream, end, now, needs = need_stream(world), world.timeline.end, 0.0, []
    while now < end:
        now = min(now + WINDOW, end)
        needs.append(stream.window(now))
    return Start(
        world,
        setup.make_persons(world.customers),
        setup.make_opinions(world.customers),
        setup.make_memory(world.customers),
        needs,
    )


def need_stream(world: World) -> NeedStream:
    """Return the needs of a world, from its start."""
    share = world.params.kinds.cumulative_share
    return NeedStream(world.key, world.customers, world.profile, share, world.timeline)
