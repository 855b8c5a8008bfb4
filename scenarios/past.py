"""Whether two scenarios are the same up to a day: a moment of one is one of the other only then."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from scenarios.build.calendar import minutes_at, timeline
from scenarios.build.desks import teams
from scenarios.build.world import routes
from scenarios.errors import RunError, quoted
from scenarios.schema import Scenario
from sim.clock import make_desks

WORDS = ("name", "title", "question")
"""What a scenario is called moves nothing."""

SHOWN = 5
"""Differences told."""


def require_same_past(kept: Scenario, future: Scenario, day: date) -> None:
    """Refuse a future that would not have come to the moment that was kept.

    Raises
    ------
    RunError
        It tells what differs before `day`.
    """
    found = list(_values(kept, future, day))
    if found:
        told = "; ".join(found[:SHOWN])
        more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise RunError(
            f"from: found another past than that of the moment kept: {told}{more}. Before {day} "
            "all must be the same; let what is to be tried begin on that day or later, as a dated "
            "change, or keep a moment of this scenario."
        )
    _require_same_rosters(kept, future, day)


def _values(kept: Scenario, future: Scenario, day: date) -> Iterator[str]:
    """Yield each value that is another on some day before `day`, as it is told."""
    told = set()
    days = {first for scenario in (kept, future) for first, _ in scenario.in_force}
    for one in sorted(days):
        if one >= day:
            break
        then, now = (dict(_flat(_in_force(scenario, one))) for scenario in (kept, future))
        for key in [*then, *(key for key in now if key not in then)]:
            if then.get(key) != now.get(key) and key not in told:
                told.add(key)
                since = "" if one == kept.start else f" from {one} on"
                yield f"{key} = {quoted(now.get(key))}, kept {quoted(then.get(key))}{since}"


def _in_force(scenario: Scenario, day: date) -> Mapping[str, Any]:
    """Return the values in force on a day, without dated changes and names."""
    now = [values for first, values in scenario.in_force if first <= day][-1:]
    resolved = (now[0] if now else scenario).resolved()
    return {key: value for key, value in resolved.items() if key not in (*WORDS, "changes")}


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _require_same_rosters(kept: Scenario, future: Scenario, day: date) -> None:
    """Refuse other roster steps before a day, and other hours than were known before it.

    When a desk opens and closes next is known from its last closing on.
    """
    until = minutes_at(kept, day)
    then, now = (
        make_desks(teams(scenario), routes(scenario), timeline(scenario))
        for scenario in (kept, future)
    )
    for number, desk in enumerate(kept.desks):
        for field in then._fields:
            if not field.startswith("step_"):
                continue
            before = [
                getattr(one, field)[(one.step_desk == number) & (one.step_time < until)]
                for one in (then, now)
            ]
            if not np.array_equal(*before):
                raise RunError(
                    f"from: found other hours of the desk {desk} from {day} on, which were known "
                    "before: who comes when it is closed knows when it opens next. Let its roster "
                    f"change on {day + timedelta(days=1)} or later, as a dated change."
                )
