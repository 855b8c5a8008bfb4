"""Rosters as a planner writes them, scaled to whole advisers and laid out over a run."""

from collections.abc import Sequence
from datetime import date

from scenarios.schema import Scenario
from scenarios.schema.calendar import minute_of_day, weekdays
from scenarios.schema.desks import Roster
from sim.clock import Shift


def week(
    roster: Roster, wage: float, factor: float = 1.0, *, shrinkage: float = 0.0
) -> list[Shift]:
    """Return a roster's shifts of one week, sorted.

    Parameters
    ----------
    roster
        Advisers on duty.
    wage
        Euros per paid adviser-hour before surcharges.
    factor
        Multiplies the advisers, see `scaled`.
    shrinkage
        Share of paid time that is not on duty.
    """
    shifts = sorted(
        Shift(
            day * 1440 + minute_of_day(interval.start),
            day * 1440 + minute_of_day(interval.stop),
            interval.advisers,
            wage * (1.0 + interval.surcharge),
            shrinkage,
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


def weeks(scenario: Scenario, name: str) -> list[tuple[date, list[Shift]]]:
    """Return the weeks of a desk, each with the day from which it holds."""
    size = scenario.population.size / (scenario.population.staffed_for or scenario.population.size)
    found = []
    for day, now in scenario.in_force:
        desk = now.desks[name]
        factor = size * desk.staff_factor
        found.append((day, week(desk.roster, desk.wage, factor, shrinkage=desk.shrinkage)))
    return found


def closed_days(scenario: Scenario, name: str) -> list[date]:
    """Return the holidays of a desk: its own, or those of the scenario."""
    own = scenario.desks[name].holidays
    return sorted(set(scenario.holidays if own is None else own))
