"""Everything that defines one run of one organisation."""

from typing import NamedTuple

from sim.params import DatedChange, NeedProfile, Params, Timeline
from sim.population import Customers
from sim.rng import Key


class World(NamedTuple):
    """What both engines simulate: luck, parameters, customers, needs and calendar."""

    key: Key
    params: Params  # in force from the start
    changes: tuple[DatedChange, ...]  # in order of time
    customers: Customers
    profile: NeedProfile
    timeline: Timeline
