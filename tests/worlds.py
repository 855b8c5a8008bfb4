"""Tiny worlds built by hand: every time, law and need is in the test that uses them.

`build` makes a world whose needs are listed one by one. Engines ask `sim.needs.NeedStream` for
needs; `script_needs` puts in its place a stream that hands out the list. Laws that are `fixed` and
probabilities of 0 and 1 leave nothing to luck, so that a test can compute everything by hand.
"""

import math
import sys
from typing import Any, NamedTuple

import numpy as np

import sim.needs
from sim.needs import Needs
from sim.params import (
    AtClose,
    Behaviour,
    Change,
    Changes,
    Channels,
    Desks,
    Form,
    Kinds,
    Law,
    Params,
    Timeline,
)
from sim.population import Customers
from sim.rng import Key, name_hash
from sim.world import World

NEVER = (Law.NEVER, 0.0, 0.0)
INF = math.inf


def fixed(minutes: float) -> tuple[float, float, float]:
    """Law row of one value."""
    return (Law.FIXED, minutes, 0.0)


def exponential(mean: float) -> tuple[float, float, float]:
    """Law row of an exponential duration."""
    return (Law.EXPONENTIAL, mean, 0.0)


_CHANNEL = {
    "form": Form.LIVE,
    "desk": -1,
    "needs_internet": False,
    "needs_membership": False,
    "needs_store": False,
    "intercept": 0.0,
    "age_slope": 0.0,
    "kind_appeal": 0.0,
    "audience_appeal": 0.0,
    "acceptable_delay": 3.0,
    "judgement": 0.0,
    "expected_logit": 0.0,
    "skill": 1.0,
    "resolution_factor": 1.0,
    "handling": NEVER,
    "handling_factor": 1.0,
    "delay": NEVER,
    "patience": NEVER,
    "impatient": 0.0,
    "balking": 0.0,
    "line_limit": math.inf,
    "chase": NEVER,
    "answer_probability": 1.0,
    "threshold": 1.0,
    "at_close": AtClose.SERVE,
    "drop_when_closed": 0.0,
    "opening_spread": 0.0,
}
_DTYPES = {
    "name_hash": np.uint32,
    "form": np.int64,
    "desk": np.int64,
    "at_close": np.int64,
    "needs_internet": np.bool_,
    "needs_membership": np.bool_,
    "needs_store": np.bool_,
}
_BY_KIND = {"kind_appeal", "audience_appeal", "resolution_factor", "handling_factor"}


def live(desk: int = 0, **values: Any) -> dict[str, Any]:
    """Fields of a live channel: five minutes of handling, endless patience, all solved."""
    return {**_CHANNEL, "form": Form.LIVE, "desk": desk, "handling": fixed(5.0), **values}


def written(desk: int = 0, **values: Any) -> dict[str, Any]:
    """Fields of a written channel: five minutes of handling, no chase, all answered and solved."""
    return {**_CHANNEL, "form": Form.WRITTEN, "desk": desk, "handling": fixed(5.0), **values}


def deskless(**values: Any) -> dict[str, Any]:
    """Fields of a deskless channel: an answer after an hour, all solved; it has no threshold."""
    return {**_CHANNEL, "form": Form.DESKLESS, "delay": fixed(60.0), **values, "threshold": -1.0}


def behaviour(**values: Any) -> Behaviour:
    """Choice by intercepts and luck alone, judgement by the wait; nobody retries or chases."""
    return Behaviour(
        **{
            "beta_satisfaction": 0.0,
            "beta_wait": 0.0,
            "beta_habit": 0.0,
            "beta_return": 0.0,
            "failed_penalty": 0.0,
            "circumstance_sd": 0.0,
            "nothing_hash": name_hash("nothing"),
            "judgement_intercept": 0.0,
            "judgement_resolved": 1.0,
            "judgement_delay": 1.0,
            "judgement_never": -1.0,
            "judgement_abandoned": -1.0,
            "judgement_expectation": 0.0,
            "loss_aversion": 2.0,
            "learning_rate": 0.5,
            "goodwill_rate": 0.25,
            "retry": 0.0,
            "retry_abandoned": 0.0,
            "retry_delay": np.array(fixed(30.0)),
            "retry_delay_abandoned": np.array(fixed(10.0)),
            "retry_chase": 0.0,
            "max_attempts": 5,
            **values,
        }
    )


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


