"""The compiled engine: the event loop that people run."""

from sim.engine.run import simulate

__all__ = ["simulate"]
