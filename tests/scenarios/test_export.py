"""Exported tables hold what the run holds, in forms that other programs read."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scenarios import Result, Scenario, load, run
from scenarios.errors import DamagedRun, RunError
from scenarios.export import export
from scenarios.profile import profile
from scenarios.store import list_runs
from scenarios.tables import TABLES


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, scenario: Scenario) -> Path:
    """A store with one run that has every table."""
    root = tmp_path_factory.mktemp("export")
    run(scenario, seed=3, out=root)
    return root


def read(path: Path) -> pd.DataFrame:
    """A table of any format, moments as dates."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    table = pd.read_json(path, lines=True) if path.suffix == ".json" else pd.read_csv(path)
    for name in ("arrival", "start"):
        table[name] = pd.to_datetime(table[name], format="ISO8601")
    return table


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_every_contact_is_there_with_its_dates(
    store: Path, result: Result, tmp_path: Path, form: str
) -> None:
    """In closing order, values as in the run; moments are dates, what did not happen is empty."""
    export(list_runs(store), tmp_path / "out", form=form)  # type: ignore[arg-type]
    contacts = read(tmp_path / "out" / f"contacts.{form}")
    original = result.contacts

    assert len(original) == len(contacts) > 1000
    for name in ("customer", "need", "attempt"):
        assert original[name].tolist() == contacts[name].tolist()
    for name in ("channel", "outcome"):
        assert original[name].astype(str).tolist() == contacts[name].astype(str).tolist()
    for name in ("arrival", "start"):
        dates = pd.Timestamp(result.scenario.start) + pd.to_timedelta(original[name], unit="min")
        assert original[name].isna().tolist() == contacts[name].isna().tolist()
        apart = (dates - contacts[name]).abs().max()
        assert apart < pd.Timedelta("2us")
    gave_up = original["outcome"] == "abandoned"
    until = original["start"].where(~gave_up, original["end"])
    waits = (until - original["arrival"]).to_numpy()
    np.testing.assert_allclose(waits, contacts["wait_minutes"], atol=1e-9, equal_nan=True)
    assert original["handling"].isna().tolist() == contacts["handling_minutes"].isna().tolist()
    not_joined = original["outcome"].isin(["dropped", "blocked", "balked"])
    assert not_joined.tolist() == (~contacts["joined"].astype(bool)).tolist()
    assert 0 < not_joined.sum() < gave_up.sum()


def test_exported_contacts_are_a_log(store: Path, result: Result, tmp_path: Path) -> None:
    """A profile reads them as they are: whose they are, in which unit, and what never was there."""
    export(list_runs(store), tmp_path / "out", names=["contacts"])
    found = profile(tmp_path / "out" / "contacts.csv")
    outcomes = result.contacts["outcome"].value_counts()
    phone = result.contacts[result.contacts["channel"] == "phone"]
    handling = found.channels["phone"].handling
    assert handling is not None
    lognormal = next(fit for fit in handling.fits if fit.law == "lognormal")
    logs = np.log(60 * phone.loc[phone["handling"] * 60 >= 10, "handling"])

    assert outcomes["dropped"] == found.log["left_out"]["before_the_line"]
    assert outcomes["abandoned"] == sum(one.abandoned for one in found.channels.values())
    assert lognormal.parameters["log_mean"] == pytest.approx(logs.mean(), abs=0.05)


def test_the_rest_of_the_run_comes_with_it(store: Path, result: Result, tmp_path: Path) -> None:
    """All tables, the figures, and the scenario as a file that loads as the same."""
    written = export([str(place) for place in list_runs(store)], tmp_path / "out")

    assert {
        *(f"{name}.csv" for name in TABLES),
        "scenario.toml", "summary.json",
    } == {path.name for path in written}  # fmt: skip
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert result.summary() | {"seconds": 0} == summary | {"seconds": 0}
    assert result.scenario == load(tmp_path / "out" / "scenario.toml")
    assert "population" in tomllib.loads((tmp_path / "out" / "scenario.toml").read_text())
    customers = pd.read_csv(tmp_path / "out" / "customers.csv")
    never = np.isinf(result.customers["member_from"]) & (result.customers["member_from"] > 0)
    joined = pd.to_datetime(customers["member_from"], format="ISO8601")
    assert never.tolist() == joined.isna().tolist()
    assert joined.min() >= pd.Timestamp(result.scenario.start)


def test_several_runs_are_one_table(scenario: Scenario, tmp_path: Path) -> None:
    """With a column that says which seed a row is of."""
    several = run(scenario, replications=2, out=tmp_path / "runs")
    export(list_runs(tmp_path / "runs"), tmp_path / "out", names=["tally"])
    tally = pd.read_csv(tmp_path / "out" / "tally.csv")

    assert [1, 2] == sorted(set(tally["seed"]))
    assert several.tally["contacts"].tolist() == tally["contacts"].tolist()
    assert {"tally.csv", "summary.json", "scenario.toml"} == {
        path.name for path in (tmp_path / "out").iterdir()
    }


def test_what_cannot_be_exported_is_said_and_leaves_nothing(store: Path, tmp_path: Path) -> None:
    """Unknown tables and formats, folders with files in them, damaged tables."""
    places, out = list_runs(store), tmp_path / "out"
    with pytest.raises(RunError, match=r"found no table 'contact'.*Did you mean 'contacts'"):
        export(places, out, names=["contact"])
    with pytest.raises(RunError, match="format: found 'xls'; must be one of csv"):
        export(places, out, form="xls")  # type: ignore[arg-type]
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(RunError, match="found files in it; choose a new or empty folder"):
        export(places, tmp_path)
    table = places[0] / "tally.parquet"
    content = table.read_bytes()
    table.write_bytes(content[:-1] + b"x")
    with pytest.raises(DamagedRun, match=r"tally\.parquet: is not as it was written"):
        export(places, out)
    table.write_bytes(content)

    assert ["a.txt"] == [path.name for path in tmp_path.iterdir()]
