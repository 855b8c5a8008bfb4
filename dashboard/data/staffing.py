"""The tables behind the charts of a staffing search; every number is one of its document."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SLOTS = 48
"""Half hours of a day."""

PLANS = ("plan", "present", "fixed_demand")
"""Where goals are told: the answer, the present rosters, the plan for present volumes."""


def desks(content: Mapping[str, Any]) -> list[str]:
    """Return the desks that the search has rosters for."""
    return list(content["plan"]["desks"])


def roster(content: Mapping[str, Any], desk: str) -> pd.DataFrame:
    """Return a desk's advisers by weekday (0 Monday) and half hour; rows without any left out."""
    advisers = np.zeros((7, SLOTS))
    for step in content["plan"]["desks"][desk]["roster"]:
        first, last = (_slot(step[end]) for end in ("from", "to"))
        for day in weekdays(step["days"]):
            if last > first:
                advisers[day, first:last] += step["advisers"]
            else:
                advisers[day, first:] += step["advisers"]
                advisers[(day + 1) % 7, :last] += step["advisers"]
    rows = [
        {"weekday": day, "slot": slot, "advisers": advisers[day, slot]}
        for day in range(7)
        for slot in range(SLOTS)
        if advisers[day, slot] > 0
    ]
    return pd.DataFrame(rows, columns=["weekday", "slot", "advisers"])


def weekdays(text: str) -> list[int]:
    """Return the days that ``mon``, ``tue-fri`` or ``mon,wed`` names."""
    found = []
    for part in str(text).replace(" ", "").split(","):
        first, _, last = part.partition("-")
        start, count = DAYS.index(first), (DAYS.index(last or first) - DAYS.index(first)) % 7 + 1
        found += [(start + i) % 7 for i in range(count)]
    return found


def goals(content: Mapping[str, Any]) -> pd.DataFrame:
    """Return every goal under every plan.

    Columns ``goal``, ``figure``, ``sense``, ``bound``, ``plan``, mean, low, high, ``probability``.
    """
    asked = {goal["goal"]: goal for goal in content["goals"]}
    rows = []
    for name in PLANS:
        told = content.get(name)
        for cell in told["goals"] if told else ():
            goal = asked[cell["goal"]]
            rows.append(
                {
                    "goal": cell["goal"],
                    "figure": goal["figure"],
                    "sense": goal["sense"],
                    "bound": float(goal["bound"]),
                    "plan": name,
                    **_cell(cell),
                    "probability": float(cell["probability_met"]),
                }
            )
    return pd.DataFrame(rows)


def costs(content: Mapping[str, Any]) -> dict[str, float]:
    """Return the cost a week of each plan there is."""
    return {name: float(content[name]["cost_per_week"]) for name in PLANS if content.get(name)}


def frontier(content: Mapping[str, Any]) -> pd.DataFrame:
    """Return plans around the answer: ``cost``, mean, low, high, ``meets``, ``dominated``."""
    rows = [
        {
            "cost": float(point["cost_per_week"]),
            **_cell(point["satisfaction"]),
            "meets": bool(point["meets_goals"]),
            "dominated": bool(point["dominated"]),
            "is_answer": point["cost_per_week"] == content["plan"]["cost_per_week"],
        }
        for point in content.get("frontier") or ()
    ]
    columns = ["cost", "mean", "low", "high", "meets", "dominated", "is_answer"]
    return pd.DataFrame(rows, columns=columns).sort_values("cost", ignore_index=True)


def tipping(content: Mapping[str, Any]) -> pd.DataFrame:
    """Return first attempts, relative to a run that keeps the staff, on the way down and up.

    Columns ``channel``, ``way`` (``down`` or ``up``), ``staff``, mean, low, high.
    """
    rows = [
        {
            "channel": found["channel"],
            "way": way,
            "staff": float(step["staff_factor"]),
            **_cell(step["relative_first_attempts"]),
        }
        for found in content.get("tipping") or ()
        for way in ("down", "up")
        for step in found[way]
    ]
    return pd.DataFrame(rows, columns=["channel", "way", "staff", "mean", "low", "high"])


def _cell(cell: Mapping[str, float | None]) -> dict[str, float]:
    names = {"mean": "mean", "low": "ci_low", "high": "ci_high"}
    return {
        name: np.nan if (value := cell[key]) is None else float(value)
        for name, key in names.items()
    }


def _slot(text: str) -> int:
    hours, _, minutes = str(text).partition(":")
    return int(hours) * 2 + int(minutes) // 30
