"""Checks that need more than one value of a scenario: names, dates, sums, overlaps."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from scenarios.errors import nearest, quoted
from scenarios.schema_channels import (
    ChannelChange,
    DeskChange,
    DesklessChannel,
    Roster,
    WrittenChannel,
    minute_of_day,
    weekdays,
)
from sim.params import MAX_CHANNELS
from sim.rng import name_hash

if TYPE_CHECKING:
    from scenarios.schema import Scenario

LONGEST_YEARS = 100
NOTHING = "nothing"
"""Name under which doing nothing draws its error term; no channel may bear it."""


class Finding(NamedTuple):
    """One thing that does not fit: where, what was found, what is allowed, what to do."""

    path: tuple[str | int, ...]
    found: str
    allowed: str
    advice: str = ""


def findings(scenario: "Scenario") -> Iterator[Finding]:
    """Yield everything in a well-formed scenario that does not fit together."""
    if scenario.end <= scenario.start:
        allowed = f"must be after the start, {scenario.start}"
        yield Finding(("end",), str(scenario.end), allowed)
        return
    yield from _time(scenario)
    yield from _needs(scenario)
    yield from _channels(scenario)
    yield from _desks(scenario)
    yield from _changes(scenario)


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
        if not isinstance(channel, DesklessChannel) and channel.desk not in scenario.desks:
            yield Finding(
                ("channels", name, "desk"),
                quoted(channel.desk),
                "must be a desk of [desks]",
                nearest(channel.desk, list(scenario.desks)),
            )


def _desks(scenario: "Scenario") -> Iterator[Finding]:
    served = Counter(
        channel.desk
        for channel in scenario.channels.values()
        if not isinstance(channel, DesklessChannel)
    )
    dangling = any(name not in scenario.desks for name in served)
    for name, desk in scenario.desks.items():
        if served[name] != 1 and not (dangling and served[name] == 0):
            yield Finding(
                ("desks", name),
                f"{served[name]} channels that name it as their desk",
                "a desk serves exactly one channel",
            )
        yield from _roster(desk.roster, ("desks", name, "roster"))


def _roster(roster: Roster, path: tuple[str | int, ...]) -> Iterator[Finding]:
    spans = []
    for i, interval in enumerate(roster):
        start, stop = minute_of_day(interval.start), minute_of_day(interval.stop)
        if stop <= start:
            yield Finding(
                (*path, i, "to"),
                quoted(interval.stop),
                f"must be after {interval.start} of the same day",
                "Split a night in two intervals, the first ending at '24:00'.",
            )
        spans.append((set(weekdays(interval.days)), start, stop))
    for (i, a), (j, b) in combinations(enumerate(spans), 2):
        if a[0] & b[0] and a[1] < b[2] and b[1] < a[2]:
            yield Finding(
                (*path, j),
                f"an interval that overlaps number {i}",
                "intervals of one roster do not overlap",
                "Cut them where the number of advisers changes.",
            )


def _changes(scenario: "Scenario") -> Iterator[Finding]:
    spans: list[tuple[str, date, date]] = []
    for i, change in enumerate(scenario.changes):
        path: tuple[str | int, ...] = ("changes", i)
        stop = change.stop or date.max
        if change.start < scenario.start:
            yield Finding(
                (*path, "from"),
                str(change.start),
                f"must not lie before the start, {scenario.start}",
            )
        if stop <= change.start:
            yield Finding((*path, "to"), str(stop), f"must be after {change.start}")
        targets = []
        if isinstance(change, DeskChange):
            yield from _changed_desk(scenario, change, path)
            if change.roster is not None:
                targets.append(f"the roster of {change.desk}")
            if change.staff_factor != 1.0:
                targets.append(f"the staff factor of {change.desk}")
        else:
            yield from _changed_channel(scenario, change, path)
            targets.append(f"the answering probability of {change.channel}")
        for target in targets:
            if any(t == target and a < stop and change.start < b for t, a, b in spans):
                yield Finding(
                    path, f"a second change of {target}", "changes of one thing do not overlap"
                )
            spans.append((target, change.start, stop))


def _changed_desk(
    scenario: "Scenario", change: DeskChange, path: tuple[str | int, ...]
) -> Iterator[Finding]:
    if change.desk not in scenario.desks:
        known = list(scenario.desks)
        yield Finding(
            (*path, "desk"),
            quoted(change.desk),
            "must be a desk of [desks]",
            nearest(change.desk, known),
        )
    if change.roster is None and "staff_factor" not in change.model_fields_set:
        yield Finding(path, "nothing that changes", "give a staff_factor, a roster, or both")
    if change.roster is not None:
        yield from _roster(change.roster, (*path, "roster"))


def _changed_channel(
    scenario: "Scenario", change: ChannelChange, path: tuple[str | int, ...]
) -> Iterator[Finding]:
    written = [n for n, c in scenario.channels.items() if isinstance(c, WrittenChannel)]
    if change.channel not in written:
        yield Finding(
            (*path, "channel"),
            quoted(change.channel),
            "must be a written channel",
            nearest(change.channel, written),
        )
