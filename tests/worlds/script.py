"""Needs that are listed one by one, in place of drawn ones."""

import sys
from typing import Any, NamedTuple

import numpy as np

import sim.needs
from sim.needs import Needs


class Script(NamedTuple):
    """The needs of a world, in place of a profile: (time, customer, kind), sorted by time."""

    needs: tuple[tuple[float, int, int], ...]


class ScriptedNeeds:
    """Hands out a script's needs as `sim.needs.NeedStream` hands out drawn ones."""

    def __init__(self, script: Script, end: float) -> None:
        numbers: dict[int, int] = {}
        rows = []
        for time, customer, kind in sorted(script.needs, key=lambda need: need[0]):
            number = numbers.get(customer, 0)
            numbers[customer] = number + 1
            rows.append((time, customer, number, kind))
        self._rows = sorted(row for row in rows if row[0] < end)
        self._reached = 0.0

    def window(self, until: float) -> Needs:
        """Needs from the end of the last window to `until`."""
        rows = [row for row in self._rows if self._reached <= row[0] < until]
        self._reached = until
        return Needs(
            time=np.array([row[0] for row in rows], dtype=np.float64),
            customer=np.array([row[1] for row in rows], dtype=np.uint32),
            need=np.array([row[2] for row in rows], dtype=np.uint32),
            kind=np.array([row[3] for row in rows], dtype=np.uint8),
        )


def script_needs(monkeypatch: Any) -> None:
    """Let all loaded engines read the needs of worlds built here from their script."""
    drawn = sim.needs.NeedStream

    def stream(key: Any, customers: Any, profile: Any, share: Any, timeline: Any) -> Any:
        if isinstance(profile, Script):
            return ScriptedNeeds(profile, timeline.end)
        return drawn(key, customers, profile, share, timeline)

    for name, module in list(sys.modules.items()):
        if name.startswith("sim.") and hasattr(module, "NeedStream"):
            monkeypatch.setattr(module, "NeedStream", stream)
