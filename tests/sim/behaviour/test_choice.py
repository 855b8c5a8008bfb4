"""Choice: the utility of the model's text, and the shares that its theory promises."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import chisquare

from sim import rng
from sim._jit import njit
from sim.behaviour.choice import NOTHING, choose, is_available, systematic_utility
from sim.choice_luck import ChoiceLuck, draw_choice
from sim.packed import pack
from sim.params import WaitForm
from sim.theory import logit_shares

CASE = st.integers(0, 2**32 - 1)
C = 4


def utility(view, c, params):
    """V of the model's section 4 without ν and ε, in plain Python."""
    channels, behaviour = params.channels, params.behaviour
    wait = math.exp(float(view.log_wait_belief[c])) + float(view.opens_in[c])
    relative_wait = wait / float(channels.acceptable_delay[c])
    expected = float(view.satisfaction_belief[c])
    if view.image[c] != 0.0:
        expected = min(max(expected + float(view.image[c]), 0.01), 0.99)
    terms = [
        float(channels.intercept[c]),
        float(channels.age_slope[c]) * view.age_decades,
        float(view.taste[c]),
        float(channels.kind_appeal[c, view.kind]),
        float(channels.audience_appeal[c, view.kind]) * view.audience_term,
        behaviour.beta_satisfaction * expected,
        -behaviour.beta_wait * float(params.kinds.urgency[view.kind]) * math.log(relative_wait),
    ]
    if view.last_channel == c:
        terms.append(behaviour.beta_habit)
    if view.previous_channel == c:
        terms.append(behaviour.beta_return)
    has_failed = bool(view.failed & 2**c)
    if has_failed and view.previous_channel != c:
        terms.append(-behaviour.failed_penalty)
    return math.fsum(terms)


def options(view, params, luck):
    """Utilities of all that can be chosen, with their luck."""
    result = {}
    if view.previous_channel == -1:
        nothing = float(params.kinds.nothing[view.kind])
        result[NOTHING] = nothing + float(luck.error[C])
    for c in range(C):
        if view.available & 2**c and math.isfinite(view.opens_in[c]):
            circumstance = params.behaviour.circumstance_sd * float(luck.circumstance[c])
            result[c] = utility(view, c, params) + circumstance + float(luck.error[c])
    return result


def plain(values, seed=1, **changes):
    """Random parameters without circumstances, and the view of one who may use everything now."""
    draw = np.random.default_rng(seed)
    params = values.random_params(draw)
    view = values.random_view(draw)._replace(
        opens_in=np.zeros(C),
        available=2**C - 1,
        kind=1,
        last_channel=-1,
        previous_channel=-1,
        failed=0,
    )
    behaviour = params.behaviour._replace(circumstance_sd=0.0)
    return params._replace(behaviour=behaviour), view._replace(**changes)


def lucks(values, n, attempt=0):
    """Yield the luck of `n` customers' choices; each is the same memory, drawn anew."""
    luck = values.make_luck()
    for customer in range(n):
        draw_choice(rng.Key(1, 0), luck, customer, 0, attempt, True)
        yield luck


def even(size=C + 1):
    """Luck that favours nobody."""
    nobody = [None] * 5  # a choice sees what came of names, people, needs and draws
    return ChoiceLuck(*nobody, np.full(size, 0.5), np.zeros(size))


@given(CASE)
def test_utility_is_the_models(values, case):
    """Utility is the sum that the model's text writes, whatever the parameters and the customer."""
    draw = np.random.default_rng(case)
    params, view = values.random_params(draw), values.random_view(draw)
    p = pack(params)

    for c in range(C):
        if math.isfinite(view.opens_in[c]):
            expected = utility(view, c, params)
            assert systematic_utility(view, c, p) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(CASE)
def test_the_best_option_is_chosen(values, case):
    """The option of largest utility, luck included, is chosen; nothing if there is no option."""
    draw = np.random.default_rng(case)
    params, view = values.random_params(draw), values.random_view(draw)
    luck = even()._replace(error=draw.gumbel(size=C + 1), circumstance=draw.normal(size=C + 1))
    ranked = options(view, params, luck)
    expected = max(ranked, key=ranked.__getitem__) if ranked else NOTHING

    assert expected == choose(view, luck, pack(params))


def with_utilities(params, view, wanted):
    """Parameters whose intercepts make the channels' utilities those wanted."""
    now = np.array([utility(view, c, params) for c in range(C)])
    intercept = params.channels.intercept + np.array(wanted) - now
    return params._replace(channels=params.channels._replace(intercept=intercept))


@njit
def count_choices(key, view, p, n, attempt, luck, counts):
    """Count into `counts` what `n` customers choose; the last entry is doing nothing."""
    for customer in range(n):
        draw_choice(key, luck, customer, 0, attempt, False)
        # The index -1 of doing nothing is the last entry.
        counts[choose(view, luck, p)] += 1


