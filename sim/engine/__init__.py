"""The compiled engine: the event loop that people run."""

from sim.engine.run import Start, prepare, simulate

__all__ = ["Start", "prepare", "simulate"]
