"""Who moved and why, as tables; every number is one of ``canaux compare --json``."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.data.pairs import Pair
from scenarios.summary import AGE_BANDS

EVERYBODY = "all"
NO_ATTEMPT = "no_attempt"


def moves(pair: Pair) -> dict[str, Any] | None:
    """Return the moves of a comparison; None if nobody was followed."""
    found: dict[str, Any] | None = pair.compare["moves"]
    return found


def ages(pair: Pair) -> list[str]:
    """Return what the choice of an age bracket offers: everybody first."""
    return [EVERYBODY, *AGE_BANDS] if moves(pair) else []


def flows(pair: Pair, band: str = EVERYBODY) -> pd.DataFrame:
    """Return contacts by where they were under the base and are under the plan.

    Columns ``from``, ``to``, ``mean``, ``low``, ``high``, and ``age_band``, the same in all rows.
    """
    found = moves(pair)
    rows = []
    for flow in found["flows"] if found else ():
        cell = flow["count"] if band == EVERYBODY else flow["by_age"].get(band)
        if cell is not None:
            rows.append({"from": flow["from"], "to": flow["to"], "age_band": band, **_cell(cell)})
    return pd.DataFrame(rows, columns=["from", "to", "age_band", "mean", "low", "high"])


def reasons(pair: Pair) -> pd.DataFrame:
    """Return switches by main reason and age bracket: ``reason``, ``age_band``, mean, low, high."""
    found = moves(pair)
    rows = [
        {"reason": reason, "age_band": band, **_cell(told["by_age"][band])}
        for reason, told in (found["reasons"].items() if found else ())
        for band in AGE_BANDS
        if band in told["by_age"]
    ]
    return pd.DataFrame(rows, columns=["reason", "age_band", "mean", "low", "high"])


def main_reasons(pair: Pair) -> list[tuple[str, float]]:
    """Return the reasons with their share of switches, the largest first."""
    found = moves(pair)
    if not found or not found["switches"]["mean"]:
        return []
    total = found["switches"]["mean"]
    shares = [(reason, told["main"]["mean"] / total) for reason, told in found["reasons"].items()]
    return sorted(shares, key=lambda item: -item[1])


def more_attempts(pair: Pair) -> dict[str, float]:
    """Return by channel the attempts that only the plan has, the most first."""
    rows = flows(pair)
    rows = rows[rows["from"] == NO_ATTEMPT].sort_values("mean", ascending=False)
    return dict(zip(rows["to"], rows["mean"], strict=True))


def _cell(cell: dict[str, float | None]) -> dict[str, float]:
    keys = {"mean": "mean", "low": "ci_low", "high": "ci_high"}
    return {
        name: np.nan if (value := cell[key]) is None else float(value) for name, key in keys.items()
    }
