"""Checks that need more than one value of a scenario: names, dates, sums, overlaps."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scenarios.errors import nearest, quoted
from scenarios.schema.channels import LiveChannel
from scenarios.schema.checks_desks import desks
from scenarios.schema.checks_policies import behaviour, policies
from scenarios.schema.finding import Finding
from sim.params import MAX_CHANNELS
from sim.rng import name_hash

if TYPE_CHECKING:
    from scenarios.schema import Scenario

LONGEST_YEARS = 100
NOTHING = "nothing"
"""Name under which doing nothing draws its error term; no channel may bear it."""


def findings(scenario: "Scenario") -> Iterator[Finding]:
    """Yield everything in a well-formed scenario that does not fit together."""
    if scenario.end <= scenario.start:
        allowed = f"must be after the start, {scenario.start}"
        yield Finding(("end",), str(scenario.end), allowed)
        return
    yield from _time(scenario)
    yield from _needs(scenario)
    yield from _channels(scenario)
    yield from desks(scenario)
    yield from behaviour(scenario)
    yield from policies(scenario)


def _time(scenario: "Scenario") -> Iterator[Finding]:
    days = (scenario.end - scenario.start).days
    if days > LONGEST_YEARS * 366:
        yield Finding(("end",), str(scenario.end), f"a run covers at most {LONGEST_YEARS} years")
    elif scenario.warm_up >= days * 1440:
        yield Finding(
            ("warm_up",),
            f"{scenario.warm_up:g} minutes",
            f"must be shorter than the run's {days} days",
        )
    if scenario.warm_up % 60:
        yield Finding(("warm_up",), f"{scenario.warm_up:g} minutes", "must be whole hours")


def _needs(scenario: "Scenario") -> Iterator[Finding]:
    kinds = scenario.needs.kinds
    total = sum(kind.share for kind in kinds.values())
    if abs(total - 1.0) > 1e-9:
        yield Finding(
            ("needs", "kinds"),
            f"shares that add up to {total:.10g}",
            f"the shares of {', '.join(kinds)} must add up to 1",
        )
    complaints = [name for name, kind in kinds.items() if kind.is_complaint]
    if len(complaints) > 1:
        allowed = "at most one kind is what surveys call a complaint"
        yield Finding(("needs", "kinds"), f"is_complaint in {', '.join(complaints)}", allowed)
    profile = scenario.needs.profile
    if profile.day_shape is not None and profile.day_log_sd > 0.0:
        path = ("needs", "profile", "day_shape")
        allowed = "a day factor is either gamma or lognormal"
        yield Finding(path, "a day_log_sd beside it", allowed, "Set day_log_sd to 0.")
    week = [
        day * hour * profile.hour_of_week[24 * d + h]
        for d, day in enumerate(profile.day_of_week)
        for h, hour in enumerate(profile.hour_of_day)
    ]
    for key, weights in (("hour_of_week", week), ("month", profile.month)):
        if sum(weights) <= 0:
            yield Finding(("needs", "profile", key), "only zeros", "some weight must be above 0")


def _channels(scenario: "Scenario") -> Iterator[Finding]:
    channels = scenario.channels
    if len(channels) > MAX_CHANNELS:
        yield Finding(("channels",), f"{len(channels)} channels", f"at most {MAX_CHANNELS}")
    if NOTHING in channels:
        yield Finding(
            ("channels", NOTHING),
            quoted(NOTHING),
            "the name is taken by doing nothing",
            "Rename it.",
        )
    hashes = Counter(name_hash(name) for name in channels)
    for name, channel in channels.items():
        if hashes[name_hash(name)] > 1:
            yield Finding(("channels", name), quoted(name), "its hash is another's", "Rename it.")
        for kind in channel.kinds:
            if kind not in scenario.needs.kinds:
                yield Finding(
                    ("channels", name, "kinds", kind),
                    quoted(kind),
                    "must be a kind of needs.kinds",
                    nearest(kind, list(scenario.needs.kinds)),
                )
        if isinstance(channel, LiveChannel) and channel.impatient + channel.patient > 1.0:
            yield Finding(
                ("channels", name, "patient"),
                f"{channel.patient:g} beside {channel.impatient:g} impatient",
                "the two shares add up to at most 1",
            )
