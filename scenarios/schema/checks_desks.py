"""Checks of who serves what: routes, rosters, contacts at once."""

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from scenarios.errors import nearest, quoted
from scenarios.schema.calendar import minute_of_day, weekdays
from scenarios.schema.channels import StaffedChannel
from scenarios.schema.desks import Desk, Roster
from scenarios.schema.finding import Finding
from sim.records import NO_DESK

if TYPE_CHECKING:
    from scenarios.schema.scenario import Scenario


def desks(scenario: "Scenario") -> Iterator[Finding]:
    """Yield what does not fit between channels and desks."""
    if len(scenario.desks) > NO_DESK:
        yield Finding(("desks",), f"{len(scenario.desks)} desks", f"at most {NO_DESK}")
    missing = False
    for name, channel in scenario.channels.items():
        if isinstance(channel, StaffedChannel):
            found = list(_route(scenario, name, channel))
            missing = missing or bool(found)
            yield from found
    for name, desk in scenario.desks.items():
        served = served_channels(scenario, name)
        # A misspelt desk is told once, not also as one that nobody names.
        if not served and not missing:
            yield Finding(
                ("desks", name),
                "0 channels that name it as their desk",
                "a desk serves at least one channel",
                "Name it in a channel's desks, or leave it out.",
            )
        yield from _serving(name, desk, served)
        yield from _roster(desk.roster, ("desks", name, "roster"))


def served_channels(scenario: "Scenario", desk: str) -> dict[str, StaffedChannel]:
    """Return the channels a desk serves, in the order of the file."""
    return {
        name: channel
        for name, channel in scenario.channels.items()
        if isinstance(channel, StaffedChannel) and desk in channel.route
    }


def _route(scenario: "Scenario", name: str, channel: StaffedChannel) -> Iterator[Finding]:
    path = ("channels", name, "desk" if channel.desk is not None else "desks")
    if not channel.route:
        yield Finding(path, "nothing", "must be a desk of [desks], or a list of them")
    if channel.desk is not None and channel.desks is not None:
        yield Finding(path, "both desk and desks", "give one of them", "Keep desks.")
    for i, desk in enumerate(channel.route):
        at: tuple[str | int, ...] = path if channel.desks is None else (*path, i)
        if desk not in scenario.desks:
            advice = nearest(desk, list(scenario.desks))
            yield Finding(at, quoted(desk), "must be a desk of [desks]", advice)
        elif desk in channel.route[:i]:
            yield Finding(at, f"{quoted(desk)} a second time", "each desk is named once")


def _serving(name: str, desk: Desk, served: dict[str, StaffedChannel]) -> Iterator[Finding]:
    """Yield what a desk says of channels it does not serve, and loads it has no speed for."""
    for channel in desk.serving:
        if channel not in served:
            path = ("desks", name, "serving", channel)
            allowed = "must be a channel that the desk serves"
            yield Finding(path, quoted(channel), allowed, nearest(channel, list(served)))
    most = max((at_once(desk, name, channel) for name, channel in served.items()), default=1)
    if desk.speed is not None and len(desk.speed) < most:
        yield Finding(
            ("desks", name, "speed"),
            f"{len(desk.speed)} speeds",
            f"needs one for each of 1 to {most} contacts in hand",
        )


def at_once(desk: Desk, name: str, channel: StaffedChannel) -> int:
    """Return how many contacts an adviser of the desk has at most with one of the channel."""
    own = desk.serving[name].concurrency if name in desk.serving else None
    return channel.concurrency if own is None else own


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
