"""The numbers of the pages, against those of the tables they come from."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import synthetic
from scipy import stats

import calibration
from dashboard.data import overview, surveys, tables
from dashboard.data.runs import Run, Store
from dashboard.data.statistics import interval, over_seeds
from scenarios.store import open_run


def test_interval_is_students() -> None:
    """The interval over seeds is Student's t at 95 %."""
    values = [3.1, 2.7, 3.3, 2.9]
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))

    found = interval(values)

    assert found.mean == pytest.approx(np.mean(values))
    assert (found.low, found.high) == pytest.approx((low, high))


def test_one_seed_has_no_interval() -> None:
    """A single seed gives its value and no bounds; none gives nothing."""
    assert interval([2.0]).mean == 2.0
    assert not interval([2.0]).has_bounds
    assert interval([np.nan]).seeds == 0


def test_over_seeds_agrees_with_interval() -> None:
    """Row by row, the table of intervals is the interval of its rows."""
    luck = np.random.default_rng(1)
    frame = pd.DataFrame(
        {"seed": np.repeat([1, 2, 3], 4), "x": np.tile(list("abcd"), 3), "value": luck.random(12)}
    )
    frame.loc[frame["x"].eq("d") & frame["seed"].gt(1), "value"] = np.nan

    table = over_seeds(frame, ["x"]).set_index("x")

    for name, rows in frame.groupby("x"):
        expected = interval(rows["value"])
        found = table.loc[name, ["mean", "low", "high", "seeds"]].to_numpy(dtype=float)
        np.testing.assert_allclose(found, expected)


def test_indicators_are_those_of_the_tables(run: Run) -> None:
    """Each indicator is the mean over seeds of the quotient of its counts."""
    by_seed = tables.tally(run).groupby("seed").sum(numeric_only=True)
    phone = tables.tally(run).query("channel == 'phone'").groupby("seed").sum(numeric_only=True)

    found = overview.indicators(run)

    assert found.channel == "phone"
    assert found.satisfaction.mean == pytest.approx((by_seed.satisfied / by_seed.judged).mean())
    assert found.mean_wait.mean == pytest.approx((phone.wait_minutes / phone.joined).mean())
    years = 731 / 365.25
    assert found.contacts_a_year.mean == pytest.approx(by_seed.contacts.mean() / 10_000 / years)


def test_shares_by_age_add_up(run: Run) -> None:
    """In each age band the channels' shares of first attempts are a whole."""
    shares = overview.first_attempts_by_age(run).groupby("age_band")["mean"].sum()

    np.testing.assert_allclose(shares, 1.0)


def test_contacts_a_day_add_up(run: Run) -> None:
    """Contacts a day, times days and customers, are the contacts made."""
    rows = overview.contacts_over_time(run)
    days = tables.covered_days(run, rows["month"])

    total = (rows["mean"] * days).sum() * synthetic.CUSTOMERS / 1000

    assert total == pytest.approx(tables.tally(run)["contacts"].sum() / 3)


def test_short_months_are_left_out(tmp_path: Path) -> None:
    """A month that figures cover for a few days is not drawn as a month."""
    synthetic.write_store(tmp_path, seeds=(1,), start=date(2012, 1, 1), end=date(2012, 4, 4))
    run = Store(tmp_path).runs()[0]

    months = overview.contacts_over_time(run)["month"].dt.month.unique()

    assert [1, 2, 3] == list(months)


def test_hours_of_the_week(run: Run) -> None:
    """The map of the week is blank when desks are closed, and peaks when waits do."""
    cells = overview.waits_in_the_week(run)

    assert set(range(6)) == set(cells["weekday"])
    assert (8, 19) == (cells["hour_of_day"].min(), cells["hour_of_day"].max())
    assert 11 == cells.loc[cells["mean"].idxmax(), "hour_of_day"]


def test_store_lists_whole_runs_only(tmp_path: Path) -> None:
    """What cannot be read as a run is not shown; an absent folder is an empty store."""
    assert [] == Store(tmp_path / "nowhere").runs()
    synthetic.write_store(tmp_path, seeds=(1, 2))
    broken = tmp_path / "broken" / "abc" / "seed=1"
    broken.mkdir(parents=True)
    (broken / "manifest.json").write_text("{")

    runs = Store(tmp_path).runs()

    assert ["invented"] == [run.scenario for run in runs]
    assert (1, 2) == runs[0].seeds


@pytest.mark.parametrize("key", ["../../etc", "invented", "", None, 3, ["invented.01234567"]])
def test_unknown_keys_find_nothing(store: Store, key: object) -> None:
    """Only the key of a run of the listing finds a run."""
    assert store.find(key) is None
    assert store.find("invented.01234567") is not None


def test_results_are_kept_until_seeds_are_added(tmp_path: Path) -> None:
    """What was computed once is computed again when, and only when, the run has changed."""
    synthetic.write_store(tmp_path, seeds=(1,))
    store, calls = Store(tmp_path), []

    def compute(run: Run) -> int:
        calls.append(run)
        return len(run.seeds)

    assert 1 == store.cached("n", store.runs()[0], compute)
    assert 1 == store.cached("n", store.runs()[0], compute)
    assert 1 == len(calls)
    synthetic.write_store(tmp_path, seeds=(2,))
    assert 2 == store.cached("n", store.runs()[0], compute)


def test_indicators_are_those_of_the_command(france: Run) -> None:
    """On a real run, each indicator with its interval is what `canaux run --json` prints."""
    summary = open_run(*france.folders).summary()
    phone, journeys = summary["channels"]["phone"], summary["journeys"]

    found = overview.indicators(france)

    for ours, theirs in (
        (found.first_attempt_share, phone["share_of_first_attempts"]),
        (found.mean_wait, phone["mean_wait_minutes"]),
        (found.abandoned, phone["share_abandoned"]),
        (found.unsolved, journeys["needs_unsolved_share"]),
        (found.cost_per_solved, journeys["cost_per_solved_need"]),
    ):
        assert (ours.mean, ours.low, ours.high) == pytest.approx(
            (theirs["mean"], theirs["ci_low"], theirs["ci_high"])
        )
    satisfaction = overview.satisfaction_by_channel(france).set_index("channel")
    for name, channel in summary["channels"].items():
        assert satisfaction.loc[name, "mean"] == pytest.approx(channel["satisfaction"]["mean"])


def test_surveys_are_those_of_the_command(france: Run, two_runs: Path) -> None:
    """On a real run, the figures and readings of the page are those of `calibration`."""
    expected = calibration.survey(open_run(*france.folders)).frame().set_index("id")

    found = surveys.findings(Store(two_runs), france)

    assert found is not None
    rows = found.figures.set_index("id")
    assert set(expected.index) == set(rows.index)
    for name in ("published", "simulated", "standard_error", "z"):
        np.testing.assert_allclose(rows.loc[expected.index, name], expected[name].astype(float))
    compared = surveys.comparable(found.figures)
    parts = [surveys.percentages(found, use=use) for use in (True, False)]
    assert len(compared) == sum(map(len, parts)) == surveys.agreement(compared).compared
    assert {"S03", "S15"} == set(compared.loc[compared["role"] == "holdout", "id"])
    readings = found.readings
    assert [12.0, 12.0] == readings["published_first"].head(2).tolist()
    assert readings["simulated_first"].notna().all()


def test_no_surveys_without_dates(store: Store, run: Run) -> None:
    """A run that holds no survey date has no findings."""
    assert surveys.findings(store, run) is None
