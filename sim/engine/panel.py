"""Copies of the customers' state: what a pollster could ask."""

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.image import faded
from sim.engine.state import Engine
from sim.output import Panel


def take_panel(engine: Engine, moment: float) -> Panel:
    """Copy what a pollster could ask the customers at `moment`."""
    memory, n_channels = engine.memory, engine.memory.shape[1]
    copied = {
        name: memory[name].copy() for name in Panel._fields if name in (memory.dtype.names or ())
    }
    return Panel(
        time=float(moment),
        satisfaction_belief=engine.opinions[:, :n_channels].copy(),
        goodwill=_reported_goodwill(engine, moment),
        last_channel=engine.persons["last_channel"].copy(),
        **copied,
    )


def _reported_goodwill(engine: Engine, moment: float) -> NDArray[np.float32]:
    """G, moved for who follows the organisation by what is to be read there."""
    persons = engine.persons
    goodwill: NDArray[np.float32] = engine.opinions[:, engine.memory.shape[1]].copy()
    total = 0.0
    for channel, public in zip(engine.p.channels, engine.public, strict=True):
        if channel["public"]:
            since = moment - float(public["moved"])
            total += faded(float(public["image"]), since, engine.p)
    if total != 0.0:
        follows = (persons["member_from"] <= moment) & (moment < persons["page_until"])
        moved = engine.p.behaviour[0]["image_goodwill"] * total
        goodwill[follows] = goodwill[follows].astype(np.float64) + moved
    return goodwill
