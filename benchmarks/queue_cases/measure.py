"""Run a case and compare."""

import math
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import scenarios
from benchmarks.queue_cases.batches import by_day_or_week, by_month, with_sojourns
from benchmarks.queue_cases.cases import Row, minutes_a_unit, rows
from benchmarks.queue_cases.figures import Figure, figures
from benchmarks.queue_cases.told import told


class Measured(NamedTuple):
    """One figure of a case beside what a run found."""

    case: str
    figure: Figure
    value: float
    error: float

    @property
    def z(self) -> float:
        """Difference in standard errors of both sides."""
        both = math.hypot(self.error, self.figure.reference_error)
        return (self.value - self.figure.expected) / both


def measure(row: Row) -> list[Measured]:
    """Run a case and return its figures in the unit of its time, with standard errors.

    Each case has a seed of its own: with one seed all would share their luck.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.toml"
        path.write_text(told(row), encoding="utf-8")
        scenario = scenarios.load(path)
    published = row["family"] == "published_simulation"
    with_contacts = published or row["family"] == "email_backlog"
    seed = list(rows()).index(row["case_id"]) + 1
    result = scenarios.run(scenario, seed=seed, keep_contacts=with_contacts)
    batches = by_day_or_week(result, row) if published else by_month(result)
    if row["family"] == "email_backlog":
        batches = with_sojourns(result, batches)
    measured = []
    for figure in figures(row):
        numerator, denominator = (
            batches[column].to_numpy(dtype=np.float64)
            for column in (figure.numerator, figure.denominator)
        )
        value, error = ratio_with_error(numerator, denominator)
        scale = minutes_a_unit(row) if figure.is_time else 1.0
        measured.append(Measured(row["case_id"], figure, value / scale, error / scale))
    return measured


def ratio_with_error(
    numerator: NDArray[np.float64], denominator: NDArray[np.float64]
) -> tuple[float, float]:
    """Return a quotient of sums over batches and its standard error.

    The variance of a ratio estimator to first order (Cochran, "Sampling Techniques" 1977,
    section 2.11).
    """
    value = numerator.sum() / denominator.sum()
    rest = numerator - value * denominator
    n = len(rest)
    error = math.sqrt(n / (n - 1) * float((rest * rest).sum())) / denominator.sum()
    return float(value), error
