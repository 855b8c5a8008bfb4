"""Checks of behaviour and policies: nothing is asked for that would have no effect."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scenarios.errors import nearest, quoted
from scenarios.schema.channels import DesklessChannel, WrittenChannel
from scenarios.schema.finding import Finding

if TYPE_CHECKING:
    from scenarios.schema.scenario import Scenario


def behaviour(scenario: "Scenario") -> Iterator[Finding]:
    """Yield what does not fit among the values of behaviour."""
    values = scenario.behaviour
    if values.local_links % 2:
        path = ("behaviour", "local_links")
        yield Finding(path, str(values.local_links), "must be even: as many on either side")
    if values.local_links > values.degree:
        path = ("behaviour", "local_links")
        yield Finding(path, str(values.local_links), f"must be at most degree, {values.degree}")
    if values.word_of_mouth > 0.0 or values.word_of_mouth_goodwill > 0.0:
        for key in ("listeners_satisfied", "listeners_dissatisfied"):
            if getattr(values, key) > values.degree:
                allowed = f"must be at most degree, {values.degree}"
                yield Finding(("behaviour", key), str(getattr(values, key)), allowed)
    if values.image_rate > 0.0:
        if values.image_life is None:
            path = ("behaviour", "image_life")
            yield Finding(path, "nothing", "an image_rate above 0 needs it")
        if not _public(scenario):
            yield Finding(
                ("behaviour", "image_rate"),
                f"{values.image_rate:g}",
                "needs a channel with public = true to have an effect",
            )
    if values.image_goodwill > 0.0 and values.image_rate == 0.0:
        path = ("behaviour", "image_goodwill")
        yield Finding(path, f"{values.image_goodwill:g}", "needs an image_rate above 0")


def policies(scenario: "Scenario") -> Iterator[Finding]:
    """Yield what does not fit among the policies, and what would do nothing."""
    yield from _record(scenario)
    yield from _in_public(scenario)
    yield from _loud(scenario)
    member = any("membership" in channel.requires for channel in scenario.channels.values())
    if scenario.policies.unfollow_rate > 0.0 and not member:
        yield Finding(
            ("policies", "unfollow_rate"),
            f"{scenario.policies.unfollow_rate:g}",
            "needs a channel that requires membership to have an effect",
        )


def _public(scenario: "Scenario") -> list[str]:
    """Return the names of the channels that others can read."""
    return [n for n, c in scenario.channels.items() if isinstance(c, WrittenChannel) and c.public]


def _record(scenario: "Scenario") -> Iterator[Finding]:
    given = scenario.policies
    staffed = [n for n, c in scenario.channels.items() if not isinstance(c, DesklessChannel)]
    for i, name in enumerate(given.shared_record):
        path = ("policies", "shared_record", i)
        if name not in staffed:
            allowed = "must be a channel with a desk"
            yield Finding(path, quoted(name), allowed, nearest(name, staffed))
        elif name in given.shared_record[:i]:
            yield Finding(path, f"{quoted(name)} a second time", "each channel is named once")
    if given.record_saving > 0.0 and not given.shared_record:
        yield Finding(
            ("policies", "record_saving"),
            f"{given.record_saving:g}",
            "needs channels in shared_record to have an effect",
        )


def _in_public(scenario: "Scenario") -> Iterator[Finding]:
    """Yield what is lacking or idle about needs that cannot be solved in public."""
    given, kinds = scenario.policies, scenario.needs.kinds.values()
    public = _public(scenario)
    both = bool(public) and any(kind.needs_identification for kind in kinds)
    wanted = {
        "public_handling": both,
        "private_delay": both and given.move_to_private,
    }
    for key, needed in wanted.items():
        if needed and getattr(given, key) is None:
            allowed = "needed where a channel is public and a kind of need takes identification"
            yield Finding(("policies", key), "nothing", allowed)
    if given.move_to_private and not both:
        allowed = "needs a public channel and a kind with needs_identification to have an effect"
        yield Finding(("policies", "move_to_private"), "true", allowed)
    complaint = any(kind.is_complaint for kind in kinds)
    if given.delete_share > 0.0 and not (public and complaint):
        allowed = "needs a public channel and a kind with is_complaint to have an effect"
        yield Finding(("policies", "delete_share"), f"{given.delete_share:g}", allowed)


def _loud(scenario: "Scenario") -> Iterator[Finding]:
    given = scenario.policies
    if given.loud_audience is None:
        if given.loud_first or given.loud_answer_probability is not None:
            path = ("policies", "loud_audience")
            yield Finding(path, "nothing", "policies for loud customers need the audience of one")
        return
    if given.loud_answer_probability is None:
        path = ("policies", "loud_answer_probability")
        yield Finding(path, "nothing", "loud_audience needs it")
    if not _public(scenario) or scenario.population.audience is None:
        allowed = "needs a public channel and population.audience to have an effect"
        yield Finding(("policies", "loud_audience"), f"{given.loud_audience:g}", allowed)
