"""Calendar: minutes since the start, rosters laid out over a run, survey dates.

Local time without daylight saving: a day has 1,440 minutes.
"""

import calendar
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from sim.params import Desks, Timeline

DAY = 1440.0
WEEK = 7 * DAY
BEYOND_END = 2 * WEEK
"""Rosters are laid out this far past the end, so that the last closing knows its next opening."""


class Shift(NamedTuple):
    """So many advisers on duty between two minutes of the week, from Monday 00:00."""

    start: float
    stop: float
    advisers: int
    wage: float  # euros per adviser-hour


class Period(NamedTuple):
    """A weekly roster in force from a minute of the run on; overlapping shifts add up."""

    begin: float
    shifts: Sequence[Shift]


def minutes(start: datetime, moment: datetime) -> float:
    """Minutes from `start` to `moment`."""
    return (moment - start).total_seconds() / 60.0


def moment(start: datetime, minute: float) -> datetime:
    """Date and time of a minute of the run."""
    return start + timedelta(minutes=minute)


def add_months(date: datetime, months: int) -> datetime:
    """The same day `months` later (or earlier), or that month's last day."""
    total = date.year * 12 + date.month - 1 + months
    year, month = divmod(total, 12)
    day = min(date.day, calendar.monthrange(year, month + 1)[1])
    return date.replace(year=year, month=month + 1, day=day)


def make_timeline(
    start: datetime, end: datetime, *, warm_up: float = 0.0, panel: Iterable[datetime] = ()
) -> Timeline:
    """Where the run's minutes lie; panel moments are sorted and said once.

    Raises
    ------
    ValueError
        If the start is not on a full hour, the end is not after it, or a panel moment lies outside
        the run.
    """
    if start != start.replace(minute=0, second=0, microsecond=0):
        raise ValueError(f"timeline: start {start} is not on a full hour; needs come by the hour")
    length = minutes(start, end)
    if length <= 0.0:
        raise ValueError(f"timeline: end {end} is not after start {start}; set a later end")
    moments = sorted({minutes(start, date) for date in panel})
    if moments and not 0.0 <= moments[0] <= moments[-1] <= length:
        raise ValueError(f"timeline: a panel date lies outside {start} to {end}; leave it out")
    hours = int(np.ceil(length / 60.0))
    dates = [moment(start, 60.0 * hour) for hour in range(hours)]
    months = np.array([date.year * 12 + date.month - 1 for date in dates])
    return Timeline(
        end=length,
        warm_up=warm_up,
        start_weekday=start.weekday(),
        start_minute_of_day=start.hour * 60.0 + start.minute,
        month_of_hour=months % 12,
        month_index=months - months[0],
        panel=np.array(moments),
    )


def make_desks(rosters: Sequence[Sequence[Period]], timeline: Timeline) -> Desks:
    """Roster steps of all desks merged by (time, desk); one sequence of periods a desk."""
    rows = [
        (time, desk, *rest)
        for desk, periods in enumerate(rosters)
        for time, *rest in _steps(periods, timeline)
    ]
    rows.sort(key=lambda row: row[:2])
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    time, desk, advisers, wage, opens, closes = columns
    return Desks(
        n_desks=len(rosters),
        step_time=np.array(time, np.float64),
        step_desk=np.array(desk, np.int64),
        step_advisers=np.array(advisers, np.int64),
        step_wage=np.array(wage, np.float64),
        step_opens=np.array(opens, np.float64),
        step_closes=np.array(closes, np.float64),
    )


def _steps(
    periods: Sequence[Period], timeline: Timeline
) -> list[tuple[float, int, float, float, float]]:
    """One desk's steps: time, advisers, wage, next opening, closing after it."""
    steps = []
    opens = closes = closing = np.inf
    for time, advisers, wage in reversed(_levels(periods, timeline)):
        if advisers == 0:
            steps.append((time, 0, wage, opens, closes))
            closing = time
        else:
            opens, closes = time, closing
            steps.append((time, advisers, wage, opens, closes))
    return steps[::-1]


def _levels(periods: Sequence[Period], timeline: Timeline) -> list[tuple[float, int, float]]:
    """Advisers and mean wage from each minute on at which either changes, starting at 0."""
    horizon = timeline.end + BEYOND_END
    monday = -(timeline.start_weekday * DAY + timeline.start_minute_of_day)
    ends = [period.begin for period in periods[1:]] + [horizon]
    changes: list[tuple[float, int, float]] = [(0.0, 0, 0.0)]
    for period, period_end in zip(periods, ends, strict=True):
        for shift in period.shifts:
            week = monday
            while week < period_end:
                begin = max(week + shift.start, period.begin, 0.0)
                stop = min(week + shift.stop, period_end)
                if begin < stop:
                    cost = shift.advisers * shift.wage
                    changes += [(begin, shift.advisers, cost), (stop, -shift.advisers, -cost)]
                week += WEEK
    changes.sort(key=lambda change: change[0])
    levels: list[tuple[float, int, float]] = []
    advisers, cost = 0, 0.0
    for i, (time, more, more_cost) in enumerate(changes):
        advisers, cost = advisers + more, cost + more_cost
        if i + 1 < len(changes) and changes[i + 1][0] == time:
            continue
        # Who finishes work after the closing is paid as before it.
        before = levels[-1][2] if levels else 0.0
        wage = round(cost / advisers, 9) if advisers else before
        if not levels or levels[-1][1:] != (advisers, wage):
            levels.append((time, advisers, wage))
    return levels
