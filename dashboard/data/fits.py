"""The fits of studies: folders of ``canaux fit``, beside the store and in it, and their tables."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
import pandas as pd
from pydantic import ValidationError

from calibration.kept import Kept, is_fit, read_fit

SHIPPED = Path(str(resources.files("calibration") / "studies"))
"""Holds the fit of `france` that comes with the program."""

FOLDER = "fits"
"""Of a store, for fits; another stands beside it."""


class Fitted(NamedTuple):
    """A fit that is there."""

    key: str
    """Name of the study and of its folder; stands in addresses."""
    kept: Kept
    written: float
    shipped: bool
    """Whether it comes with the program."""


class Fits:
    """The fits under some folders, read when asked for.

    Parameters
    ----------
    places
        Folders whose subfolders are fits; they need not be there.
    """

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = places
        self._read: dict[Path, tuple[int, Kept | None]] = {}
        self._lock = Lock()

    def all(self) -> list[Fitted]:
        """Return all fits that can be read, the newest first, then those of the program."""
        found: dict[str, Fitted] = {}
        for place in self._places:
            for folder in sorted(place.glob("*/")) if place.is_dir() else ():
                kept = self._at(folder) if is_fit(folder) else None
                if kept is not None:
                    when = (folder / "figures.csv").stat().st_mtime
                    key = f"{kept.design.name}.{folder.name}"
                    found.setdefault(key, Fitted(key, kept, when, place == SHIPPED))
        return sorted(found.values(), key=lambda one: (one.shipped, -one.written, one.key))

    def _at(self, folder: Path) -> Kept | None:
        state = max(path.stat().st_mtime_ns for path in folder.glob("*.csv"))
        with self._lock:
            known = self._read.get(folder)
            if known is None or known[0] != state:
                try:
                    known = state, read_fit(folder)
                except (OSError, ValueError, KeyError, TypeError, ValidationError):
                    known = state, None
                self._read[folder] = known
        return known[1]


def learnt(kept: Kept) -> pd.DataFrame:
    """Return one row per parameter, the best known first.

    The columns of ``parameters.csv``, and ``low_place``, ``high_place``, ``mean_place``: where the
    posterior lies in the prior's interval, 0 at its lower end and 1 at its upper.
    """
    rows = pd.DataFrame([vars(row) for row in kept.summary.learnt])
    width = rows["prior_high"] - rows["prior_low"]
    for part in ("low", "mean", "high"):
        rows[f"{part}_place"] = (rows[part] - rows["prior_low"]) / width
    return rows.sort_values("contraction", ascending=False, ignore_index=True)


def predicted(kept: Kept, *, unit: str = "%") -> pd.DataFrame:
    """Return figures of a unit beside their prediction, as ``figures.csv`` has them."""
    rows = pd.DataFrame([vars(row) for row in kept.summary.predicted])
    return rows[rows["unit"] == unit].reset_index(drop=True) if len(rows) else rows


def left_out(kept: Kept) -> pd.DataFrame:
    """Return percentages as predicted without their survey, see ``left_out_surveys.csv``."""
    shares = {row.id for row in kept.summary.predicted if row.unit == "%"}
    return pd.DataFrame([vars(row) for row in kept.left_out_surveys if row.id in shares])


def effects(kept: Kept) -> pd.DataFrame:
    """Return the share of each figure's variance that goes with each parameter: a Sobol total."""
    rows = pd.DataFrame([vars(row) for row in kept.effects])
    if rows.empty:
        return rows
    known = rows[rows["total"].notna()]
    return known.assign(total=known["total"].astype(float).clip(lower=0, upper=1)).reset_index(
        drop=True
    )


def informed(kept: Kept, least: float) -> int:
    """Return how many parameters the figures inform; offsets, which stand after them, are none."""
    rows = kept.summary.learnt[: len(kept.design.parameters)]
    return int(np.sum([row.contraction >= least for row in rows]))
