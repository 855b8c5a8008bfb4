"""The week as a grid of intervals: opening hours, surcharges and rosters on it."""

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.roster_csv import days_text
from scenarios.rosters import weeks
from scenarios.schema import Scenario
from scenarios.schema.calendar import minute_of_day, weekdays
from scenarios.schema.desks import Roster
from scenarios.staffing.rules import WEEK, Surcharge
from sim.clock import Shift

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def grid_of(interval: float, scenario: Scenario, desks: Sequence[str]) -> int:
    """Return the interval in minutes, made finer if a desk opens or closes within one."""
    moments = [int(interval)]
    for desk in desks:
        for shift in first_week(scenario, desk):
            moments += [round(shift.start), round(shift.stop)]
    return math.gcd(*moments)


def first_week(scenario: Scenario, desk: str) -> list[Shift]:
    """Return a desk's roster as it stands at the start of the run, with somebody on duty."""
    (_, shifts), *_ = weeks(scenario, desk)
    return [shift for shift in shifts if shift.advisers > 0]


def advisers_of(shifts: Sequence[Shift], grid: int) -> Ints:
    """Return (slots,) advisers on duty in each interval of the week."""
    advisers = np.zeros(WEEK // grid, np.int64)
    for shift in shifts:
        advisers[round(shift.start) // grid : round(shift.stop) // grid] += shift.advisers
    return advisers


def surcharge_of(roster: Roster, grid: int) -> Floats:
    """Return (slots,) shares added to the wage by a desk's own roster."""
    found = np.zeros(WEEK // grid)
    for interval in roster:
        for day in weekdays(interval.days):
            here = _span(day, interval.start, interval.stop, grid)
            found[here] = np.maximum(found[here], interval.surcharge)
    return found


def surcharge_by(rules: Sequence[Surcharge], grid: int) -> Floats:
    """Return (slots,) shares added to the wage by rules; a part of an interval counts in part."""
    found = np.zeros(WEEK)
    for rule in rules:
        for day in weekdays(rule.days):
            found[_span(day, rule.start, rule.stop, 1)] += rule.share
    return np.asarray(found.reshape(-1, grid).mean(axis=1))


def _span(day: int, start: str, stop: str, grid: int) -> slice:
    first, last = (1440 * day + minute_of_day(time) for time in (start, stop))
    return slice(first // grid, -(-last // grid))


def roster_steps(advisers: Ints, surcharge: Floats, grid: int) -> list[dict[str, Any]]:
    """Return a roster as a scenario file has it: intervals alike together, days alike together."""
    per_day = 1440 // grid
    levels = list(zip(advisers.tolist(), np.round(surcharge, 9).tolist(), strict=True))
    days = [tuple(levels[day * per_day : (day + 1) * per_day]) for day in range(7)]
    steps: list[dict[str, Any]] = []
    for alike in dict.fromkeys(days):
        names = days_text(day for day in range(7) if days[day] == alike)
        for (number, share), slots in groupby(range(per_day), key=alike.__getitem__):
            if number:
                span = list(slots)
                step = {
                    "days": names,
                    "from": clock(span[0] * grid),
                    "to": clock((span[-1] + 1) * grid),
                    "advisers": number,
                }
                steps.append(step | ({"surcharge": share} if share else {}))
    return steps


def clock(minute: int) -> str:
    """Return a minute of the day as ``08:30``; the end of the day is ``24:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"