def channels(rows: list[dict[str, Any]], n_kinds: int) -> Channels:
    """Arrays of channel fields; a field by kind may be one number for all kinds."""
    columns = {}
    for name in Channels._fields:
        if name == "name_hash":
            values: list[Any] = [name_hash(f"channel {c}") for c in range(len(rows))]
        elif name in _BY_KIND:
            values = [np.broadcast_to(row[name], n_kinds) for row in rows]
        else:
            values = [row[name] for row in rows]
        columns[name] = np.array(values, dtype=_DTYPES.get(name, np.float64))
    return Channels(**columns)


def desks(rosters: list[list[tuple[float, int, float]]]) -> Desks:
    """Merged roster steps of lists of (time, advisers, wage), one list per desk."""
    rows = []
    for desk, steps in enumerate(rosters):
        for i, (time, advisers, wage) in enumerate(steps):
            opens = next((t for t, n, _ in steps[i:] if n > 0), INF)
            closes = next((t for t, n, _ in steps[i + 1 :] if n == 0 and t > opens), INF)
            rows.append((time, desk, advisers, wage, opens, closes))
    rows.sort(key=lambda row: row[:2])
    types = (np.float64, np.int64, np.int64, np.float64, np.float64, np.float64)
    return Desks(
        len(rosters),
        *(np.array([row[i] for row in rows], dtype=types[i]) for i in range(len(types))),
    )


def customers(count: int, n_channels: int, **values: Any) -> Customers:
    """Equal customers of 40 with access to everything; expected waits are one minute."""
    columns = {
        "age": 40,
        "woman": False,
        "internet": True,
        "store_access": True,
        "member_from": -INF,
        "audience": 0.0,
        "need_rate": 1.0,
        "taste": 0.0,
        "satisfaction_belief": 0.5,
        "log_wait_belief": math.log(4.0),
        **values,
    }
    types = {"age": "u1", "member_from": "f8", "need_rate": "f8"}
    types |= dict.fromkeys(("woman", "internet", "store_access"), "?")
    per_channel = {"taste", "satisfaction_belief", "log_wait_belief"}
    shapes = {name: (count, n_channels) if name in per_channel else (count,) for name in columns}
    return Customers(
        **{
            name: np.ascontiguousarray(
                np.broadcast_to(np.asarray(value, dtype=types.get(name, "f4")), shapes[name])
            ).copy()
            for name, value in columns.items()
        }
    )


def build(
    rows: list[dict[str, Any]],
    rosters: list[list[tuple[float, int, float]]],
    needs: list[tuple[float, int, int]],
    *,
    end: float = 1440.0,
    warm_up: float = 0.0,
    panel: tuple[float, ...] = (),
    changes: tuple[tuple[float, int, float], ...] = (),
    nothing: float = -INF,
    seed: int = 1,
    people: dict[str, Any] | None = None,
    rules: Behaviour | None = None,
    n_customers: int | None = None,
    n_months: int = 1,
) -> World:
    """Build a world.

    Parameters
    ----------
    rows
        Channels: `live`, `written` or `deskless`.
    rosters
        A list of (time, advisers, wage) per desk.
    needs
        (time, customer, kind); kinds are 0, 1 and 2, a complaint.
    changes
        (time, channel, answering probability).
    nothing
        Utility of doing nothing.
    people
        Fields of `customers`.
    n_months
        Equal parts of the run that count as months.
    """
    n_kinds, hours = 3, math.ceil(end / 60.0)
    month = np.arange(hours, dtype=np.int64) * n_months // hours
    size = n_customers or 1 + max((customer for _, customer, _ in needs), default=0)
    return World(
        key=Key(seed, 0),
        params=Params(
            channels=channels(rows, n_kinds),
            kinds=Kinds(
                cumulative_share=np.array([0.4, 0.8, 1.0]),
                urgency=np.array([0.8, 1.0, 1.4]),
                judgement=np.zeros(n_kinds),
                nothing=np.full(n_kinds, nothing),
                complaint=2,
            ),
            desks=desks(rosters),
            behaviour=rules or behaviour(),
            changes=Changes(
                time=np.array([change[0] for change in changes], dtype=np.float64),
                what=np.full(len(changes), Change.ANSWER_PROBABILITY, dtype=np.int64),
                target=np.array([change[1] for change in changes], dtype=np.int64),
                value=np.array([change[2] for change in changes], dtype=np.float64),
            ),
        ),
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
