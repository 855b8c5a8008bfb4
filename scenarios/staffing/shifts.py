"""The shifts that a desk may post, and what a choice of them puts on duty and costs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scenarios.errors import RunError, nearest
from scenarios.roster_csv import days_text
from scenarios.schema import Scenario
from scenarios.schema.calendar import WEEKDAYS, minute_of_day, weekdays
from scenarios.staffing.rules import POST, SHIFTS, WEEK, ShiftRule, StaffingRules
from scenarios.staffing.week import (
    Flags,
    Floats,
    Ints,
    advisers_of,
    clock,
    first_week,
    grid_of,
    surcharge_by,
    surcharge_of,
)

WITHOUT_WAGES = 1.0
"""Euros that an hour counts where no desk has a wage: the fewest hours are the cheapest."""


class Shift(NamedTuple):
    """One shift as it is posted: on these days, from then to then, away from then to then."""

    days: str
    start: int
    """Minute of the day."""
    length: int
    """Minutes, break included."""
    pause_start: int
    """Minute after coming at which the break begins."""
    pause: int
    """Minutes of break, 0 if there is none."""

    @property
    def times(self) -> dict[str, str]:
        """Return coming, leaving and break as times of day, by name."""
        ends = {"from": self.start, "to": self.start + self.length}
        if self.pause:
            away = self.start + self.pause_start
            ends |= {"break_from": away, "break_to": away + self.pause}
        return {name: clock(time if time == 1440 else time % 1440) for name, time in ends.items()}


@dataclass(frozen=True)
class DeskShifts:
    """The shifts that may be posted at one desk, on a grid of the week."""

    desk: str
    grid: int
    """Minutes of an interval."""
    shifts: tuple[Shift, ...]
    cover: Ints
    """(slots, shifts): 1 where a shift is on duty."""
    costs: Floats
    """(shifts,) euros a week of one adviser on each shift."""
    open: Flags
    """(slots,) whether the desk is open."""
    least: int
    """Advisers on duty at least while it is open."""
    surcharge: Floats
    """(slots,) share added to the wage."""
    wage: float
    """Euros of an hour on duty; `WITHOUT_WAGES` if no desk has a wage."""
    present: Ints
    """(slots,) advisers that the scenario's own roster has on duty."""

    def advisers(self, posted: Sequence[int] | Ints) -> Ints:
        """Return (slots,) advisers on duty if so many are posted on each shift."""
        return np.asarray(self.cover @ np.asarray(posted, np.int64))

    def cost(self, posted: Sequence[int]) -> float:
        """Return what so many on each shift cost, euros a week."""
        return float(self.costs @ np.asarray(posted, np.float64))

    def cost_of_advisers(self, advisers: Ints) -> float:
        """Return what advisers on duty cost, euros a week, whatever shifts they work."""
        return float((advisers * (1.0 + self.surcharge)).sum() * self.wage * self.grid / 60)


def desk_shifts(
    scenario: Scenario, rules: StaffingRules, desks: Sequence[str]
) -> dict[str, DeskShifts]:
    """Return the shifts that each of these desks may post.

    Raises
    ------
    RunError
        A rule names an unknown desk, no shift covers some opening hour of a desk, or only some of
        the desks have a wage.
    """
    for rule in rules.shifts or ():
        for name in rule.desks:
            if name not in scenario.desks:
                known = list(scenario.desks)
                raise RunError(
                    f"staffing.shifts: found the desk {name!r}; must be a desk of "
                    f"{scenario.name}. {nearest(name, known)}"
                )
    grid = grid_of(rules.interval, scenario, desks)
    wages = {desk: scenario.desks[desk].wage for desk in desks}
    if not any(wages.values()):
        wages = dict.fromkeys(desks, WITHOUT_WAGES)
    for desk, wage in wages.items():
        if wage == 0.0:
            raise RunError(
                f"desks.{desk}.wage: found 0; must be above 0, as other desks have a wage: what "
                f"costs nothing has no cheapest roster. Use --set desks.{desk}.wage=25."
            )
    return {desk: _desk(scenario, rules, desk, grid, wages[desk]) for desk in desks}


