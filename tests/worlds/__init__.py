"""Tiny worlds built by hand: every time, law and need is in the test that uses them.

`build` makes a world whose needs are listed one by one. Engines ask `sim.needs.NeedStream` for
needs; `script_needs` puts in its place a stream that hands out the list. Laws that are `fixed` and
probabilities of 0 and 1 leave nothing to luck, so that a test can compute everything by hand.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.params import Behaviour, DatedChange, Kinds, Params, Policies, Timeline
from sim.rng import Key
from sim.world import World
from worlds.parts import (
    INF,
    NEVER,
    behaviour,
    channels,
    customers,
    deskless,
    desks,
    exponential,
    fixed,
    live,
    policies,
    serving,
    written,
)
from worlds.script import Script, script_needs

__all__ = [
    "build",
    "changed",
    "live",
    "written",
    "deskless",
    "behaviour",
    "policies",
    "channels",
    "serving",
    "desks",
    "customers",
    "fixed",
    "exponential",
    "NEVER",
    "INF",
    "Script",
    "script_needs",
]


def build(
    rows: list[dict[str, Any]],
    rosters: list[list[tuple[float, ...]]],
    needs: list[tuple[float, int, int]],
    *,
    end: float = 1440.0,
    warm_up: float = 0.0,
    panel: tuple[float, ...] = (),
    changes: Iterable[tuple[float, dict[str, Any]]] = (),
    nothing: float = -INF,
    identified: tuple[int, ...] = (),
    seed: int = 1,
    people: dict[str, Any] | None = None,
    rules: Behaviour | None = None,
    policy: Policies | None = None,
    suspends: Iterable[int] = (),
    speed: Mapping[int, tuple[float, ...]] | None = None,
    n_customers: int | None = None,
    n_months: int = 1,
) -> World:
    """Build a world.

    Parameters
    ----------
    rows
        Channels: `live`, `written` or `deskless`.
    rosters
        A list of (time, advisers, wage) per desk; `desks` says more, also of the next two.
    suspends, speed
        Of desks.
    needs
        (time, customer, kind); kinds are 0, 1 and 2, a complaint.
    changes
        (time, what is new), what is new being a mapping with some of the keys of `changed`. They
        add up.
    nothing
        Utility of doing nothing.
    identified
        Kinds that cannot be solved in public.
    people
        Fields of `customers`.
    n_months
        Equal parts of the run that count as months.
    """
    n_kinds, hours = 3, math.ceil(end / 60.0)
    month = np.arange(hours, dtype=np.int64) * n_months // hours
    size = n_customers or 1 + max((customer for _, customer, _ in needs), default=0)
    params = Params(
        channels=channels(rows, n_kinds),
        kinds=Kinds(
            cumulative_share=np.array([0.4, 0.8, 1.0]),
            urgency=np.array([0.8, 1.0, 1.4]),
            judgement=np.zeros(n_kinds),
            nothing=np.full(n_kinds, nothing),
            needs_identification=np.isin(np.arange(n_kinds), identified),
            complaint=2,
        ),
        serving=serving(rows, len(rosters)),
        desks=desks(rosters, rows, suspends, speed),
        behaviour=rules or behaviour(),
        policies=policy or policies(),
    )
    dated, before = [], params
    for time, what in sorted(changes, key=lambda change: change[0]):
        before = changed(before, **what)
        dated.append(DatedChange(time, before))
    return World(
        key=Key(seed, 0),
        params=params,
        changes=tuple(dated),
        customers=customers(size, len(rows), **(people or {})),
        profile=Script(tuple(needs)),
        timeline=Timeline(
            end=end,
            warm_up=warm_up,
            start_weekday=0,
            start_minute_of_day=0.0,
            month_of_hour=month % 12,
            month_index=month,
            panel=np.array(panel, dtype=np.float64),
        ),
    )


def changed(
    params: Params,
    *,
    channels: Mapping[int, Mapping[str, Any]] = {},
    serving: Mapping[tuple[int, int], Mapping[str, Any]] = {},
    behaviour: Mapping[str, Any] = {},
    policies: Mapping[str, Any] = {},
) -> Params:
    """Parameters with other values.

    Parameters
    ----------
    channels
        Fields by channel.
    serving
        Fields by (desk, channel).
    behaviour, policies
        Fields.
    """
    return params._replace(
        channels=_with_entries(params.channels, channels),
        serving=_with_entries(params.serving, serving),
        behaviour=params.behaviour._replace(**behaviour),
        policies=params.policies._replace(**policies),
    )


def _with_entries(columns: Any, entries: Mapping[Any, Mapping[str, Any]]) -> Any:
    """Columns with some entries replaced."""
    copies = {name: column.copy() for name, column in columns._asdict().items()}
    for index, fields in entries.items():
        for name, value in fields.items():
            copies[name][index] = value
    return type(columns)(**copies)
