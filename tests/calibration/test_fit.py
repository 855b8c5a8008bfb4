"""A whole fit of seconds: what it writes, and that a kill changes no byte of it."""

import csv
import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest

from calibration.archive import save
from calibration.errors import NoPointSurvives
from calibration.fit import Where, calibrate
from calibration.kept import read_fit
from calibration.study import read_study
from calibration.summary import summary
from calibration.words import words
from scenarios.ledger import Ledger, read_rows

HERE = Path(__file__).parent
SMALL = HERE / "small.toml"


@pytest.fixture(scope="module")
def study(small_study):
    """Three parameters and five figures."""
    return small_study


@pytest.fixture(scope="module")
def folder(small_folder, small_fit):
    """Where the fit's runs are kept."""
    return small_folder


@pytest.fixture(scope="module")
def fit(small_fit):
    """The fit, never interrupted."""
    return small_fit


@pytest.fixture(scope="module")
def archive(fit, folder):
    """Its file."""
    path = folder / "small.nc"
    save(fit, path)
    return path.read_bytes()


def test_the_budget_is_kept_and_no_two_runs_share_their_luck(fit, study, folder):
    """As many runs as the study says, each with a seed of its own."""
    seeds = [run["seed"] for row in read_rows(folder / "ledger.sqlite") for run in row.job["runs"]]

    assert study.runs == len(seeds) == len(set(seeds))


def test_the_figures_are_met(fit):
    """The posterior is narrower than the prior; the simulator at its draws meets the figures."""
    found = summary(fit)

    contraction = {row.name: row.contraction for row in found.learnt}
    assert contraction["channels.phone.intercept"] > 0.6
    assert contraction["population.need_rate"] > 0.6
    assert found.inside[0] >= 4
    assert all(row.low < row.mean < row.high for row in found.predicted)


def test_an_interrupted_fit_ends_with_the_same_bytes(study, archive, folder, tmp_path):
    """Stopped in each step, then asked again: only what is missing is run, and no byte differs."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for stop in (0.2, 0.6, 0.95):
            with pytest.raises(KeyboardInterrupt):
                calibrate(study, Where(ledger, progress=_stopping(stop)))
        again = calibrate(study, Where(ledger))
    save(again, tmp_path / "small.nc")

    assert archive == (tmp_path / "small.nc").read_bytes()
    rows = {row.key: row.value for row in read_rows(tmp_path / "ledger.sqlite")}
    assert rows == {row.key: row.value for row in read_rows(folder / "ledger.sqlite")}


def _stopping(share):
    def progress(done):
        if done >= share:
            raise KeyboardInterrupt

    return progress


def test_the_archive_holds_all_groups_and_what_it_was_made_of(fit, archive, folder):
    """ArviZ reads prior, posterior, predictive, figures, and seeds, versions and hashes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz

        data = arviz.from_netcdf(str(folder / "small.nc"))
    groups = ("prior", "posterior", "posterior_predictive", "observed_data", "constant_data")

    assert set(groups) <= set(data.groups())
    assert list(fit.study.names) == data.posterior["parameter"].to_numpy().tolist()
    theta = data.posterior["theta"].to_numpy()
    assert np.array_equal(fit.values, theta.reshape(-1, theta.shape[-1]))
    surveys = data.posterior_predictive["surveys"]
    assert ("chain", "draw", "repetition", "figure") == surveys.dims
    for row in summary(fit).predicted:
        unit = 100.0 if row.unit == "%" else 1.0
        found = surveys.sel(figure=row.id).to_numpy() * unit
        assert found.mean() == pytest.approx(row.mean, rel=0.1)
        assert 0.75 < ((row.low <= found) & (found <= row.high)).mean() < 0.99
    for name in ("seed", "scenario_hash", "targets_hash", "study_hash", "source_hash", "versions"):
        assert name in data.attrs
    data.close()


def test_words_are_in_both_languages_and_name_what_is_not_told(fit):
    """As many sentences in French as in English; a parameter without contraction is named."""
    found = summary(fit)
    told = words(fit, found)
    silent = [row.name for row in found.learnt if row.contraction < 0.3]

    assert len(told["en"]) == len(told["fr"])
    assert silent
    for name in silent:
        assert any("cannot tell" in sentence and name in sentence for sentence in told["en"])
        assert any("ne peuvent pas" in sentence and name in sentence for sentence in told["fr"])


def test_a_prior_far_from_the_figures_is_an_answer(study, folder):
    """Where nobody ever has a need, no point survives, and that is said instead of a posterior."""
    from dataclasses import replace

    from calibration.priors import Uniform

    low = study.design.parameters[1].model_copy(
        update={"prior": Uniform(law="uniform", low=0.1, high=0.3)}
    )
    parameters = (study.design.parameters[0], low, study.design.parameters[2])
    laws = tuple(parameter.prior for parameter in parameters)
    far = replace(
        study, design=study.design.model_copy(update={"parameters": parameters}), laws=laws
    )
    with Ledger(None) as ledger, pytest.raises(NoPointSurvives, match="no point of the prior"):
        calibrate(far, Where(ledger))


def test_the_command_prints_one_document_and_writes_the_tables(canaux, folder, tmp_path):
    """``--json`` has parameters, figures and words; asked again in French, no run is made."""
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(folder / "ledger.sqlite", out / "ledger.sqlite")
    outcome = canaux("fit", SMALL, "--out", out, "--json")
    document = json.loads(outcome.out)

    assert 0 == outcome.code
    assert 3 == len(document["parameters"])
    assert 54 == document["runs"]
    with (out / "figures.csv").open(encoding="utf-8") as stream:
        assert {"A26a", "A28a"} <= {row["id"] for row in csv.DictReader(stream)}
    before = (out / "small.nc").read_bytes()
    again = canaux("fit", SMALL, "--out", out, "--language", "fr")
    assert "Ce que vos enquêtes ne peuvent pas dire" in again.out
    assert max(map(len, again.out.splitlines())) <= 100
    assert before == (out / "small.nc").read_bytes()
    kept = read_fit(out)
    assert document["words"] == kept.words
    assert document["parameters"] == kept.summary.as_dict()["parameters"]
    assert document["figures"] == kept.summary.as_dict()["figures"]


def test_another_study_in_the_same_folder_is_refused_with_what_changed(canaux, tmp_path):
    """A changed scenario, seed or prior under a ledger: exit 2, the path with both values."""
    out = tmp_path / "out"
    text = SMALL.read_text(encoding="utf-8")
    scenario = (HERE / "france-2011.toml").read_text(encoding="utf-8")
    path, beside = tmp_path / "small.toml", tmp_path / "france-2011.toml"
    path.write_text(text.replace("members = 24", "members = 15"), "utf-8")
    beside.write_text(scenario, "utf-8")
    study = read_study(path)
    from calibration.receipt import require_same

    require_same(study, out)
    for change, said in (
        ("channels.phone.skill = 0.5", "scenario.channels.phone.skill was 0.41, is 0.5"),
        ("", "study.budget.members was 15, is 24"),
    ):
        beside.write_text(scenario + change + "\n", "utf-8")
        if not change:
            path.write_text(text, "utf-8")
        outcome = canaux("fit", path, "--out", out)
        assert 2 == outcome.code
        assert said in outcome.err
    assert ["study.json"] == [file.name for file in out.iterdir()]