def _desk(
    scenario: Scenario, rules: StaffingRules, desk: str, grid: int, wage: float
) -> DeskShifts:
    present = advisers_of(first_week(scenario, desk), grid)
    open_slots = present > 0
    found: dict[bytes, tuple[Shift, Ints]] = {}
    for rule in rules.shifts or (POST if open_slots.all() else SHIFTS):
        if not rule.desks or desk in rule.desks:
            for shift in _starts_of(rule, grid):
                cover = _cover(shift, grid)
                if cover.any() and not (cover > open_slots).any():
                    found.setdefault(cover.tobytes(), (shift, cover))
    shifts, covers = zip(*found.values(), strict=True) if found else ((), ())
    cover = np.stack(covers, axis=1) if covers else np.zeros((open_slots.size, 0), np.int64)
    bare = np.flatnonzero(open_slots & ~cover.any(axis=1))
    if bare.size:
        minute = int(bare[0]) * grid
        day = WEEKDAYS[minute // 1440].title()
        raise RunError(
            f"desks.{desk}: found no shift that covers {day} {clock(minute % 1440)} without "
            "reaching outside opening hours; allow a shorter shift, or other starts, in "
            "[[staffing.shifts]]."
        )
    own = scenario.desks[desk]
    surcharge = (
        surcharge_of(own.roster, grid)
        if rules.surcharges is None
        else surcharge_by(rules.surcharges, grid)
    )
    wage /= 1.0 - own.shrinkage  # an hour on duty takes so many paid ones
    hourly = wage * (1.0 + surcharge) * grid / 60
    return DeskShifts(
        desk=desk,
        grid=grid,
        shifts=tuple(shifts),
        cover=cover,
        costs=np.asarray(hourly @ cover),
        open=open_slots,
        least=rules.minimum,
        surcharge=surcharge,
        wage=wage,
        present=present,
    )


def _starts_of(rule: ShiftRule, grid: int) -> Iterator[Shift]:
    """Yield a shift for each set of days, start and break that a rule allows."""
    days = weekdays(rule.days)
    starts = [minute_of_day(text) for text in rule.starts] or list(range(0, 1440, grid))
    breaks = [0]
    if rule.pause:
        first, last = (round(time) for time in rule.break_after)
        breaks = list(range(first, last + 1, grid))
    for group in [days] if rule.together else [(day,) for day in days]:
        for start in starts:
            for pause_start in breaks:
                yield Shift(
                    days_text(group), start, round(rule.length), pause_start, round(rule.pause)
                )


def _cover(shift: Shift, grid: int) -> Ints:
    """Return (slots,) 1 where a shift is on duty; what runs past Sunday is Monday's."""
    duty = np.ones(shift.length // grid, np.int64)
    away = shift.pause_start // grid
    duty[away : away + shift.pause // grid] = 0
    cover = np.zeros(WEEK // grid, np.int64)
    for day in weekdays(shift.days):
        slots = (1440 * day + shift.start) // grid + np.arange(duty.size)
        np.add.at(cover, slots % cover.size, duty)
    return cover


Posted = tuple[int, ...]
"""Advisers on each shift of a desk."""


class Plan(NamedTuple):
    """Advisers on each shift of each desk that is staffed, desks in the scenario's order."""

    posted: tuple[tuple[str, Posted], ...]

    @classmethod
    def of(cls, posted: Mapping[str, Sequence[int]]) -> "Plan":
        """Return the plan with these numbers by desk."""
        return cls(tuple((desk, tuple(int(n) for n in row)) for desk, row in posted.items()))

    def at(self, desk: str) -> Posted:
        """Return the numbers of one desk."""
        return dict(self.posted)[desk]

    def changed(self, desk: str, posted: Sequence[int]) -> "Plan":
        """Return the plan with other numbers at one desk."""
        return Plan.of(dict(self.posted) | {desk: tuple(posted)})
