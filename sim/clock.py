"""Calendar: minutes since the start, rosters laid out over a run, survey dates.

Local time without daylight saving: a day has 1,440 minutes.
"""

import calendar
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
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
    wage: float  # euros per paid adviser-hour
    shrinkage: float = 0.0  # share of paid time that is not on duty

    @property
    def paid(self) -> float:
        """Advisers paid for it: on duty, and those lost to shrinkage."""
        return self.advisers / (1.0 - self.shrinkage)


class Period(NamedTuple):
    """A weekly roster in force from a minute of the run on; overlapping shifts add up."""

    begin: float
    shifts: Sequence[Shift]


class Team(NamedTuple):
    """A desk over a run: its weeks, the days it is closed, and how it works."""

    periods: Sequence[Period]
    holidays: Sequence[float] = ()  # minutes of the midnights with which they begin
    suspends: bool = False
    speed: Sequence[float] = (1.0,)  # work a minute with 1, 2, ... contacts in hand


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
    # A date for each hour, one after the other, took 20 ms a year.
    months = (np.datetime64(start, "h") + np.arange(hours)).astype("datetime64[M]").astype(np.int64)
    return Timeline(
        end=length,
        warm_up=warm_up,
        start_weekday=start.weekday(),
        start_minute_of_day=start.hour * 60.0 + start.minute,
        month_of_hour=months % 12,
        month_index=months - months[0],
        panel=np.array(moments),
    )


def make_desks(teams: Sequence[Team], route: Sequence[Sequence[int]], timeline: Timeline) -> Desks:
    """Routes, and the roster steps of all teams merged by (time, desk).

    Parameters
    ----------
    teams
        One per desk; speeds past the end of one are its last.
    route
        Desks that serve each channel, first choice first.
    timeline
        Where the run's minutes lie.
    """
    rows = [
        (time, desk, *rest)
        for desk, team in enumerate(teams)
        for time, *rest in _steps(team, timeline)
    ]
    rows.sort(key=lambda row: row[:2])
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    time, desk, advisers, paid, wage, opens, closes = columns
    loads = max((len(team.speed) for team in teams), default=1)
    padded = [[*team.speed, *[team.speed[-1]] * (loads - len(team.speed))] for team in teams]
    routes = np.full((len(route), len(teams)), -1, np.int64)
    for c, desks in enumerate(route):
        routes[c, : len(desks)] = desks
    return Desks(
        route=routes,
        suspends=np.array([team.suspends for team in teams], np.bool_),
        speed=np.array(padded, np.float64).reshape(len(teams), loads),
        step_time=np.array(time, np.float64),
        step_desk=np.array(desk, np.int64),
        step_advisers=np.array(advisers, np.int64),
        step_paid=np.array(paid, np.float64),
        step_wage=np.array(wage, np.float64),
        step_opens=np.array(opens, np.float64),
        step_closes=np.array(closes, np.float64),
    )


class Level(NamedTuple):
    """Who is on duty and paid from a minute on."""

    time: float
    advisers: int
    paid: float
    wage: float  # mean of the paid, euros an hour


def _steps(team: Team, timeline: Timeline) -> list[tuple[float, int, float, float, float, float]]:
    """One desk's steps: its levels, and with each the next opening and the closing after it."""
    steps = []
    opens = closes = closing = np.inf
    for level in reversed(_levels(team, timeline)):
        if level.advisers == 0:
            steps.append((*level, opens, closes))
            closing = level.time
        else:
            opens, closes = level.time, closing
            steps.append((*level, opens, closes))
    return steps[::-1]


def _levels(team: Team, timeline: Timeline) -> list[Level]:
    """Levels from each minute on at which one changes, starting at 0."""
    changes = [(0.0, 0, 0.0, 0.0)]
    for begin, stop, shift in _on_duty(team, timeline):
        cost = shift.paid * shift.wage
        changes.append((begin, shift.advisers, shift.paid, cost))
        changes.append((stop, -shift.advisers, -shift.paid, -cost))
    changes.sort(key=lambda change: change[0])
    levels: list[Level] = []
    advisers, paid, cost = 0, 0.0, 0.0
    for i, (time, more, more_paid, more_cost) in enumerate(changes):
        advisers, paid, cost = advisers + more, paid + more_paid, cost + more_cost
        if i + 1 < len(changes) and changes[i + 1][0] == time:
            continue
        # Who finishes work after the closing is paid as before it.
        wage = round(cost / paid, 9) if advisers else levels[-1].wage if levels else 0.0
        level = Level(time, advisers, round(paid, 9) if advisers else 0.0, wage)
        if not levels or levels[-1][1:] != level[1:]:
            levels.append(level)
    return levels


def _on_duty(team: Team, timeline: Timeline) -> Iterator[tuple[float, float, Shift]]:
    """Each shift of the run from one minute to another, holidays cut out."""
    horizon = timeline.end + BEYOND_END
    monday = -(timeline.start_weekday * DAY + timeline.start_minute_of_day)
    ends = [period.begin for period in team.periods[1:]] + [horizon]
    holidays = sorted(set(team.holidays))
    for period, period_end in zip(team.periods, ends, strict=True):
        for shift in period.shifts:
            week = monday
            while week < period_end:
                begin = max(week + shift.start, period.begin, 0.0)
                stop = min(week + shift.stop, period_end)
                for part in _cut(begin, stop, holidays):
                    yield (*part, shift)
                week += WEEK


def _cut(begin: float, stop: float, holidays: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Parts of a span outside days that are closed; these in order."""
    for day in holidays[bisect_left(holidays, begin - DAY) :]:
        if day >= stop:
            break
        if begin < day:
            yield begin, day
        begin = max(begin, day + DAY)
    if begin < stop:
        yield begin, stop
