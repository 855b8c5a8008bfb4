"""From a scenario to what the engines take: parameters, customers, needs and calendar."""

from scenarios.build.drawn import People, people
from scenarios.build.world import build

__all__ = ["People", "build", "people"]
