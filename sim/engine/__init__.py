"""The compiled engine: the event loop that people run."""

from sim.engine.run import simulate
from sim.engine.saved import SavedRun

__all__ = ["SavedRun", "simulate"]
