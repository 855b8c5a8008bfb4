"""What a planner may post: lengths of shifts, breaks, surcharges. The file of ``--shifts``."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from scenarios.errors import InvalidScenario, RunError
from scenarios.fields import Count, Flag, Minutes, Name, NonNegative, PositiveMinutes, Section
from scenarios.problems import Layer, problems
from scenarios.schema.calendar import Days, TimeOfDay, minute_of_day
from scenarios.schema.finding import Finding

WEEK = 10_080
"""Minutes of a week."""


class ShiftRule(Section):
    """`[[staffing.shifts]]`: one length of shift, which may start at several times."""

    length: PositiveMinutes
    """Time from coming to leaving, break included, minutes."""
    pause: Minutes = Field(default=0.0, alias="break")
    """Unpaid time away from the desk in the middle, minutes."""
    break_after: tuple[PositiveMinutes, PositiveMinutes] = (180.0, 300.0)
    """Earliest and latest start of the break after coming, minutes."""
    days: Days = "mon-sun"
    """Days on which it may be worked."""
    together: Flag = False
    """Whether one adviser works it on all its days, at the same time; else each day by itself."""
    starts: tuple[TimeOfDay, ...] = ()
    """Times at which it may start; none: at any interval of the grid."""
    desks: tuple[Name, ...] = ()
    """Desks at which it is worked; none: all."""


class Surcharge(Section):
    """`[[staffing.surcharges]]`: hours that cost more than the wage."""

    days: Days
    """Days of the week."""
    start: TimeOfDay = Field(alias="from")
    """First minute."""
    stop: TimeOfDay = Field(alias="to")
    """First minute after it."""
    share: NonNegative
    """Share added to the wage; overlapping surcharges add up."""


SHIFTS = (
    ShiftRule(length=240.0),
    ShiftRule(length=360.0),
    ShiftRule.model_validate({"length": 480.0, "break": 60.0}),
)
"""What a desk with opening hours is staffed by: 4 hours, 6 hours, 8 hours with one hour's break."""

POST = (ShiftRule(length=1440.0, together=True, starts=("00:00",)),)
"""What a desk that never closes is staffed by: posts that are manned day and night, all week."""


class StaffingRules(Section):
    """`[staffing]`: what rosters may be built from."""

    interval: PositiveMinutes = 30.0
    """Grid of the week on which shifts start and breaks lie, minutes; a day holds whole ones."""
    minimum: Annotated[Count, Field(ge=1, le=1000)] = 1
    """Advisers on duty at least while a desk is open."""
    shifts: Annotated[tuple[ShiftRule, ...], Field(min_length=1)] | None = None
    """Shifts to choose from; none given: `SHIFTS`, at a desk that never closes `POST`."""
    surcharges: tuple[Surcharge, ...] | None = None
    """Hours that cost more; none given: those of the desks' own rosters."""

    @model_validator(mode="after")
    def _fits(self) -> "StaffingRules":
        found = list(self._findings())
        if found:
            raise PydanticCustomError("findings", "does not fit together", {"findings": found})
        return self

    def _findings(self) -> list[Finding]:
        grid = self.interval
        if 1440 % grid or grid != int(grid):
            whole = "must be whole minutes that fit into a day, as '15 min', '30 min', '1 h'"
            return [Finding(("interval",), f"{grid:g} minutes", whole)]
        found = []
        multiple = f"must be a multiple of the interval, {grid:g} minutes"
        for i, shift in enumerate(self.shifts or ()):
            where = ("shifts", i)
            times = {"length": shift.length, "break": shift.pause}
            if shift.pause:
                times |= {"break_after": shift.break_after[0]}
            times |= {"starts": float(sum(minute_of_day(t) % grid for t in shift.starts))}
            found += [
                Finding((*where, key), f"{value:g} minutes", multiple)
                for key, value in times.items()
                if value % grid
            ]
            if shift.length > 1440:
                found.append(
                    Finding((*where, "length"), f"{shift.length:g} minutes", "at most one day")
                )
            earliest, latest = shift.break_after
            if shift.pause and not earliest <= latest <= shift.length - shift.pause - grid:
                found.append(
                    Finding(
                        (*where, "break_after"),
                        f"{earliest:g} to {latest:g} minutes",
                        "the break must begin in this order and end before the shift does",
                    )
                )
        for i, surcharge in enumerate(self.surcharges or ()):
            if minute_of_day(surcharge.stop) <= minute_of_day(surcharge.start):
                allowed = "must be after 'from'; write two surcharges around midnight"
                found.append(Finding(("surcharges", i, "to"), repr(surcharge.stop), allowed))
        return found


def read_rules(path: Path | str | None) -> StaffingRules:
    """Read the table ``[staffing]`` of a TOML file; None: the defaults.

    Raises
    ------
    RunError
        The file cannot be read, is not TOML or has no such table.
    InvalidScenario
        Values in it are refused; all are told.
    """
    if path is None:
        return StaffingRules()
    try:
        values = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RunError(f"{path}: not TOML: {error}.") from None
    table = values.get("staffing")
    if not isinstance(table, dict) or len(values) > 1:
        raise RunError(
            f"{path}: found {', '.join(values) or 'nothing'}; must be one table [staffing], with "
            "[[staffing.shifts]] and [[staffing.surcharges]] in it."
        )
    try:
        return StaffingRules.model_validate(table)
    except ValidationError as error:
        source = f"{path}: staffing"
        raise InvalidScenario(
            problems(error, StaffingRules, table, [Layer(source, table)])
        ) from None
