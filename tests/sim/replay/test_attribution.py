"""The parts of a switch: each reason by hand, both directions, and what cannot be had."""

import math

import numpy as np
import pytest

from sim.behaviour.choice import NOTHING
from sim.packed import pack
from sim.replay import Reason, attribute
from sim.replay.attribution import MISSING, SIDE, Chooser

RULES = {
    "beta_satisfaction": 2.0,
    "beta_wait": 0.5,
    "beta_habit": 0.25,
    "beta_return": 1.0,
    "failed_penalty": 0.75,
}


@pytest.fixture
def parameters(worlds):
    """Parameters of two channels; keyword arguments change what customers have in common."""

    def make(intercept=0.0, **changes):
        rows = [worlds.live(acceptable_delay=5.0, intercept=intercept), worlds.deskless()]
        rules = worlds.behaviour(**{**RULES, **changes})
        return pack(worlds.build(rows, [[(0.0, 1, 20.0)]], [], nothing=-1.0, rules=rules).params)

    return make


def switch(**changes):
    """One switch from channel 0 to 1; values of a field: from (base, plan), to (base, plan)."""
    sides = np.zeros((1, 2, 2), SIDE)
    sides["satisfaction_belief"] = sides["unheard_belief"] = 0.5
    sides["log_wait_belief"] = math.log(5.0)
    sides["is_available"] = 1
    sides["channel"][0] = [[0, 0], [1, 1]]
    for name, values in changes.items():
        sides[name][0] = values
        if name == "unheard_belief":
            sides["satisfaction_belief"][0] = values
    return sides


CHOOSER = Chooser(np.array([1], np.uint8), np.zeros(1))  # a need of urgency 1


@pytest.mark.parametrize(
    ("changes", "reason", "part"),
    [
        ({"unheard_belief": [[0.75, 0.5], [0.5, 0.5]]}, Reason.OWN_EXPERIENCE, 2.0 * 0.25),
        ({"unheard_belief": [[0.5, 0.5], [0.5, 0.6]]}, Reason.OWN_EXPERIENCE, 2.0 * 0.1),
        ({"satisfaction_belief": [[0.75, 0.5], [0.5, 0.5]]}, Reason.WORD_OF_MOUTH, 2.0 * 0.25),
        ({"image": [[0.2, -0.1], [0.0, 0.0]]}, Reason.IMAGE, 2.0 * 0.3),
        ({"image": [[0.0, 0.0], [0.0, 0.7]]}, Reason.IMAGE, 2.0 * 0.49),
        ({"log_wait_belief": [[1.0, 3.0], [0.0, 0.0]]}, Reason.WAIT, 0.5 * 2.0),
        ({"is_last": [[1, 0], [0, 0]]}, Reason.HABIT, 0.25),
        ({"is_previous": [[0, 0], [0, 1]]}, Reason.HABIT, 1.0),
        ({"has_failed": [[0, 1], [0, 0]]}, Reason.HABIT, 0.75),
        ({"has_failed": [[0, 1], [0, 0]], "is_previous": [[0, 1], [0, 0]]}, Reason.HABIT, -1.0),
        ({"taste": [[0.0, 0.0], [0.0, 0.4]]}, Reason.PLAN, 0.4),
    ],
)
def test_one_reason_alone(parameters, changes, reason, part):
    """What changes alone has the whole difference, as the utility's own terms give it."""
    parts = attribute(CHOOSER, switch(**changes), parameters(), parameters())[0]

    assert parts[reason] == pytest.approx(part)
    assert np.delete(parts, reason) == pytest.approx(0.0)


def test_closed_doors_are_a_matter_of_availability(parameters):
    """A channel that opens in an hour costs what the wait for its opening costs."""
    sides = switch(opens_in=[[0.0, 60.0], [0.0, 0.0]])
    parts = attribute(CHOOSER, sides, parameters(), parameters())[0]

    assert parts[Reason.AVAILABILITY] == pytest.approx(0.5 * math.log((5.0 + 60.0) / 5.0))