def chosen_counts(values, view, params, n, attempt):
    """How many of `n` customers choose each channel, and last, how many do nothing."""
    counts = np.zeros(C + 1, np.int64)
    count_choices(rng.Key(1, 0), view, pack(params), n, attempt, values.make_luck(), counts)
    return counts


@pytest.mark.parametrize(
    "n", [pytest.param(100_000, id="1e5"), pytest.param(10**7, id="1e7", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("attempt", [0, 1])
def test_shares_are_those_of_the_logit(values, attempt, n):
    """Without circumstances shares are exp(V) / sum exp(V); nothing is done at attempt 0 only."""
    params, view = plain(values, previous_channel=-1 if attempt == 0 else 2)
    wanted = [0.9, -0.3, 0.2, -1.0]
    params = with_utilities(params, view, wanted)
    counts = chosen_counts(values, view, params, n, attempt)
    nothing = float(params.kinds.nothing[view.kind]) if attempt == 0 else -math.inf
    expected = n * logit_shares([*wanted, nothing])
    possible = expected > 0.0

    assert (0,) * (attempt > 0) == tuple(counts[~possible])
    assert expected[possible].min() > 0.02 * n  # enough to see a difference
    assert chisquare(counts[possible], expected[possible]).pvalue > 1e-4


@pytest.mark.parametrize(
    "view_changes",
    [{"available": 0b1101}, {"opens_in": np.array([0.0, math.inf, 0.0, 0.0])}],
    ids=["no access", "never open"],
)
def test_the_rest_share_what_an_unavailable_channel_would_have_had(values, view_changes):
    """Without one channel the others keep their ratios: independence of irrelevant alternatives."""
    params, view = plain(values, kind=0)  # kind 0 is never left alone
    wanted = [0.4, 1.0, -0.2, 0.1]
    params = with_utilities(params, view, wanted)
    n = 100_000
    counts = chosen_counts(values, view._replace(**view_changes), params, n, attempt=0)
    expected = n * logit_shares(wanted, [True, False, True, True])

    assert [0, 0] == counts[[1, -1]].tolist()
    assert chisquare(counts[[0, 2, 3]], expected[[0, 2, 3]]).pvalue > 1e-4


def test_circumstances_mix_the_logit(values):
    """With ν the share of one of two channels is the logit averaged over the normal law of ν."""
    params, view = plain(values, available=0b0011, kind=0)  # kind 0 is never left alone
    sd = 1.5
    params = with_utilities(params, view, [1.0, 0.0, 0.0, 0.0])
    params = params._replace(behaviour=params.behaviour._replace(circumstance_sd=sd))
    n = 40_000
    p = pack(params)
    share = sum(choose(view, luck, p) == 0 for luck in lucks(values, n)) / n
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    expected = weights @ expit(1.0 + sd * math.sqrt(2.0) * nodes) / weights.sum()
    error = math.sqrt(expected * (1.0 - expected) / n)

    assert abs(share - expected) < 4.5 * error
    assert abs(share - expit(1.0)) > 4.5 * error  # and not the one without ν


def test_circumstances_last_as_long_as_the_need(values):
    """ν dominating, both attempts at a need choose alike; without ν they are unrelated."""
    params, view = plain(values, available=0b0011, previous_channel=3)
    params = with_utilities(params, view, [0.5, 0.0, 0.0, 0.0])
    agreement = {}
    for sd in (0.0, 50.0):
        p = pack(params._replace(behaviour=params.behaviour._replace(circumstance_sd=sd)))
        first, second = (
            [choose(view, luck, p) for luck in lucks(values, 2000, attempt)] for attempt in (1, 2)
        )
        agreement[sd] = np.mean(np.array(first) == np.array(second))
    share = expit(0.5)

    assert agreement[50.0] > 0.95
    assert abs(agreement[0.0] - (share**2 + (1 - share) ** 2)) < 4.5 * 0.5 / math.sqrt(2000)


@pytest.mark.parametrize("available", [0b1111, 0b1110, 0b1100, 0b1000])
def test_ties_go_to_the_lowest_index(values, available):
    """Of channels exactly alike the first available one is chosen."""
    params, view = plain(values, available=available, previous_channel=9)
    alike = {
        name: np.broadcast_to(column[:1], column.shape).copy()
        for name, column in params.channels._asdict().items()
        if name in ("intercept", "age_slope", "kind_appeal", "audience_appeal", "acceptable_delay")
    }
    params = params._replace(channels=params.channels._replace(**alike))
    same = {
        name: np.full(C, getattr(view, name)[0])
        for name in ("satisfaction_belief", "log_wait_belief", "image", "taste")
    }
    lowest = next(c for c in range(C) if available & 2**c)

    assert lowest == choose(view._replace(**same), even(), pack(params))


def test_nothing_competes_at_the_first_attempt_only(values):
    """Doing nothing, however attractive, is no option at a second attempt."""
    params, view = plain(values)
    params = params._replace(kinds=params.kinds._replace(nothing=np.full(3, 1e6)))

    assert NOTHING == choose(view, even(), pack(params))
    for previous in range(C):
        again = view._replace(previous_channel=previous)
        assert choose(again, even(), pack(params)) in range(C)


def test_what_is_unavailable_is_never_chosen(values):
    """No access, or no opening ever again, outweighs any utility."""
    params, view = plain(values, kind=0)
    favourite = params.channels._replace(intercept=np.array([1e6, 0.0, 0.0, 0.0]))
    p = pack(params._replace(channels=favourite))
    closed_for_good = view._replace(opens_in=np.array([math.inf, 0.0, 0.0, 0.0]))
    nowhere = view._replace(available=0)

    assert 0 == choose(view, even(), p)
    assert 0 != choose(view._replace(available=0b1110), even(), p)
    assert 0 != choose(closed_for_good, even(), p)
    assert NOTHING == choose(nowhere, even(), p)
    assert [False] * C == [is_available(nowhere, c) for c in range(C)]
    assert [False, True, True, True] == [is_available(closed_for_good, c) for c in range(C)]


def test_habit_return_and_failure_shift_one_channel(values):
    """Each term moves the utility of its channel by its own parameter, and no other channel's."""
    params, view = plain(values)
    behaviour = params.behaviour._replace(beta_habit=0.25, beta_return=0.5, failed_penalty=1.25)
    p = pack(params._replace(behaviour=behaviour))

    def shifts(**changes):
        changed = view._replace(**changes)
        return [
            round(systematic_utility(changed, c, p) - systematic_utility(view, c, p), 12)
            for c in range(C)
        ]

    assert [0.0, 0.25, 0.0, 0.0] == shifts(last_channel=1)
    assert [0.0, 0.0, 0.5, 0.0] == shifts(previous_channel=2)
    assert [-1.25, 0.0, 0.0, -1.25] == shifts(failed=0b1001)
    # The channel of the previous attempt has failed too: it is returned to, not punished.
    assert [-1.25, 0.0, 0.5, 0.0] == shifts(failed=0b0101, previous_channel=2)


def test_an_image_shifts_what_is_expected_within_bounds(values):
    """An image adds to ŝ for those who see it, and ŝ* stays in [0.01, 0.99]."""
    params, view = plain(values)
    behaviour = params.behaviour._replace(beta_satisfaction=1.0)
    p = pack(params._replace(behaviour=behaviour))
    view = view._replace(
        satisfaction_belief=np.array([0.5, 0.5, 0.75, 0.25], np.float32), image=np.zeros(C, "f4")
    )
    seen = view._replace(image=np.array([0.25, -0.125, 0.5, -0.5], np.float32))
    moved = [systematic_utility(seen, c, p) - systematic_utility(view, c, p) for c in range(C)]

    assert [0.25, -0.125, 0.99 - 0.75, 0.01 - 0.25] == pytest.approx(moved, abs=1e-12)


def test_waits_may_enter_linearly(values):
    """In the linear form the belief is a wait ŵ, and costs β_w u (ŵ + o) / δ."""
    params, view = plain(values)
    behaviour = params.behaviour._replace(wait_form=int(WaitForm.LINEAR), beta_wait=0.5)
    params = params._replace(behaviour=behaviour)
    p = pack(params)
    at_once = view._replace(log_wait_belief=np.zeros(C, np.float32))
    later = view._replace(
        log_wait_belief=np.array([0.0, 4.5, 720.0, 60.0], np.float32),
        opens_in=np.array([16.0, 3.0, 0.0, 0.0]),
    )
    moved = [systematic_utility(later, c, p) - systematic_utility(at_once, c, p) for c in range(C)]
    urgency = params.kinds.urgency[view.kind]

    # Of delays 8, 3, 1440 and 120 minutes these are 2, 2.5, 0.5 and 0.5.
    expected = [-0.5 * urgency * delays for delays in (2.0, 2.5, 0.5, 0.5)]
    assert expected == pytest.approx(moved, rel=1e-12)


def test_closed_time_counts_as_waiting(values):
    """Opening in o minutes costs what a wait longer by o minutes costs; audience and age count."""
    params, view = plain(values)
    p = pack(params)
    minutes = np.exp(view.log_wait_belief.astype(np.float64))
    later = view._replace(opens_in=np.full(C, 30.0))
    for c in range(C):
        factor = params.behaviour.beta_wait * params.kinds.urgency[view.kind]
        cost = factor * math.log((minutes[c] + 30.0) / minutes[c])
        moved = systematic_utility(later, c, p) - systematic_utility(view, c, p)

        assert moved == pytest.approx(-cost, rel=1e-9)
