"""Staffing comes back as choice: the loop that the product exists for."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import scenarios

SEEDS = (1, 2, 3, 4)
FEWER_ADVISERS = """
name = "fewer"
extends = "france"
end = 2014-01-01
[[changes]]
from = 2011-01-01
to = 2012-01-01
set = {"desks.phone.staff_factor" = 0.7}
"""


@pytest.fixture(scope="module")
def yearly(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Differences (seed, year) of phone figures, 30 % fewer advisers in 2011 minus as they are."""
    plan = tmp_path_factory.mktemp("plans") / "fewer.toml"
    plan.write_text(FEWER_ADVISERS)
    as_is = scenarios.load("france", settings=["end=2014-01-01"])
    pairs = [(figures(scenarios.load(plan), seed), figures(as_is, seed)) for seed in SEEDS]
    return {
        name: np.array([fewer[name] - base[name] for fewer, base in pairs]) for name in pairs[0][0]
    }


def figures(scenario: scenarios.Scenario, seed: int) -> pd.DataFrame:
    """Yearly phone figures of one run."""
    tally = scenarios.run(scenario, seed=seed, keep_contacts=False).tally
    year = pd.to_datetime(tally["month"]).dt.year
    total = tally.groupby(year).sum(numeric_only=True)
    phone = tally[tally["channel"] == "phone"].groupby(year).sum(numeric_only=True)
    return pd.DataFrame(
        {
            "wait": phone["wait_minutes"] / phone["joined"],
            "abandoned": phone["abandoned"] / phone["joined"],
            "first_share": phone["first_attempts"] / total["first_attempts"],
            "retries": total["retries"] / total["first_attempts"],
        }
    )


def interval(differences: np.ndarray) -> tuple[float, float]:
    """95 % interval of a mean paired difference."""
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    half = stats.t.ppf(0.975, len(differences) - 1) * error
    return differences.mean() - half, differences.mean() + half


@pytest.mark.parametrize(
    ("name", "sign"), [("wait", 1), ("abandoned", 1), ("retries", 1), ("first_share", -1)]
)
def test_fewer_advisers_move_customers_the_way_they_should(yearly, name, sign):
    """In the year of the cut: longer waits, more abandoned and retries, fewer first calls."""
    low, high = interval(sign * yearly[name][:, 1])

    assert 0.0 < low < high


def test_nothing_differs_before_the_cut(yearly):
    """Both scenarios are one until the first adviser leaves: common luck, exactly zero."""
    assert all((differences[:, 0] == 0.0).all() for differences in yearly.values())


def test_the_mix_returns_with_a_lag(yearly):
    """A year after the staff is back waits are as before, but the phone has not all its callers."""
    share = yearly["first_share"]
    still_away = interval(-share[:, 2])
    coming_back = interval(share[:, 3] - share[:, 1])

    assert 0.0 < still_away[0]
    assert 0.0 < coming_back[0]
    assert abs(yearly["wait"][:, 2].mean()) < 0.1 * yearly["wait"][:, 1].mean()
