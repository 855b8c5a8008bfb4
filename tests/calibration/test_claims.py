"""The articles' claims: rules of the verdict, and what the command prints."""

import json

import numpy as np
import pytest

from calibration.claims import _hangs_on, chosen, claims, judged, verdict
from calibration.errors import StudyError
from calibration.prior_draws import prior_draws
from scenarios.load import load, names
from scenarios.posterior import Draws, Uncertain, uncertain


def test_all_seventeen_are_there_with_their_scenarios():
    """Each is about figures, or has a measure, a direction and a pair of scenarios."""
    assert [f"C{i}" for i in range(1, 18)] == list(claims())
    for name, claim in claims().items():
        assert bool(claim.measure) == bool(claim.direction) != bool(claim.figures), name
        if claim.measure:
            for side in ("base", "plan"):
                assert f"claim-c{int(name[1:]):02}-{side}" in names()


@pytest.mark.parametrize(
    ("low", "high", "parameters", "sign", "expected"),
    [
        (0.1, 0.3, 0.1, 1.0, "supported"),
        (-0.3, -0.1, 0.1, -1.0, "supported"),
        (-0.3, -0.1, 0.1, 1.0, "not supported"),
        (-0.1, 0.3, 0.5, 1.0, "depends"),
        (-0.1, 0.3, 0.2, 1.0, "not supported"),
        (-0.1, 0.3, 0.0, 1.0, "not supported"),
    ],
)
def test_verdicts_follow_the_interval_in_the_claimed_direction(
    low, high, parameters, sign, expected
):
    """Beyond 0, on the wrong side, across 0 by the parameters, across 0 by luck alone."""
    effect = Uncertain((low + high) / 2, low, high, parameters, 0.3)

    assert expected == verdict(effect, sign, 16)


def test_what_an_effect_hangs_on_and_whom_it_touches():
    """An effect that is twice one parameter names it; the largest age bracket is named."""
    rng = np.random.default_rng(1)
    draws = Draws(("a", "b"), rng.standard_normal((40, 2)), None)
    places = list(range(40))
    found = []
    for i in places:
        for _ in range(2):
            effect = 2.0 * draws.values[i, 1] + 0.01 * rng.standard_normal()
            base = {"m.x": 1.0, "m.by_age.18-24.x": 1.0, "m.by_age.65+.x": 1.0}
            plan = {"m.x": 1.0 + effect, "m.by_age.18-24.x": 4.0, "m.by_age.65+.x": 1.5}
            found.append([base, plan])
    claim = claims()["C7"].model_copy(update={"measure": "m.x"})
    told = judged("C7", claim, draws, places, found)

    assert ("b", "18-24", 3.0) == (told.sensitive_to, told.touches, told.touches_effect)
    assert "depends" == told.verdict
    assert told.effect.parameter_sd > 10 * told.effect.simulation_sd


@pytest.mark.parametrize("count", [4, 8, 24])
def test_an_effect_of_luck_alone_seldom_depends_on_the_parameters(count):
    """Runs that differ by luck only: 5 % of claims are said to depend, 2.5 % to be supported."""
    rng = np.random.default_rng(5)
    found = [
        verdict(uncertain(rng.standard_normal((count, 2))), 1.0, 2 * count) for _ in range(1000)
    ]

    assert found.count("depends") < 75
    assert found.count("supported") < 50
    spread = rng.standard_normal((1000, count, 1))
    told = [verdict(uncertain(one + np.zeros((1, 2))), 1.0, 2 * count) for one in spread]
    assert told.count("depends") > 900


@pytest.mark.parametrize("count", [4, 8, 24])
def test_an_effect_of_luck_alone_hangs_on_nothing(count):
    """Of 17 parameters that have nothing to do with it, one is named in 5 % of claims at most."""
    rng = np.random.default_rng(2)
    named = 0
    for _ in range(100):
        draws = Draws(tuple("abcdefghijklmnopq"), rng.standard_normal((count, 17)), None)
        named += _hangs_on(rng.standard_normal(count), draws, range(count))[0] != ""

    assert named <= 10


def test_without_a_posterior_claims_are_put_at_draws_of_the_prior():
    """Draws lie in the prior, and each makes sense for `france`."""
    draws = prior_draws("france", 1)
    column = dict(zip(draws.paths, draws.values.T, strict=True))

    assert 200 == len(draws.values)
    assert 0.75 <= column["behaviour.retry"].min() < column["behaviour.retry"].max() <= 0.98
    low = load("france", settings=[f"behaviour.retry={column['behaviour.retry'].min()}"])
    assert low.behaviour.retry == column["behaviour.retry"].min()


def test_an_unknown_claim_is_refused():
    """The nearest is named."""
    with pytest.raises(StudyError, match="C71: found no such claim"):
        chosen(["C71"])


def test_more_draws_than_there_are_leave_nothing_behind(canaux, tmp_path):
    """The number of draws is refused before a folder is made."""
    outcome = canaux("claims", "C9", "--replications", 1000, "--out", tmp_path / "out")

    assert 2 == outcome.code
    assert "replications: found 1000" in outcome.err
    assert not (tmp_path / "out").exists()


def test_the_command_puts_figures_and_plans_to_the_model(canaux, tmp_path):
    """C1 needs no run; C13 has an effect with both spreads; asked again, nothing is run."""
    small = ("--customers", 250, "--replications", 4, "--out", tmp_path / "runs")
    options = (*small, "--set", "end=2015-02-15")
    outcome = canaux("claims", "C1", "C13", *options, "--json")
    document = json.loads(outcome.out)

    assert (0, ["C1", "C13"]) == (outcome.code, [one["id"] for one in document["claims"]])
    first, second = document["claims"]
    assert "readings" == first["measure"]
    assert first["verdict"] in ("supported", "not supported", "depends")
    assert {"en", "fr"} == set(second["words"])
    assert {"parameter_sd", "simulation_sd", "ci_low", "ci_high"} <= set(second["effect"])
    shown = canaux("claims", "C1", "C13", *options, "--language", "fr")
    assert "Un community manager" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 100
    assert 2 == canaux("claims", "C99").code


def test_no_reading_of_the_figures_shows_a_fall(canaux):
    """Of the published figures, on each base and footing, none falls beyond its uncertainty."""
    document = json.loads(canaux("claims", "C1", "--json").out)
    (one,) = document["claims"]

    assert "not supported" == one["verdict"]
    assert min(one["details"].values()) > -1.96
