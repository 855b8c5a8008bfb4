"""`[[changes]]`: values that others take the place of from a day on, or for a while."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError

from scenarios.errors import nearest, quoted
from scenarios.fields import Section
from scenarios.merging import Tables, merge
from scenarios.problems import Layer, problems
from scenarios.schema.finding import Finding

if TYPE_CHECKING:
    from scenarios.schema.scenario import Scenario

Path = tuple[str, ...]

CHANGEABLE = ("channels", "desks", "behaviour", "policies")
"""Sections with values that may change; population, needs, dates and texts hold throughout."""

HELD = {
    "channels": (
        *("form", "requires", "desk", "desks", "public", "at_close", "concurrency"),
        *("taste_sd", "internet_taste", "acceptable_delay", "prior_wait", "belief"),
    ),
    "desks": ("speed", "roster_drop", "holidays", "concurrency"),
    "behaviour": ("wait_form", "belief", "degree", "local_links", "circumstance_sd"),
    "policies": ("unfollow_rate",),
}
"""Values of these sections that hold throughout: they make customers what they are, or stand
behind contacts, lines and beliefs that a change would find half-way."""

_OF_ROSTERS = ("roster", "staff_factor", "wage", "shrinkage")


class Change(Section):
    """One dated change; several of one value do not overlap."""

    start: date = Field(alias="from")
    """First day."""
    stop: date | None = Field(default=None, alias="to")
    """First day on which it no longer holds; none: it holds to the end."""
    values: Annotated[dict[str, Any], Field(alias="set", min_length=1)]
    """The values, each under its path as in ``{"channels.phone.skill" = 0.9}``."""

    @property
    def reaches_beyond_rosters(self) -> bool:
        """Whether it sets anything but numbers and pay of advisers."""
        return any(
            path[0] != "desks" or path[2] not in _OF_ROSTERS
            for path in paths(expanded(self.values))
        )


def expanded(values: Mapping[str, Any]) -> Tables:
    """Return tables within tables for keys with dots, ``{"a.b": 1}`` as ``{"a": {"b": 1}}``."""
    tables: Tables = {}
    for key, value in values.items():
        nested = expanded(value) if _holds_values(value) else value
        for part in reversed(key.split(".")):
            nested = {part: nested}
        tables = merge(tables, nested)
    return tables


def paths(tables: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the path of every value."""
    for key, value in tables.items():
        if _holds_values(value):
            yield from ((key, *rest) for rest in paths(value))
        else:
            yield (key,)


def _holds_values(value: Any) -> bool:
    """Return whether a value is a table of others, not a law."""
    return isinstance(value, dict) and "law" not in value


def changed(scenario: "Scenario") -> Iterator[tuple[date, "Scenario"]]:
    """Yield the days on which the values in force change, and a scenario with those from it on."""
    for day, changes in _by_day(scenario):
        yield day, _with(scenario, changes) if changes else scenario


def _by_day(scenario: "Scenario") -> Iterator[tuple[date, list[Change]]]:
    """Yield the days from which other changes hold than before, and these."""
    days = {scenario.start}
    for change in scenario.changes:
        days |= {change.start, change.stop or scenario.end}
    for day in sorted(days):
        if day < scenario.end:
            now = [c for c in scenario.changes if c.start <= day < (c.stop or scenario.end)]
            yield day, now


def _with(scenario: "Scenario", changes: list[Change]) -> "Scenario":
    return type(scenario).model_validate(_tables(scenario, changes))


def _tables(scenario: "Scenario", changes: list[Change]) -> Tables:
    tables = scenario.model_dump(by_alias=True, exclude_unset=True, exclude={"changes"})
    for change in changes:
        tables = merge(tables, expanded(change.values))
    return tables


def change_findings(scenario: "Scenario") -> Iterator[Finding]:
    """Yield what is wrong with the changes of a scenario that fits together without them."""
    found: list[Finding] = []
    for i, change in enumerate(scenario.changes):
        found += _dates(scenario, change, i)
        found += _values(scenario, change, i)
        found += _overlaps(scenario, i)
    yield from found or _together(scenario)


def _dates(scenario: "Scenario", change: Change, i: int) -> Iterator[Finding]:
    if change.start < scenario.start:
        allowed = f"must not lie before the start, {scenario.start}"
        yield Finding(("changes", i, "from"), str(change.start), allowed)
    if change.stop is not None and change.stop <= change.start:
        allowed = f"must be after {change.start}"
        yield Finding(("changes", i, "to"), str(change.stop), allowed)


def _values(scenario: "Scenario", change: Change, i: int) -> Iterator[Finding]:
    """Yield the values of one change that may not change, or not to that."""
    where = ("changes", i, "set")
    tables = expanded(change.values)
    held = [found for path in paths(tables) for found in _held(scenario, path)]
    for path, allowed, advice in held:
        yield Finding((*where, ".".join(path)), "a change of it", allowed, advice)
    if held:
        return
    for finding in _misfits(scenario, [change]):
        yield finding._replace(path=(*where, *finding.path))


def _held(scenario: "Scenario", path: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield why the value at a path does not change, if so."""
    section = path[0]
    if section not in CHANGEABLE:
        sections = f"{', '.join(CHANGEABLE[:-1])} and {CHANGEABLE[-1]}"
        yield path, f"only values of {sections} change", nearest(section, CHANGEABLE)
        return
    named = getattr(scenario, section) if section in ("channels", "desks") else None
    if named is not None and len(path) > 1 and path[1] not in named:
        allowed = f"must be one of the scenario's {section}"
        yield path, allowed, nearest(path[1], list(named))
    elif len(path) < (2 if named is None else 3):
        yield path, "must be the path of one value, such as 'channels.phone.skill'", ""
    elif path[1 if named is None else 2] in HELD[section] or path[-1] in HELD[section]:
        yield path, "it holds from the start to the end of a run", "Compare two scenarios instead."


def _overlaps(scenario: "Scenario", i: int) -> Iterator[Finding]:
    """Yield the values of a change that an earlier one sets in the same days."""
    change = scenario.changes[i]
    own = list(paths(expanded(change.values)))
    for other in scenario.changes[:i]:
        if change.start < (other.stop or date.max) and other.start < (change.stop or date.max):
            for theirs in paths(expanded(other.values)):
                for path in own:
                    shorter = min(len(path), len(theirs))
                    if path[:shorter] == theirs[:shorter]:
                        key, found = ".".join(path), f"a second change of {quoted('.'.join(path))}"
                        yield Finding(
                            ("changes", i, "set", key),
                            found,
                            "changes of one value do not overlap",
                        )


def _together(scenario: "Scenario") -> Iterator[Finding]:
    """Yield what does not fit when several changes hold at once."""
    for day, changes in _by_day(scenario):
        if len(changes) < 2:
            continue  # the scenario itself, or a change that fits alone
        for finding in _misfits(scenario, changes):
            key = ".".join(str(part) for part in finding.path)
            found = f"{finding.found} for {key} from {day} on"
            yield finding._replace(path=("changes",), found=found)


def _misfits(scenario: "Scenario", changes: list[Change]) -> Iterator[Finding]:
    """Yield what the schema refuses of the scenario with some changes."""
    try:
        _with(scenario, changes)
    except ValidationError as error:
        data = _tables(scenario, changes)
        for problem in problems(error, type(scenario), data, [Layer("", data)]):
            yield Finding((problem.key,), problem.found, problem.allowed, problem.advice)
