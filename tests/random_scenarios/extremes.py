"""Scenarios with numbers at the ends of their ranges and beyond."""

import copy

from hypothesis import strategies as st

from random_scenarios.whole import scenarios

EXTREMES = (0, 1, 2, 1e-9, 1e-3, 0.5, 0.999999, 1.0, 20.0, 100, 1000, 1e4, 1e6, 10**6, 1e9)
"""Ends of ranges, and values beyond all use that the schema may still allow."""
_SIZES = {"size", "need_rate", "staffed_for"}
"""How much happens in a run: these stay as they are, so that it stays small."""


@st.composite
def extreme_scenarios(draw):
    """One scenario with up to five numbers anywhere in it at extremes; it may be refused."""
    scenario = copy.deepcopy(draw(scenarios()))
    places = list(_numbers(scenario))
    for container, key in draw(st.lists(st.sampled_from(places), max_size=5)):
        container[key] = draw(st.sampled_from(EXTREMES))
    return scenario


def _numbers(table):
    """Yield the container and key of every number in nested tables and lists."""
    for key, value in table.items() if isinstance(table, dict) else enumerate(table):
        if isinstance(value, dict | list):
            yield from _numbers(value)
        elif isinstance(value, int | float) and not isinstance(value, bool) and key not in _SIZES:
            yield table, key
