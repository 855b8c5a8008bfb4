"""From a scenario to what the engines take: parameters, customers, needs and calendar."""

from scenarios.build.world import build

__all__ = ["build"]
