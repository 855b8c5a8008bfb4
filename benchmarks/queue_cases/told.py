"""A case as a scenario file: calendar, needs, and who may do what while it waits."""

import math
from collections.abc import Mapping
from typing import Any

from benchmarks.queue_cases.cases import (
    CUSTOMERS,
    MINUTES_PER_YEAR,
    START,
    Row,
    extra,
    minutes_a_unit,
    months,
)
from benchmarks.queue_cases.staffed import Channel, Desk, channels_and_desks
from benchmarks.queue_cases.timetable import timetable
from benchmarks.queue_cases.toml import inline


def told(row: Row) -> str:
    """Write a case as a scenario file."""
    case, more, minutes = row["case_id"], extra(row), minutes_a_unit(row)
    length = START.month - 1 + months(case)
    end = START.replace(year=START.year + length // 12, month=length % 12 + 1, day=1)
    times = timetable(row)
    channels, desks = channels_and_desks(row, times.roster)
    lines = [
        f'name = "case-{case.lower()}"',
        # Once January is over the line has forgotten that it was empty; then months are whole.
        f"start = {START}\nend = {end}\nwarm_up = 40320",
        f'title = {{en = "{case}", fr = "{case}"}}',
        'question = {en = "Does it meet theory?", fr = "Suit-il la théorie ?"}',
        f"[population]\nsize = {CUSTOMERS}",
        f"need_rate = {times.arrivals * MINUTES_PER_YEAR / CUSTOMERS!r}",
    ]
    if times.profile:
        lines += ["[needs.profile]", *(f"{key} = {inline(v)}" for key, v in times.profile.items())]
    lines += _kinds(more)
    for channel in channels:
        lines += _channel(channel)
    for desk in desks:
        lines += _desk(desk)
    return "\n".join([*lines, *_behaviour(row, more, minutes)]) + "\n"


def _channel(channel: Channel) -> list[str]:
    lines = [f"[channels.{channel.name}]", f"desks = {inline(channel.desks)}"]
    return [*lines, *(f"{key} = {inline(value)}" for key, value in channel.values.items())]


def _desk(desk: Desk) -> list[str]:
    lines = [f"[desks.{desk.name}]"]
    return [*lines, *(f"{key} = {inline(value)}" for key, value in desk.values.items())]


def _kinds(more: Mapping[str, Any]) -> list[str]:
    """Kinds of need: of one class or two, or of short and long work."""
    if "lambda1" in more:
        first = more["lambda1"] / (more["lambda1"] + more["lambda2"])
        return [
            f"[needs.kinds.class1]\nshare = {first!r}",
            f"[needs.kinds.class2]\nshare = {1.0 - first!r}",
        ]
    service = more.get("service", [""])
    if service[0] != "h2":
        return ["[needs.kinds.any]\nshare = 1.0"]
    # Hyperexponential with balanced means: two kinds of need, each with exponential work.
    share = 0.5 * (1.0 + math.sqrt((service[2] - 1.0) / (service[2] + 1.0)))
    return [
        f"[needs.kinds.short]\nshare = {share!r}\nhandling_factor = {0.5 / share!r}",
        f"[needs.kinds.long]\nshare = {1.0 - share!r}\nhandling_factor = {0.5 / (1 - share)!r}",
    ]


def _behaviour(row: Row, more: Mapping[str, Any], minutes: float) -> list[str]:
    """Return to where one was not served, or go by what everybody has found."""
    if row["family"] == "redial":
        delay = {"law": "exponential", "mean": minutes / more["redial_rate"]}
        return [
            f"[behaviour]\nretry_abandoned = {more['p_redial']}\nmax_attempts = 1000",
            f"retry_delay_abandoned = {inline(delay)}",
        ]
    if row["family"] == "feedback_equilibrium":
        # Of being served, not of not being abandoned: the same differences between channels.
        return [
            '[behaviour]\nwait_form = "linear"\nsatisfaction = "served"\nbelief = "public"',
            f"beta_wait = {more['beta_wait']}\nbeta_satisfaction = {more['gamma_abandon']}",
            # Slow averaging, a tenth of what the case asks for at most.
            "learning_rate = 1e-5",
        ]
    return []
