"""When contacts come and advisers are on duty."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from benchmarks.queue_cases.cases import PERIODS_A_WEEK, WEEK, Row, extra, minutes_a_unit

Roster = list[dict[str, Any]]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPENING = 6
"""Hour at which the days of the time-varying cases begin, for which they do not matter."""


class Timetable(NamedTuple):
    """The calendar of a case."""

    arrivals: float  # a minute, mean round the clock
    profile: dict[str, Any]  # keys of [needs.profile]
    roster: Roster


def timetable(row: Row) -> Timetable:
    """Return the calendar of a case; `roster` is that of its first desk, if it has several."""
    family, more = row["family"], extra(row)
    if row["case_id"] in ("TV01", "TV02"):
        return _sinusoidal(row, more)
    if family == "time_varying":
        hours = [0.0] * OPENING + more["rates"]
        hours += [0.0] * (24 - len(hours))
        return Timetable(sum(hours) / 24, {"hour_of_day": hours}, _hourly(OPENING, more["staff"]))
    if row["case_id"] == "PS01":
        rates, start = more["rate_per_h"], more["start_h"]
        hours = [0.0] * start + [float(rate) for rate in rates]
        hours += [0.0] * (24 - len(hours))
        shape = float(more["busyness"].removeprefix("Gamma(").split(",")[0])
        profile = {"hour_of_day": hours, "day_shape": shape}
        return Timetable(sum(rates) / 1440, profile, _hourly(start, more["servers"]))
    if row["case_id"] == "PS04":
        hours = [1.0 if 6 <= hour < 10 else 0.0 for hour in range(24)]
        profile = {"hour_of_day": hours, "day_of_week": [1.0] * 5 + [0.0] * 2}
        return Timetable(
            more["rate_per_h"] * 20 / WEEK, profile, [_shift("mon-fri", 6, 10, more["servers"])]
        )
    arrivals = float(row["arrival_rate"]) / minutes_a_unit(row)
    if family == "email_backlog":
        return _email(row, more, arrivals)
    servers = int(float(row["servers"] or 0))
    if family == "finite_horizon":
        length = round(more["horizon"] / 60)
        hours = [1.0 if 9 <= hour < 9 + length else 0.0 for hour in range(24)]
        roster = [_shift("mon-sun", 9, 9 + length, servers)]
        return Timetable(arrivals * length / 24, {"hour_of_day": hours}, roster)
    profile = {}
    if family == "overdispersed":
        shape = more["busyness"].split("shape=")[1].split(",")[0]
        profile = {"day_shape": float(shape)}
    always = [_shift("mon-sun", 0, 24, more.get("agents_per_primary", servers))]
    return Timetable(arrivals, profile, always)


def always(advisers: int) -> Roster:
    """Return a roster round the clock."""
    return [_shift("mon-sun", 0, 24, advisers)]


def _shift(days: str, start: int, stop: int, advisers: int) -> dict[str, Any]:
    """Return one line of a roster, at full hours."""
    return {"days": days, "from": f"{start:02}:00", "to": f"{stop:02}:00", "advisers": advisers}


def _hourly(start: int, staff: list[int]) -> Roster:
    """Return a day's roster with another number of advisers every hour."""
    return [_shift("mon-sun", start + i, start + i + 1, n) for i, n in enumerate(staff)]


def _email(row: Row, more: Mapping[str, Any], arrivals: float) -> Timetable:
    """Return the calendar of a backlog with opening hours."""
    first, last = (int(hour) for hour in more["open"].split()[0].split("-"))
    night = more["lambda_per_h"].startswith("4 in 22-07")
    hours = [4.0 if night and (h < 7 or h >= 22) else 12.0 for h in range(24)]
    roster = [_shift("mon-sun", first, last, int(float(row["servers"])))]
    return Timetable(arrivals, {"hour_of_day": hours}, roster)


def _sinusoidal(row: Row, more: Mapping[str, Any]) -> Timetable:
    """Return a week of periods of λ(t) = 100 + 20 sin t, staffed by the square-root rule.

    Rates are means over hours, an 84th of the period; the roster changes at full minutes.
    """
    week, mean, swing = PERIODS_A_WEEK * float(more["period"]), 100.0, 20.0

    def rate(hour: int) -> float:
        begin, end = (week * edge / 168 for edge in (hour, hour + 1))
        return mean + swing * (math.cos(begin) - math.cos(end)) / (end - begin)

    def staff(minute: int) -> int:
        t = week * (minute + 0.5) / WEEK
        load = mean + 0.5 * swing * (math.sin(t) - math.cos(t))
        return math.ceil(load + more["beta"] * math.sqrt(load))

    weights = [rate(hour) for hour in range(168)]
    arrivals = mean / minutes_a_unit(row)
    return Timetable(arrivals, {"hour_of_week": weights}, list(_steps(staff)))


def _steps(staff: Any) -> Iterator[dict[str, Any]]:
    """Yield the lines of a weekly roster, cut wherever the number of advisers changes."""
    for day, name in enumerate(DAYS):
        begin = 0
        for minute in range(1, 1441):
            level = staff(day * 1440 + begin)
            if minute == 1440 or staff(day * 1440 + minute) != level:
                yield {"days": name, "from": _clock(begin), "to": _clock(minute), "advisers": level}
                begin = minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
