"""What a planner posts: the shifts, the advisers on duty by hour, and the scenario with both."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.errors import StoreError
from scenarios.roster_labels import hour_name
from scenarios.schema import Scenario
from scenarios.schema.calendar import weekdays
from scenarios.show import to_toml
from scenarios.staffing.shifts import DeskShifts, Plan
from scenarios.staffing.week import Ints, roster_steps

HOUR = 60


def posted_shifts(shifts: DeskShifts, posted: tuple[int, ...]) -> list[dict[str, Any]]:
    """Return the shifts that somebody works, by day and time."""
    rows = [
        {
            "days": shift.days,
            **shift.times,
            "advisers": number,
            "cost_per_week": float(number * cost),
        }
        for shift, number, cost in zip(shifts.shifts, posted, shifts.costs.tolist(), strict=True)
        if number
    ]
    return sorted(rows, key=lambda row: (weekdays(row["days"]), row["from"], row["to"]))


def desk_plan(shifts: DeskShifts, posted: tuple[int, ...]) -> dict[str, Any]:
    """Return a desk's part of a plan: cost, hours, shifts, and the roster they make."""
    advisers = shifts.advisers(posted)
    return {
        "cost_per_week": shifts.cost(posted),
        "hours_per_week": float(advisers.sum()) * shifts.grid / HOUR,
        "shifts": posted_shifts(shifts, posted),
        "roster": roster_steps(advisers, shifts.surcharge, shifts.grid),
    }


def by_hour(shifts: DeskShifts, advisers: Ints) -> Ints | None:
    """Return (168,) advisers in each hour of the week, None if they change within an hour."""
    slots = np.repeat(advisers, shifts.grid // HOUR) if shifts.grid > HOUR else advisers
    hours = slots.reshape(168, -1)
    return hours[:, 0] if (hours == hours[:, :1]).all() else None


def shifts_csv(desks: Mapping[str, DeskShifts], plan: Plan) -> str:
    """Return a row per shift: desk, days, from, to, break, advisers, euros a week."""
    columns = ("desk", "days", "from", "to", "break_from", "break_to", "advisers", "cost_per_week")
    rows = [
        {"desk": desk, **row}
        for desk, posted in plan.posted
        for row in posted_shifts(desks[desk], posted)
    ]
    return _csv(columns, [[row.get(column, "") for column in columns] for row in rows])


def roster_csv(desks: Mapping[str, DeskShifts], plan: Plan) -> str | None:
    """Return a row per hour of the week, a column per desk; None if an hour is not enough."""
    columns = {desk: by_hour(desks[desk], desks[desk].advisers(p)) for desk, p in plan.posted}
    hours = [column for column in columns.values() if column is not None]
    if len(hours) < len(columns):
        return None
    rows = [
        [*hour_name(hour).split(), *(int(column[hour]) for column in hours)] for hour in range(168)
    ]
    return _csv(("day", "hour", *columns), rows)


def _csv(header: tuple[str, ...], rows: list[list[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def staffed_toml(staffed: Scenario) -> str:
    """Return a scenario file with a plan's rosters."""
    name = f"{staffed.name[:31]}-staffed"
    return to_toml(staffed.model_copy(update={"name": name}))


def write(
    folder: Path, desks: Mapping[str, DeskShifts], plan: Plan, staffed: Scenario
) -> list[str]:
    """Write what a planner posts into a folder; return the names of the files.

    ``shifts.csv``, ``scenario.toml``, and ``roster.csv`` if no roster changes within an hour.

    Raises
    ------
    StoreError
        The folder cannot be written.
    """
    files = {
        "shifts.csv": shifts_csv(desks, plan),
        "roster.csv": roster_csv(desks, plan),
        "scenario.toml": staffed_toml(staffed),
    }
    written = {name: text for name, text in files.items() if text is not None}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written: {error.strerror}. Check the folder's rights and the "
            "free space, or choose another folder."
        ) from None
    return list(written)
