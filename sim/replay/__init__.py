"""Replay a run from its contact table: what every customer knew whenever one chose a channel.

The table holds what happened, not what was believed. As every draw is a function of who and which
decision, and every belief a function of what was felt before, both come back by going through the
table in the order of time with the shared behaviour functions: no queue is simulated again. A
replay chooses every channel anew and feels every contact anew; where either differs from the table
it says so. Then `attribution` takes the difference between two plans' choices apart.
"""

from sim.replay.attribution import Reason, attribute
from sim.replay.decisions import LEFT
from sim.replay.kernel import Views
from sim.replay.replayed import Replay, replay

__all__ = ["LEFT", "Reason", "Replay", "Views", "attribute", "replay"]
