"""Input data: where people come from, when needs arise, what changes on which day."""

from collections.abc import Iterator

from scenarios.description.writing import bullets, day, exact, say
from scenarios.schema import Scenario


def inputs(scenario: Scenario, language: str) -> Iterator[str]:
    """Yield sources, the calendar of needs and dated changes."""
    yield say("input", "population", language)
    profile = scenario.needs.profile
    yield say(
        "input",
        "profile",
        language,
        day=exact(profile.day_log_sd, language),
        hour=exact(profile.hour_log_sd, language),
    )
    if scenario.holidays:
        yield say("input", "holidays", language, count=len(scenario.holidays))
    if not scenario.changes:
        yield say("input", "no_changes", language)
        return
    yield say("input", "changes", language)
    yield bullets(
        say(
            "input",
            "change" if change.stop is None else "change_for_a_while",
            language,
            start=day(change.start, language),
            stop="" if change.stop is None else day(change.stop, language),
            paths=", ".join(f"`{path}`" for path in change.values),
        )
        for change in scenario.changes
    )
