"""Rosters as a planner writes them, scaled to whole advisers and laid out over a run."""

from collections.abc import Sequence
from datetime import date

from scenarios.schema import Scenario
from scenarios.schema_channels import DeskChange, Roster, minute_of_day, weekdays
from sim.clock import Shift


def week(roster: Roster, wage: float, factor: float = 1.0) -> list[Shift]:
    """Return a roster's shifts of one week, sorted, its advisers multiplied by `factor`."""
    shifts = sorted(
        Shift(
            day * 1440 + minute_of_day(interval.start),
            day * 1440 + minute_of_day(interval.stop),
            interval.advisers,
            wage * (1.0 + interval.surcharge),
        )
        for interval in roster
        for day in weekdays(interval.days)
    )
    advisers = scaled(
        [shift.advisers for shift in shifts], [shift.stop - shift.start for shift in shifts], factor
    )
    return [shift._replace(advisers=number) for shift, number in zip(shifts, advisers, strict=True)]


def scaled(advisers: Sequence[int], minutes: Sequence[float], factor: float) -> list[int]:
    """Multiply numbers of advisers by `factor` and round them by largest remainder.

    Each is rounded down, to no less than one where there was one, unless the factor is 0. What the
    week then lacks in adviser-minutes is given back one adviser at a time to the shifts with the
    largest remainders, earliest first, so long as that brings the week closer to its total.
    """
    quotas = [number * factor for number in advisers]
    # The small number keeps 10 * 0.7 from being rounded down to 6.
    floors = [int(quota + 1e-9) for quota in quotas]
    rounded = [max(low, 1) if quota > 0 else 0 for low, quota in zip(floors, quotas, strict=True)]
    lacking = sum(
        length * (quota - number)
        for length, quota, number in zip(minutes, quotas, rounded, strict=True)
    )
    by_remainder = sorted(range(len(quotas)), key=lambda i: (round(rounded[i] - quotas[i], 9), i))
    for i in by_remainder:
        if quotas[i] - rounded[i] > 1e-9 and lacking >= minutes[i] / 2:
            rounded[i] += 1
            lacking -= minutes[i]
    return rounded


def in_force(scenario: Scenario, name: str) -> list[tuple[date, list[Shift]]]:
    """Return the weeks of a desk, each with the day from which it holds."""
    desk = scenario.desks[name]
    size = scenario.population.size / (scenario.population.staffed_for or scenario.population.size)
    changes = [c for c in scenario.changes if isinstance(c, DeskChange) and c.desk == name]
    days = {scenario.start}
    for change in changes:
        days |= {change.start, change.stop or scenario.end}
    weeks = []
    for day in sorted(day for day in days if day < scenario.end):
        roster, factor = desk.roster, size * desk.staff_factor
        for change in changes:
            if change.start <= day < (change.stop or scenario.end):
                roster = roster if change.roster is None else change.roster
                factor *= change.staff_factor
        weeks.append((day, week(roster, desk.wage, factor)))
    return weeks
