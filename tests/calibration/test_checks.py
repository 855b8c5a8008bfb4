"""What checks a fit: leaving out, rejection, profiles, planted truths, sensitivity."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from calibration.asking import questions_of
from calibration.check import check, words
from calibration.ensemble import prior_points, run_points
from calibration.fit import Where
from calibration.leaving_out import against, last_value
from calibration.posterior import Posterior, walk
from calibration.profiles import PLACES, _best
from calibration.rejection import cross_check
from calibration.scales import Scales
from calibration.sensitivity import morris, sobol
from calibration.study import read_study
from calibration.targets import load_targets
from scenarios.ledger import Ledger

HERE = Path(__file__).parent
TARGETS = load_targets()


@pytest.fixture(scope="module")
def study(small_study):
    """Three parameters and five figures."""
    return small_study


@pytest.fixture(scope="module")
def fit(small_fit):
    """A fit of seconds."""
    return small_fit


@pytest.fixture(scope="module")
def ledger(small_folder, small_fit):
    """Where its runs are kept."""
    with Ledger(small_folder / "ledger.sqlite") as ledger:
        yield ledger


@pytest.fixture(scope="module")
def checked(fit):
    """All checks."""
    return check(fit)


def test_each_figure_is_predicted_without_it_and_without_its_survey(fit, checked):
    """A row per figure in both tables; without its whole survey it is known less well."""
    ids = fit.figures.ids

    assert ids == tuple(row.id for row in checked.figures)
    assert set(ids) == {row.id for row in checked.surveys}
    assert all(row.low < row.high and row.width > 1.0 for row in checked.figures)
    one = next(row for row in checked.figures if row.id == "A26a")
    other = next(row for row in checked.surveys if row.id == "A26a")
    assert other.width > one.width


def test_a_figure_is_predicted_by_the_others_as_a_walk_without_it_does(fit):
    """Weighted draws give the posterior of a walk that never saw the figure."""
    from calibration.leaving_out import _without

    out = np.array([one == "A29a" for one in fit.figures.ids])
    z, weight, walked = _without(fit, out, 0)
    posterior = Posterior(
        fit.study, fit.emulator, [one.without(out) for one in fit.posterior.figures]
    )
    alone = walk(posterior, fit.walk.draws, walkers=32, steps=400, draws=2000, seed=[9]).draws

    assert not walked
    assert weight @ z == pytest.approx(alone.mean(axis=0), abs=0.25)


@pytest.mark.parametrize(
    ("figure", "naive"),
    [
        ("A18b", "A02a"), ("A26a", "A02a"), ("S02", "S01"), ("A27a", "A29a"), ("A28b", None),
        # men are no prediction of women, nor of the young
        ("S19", None), ("A04", None),
    ],
)  # fmt: skip
def test_naive_predictions_are_the_last_value_or_that_of_everybody(figure, naive):
    """The same question asked of the same people, else of all; earlier rather than later."""
    found = last_value(TARGETS[figure], TARGETS, set())

    assert naive == (None if found is None else found.id)


def test_a_change_of_base_is_no_merit_of_the_model():
    """59 % of adults after 77 % of contacters counts in all, but not among those asked alike."""
    study = read_study("france")
    ids = ("A18b", "A19b", "A28b")
    compared = np.arcsin(np.sqrt([0.59, 0.55, 0.24]))
    figures = SimpleNamespace(
        ids=ids, scales=Scales(["%"] * 3), compared=compared, sampling=np.eye(3) * 1e-4
    )
    rows = [
        SimpleNamespace(id=name, mean=mean, naive=naive, naive_source=source, inside=True)
        for name, mean, naive, source in (
            ("A18b", 60.0, 77.0, "A02a"), ("A19b", 50.0, 59.0, "A18b"), ("A28b", 20.0, None, ""),
        )
    ]  # fmt: skip
    found = against(SimpleNamespace(figures=figures, study=study), rows, "survey")

    def off(value, k):
        return 100.0 * (np.arcsin(np.sqrt(value)) - compared[k])

    assert (2, 3, 1) == (found.figures, found.count, found.alike)
    both = np.sqrt((off(0.77, 0) ** 2 + off(0.59, 1) ** 2) / 2)
    assert found.naive_error == pytest.approx(both)
    assert found.alike_naive_error == pytest.approx(abs(off(0.59, 1)))
    assert found.alike_error == pytest.approx(abs(off(0.50, 1)))
    assert found.beaten
    assert found.alike_naive_error < found.alike_error


def test_hold_outs_are_no_ones_naive_prediction():
    """What is held out helps nobody."""
    found = last_value(TARGETS["S02"], TARGETS, {"S01"})

    assert found.id not in {"S03", "S15"}


def test_the_cross_check_rests_on_real_surveys(checked, fit):
    """Each unknown by both ways; the way without emulator finds what the figures fix."""
    assert [row.name for row in checked.cross] == list(fit.study.names)
    assert checked.effective > 5
    intercept = checked.cross[0]
    assert abs(intercept.apart) < 2.0
    assert intercept.abc_sd < 0.8


def test_the_cross_check_may_rest_on_runs_of_the_prior(study, fit):
    """They weigh alike, so that more of them are effective; the answer is about the same."""
    with Ledger(None) as ledger:
        points = prior_points(study, 64)
        prior = run_points(study, questions_of(study), points, 0, ledger=ledger)

    rows, effective = cross_check(fit, prior)

    assert 6 < effective <= 13  # a fifth, nearer ones weighing more
    assert abs(rows[0].apart) < 2.0
    assert rows[0].abc_sd < 0.8


def test_profiles_are_0_at_their_best_and_of_what_is_not_known(checked, fit):
    """Only of parameters with little contraction; one place is best, the others below."""
    names = {row.name for row in checked.profiles}

    assert names <= set(fit.study.names)
    assert "behaviour.retry" in names
    for name in names:
        drops = [row.drop for row in checked.profiles if row.name == name]
        assert min(drops) == pytest.approx(0.0, abs=1e-9)
        assert all(drop >= 0.0 for drop in drops)


def test_a_profile_is_that_of_the_likelihood_with_the_others_free():
    """Of a linear model with normal noise it is the parabola that algebra gives; flat if untold."""
    slope = np.array([[1.0, 0.5, 0.0], [0.3, 1.0, 0.0]])
    found = np.array([0.4, -0.2])

    def density(z):
        z = np.atleast_2d(z)
        away = (found - z @ slope.T) / 0.3
        return -0.5 * (z * z).sum(axis=1) - 0.5 * (away * away).sum(axis=1)

    # the first held: figures are told about by the second with its prior, and by noise
    noise = 0.09 * np.eye(2) + np.outer(slope[:, 1], slope[:, 1])
    away = found - np.outer(PLACES, slope[:, 0])
    exact = -0.5 * np.einsum("ki,ij,kj->k", away, np.linalg.inv(noise), away)
    told = np.array([_best(density, np.zeros(3), 0, place) for place in PLACES])
    untold = [_best(density, np.zeros(3), 2, place) for place in PLACES]

    assert told - told.max() == pytest.approx(exact - exact.max(), abs=1e-5)
    assert np.ptp(untold) < 1e-5


def test_words_of_the_checks_are_in_both_languages(checked):
    """As many in French as in English."""
    told = words(checked)

    assert len(told["en"]) == len(told["fr"]) >= 4


def test_sobol_finds_what_a_figure_hangs_on(fit):
    """First choice of the telephone hangs on its appeal; whether anybody calls, on needs."""
    rows = sobol(fit.study, fit.emulator, ("A28a", "A27a"))
    total = {(row.figure, row.parameter): row.total for row in rows}

    assert total["A28a", "channels.phone.intercept"] > 0.8
    assert total["A27a", "population.need_rate"] > 0.6


def test_morris_agrees_on_the_simulator(study):
    """Four trajectories find the same first parameter, from runs that share their luck."""
    with Ledger(None) as ledger:
        rows = morris(study, Where(ledger), 4)
    effect = {(row.figure, row.parameter): row.mu_star for row in rows}

    for other in ("population.need_rate", "behaviour.retry"):
        assert effect["A28a", "channels.phone.intercept"] > 3.0 * effect["A28a", other]


def test_the_commands_write_their_tables(canaux, tmp_path, ledger):
    """``canaux check`` and ``canaux sensitivity`` print one document each and write CSV files."""
    import shutil

    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(ledger.path, out / "ledger.sqlite")
    checked = canaux("check", HERE / "small.toml", "--out", out, "--json")
    document = json.loads(checked.out)
    assert 0 == checked.code
    assert 5 == len(document["left_out_figures"])
    assert {"left_out_surveys.csv", "cross_check.csv", "profiles.csv"} <= {
        path.name for path in out.iterdir()
    }
    few = canaux("check", HERE / "small.toml", "--out", tmp_path / "none", "--runs", 3)
    assert 2 == few.code
    assert "--runs: found 3; 3 parameters need at least 13" in few.err
    assert not (tmp_path / "none").exists()
    asked = canaux("sensitivity", HERE / "small.toml", "--out", out)
    assert 0 == asked.code
    local = (out / "sensitivity.csv").read_text()
    wide = canaux(
        "sensitivity", HERE / "small.toml", "--out", out, "--runs", 24, "--language", "fr"
    )
    assert 0 == wide.code
    assert "Sobol, part totale" in wide.out
    assert local != (out / "sensitivity.csv").read_text()
    assert "channels.phone.intercept" in asked.out


@pytest.mark.slow
def test_france_is_checked_on_a_reduced_budget(canaux, tmp_path):
    """All figures of `france`: offset, bases, hold-outs, two readings, each check and its words."""
    out = tmp_path / "out"
    outcome = canaux("check", HERE / "france-reduced.toml", "--out", out, "--json")
    document = json.loads(outcome.out)

    assert 0 == outcome.code, outcome.err
    fitted = {row["id"] for row in document["left_out_figures"]}
    assert {"S01", "S05", "A62", "S18"} <= fitted
    assert not {"S03", "S15", "S14"} & fitted
    assert len(document["left_out_surveys"]) == len(fitted)
    assert {"reconstructed", "face_value"} == {row["reading"] for row in document["two_readings"]}
    assert len(document["words"]["en"]) == len(document["words"]["fr"])
    shown = json.loads(canaux("fit", HERE / "france-reduced.toml", "--out", out, "--json").out)
    uses = {row["id"]: row["use"] for row in shown["figures"]}
    assert ("holdout", "holdout", "set") == (uses["S03"], uses["S15"], uses["S14"])
    offset = next(row for row in shown["parameters"] if row["name"].startswith("offsets."))
    assert offset["contraction"] > 0.5
    assert 1.0 == pytest.approx(sum(row["after"] for row in shown["bases"]))
    assert any("S03 was published as 16.0" in sentence for sentence in shown["words"]["en"])
    assert any("cannot be told apart" in sentence for sentence in shown["words"]["en"])
