"""Scenarios over the whole schema, drawn by Hypothesis as what a TOML file may hold.

Everything a file can say is said at times: channels of every form on shared and several desks,
rosters of any shape, every policy, every closing rule, dated changes. Durations are mostly whole
minutes and probabilities often 0 or 1, so that events meet. Simplest values come first: a failure
shrinks to a small file.
"""

from random_scenarios.extremes import extreme_scenarios
from random_scenarios.text import toml, uses
from random_scenarios.whole import THEMES, scenarios

__all__ = ["THEMES", "extreme_scenarios", "scenarios", "toml", "uses"]
