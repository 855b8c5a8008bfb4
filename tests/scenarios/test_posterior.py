"""Runs at draws of the parameters: what a scenario takes over, and luck told from ignorance."""

import json

import numpy as np
import pytest

from scenarios.errors import RunError
from scenarios.load import load
from scenarios.posterior import Draws, at_draw, read_draws, settings_of, uncertain

PATHS = (
    "channels.store.intercept",
    "channels.social.intercept",
    "channels.phone.skill",
    "population.need_shape",
    "behaviour.retry",
)


@pytest.fixture
def draws():
    """Two draws, of which the first is `france` itself."""
    france = load("france")
    channels = france.channels
    first = [
        channels["store"].intercept,
        channels["social"].intercept,
        channels["phone"].skill,
        france.population.need_shape,
        france.behaviour.retry,
    ]
    return Draws(PATHS, np.array([first, [first[0] + 0.4, -0.9, 0.5, 1.6, 0.8]]), france)


def test_a_draw_that_is_france_changes_nothing(draws):
    """A scenario at the draw that is `france` itself is the scenario."""
    for name in ("france", "brand"):
        assert load(name).scenario_hash == at_draw(name, draws, 0).scenario_hash


def test_behaviour_moves_and_facts_stay(draws):
    """What brand shares with `france` gets the draw, utilities move with it, its own facts stay."""
    own = load("brand")
    taken = settings_of(draws, own, 1)

    assert own.channels["store"].intercept + 0.4 == pytest.approx(taken[PATHS[0]])
    assert -0.9 == taken[PATHS[1]]
    assert "channels.phone.skill" not in taken
    assert (1.6, 0.8) == (taken["population.need_shape"], taken["behaviour.retry"])


def test_what_the_user_sets_wins(draws):
    """A setting of the command is not overruled by a draw."""
    scenario = at_draw("brand", draws, 1, settings=["behaviour.retry=0.3"])

    assert 0.3 == scenario.behaviour.retry


def test_luck_and_ignorance_are_told_apart():
    """Over 4,000 draws with a spread of 3 and two runs of luck 2 each, both are found."""
    rng = np.random.default_rng(1)
    table = rng.normal(10.0, 3.0, (4000, 1)) + rng.normal(0.0, 2.0, (4000, 2))
    found = uncertain(table)

    assert (10.0, 3.0, 2.0) == pytest.approx(
        (found.mean, found.parameter_sd, found.simulation_sd), rel=0.03
    )
    assert found.ci_high - found.mean == pytest.approx(1.96 * 3.0, rel=0.03)


def test_one_value_is_no_ignorance():
    """Where only luck differs, nothing is put down to the parameters' account."""
    rng = np.random.default_rng(2)
    found = uncertain(rng.normal(0.0, 1.0, (400, 2)))

    assert found.parameter_sd < 0.25
    assert found.simulation_sd == pytest.approx(1.0, rel=0.1)


@pytest.mark.parametrize("count", [3, 8])
def test_an_interval_of_few_draws_holds_what_it_says(count):
    """Of 4,000 tables the interval holds the figure at one more draw in 95 %, luck taken out."""
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(4000):
        at = rng.normal(5.0, 2.0, count + 1)
        found = uncertain(at[:-1, np.newaxis] + rng.normal(0.0, 0.1, (count, 2)))
        held += found.ci_low <= at[-1] <= found.ci_high

    assert held / 4000 == pytest.approx(0.95, abs=0.011)


@pytest.mark.parametrize("text", ["", "a,b\n1\n", "a\nx\n", "a\nnan\n"])
def test_a_table_that_is_none_is_refused(tmp_path, text):
    """Rows of another length, words, or nothing: one sentence."""
    path = tmp_path / "draws.csv"
    path.write_text(text)
    with pytest.raises(RunError, match="cannot be read as draws"):
        read_draws(path)


def test_the_command_says_both_spreads(canaux, draws, tmp_path):
    """``canaux run --posterior`` gives each figure a mean, an interval and both spreads."""
    path = tmp_path / "draws.csv"
    rows = [",".join(PATHS), *(",".join(map(repr, row)) for row in draws.values.tolist())]
    path.write_text("\n".join(rows))
    options = ("--customers", 300, "--set", "end=2015-03-01", "--draws", path)
    outcome = canaux("run", "brand", "--posterior", "--replications", 2, *options, "--json")
    document = json.loads(outcome.out)

    assert (0, 2, 4) == (outcome.code, document["draws"], document["runs"])
    figure = document["channels"]["phone"]["contacts"]
    assert figure["ci_low"] < figure["mean"] < figure["ci_high"]
    assert {"parameter_sd", "simulation_sd"} <= figure.keys()
    shown = canaux("run", "brand", "--posterior", "--replications", 2, *options)
    assert "± of the parameters" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 100
    french = canaux(
        "run", "brand", "--posterior", "--replications", 2, *options, "--language", "fr"
    ).out
    for word in ("2 tirages de la loi a posteriori", "± du hasard", "premiers contacts", "magasin"):
        assert word in french
    for word in ("draws", "luck", "first attempts", "store"):
        assert word not in french
    assert 2 == canaux("run", "brand", "--posterior", "--replications", 1, *options).code
    assert 2 == canaux("run", "brand", "--draws", path).code
