"""Parts of tiny worlds: what is not said is as plain as can be."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.params import (
    AtClose,
    Behaviour,
    Belief,
    Channels,
    Desks,
    Felt,
    Form,
    Law,
    Policies,
    Serving,
    WaitForm,
)
from sim.population import Customers
from sim.rng import name_hash

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
    "needs_internet": False,
    "needs_membership": False,
    "needs_store": False,
    "public": False,
    "in_record": False,
    "intercept": 0.0,
    "age_slope": 0.0,
    "kind_appeal": 0.0,
    "audience_appeal": 0.0,
    "acceptable_delay": 3.0,
    "judgement": 0.0,
    "expected_logit": 0.0,
    "resolution_factor": 1.0,
    "handling_factor": 1.0,
    "delay": NEVER,
    "patience": NEVER,
    "patience_factor": 1.0,
    "impatient": 0.0,
    "patient": 0.0,
    "message_after": INF,
    "balking": 0.0,
    "line_limit": INF,
    "trunks": INF,
    "chase": NEVER,
    "expiry": NEVER,
    "answer_probability": 1.0,
    "threshold": 1.0,
    "at_close": AtClose.SERVE,
    "drop_when_closed": 0.0,
    "opening_spread": 0.0,
    # How its desks serve it: one value for all of them, or a mapping from desk to value.
    "desks": (),
    "handling": fixed(5.0),
    "skill": 1.0,
    "concurrency": 1,
    "priority": 0,
}
_SERVING = ("handling", "skill", "concurrency", "priority")
_DTYPES = {
    "name_hash": np.uint32,
    "form": np.int64,
    "at_close": np.int64,
    "needs_internet": np.bool_,
    "needs_membership": np.bool_,
    "needs_store": np.bool_,
    "public": np.bool_,
    "in_record": np.bool_,
    "concurrency": np.int64,
    "priority": np.int64,
}
_BY_KIND = {
    "kind_appeal",
    "audience_appeal",
    "resolution_factor",
    "handling_factor",
    "patience_factor",
}


def live(*desks: int, **values: Any) -> dict[str, Any]:
    """Fields of a live channel: five minutes of handling, endless patience, all solved.

    Served by the desks given, first choice first, or by desk 0.
    """
    return {**_CHANNEL, "form": Form.LIVE, "desks": desks or (0,), **values}


def written(*desks: int, **values: Any) -> dict[str, Any]:
    """Fields of a written channel: five minutes of handling, no chase, all answered and solved."""
    return {**_CHANNEL, "form": Form.WRITTEN, "desks": desks or (0,), **values}


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
            "leave_below": -INF,
            "tell_satisfied": 0.0,
            "tell_dissatisfied": 0.0,
            "listeners_satisfied": 2,
            "listeners_dissatisfied": 3,
            "degree": 6,
            "local_links": 2,
            "word_of_mouth": 0.0,
            "word_of_mouth_goodwill": 0.0,
            "image_rate": 0.0,
            "image_life": 1440.0,
            "image_goodwill": 0.0,
            "view_share": 1.0,
            "wait_form": int(WaitForm.LOG),
            "felt": int(Felt.JUDGED),
            "belief": int(Belief.OWN),
            **values,
        }
    )


def policies(**values: Any) -> Policies:
    """Policies that change nothing: no record, no private messages, nobody loud or deleted."""
    return Policies(
        **{
            "record_saving": 0.0,
            "move_to_private": False,
            "private_delay": np.array(fixed(20.0)),
            "private_loss": 0.0,
            "public_handling": np.array(fixed(1.0)),
            "delete_share": 0.0,
            "repost_factor": 1.0,
            "loud_audience": INF,
            "loud_answer_probability": 1.0,
            "loud_first": False,
            **values,
        }
    )


def channels(rows: list[dict[str, Any]], n_kinds: int) -> Channels:
    """Arrays of channel fields; a field by kind may be one number for all kinds."""
    columns = {}
    for name in Channels._fields:
        if name == "name_hash":
            values: list[Any] = [name_hash(f"channel {c}") for c in range(len(rows))]
        elif name in _BY_KIND:
            values = [np.broadcast_to(row[name], n_kinds) for row in rows]
        elif name == "skill":
            values = [row[name] if row["form"] == Form.DESKLESS else 0.0 for row in rows]
        else:
            values = [row[name] for row in rows]
        columns[name] = np.array(values, dtype=_DTYPES.get(name, np.float64))
    return Channels(**columns)


def serving(rows: list[dict[str, Any]], n_desks: int) -> Serving:
    """How desks serve channels; what a row says once holds for all its desks."""
    shape = (n_desks, len(rows))
    serves = np.zeros(shape, np.bool_)
    columns = {
        name: np.zeros((*shape, 3) if name == "handling" else shape, _DTYPES.get(name, np.float64))
        for name in _SERVING
    }
    for c, row in enumerate(rows):
        for d in row["desks"]:
            serves[d, c] = True
            for name in _SERVING:
                value = row[name]
                columns[name][d, c] = value[d] if isinstance(value, Mapping) else value
    return Serving(serves=serves, **columns)


def desks(
    rosters: list[list[tuple[float, ...]]],
    rows: list[dict[str, Any]] = (),  # type: ignore[assignment]
    suspends: Iterable[int] = (),
    speed: Mapping[int, tuple[float, ...]] | None = None,
) -> Desks:
    """Routes of channels and merged roster steps.

    Parameters
    ----------
    rosters
        A list of (time, advisers, wage) or (time, advisers, wage, paid advisers) per desk.
    rows
        The channels.
    suspends
        Desks whose roster drops take contacts from advisers.
    speed
        Work an adviser of a desk does per minute with 1, 2, ... contacts in hand; 1 if not said.
    """
    route = np.full((len(rows), len(rosters)), -1, np.int64)
    for c, row in enumerate(rows):
        route[c, : len(row["desks"])] = row["desks"]
    speeds = speed or {}
    loads = max([1, *(np.max(_values(row["concurrency"])) for row in rows)])
    rates = np.ones((len(rosters), int(loads)))
    for desk, given in speeds.items():
        rates[desk, : len(given)] = given[: int(loads)]
    steps = []
    for desk, roster in enumerate(rosters):
        for i, (time, advisers, wage, *paid) in enumerate(roster):
            opens = next((step[0] for step in roster[i:] if step[1] > 0), INF)
            closes = next(
                (step[0] for step in roster[i + 1 :] if step[1] == 0 and step[0] > opens), INF
            )
            steps.append((time, desk, advisers, *(paid or (advisers,)), wage, opens, closes))
    steps.sort(key=lambda step: step[:2])
    types = (np.float64, np.int64, np.int64, *(np.float64,) * 4)
    suspending = np.zeros(len(rosters), np.bool_)
    suspending[list(suspends)] = True
    return Desks(
        route,
        suspending,
        rates,
        *(np.array([step[i] for step in steps], dtype=types[i]) for i in range(len(types))),
    )


def _values(value: Any) -> list[Any]:
    """Value of each desk, or the one of all."""
    return list(value.values()) if isinstance(value, Mapping) else [value]


def customers(count: int, n_channels: int, **values: Any) -> Customers:
    """Equal customers of 40 with access to everything; expected waits are one minute."""
    columns = {
        "age": 40,
        "woman": False,
        "internet": True,
        "store_access": True,
        "member_from": -INF,
        "page_until": INF,
        "audience": 0.0,
        "need_rate": 1.0,
        "taste": 0.0,
        "satisfaction_belief": 0.5,
        "log_wait_belief": math.log(4.0),
        **values,
    }
    types = {"age": "u1", "member_from": "f8", "page_until": "f8", "need_rate": "f8"}
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
