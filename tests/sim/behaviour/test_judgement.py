"""Judgement and learning, against values computed by hand from the model's section 6."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.judgement import Experience, disconfirmation, satisfaction
from sim.behaviour.learning import (
    drawn_to,
    learn_goodwill,
    learn_satisfaction,
    learn_wait,
    public_weight,
)
from sim.packed import pack
from sim.params import Felt, WaitForm

CASE = st.integers(0, 2**32 - 1)
EVEN = np.float32(0.5)  # logit 0


def is_float32(value):
    """Whether a Python float is exactly a float32; numpy would round it before comparing."""
    return float(np.float32(value)) == float(value)


def felt_by_the_book(experience, satisfaction_belief, log_wait_belief, params):
    """Satisfaction s of the model's section 6, in plain Python."""
    b, c = params.behaviour, experience.channel
    delay = float(params.channels.acceptable_delay[c])
    d = max(-3.0, min(3.0, float(log_wait_belief) - math.log(experience.wait + delay)))
    if experience.never or experience.abandoned:
        d = min(d, 0.0)
    g = d if d >= 0.0 else b.loss_aversion * d
    belief = float(satisfaction_belief)
    x = (
        b.judgement_intercept
        + float(params.channels.judgement[c])
        + float(params.kinds.judgement[experience.kind])
        + b.judgement_resolved * experience.resolved
        + b.judgement_delay * g
        + b.judgement_never * experience.never
        + b.judgement_abandoned * experience.abandoned
        + b.judgement_expectation
        * (math.log(belief / (1.0 - belief)) - float(params.channels.expected_logit[c]))
    )
    return 1.0 / (1.0 + math.exp(-x))


@given(CASE)
def test_satisfaction_is_the_models(values, case):
    """Satisfaction is the model's formula, rounded once to float32, for any contact."""
    draw = np.random.default_rng(case)
    params, experience = values.random_params(draw), values.random_experience(draw)
    belief = np.float32(draw.uniform(0.01, 0.99))
    log_wait = np.float32(draw.normal(2.0, 2.0))
    felt = satisfaction(experience, belief, log_wait, pack(params))
    expected = felt_by_the_book(experience, belief, log_wait, params)

    assert 0.0 < felt < 1.0
    assert is_float32(felt)
    # Half a unit in the last place of float32, and a hair for the order of the sum.
    assert abs(float(felt) - expected) <= 0.5 * np.spacing(np.float32(expected)) + 1e-12


@pytest.fixture
def bare(values):
    """Parameters whose only effects are a_d = 1, λ = 2 and δ = 3 of channel 0."""
    params = values.random_params(np.random.default_rng(1))
    zero = {name: 0.0 for name in params.behaviour._fields if name.startswith("judgement_")}
    behaviour = params.behaviour._replace(**zero | {"judgement_delay": 1.0, "loss_aversion": 2.0})
    nothing = np.zeros(4)
    channels = params.channels._replace(
        acceptable_delay=np.full(4, 3.0), judgement=nothing, expected_logit=nothing
    )
    kinds = params.kinds._replace(judgement=np.zeros(3))
    return params._replace(behaviour=behaviour, channels=channels, kinds=kinds)


def served(wait):
    """An unresolved contact answered after `wait` minutes."""
    return Experience(0, 0, wait, resolved=False, never=False, abandoned=False)


def test_a_loss_weighs_more_than_a_gain(bare):
    """Half the expected wait gives odds 2; twice the expected wait gives odds 1/4, not 1/2."""
    expected_wait = np.float32(math.log(6.0))
    p = pack(bare)

    assert satisfaction(served(0.0), EVEN, expected_wait, p) == pytest.approx(2 / 3, rel=1e-6)
    assert satisfaction(served(9.0), EVEN, expected_wait, p) == pytest.approx(1 / 5, rel=1e-6)


def test_disconfirmation_is_clipped():
    """Beyond twenty times longer or shorter than expected nothing changes."""
    assert 3.0 == disconfirmation(math.log(1e6), 0.0, 3.0, WaitForm.LOG)
    assert -3.0 == disconfirmation(math.log(3.0), 1e6, 3.0, WaitForm.LOG)
    assert disconfirmation(math.log(6.0), 9.0, 3.0, WaitForm.LOG) == pytest.approx(
        -math.log(2.0), rel=1e-14
    )


@pytest.mark.parametrize("ending", ["never", "abandoned"])
def test_waiting_in_vain_is_never_a_pleasant_surprise(bare, ending):
    """A short wait in vain is judged as expected, a long one as the loss that it is."""
    expected_wait = np.float32(math.log(6.0))
    p = pack(bare)
    soon, late = (served(wait)._replace(**{ending: True}) for wait in (0.0, 9.0))

    assert 0.5 == satisfaction(soon, EVEN, expected_wait, p)
    assert satisfaction(late, EVEN, expected_wait, p) == pytest.approx(1 / 5, rel=1e-6)


@pytest.mark.parametrize("ending", ["resolved", "never", "abandoned"])
def test_each_ending_has_its_own_weight(bare, ending):
    """Odds are multiplied by exp of the ending's parameter, and of no other's."""
    behaviour = bare.behaviour._replace(**{f"judgement_{ending}": math.log(3.0)})
    p = pack(bare._replace(behaviour=behaviour))
    as_expected = np.float32(math.log(3.0))
    plain = served(0.0)

    assert satisfaction(plain, EVEN, as_expected, p) == pytest.approx(1 / 2, rel=1e-6)
    changed = plain._replace(**{ending: True})
    assert satisfaction(changed, EVEN, as_expected, p) == pytest.approx(3 / 4, rel=1e-6)


