"""The laboratory scenarios meet Erlang's formulas."""

import math

import numpy as np
import pytest

import scenarios
from sim.theory import erlang_a, erlang_c

SEEDS = 10
ARRIVALS_PER_MINUTE = 3.5
SERVICE_PER_MINUTE = 1 / 3
ADVISERS = 13
PATIENCE_MINUTES = 5.0


def measured(name: str, *keys: str) -> dict[str, tuple[float, float]]:
    """Mean over seeds and its standard error of figures of the phone, half a year each."""
    scenario = scenarios.load(name, settings=["end=2010-07-01"])
    summaries = [
        scenarios.run(scenario, seed=seed, keep_contacts=False).summary()["channels"]["phone"]
        for seed in range(1, SEEDS + 1)
    ]
    values = np.array([[summary[key] for key in keys] for summary in summaries])
    errors = values.std(axis=0, ddof=1) / math.sqrt(SEEDS)
    return dict(zip(keys, zip(values.mean(axis=0), errors, strict=True), strict=True))


def assert_meets(expected: float, figure: tuple[float, float]) -> None:
    """Within three standard errors, the standard error itself below one per cent."""
    mean, error = figure

    assert error < 0.01 * expected
    assert expected == pytest.approx(mean, abs=3.0 * error)


def test_lab_mmc_is_erlang_c():
    """Without abandonment, waits, share waiting and occupancy are Erlang C's."""
    theory = erlang_c(ARRIVALS_PER_MINUTE, SERVICE_PER_MINUTE, ADVISERS)
    figures = measured("lab-mmc", "mean_wait_minutes", "share_waiting", "occupancy")

    assert_meets(theory.mean_wait, figures["mean_wait_minutes"])
    assert_meets(theory.p_wait, figures["share_waiting"])
    assert_meets(theory.utilisation, figures["occupancy"])


def test_lab_mmcm_is_erlang_a():
    """With exponential patience, waits, abandonment and occupancy are Erlang A's."""
    theory = erlang_a(ARRIVALS_PER_MINUTE, SERVICE_PER_MINUTE, ADVISERS, 1 / PATIENCE_MINUTES)
    keys = ("mean_wait_minutes", "share_waiting", "share_abandoned", "occupancy")
    figures = measured("lab-mmcm", *keys)

    assert_meets(theory.mean_wait, figures["mean_wait_minutes"])
    assert_meets(theory.p_wait, figures["share_waiting"])
    assert_meets(theory.p_abandon, figures["share_abandoned"])
    assert_meets(theory.utilisation, figures["occupancy"])
