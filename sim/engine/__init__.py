"""The compiled engine: the event loop that people run."""

from sim.engine.run import simulate
from sim.engine.saved import SavedRun
from sim.engine.start import Start, prepare

__all__ = ["SavedRun", "Start", "prepare", "simulate"]