def test_expectation_assimilates(bare):
    """With a_e = 0.5 a belief of 0.8 (odds 4) where odds 1 were normal doubles the odds."""
    behaviour = bare.behaviour._replace(judgement_expectation=0.5)
    p = pack(bare._replace(behaviour=behaviour))
    as_expected = np.float32(math.log(3.0))

    felt = satisfaction(served(0.0), np.float32(0.8), as_expected, p)
    assert felt == pytest.approx(2 / 3, rel=1e-6)


def learning(params, rate, form=WaitForm.LOG):
    """Packed parameters with a learning rate and a form of waits."""
    behaviour = params.behaviour._replace(learning_rate=rate, wait_form=int(form))
    return pack(params._replace(behaviour=behaviour))


def test_waits_are_learnt_on_the_log_scale(bare):
    """After 16 minutes where 4 were expected, a rate of 1/4 expects 4 × 4^(1/4)."""
    learnt = learn_wait(np.float32(math.log(4.0)), 13.0, 3.0, False, learning(bare, 0.25))

    assert learnt == pytest.approx(math.log(4.0 * math.sqrt(2.0)), rel=1e-6)
    assert is_float32(learnt)


def test_a_wait_that_was_cut_short_teaches_only_upwards(bare):
    """Who left the line learns that it is longer than feared, never that it is shorter."""
    old = np.float32(math.log(10.0))
    p = learning(bare, 0.5)

    assert float(old) == learn_wait(old, 1.0, 3.0, True, p)
    assert learn_wait(old, 1.0, 3.0, False, p) == pytest.approx(math.log(math.sqrt(40.0)), 1e-6)
    assert learn_wait(old, 37.0, 3.0, True, p) == pytest.approx(math.log(20.0), rel=1e-6)


def test_waits_may_be_learnt_and_judged_linearly(bare):
    """In the linear form a belief is a mean of waits, and d counts acceptable delays."""
    p = learning(bare, 0.25, WaitForm.LINEAR)

    assert 7.0 == learn_wait(np.float32(4.0), 16.0, 3.0, False, p)
    assert 4.0 == learn_wait(np.float32(4.0), 0.0, 3.0, True, p)
    assert 2.0 == disconfirmation(10.0, 4.0, 3.0, WaitForm.LINEAR)
    assert -3.0 == disconfirmation(0.0, 90.0, 3.0, WaitForm.LINEAR)
    # Three minutes sooner than expected are one delay of three minutes: odds e.
    sooner = satisfaction(served(6.0), EVEN, np.float32(9.0), p)
    assert sooner == pytest.approx(math.e / (1.0 + math.e), rel=1e-6)


@pytest.mark.parametrize("ending", ["never", "abandoned"])
def test_satisfaction_may_be_to_be_served(bare, ending):
    """In the served form an answer is worth 1, whatever the wait, and none 0."""
    p = pack(bare._replace(behaviour=bare.behaviour._replace(felt=int(Felt.SERVED))))
    late = served(1e6)

    assert 1.0 == satisfaction(late, EVEN, np.float32(0.0), p)
    assert 0.0 == satisfaction(late._replace(**{ending: True}), EVEN, np.float32(0.0), p)


def test_a_public_belief_is_a_mean_and_then_a_running_mean():
    """Weights 1/2, 1/3, ... make the mean of the prior and all contacts; then the rate holds."""
    belief = 0.5
    shown = [1.0, 0.0, 0.25, 0.75, 1.0, 0.5, 0.0]
    for n, value in enumerate(shown, start=1):
        belief = drawn_to(belief, value, public_weight(float(n), 0.0))

    assert belief == pytest.approx(np.mean([0.5, *shown]), rel=1e-14)
    assert 0.1 == public_weight(9.0, 0.01)
    assert 0.01 == public_weight(99.0, 0.01) == public_weight(1e9, 0.01)
    assert 12.0 == drawn_to(10.0, 18.0, 0.25)  # not clipped: a wait in minutes may be public


@given(st.floats(0.015625, 0.984375, width=32), st.floats(0.0, 1.0, width=32), st.floats(0.0, 1.0))
def test_beliefs_move_towards_what_was_felt(belief, felt, rate):
    """ŝ and G become the weighted mean of old and felt, rounded once; ŝ stays within bounds."""
    mean = belief + rate * (felt - belief)
    expected = float(np.float32(min(max(mean, 0.01), 0.99)))

    assert expected == learn_satisfaction(np.float32(belief), np.float32(felt), rate)
    assert float(np.float32(mean)) == learn_goodwill(np.float32(belief), np.float32(felt), rate)


def test_satisfaction_belief_is_bounded_and_goodwill_is_not():
    """However often the same is felt, ŝ stops at 0.01 and 0.99; G may go further."""
    low, high = np.float32(0.01), np.float32(0.99)

    assert float(low) == learn_satisfaction(np.float32(0.02), np.float32(0.0), 0.9)
    assert float(high) == learn_satisfaction(np.float32(0.98), np.float32(1.0), 0.9)
    assert learn_goodwill(np.float32(0.02), np.float32(0.0), 0.9) == pytest.approx(0.002, rel=1e-6)


def test_learning_converges_to_the_mean_of_what_is_felt():
    """Under felt values 0 and 1 in turn, ŝ ends on the rule's own cycle, around 1/2."""
    belief, rate = np.float32(0.9), 0.2
    for felt in (0.0, 1.0) * 60:
        belief = np.float32(learn_satisfaction(belief, np.float32(felt), rate))

    # After a 1 the fixed point of b -> (b (1-η)) (1-η) + η is 1 / (2-η).
    assert float(belief) == pytest.approx(1.0 / (2.0 - rate), rel=1e-6)
