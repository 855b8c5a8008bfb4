"""Everything that defines one run of one organisation."""

from typing import NamedTuple

from sim.params import NeedProfile, Params, Timeline
from sim.population import Customers
from sim.rng import Key


class World(NamedTuple):
    """What both engines simulate: luck, parameters, customers, needs and calendar."""

    key: Key
    params: Params
    customers: Customers
    profile: NeedProfile
    timeline: Timeline