def test_what_acts_together_is_shared_equally(parameters):
    """A longer wait and a closed door: each has the mean of its effects without and with the other.

    The cost is log((exp(l) + o) / δ), in which l and o act together.
    """
    sides = switch(
        log_wait_belief=[[math.log(5.0), math.log(20.0)], [0.0, 0.0]],
        opens_in=[[0.0, 60.0], [0.0, 0.0]],
    )
    parts = attribute(CHOOSER, sides, parameters(), parameters())[0]

    def cost(wait, opening):
        return 0.5 * math.log(wait + opening)

    wait = [cost(20.0, o) - cost(5.0, o) for o in (0.0, 60.0)]
    opening = [cost(w, 60.0) - cost(w, 0.0) for w in (5.0, 20.0)]
    assert parts[Reason.WAIT] == pytest.approx(np.mean(wait))
    assert parts[Reason.AVAILABILITY] == pytest.approx(np.mean(opening))
    assert parts.sum() == pytest.approx(cost(20.0, 60.0) - cost(5.0, 0.0))


def random_sides(draw, count):
    """Switches of customers who differ in everything."""
    sides = np.zeros((count, 2, 2), SIDE)
    for name in ("satisfaction_belief", "unheard_belief"):
        sides[name] = draw.uniform(0.01, 0.99, sides.shape)
    sides["image"] = draw.normal(0.0, 0.2, sides.shape)
    sides["log_wait_belief"] = draw.normal(1.0, 1.0, sides.shape)
    sides["opens_in"] = draw.choice([0.0, 30.0, 900.0], sides.shape)
    sides["taste"] = draw.normal(0.0, 1.0, sides.shape)
    for name in ("is_last", "is_previous", "has_failed"):
        sides[name] = draw.integers(0, 2, sides.shape)
    sides["is_available"] = 1
    sides["channel"][:, 0] = 0
    sides["channel"][:, 1] = 1
    chooser = Chooser(draw.integers(0, 3, count).astype(np.uint8), draw.normal(0.0, 2.0, count))
    return chooser, sides


def test_the_way_back_is_the_way_turned_round(parameters):
    """Base and plan exchanged, every part has the other sign."""
    chooser, sides = random_sides(np.random.default_rng(1), 200)
    base, plan = parameters(), parameters(intercept=0.5, beta_wait=0.9, beta_satisfaction=1.0)
    there = attribute(chooser, sides, base, plan)
    back = attribute(chooser, sides[:, :, ::-1].copy(), plan, base)

    assert 0.0 < np.abs(there).min(axis=0).max()
    np.testing.assert_allclose(there, -back, atol=1e-12)


def test_the_plans_own_terms_have_what_it_changes_itself(parameters):
    """A plan that makes a channel more appealing moves utilities by that, and by nothing else."""
    parts = attribute(CHOOSER, switch(), parameters(), parameters(intercept=-0.5))[0]

    assert parts[Reason.PLAN] == pytest.approx(0.5)
    assert parts.sum() == pytest.approx(0.5)


def test_what_is_not_offered_is_a_matter_of_availability(parameters):
    """A channel that one plan does not offer makes availability infinite, other parts finite."""
    for changes in (
        {"is_available": [[1, 0], [1, 1]], "opens_in": [[0.0, math.inf], [0.0, 0.0]]},
        {"channel": [[0, 0], [MISSING, 1]], "is_available": [[1, 1], [0, 1]]},
    ):
        parts = attribute(CHOOSER, switch(**changes), parameters(), parameters())[0]
        assert parts[Reason.AVAILABILITY] == math.inf
        assert np.isfinite(np.delete(parts, Reason.AVAILABILITY)).all()


def test_doing_nothing_is_worth_what_its_kind_says(parameters):
    """Who does nothing under the plan leaves a channel that lost; doing nothing stays as it was."""
    sides = switch(
        channel=[[0, 0], [NOTHING, NOTHING]],
        unheard_belief=[[0.75, 0.5], [0.5, 0.5]],
    )
    parts = attribute(CHOOSER, sides, parameters(), parameters())[0]

    assert parts[Reason.OWN_EXPERIENCE] == pytest.approx(0.5)
    assert parts.sum() == pytest.approx(0.5)
