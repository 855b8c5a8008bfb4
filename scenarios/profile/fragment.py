"""A profile as a scenario file: what the log says, over a scenario that says all the rest."""

import json
import math
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scenarios.errors import LogError, nearest
from scenarios.load import validated
from scenarios.merging import merge
from scenarios.problems import Layer
from scenarios.profile.estimate import OfChannel, Profile
from scenarios.profile.laws import Fit, best
from scenarios.schema import Scenario
from scenarios.schema.channels import LiveChannel, WrittenChannel
from scenarios.sheets import plain

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

LARGEST_SD = 2.0
"""Largest standard deviation of a logarithm that a scenario takes."""

_IN_MINUTES = ("mean", "scale")
"""Parameters that are durations."""


def fragment(found: Profile, base: Scenario, extends: str) -> str:
    """Return a scenario file of what a log says.

    Parameters
    ----------
    found
        The log's profile; its channels are channels of `base`.
    base
        Scenario that says what the log does not.
    extends
        How the file refers to `base`: a library name, or a path relative to the file.

    Raises
    ------
    LogError
        If the log has a channel that `base` has not.
    """
    for name in found.channels:
        if name not in base.channels:
            raise LogError(
                f"{found.log['file']}: channels: found {name!r}; must be a channel of "
                f"{base.name}: {', '.join(base.channels)}. {nearest(name, list(base.channels))} "
                "Say which it is with --channel-name, or under [channels] in the file of --columns."
            )
    lines = [
        f"# Estimated from {_file(found)}: {found.log['contacts']:,} contacts, "
        f"{found.log['first_arrival']} to {found.log['last_arrival']}.",
        "# After each estimate stands its standard error.",
        "",
        f'name = "{name_of(_file(found))}"',
        f"extends = {json.dumps(extends, ensure_ascii=False)}",
        *_arrivals(found),
        *_level(found, base),
        *(line for name, one in found.channels.items() for line in _channel(name, one, base)),
        *_behaviour(found),
    ]
    text = "\n".join(lines) + "\n"
    _require_valid(text, base)
    return text


def _file(found: Profile) -> str:
    """Return the log's name without its folder, which says nothing to others."""
    return Path(str(found.log["file"])).name


def name_of(file: str) -> str:
    """Return the name of a log's scenario: ``calls-2024.csv`` gives ``calls-2024-profile``."""
    word = plain(file.split(".")[0]).replace("_", "-")
    word = word if word[:1].isalpha() else f"log-{word}".rstrip("-")
    return f"{word[:32].rstrip('-')}-profile"


def _require_valid(text: str, base: Scenario) -> None:
    """Raise what the schema refuses; no log should come so far."""
    values = tomllib.loads(text)
    del values["extends"]
    below = base.resolved()
    validated(merge(below, values), [Layer("profile", values), Layer(base.name, below)])


def _arrivals(found: Profile) -> Iterator[str]:
    arrivals = found.arrivals
    yield "\n[needs.profile]"
    yield f"hour_of_day = {[1] * 24}"
    yield f"day_of_week = {[1] * 7}"
    yield "hour_of_week = ["
    for day, name in enumerate(DAYS):
        hours = arrivals.hour_of_week[24 * day : 24 * day + 24]
        yield f"  {', '.join(f'{weight:.4g}' for weight in hours)},  # {name}"
    yield "]"
    yield f"month = [{', '.join(f'{weight:.4g}' for weight in arrivals.month)}]"
    for key in ("day_log_sd", "hour_log_sd"):
        spread = getattr(arrivals, key)
        if spread is not None:
            told = f"  # 95 % interval {spread.low:.4f} to {spread.high:.4f}"
            yield f"{key} = {min(spread.value, LARGEST_SD):.4f}{told}"


def _level(found: Profile, base: Scenario) -> Iterator[str]:
    """Yield how many needs a customer has, if the log is of all channels."""
    counts = found.arrivals.days.counts.sum(axis=1)
    a_year = counts.mean() * 365.25
    error = counts.std(ddof=1) / counts.size**0.5 * 365.25 if counts.size > 1 else float("nan")
    told = f"{a_year:,.0f} ± {error:,.0f} first contacts a year"
    rate = a_year
    if found.needs is not None:
        one = found.needs
        days = found.limits.same_need_within / 86_400
        rate = a_year * one.value
        error = math.hypot(error * one.value, a_year * one.error)
        told = (
            f"{rate:,.0f} ± {error:,.0f} needs a year: {told}, less those who had been there "
            f"in the {days:g} days before"
        )
    if set(found.channels) == set(base.channels):
        yield "\n[population]"
        size = base.population.size
        yield f"# {told}."
        yield f"need_rate = {rate / size:.6g}  # of {size:,} customers"
    else:
        others = ", ".join(name for name in base.channels if name not in found.channels)
        yield f"\n# The log has {told}, but not those on {others}: need_rate stays {base.name}'s."


def _channel(name: str, one: OfChannel, base: Scenario) -> Iterator[str]:
    of_base = base.channels[name]
    lines = []
    if one.handling is not None and one.handling.fits:
        if isinstance(of_base, LiveChannel | WrittenChannel):
            lines += list(_law("handling", best(one.handling.fits)))
        if one.handling.short:
            lines.append(f"# {one.handling.short:,} shorter contacts are left out.")
    if one.patience is not None and one.patience.fits and isinstance(of_base, LiveChannel):
        share = one.patience.immediate_share
        lines += list(_law("patience", best(one.patience.fits)))
        lines.append(f"impatient = {share.value:.4f}  # ± {share.error:.4f}")
    if lines:
        yield f"\n[channels.{name}]"
        yield from lines


def _behaviour(found: Profile) -> Iterator[str]:
    lines = []
    if found.redial is not None:
        share = found.redial.after_abandoned
        lines.append(f"retry_abandoned = {share.value:.4f}  # ± {share.error:.4f}")
        if found.redial.delays:
            lines += list(_law("retry_delay_abandoned", best(found.redial.delays)))
    if found.inertia is not None and found.inertia.habit is not None:
        lines.append(f"beta_habit = {found.inertia.habit:.4f}  # ± {found.inertia.habit_error:.4f}")
    if lines:
        yield "\n[behaviour]"
        yield from lines


def _law(key: str, one: Fit) -> Iterator[str]:
    """Yield a law as scenario files write it, in minutes, and the errors of what was fitted."""
    values = in_minutes(one)
    pairs = ", ".join(f"{name} = {value:.6g}" for name, value in values.items())
    yield f'{key} = {{law = "{one.law}", {pairs}}}'
    errors = ", ".join(
        f"{name.replace('_', '-')} {value:.4g} ± {one.errors[name]:.2g}"
        for name, value in one.parameters.items()
    )
    yield f"# {errors}, of seconds; largest gap to the log {one.distance:.3f}"


def in_minutes(one: Fit) -> Mapping[str, float]:
    """Return a law's parameters as the schema has them."""
    values: dict[str, Any] = {}
    for name, value in one.parameters.items():
        if name == "log_mean":
            values["median"] = math.exp(value) / 60.0
        else:
            values[name] = float(value) / (60.0 if name in _IN_MINUTES else 1.0)
    return values
