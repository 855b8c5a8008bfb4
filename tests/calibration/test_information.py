"""Which question is worth asking: ``canaux information``, from small worlds to the command."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from calibration.information import _explained, outcome_of, smooth_outcome, worth

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def fit(small_fit):
    """The small study's fit."""
    return small_fit


def test_a_question_is_worth_what_a_linear_world_says(small_fit):
    """Outcome and answer normal with noise of known size: variances are divided as by formula."""
    rng = np.random.default_rng(3)
    outcome = rng.normal(0.0, 2.0, 20_000)
    answer = outcome + rng.normal(0.0, 1.0, 20_000)

    assert _explained(answer, outcome) == pytest.approx(4.0 / 5.0, abs=0.01)
    assert _explained(rng.normal(size=20_000), outcome) == pytest.approx(0.0, abs=0.01)


def test_more_people_tell_more_and_the_right_question_most(fit):
    """On the telephone's appeal, first choice of the telephone tells most; 4,000 more than 100."""
    rows = worth(fit, outcome_of(fit, "channels.phone.intercept"), (100, 4000))

    assert rows[0].question in ("A28a", "A26a", "A28b", "A28c", "A26b")
    by = {(row.question, row.n): row.shrinks for row in rows}
    for name in ("A28a", "A26a"):
        assert by[name, 4000] > by[name, 100]
    assert all(0.0 <= row.shrinks <= 1.0 and row.sd_after <= row.sd_before for row in rows)


def test_an_outcome_known_at_some_points_is_smoothed_over_the_draws(fit):
    """Effects that are linear in the parameters are found at every draw, luck taken out."""
    rng = np.random.default_rng(4)
    at = fit.walk.draws[rng.choice(len(fit.walk.draws), 60)]
    slope = np.array([0.5, -0.2, 0.1])
    effects = (at @ slope)[:, np.newaxis] + 0.05 * rng.standard_normal((60, 2))

    found = smooth_outcome(fit, at, effects)
    assert np.corrcoef(found, fit.walk.draws @ slope)[0, 1] > 0.99


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--decision", "C1"), "decision: found 'C1'"),
        (("--decision", "C9", "--replications", 1000), "replications: found 1000"),
    ],
)
def test_what_nobody_can_be_told_of_is_refused_before_the_fit(canaux, tmp_path, options, said):
    """Exit code 2, one sentence, and no run is made first."""
    outcome = canaux("information", "france", "--out", tmp_path / "out", *options)

    assert 2 == outcome.code
    assert said in " ".join(outcome.err.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("small_fit")
def test_information_is_a_command(canaux, tmp_path, small_folder):
    """The best question first, on the screen and as a table; an unknown decision is refused."""
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(small_folder / "ledger.sqlite", out / "ledger.sqlite")
    small = ("information", HERE / "small.toml", "--out", out)
    shown = canaux(*small, "--decision", "behaviour.retry", "--people", 500)

    assert 0 == shown.code
    assert "variance gone" in shown.out
    assert (out / "information-behaviour.retry.csv").is_file()
    assert 2 == canaux(*small, "--decision", "behaviour.rety").code
