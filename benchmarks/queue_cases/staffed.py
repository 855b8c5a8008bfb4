"""Channels and desks of a case: who serves whom, how fast, and how long customers wait for it."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from benchmarks.queue_cases.cases import Row, extra, minutes_a_unit
from benchmarks.queue_cases.timetable import Roster, always

FAVOUR = 100.0
"""Utility by which a class of customers prefers its own channel; no luck makes up for it."""


class Channel(NamedTuple):
    """A channel: its desks and the other keys of its section."""

    name: str
    desks: list[str]
    values: dict[str, Any]


class Desk(NamedTuple):
    """A desk: the keys of its section."""

    name: str
    values: dict[str, Any]


def channels_and_desks(row: Row, roster: Roster) -> tuple[list[Channel], list[Desk]]:
    """Return who serves whom; `roster` is that of a case with one desk, or of every desk."""
    more = extra(row)
    if row["family"] == "feedback_equilibrium":
        return _feedback(row, more)
    if "pool_A" in more:
        return _n_design(row, more)
    if "lambda1" in more:
        names = ("class1", "class2")
        channels = [_of_class(row, more, i, ["desk"]) for i in (1, 2)]
        for i, channel in enumerate(channels):
            channel.values["priority"] = i
        assert [channel.name for channel in channels] == list(names)
        return channels, [Desk("desk", {"roster": roster})]
    count = more.get("types", 1)
    names = [f"desk{i}" for i in range(count)]
    full = more.get("skills") == "all"
    routes = [[*names[i:], *names[:i]] if full else [names[i]] for i in range(count)]
    values = _values(row, more)
    desk = {"roster": roster, **_desk_values(row, more)}
    return (
        [Channel(f"channel{i}", route, dict(values)) for i, route in enumerate(routes)],
        [Desk(name, dict(desk)) for name in names],
    )


def _values(row: Row, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a channel."""
    family, minutes = row["family"], minutes_a_unit(row)
    written = family in ("email_backlog", "social_listening")
    return {
        "form": "written" if written else "live",
        "acceptable_delay": 1,
        "threshold": float(row["T"] or more.get("T_s", more.get("T_min", 0.0))) * minutes,
        "handling": _handling(row, more, minutes),
        **_waiting(row, more, minutes),
    }


def _desk_values(row: Row, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a desk but its roster."""
    if row["family"] in ("time_varying", "email_backlog"):
        # The rows' exact figures are those of work that stops when the roster drops.
        return {"roster_drop": "suspend"}
    if row["family"] == "chat_concurrency":
        rates = more["agent_total_completion_rate_by_load"]
        return {"speed": [rate / rates[0] for rate in rates]}
    return {}


def _handling(row: Row, more: Mapping[str, Any], minutes: float) -> dict[str, Any]:
    """Return the law of an adviser's work on a contact."""
    if "agent_total_completion_rate_by_load" in more:
        mean = minutes / more["agent_total_completion_rate_by_load"][0]
        return {"law": "exponential", "mean": mean}
    service = more.get("service", ["exponential"])
    if isinstance(service, str):  # "Exp(mean 10)", with or without a unit
        number = service.removeprefix("Exp(mean ").split(")")[0].split()[0]
        return {"law": "exponential", "mean": float(number) * minutes}
    law, *numbers = service
    if law == "det":
        return {"law": "fixed", "value": numbers[0] * minutes}
    if law == "gamma":
        scale, shape = numbers
        return {"law": "gamma", "mean": scale * shape * minutes, "shape": shape}
    if law == "lognormal_mean_scv":
        mean, scv = numbers
        median, log_sd = mean * minutes / math.sqrt(1.0 + scv), math.sqrt(math.log1p(scv))
        return {"law": "lognormal", "median": median, "log_sd": log_sd}
    return {"law": "exponential", "mean": minutes / float(row["service_rate"])}


def _waiting(row: Row, more: Mapping[str, Any], minutes: float) -> dict[str, Any]:
    """Return the keys about who waits, and how long."""
    family = row["family"]
    if family == "email_backlog":
        return {}
    rate = float(row["patience_rate"] or 0.0)
    if family == "social_listening":
        expiry = {"law": "exponential", "mean": minutes / rate}
        return {"answer_probability": more["p_listened"], "expiry": expiry}
    keys: dict[str, Any] = {}
    patience = more.get("patience", ["exp", rate] if rate > 0.0 else None)
    if row["case_id"] == "PS01":
        patience, keys["impatient"] = ["exp", 1 / 1000], 0.1
    if row["case_id"] == "PS04":
        patience, keys["trunks"] = ["exp", 1 / 2], more["trunks"]
        keys |= {"leave_message_after": more["leaves_message_after"], "at_close": "send_away"}
    if patience is not None:
        law, *numbers = patience
        keys["patience"] = {
            "exp": lambda rate: {"law": "exponential", "mean": minutes / rate},
            "det": lambda value: {"law": "fixed", "value": value * minutes},
            "weib": lambda a, k: {"law": "weibull", "scale": a * minutes, "shape": k},
        }[law](*numbers)
    if more.get("p_zero_patience"):
        keys["impatient"] = more["p_zero_patience"]
    if more.get("K_total_places"):
        keys["line_limit"] = more["K_total_places"] - int(float(row["servers"]))
    if family == "store_balking":
        keys["balking"] = more["alpha"]
    if family == "chat_concurrency":
        keys["concurrency"] = more["K"]
    return keys


def _of_class(row: Row, more: Mapping[str, Any], i: int, desks: list[str]) -> Channel:
    """Return the channel of class `i`, which only its own customers use."""
    values = _values(row, more)
    values.pop("patience", None)
    rate = more.get(f"theta{i}", 0.0)
    if rate > 0.0:
        values["patience"] = {"law": "exponential", "mean": minutes_a_unit(row) / rate}
    values["kinds"] = {f"class{i}": {"appeal": FAVOUR}}
    return Channel(f"class{i}", desks, values)


def _n_design(row: Row, more: Mapping[str, Any]) -> tuple[list[Channel], list[Desk]]:
    """Return two pools: A serves class 1 alone, B both."""
    channels = [_of_class(row, more, 1, ["pool-a", "pool-b"]), _of_class(row, more, 2, ["pool-b"])]
    first = "class1" if "class1 first" in more["routing"] else "class2"
    serving = {name: {"priority": int(name != first)} for name in ("class1", "class2")}
    return channels, [
        Desk("pool-a", {"roster": always(more["pool_A"]["servers"])}),
        Desk("pool-b", {"roster": always(more["pool_B"]["servers"]), "serving": serving}),
    ]


def _feedback(row: Row, more: Mapping[str, Any]) -> tuple[list[Channel], list[Desk]]:
    """Return two channels among which customers choose by what everybody has found."""
    minutes = minutes_a_unit(row)
    channels, desks = [], []
    utilities = more["segments"][0]["V"]
    for i, (queue, utility) in enumerate(zip(more["channels"], utilities, strict=True)):
        values = {
            "form": "live",
            # The unit in which waits enter utility.
            "acceptable_delay": minutes,
            "threshold": 0.0,
            "intercept": utility,
            "handling": {"law": "exponential", "mean": minutes / queue["mu"]},
        }
        if queue["theta"] > 0.0:
            values["patience"] = {"law": "exponential", "mean": minutes / queue["theta"]}
        channels.append(Channel(f"channel{i}", [f"desk{i}"], values))
        desks.append(Desk(f"desk{i}", {"roster": always(queue["servers"])}))
    return channels, desks
