"""Who hears of a contact, how many, and what it does to them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.word_of_mouth import first_link, hear_goodwill, hear_satisfaction, n_listeners
from sim.packed import pack

LUCK = (np.arange(10_000) + 0.5) / 10_000


@pytest.fixture(scope="module")
def telling(values):
    """Make parameters in which 60 % of the dissatisfied tell 15 and 39 % of the satisfied 8."""
    params = values.random_params(np.random.default_rng(5))

    def make(**changes):
        return pack(params._replace(behaviour=params.behaviour._replace(**changes)))

    return make


@pytest.mark.parametrize(
    ("is_satisfied", "share", "listeners"), [(True, 0.39, 8), (False, 0.6, 15)]
)
def test_the_dissatisfied_tell_more(telling, is_satisfied, share, listeners):
    """Of each group its own share tells its own number of people, the others nobody."""
    p = telling()
    told = np.array([n_listeners(is_satisfied, u, p) for u in LUCK])

    assert {0, listeners} == set(told.tolist())
    assert share == pytest.approx(np.mean(told > 0), abs=1e-4)


def test_nobody_tells_where_nobody_should(telling):
    """Shares of 0 make nobody tell, whatever the luck; of 1, everybody."""
    silent = telling(tell_satisfied=0.0, tell_dissatisfied=0.0)
    loud = telling(tell_satisfied=1.0, tell_dissatisfied=1.0)

    for u in (2.0**-53, 0.5, 1.0 - 2.0**-53):
        assert [0, 0] == [n_listeners(said, u, silent) for said in (True, False)]
        assert [8, 15] == [n_listeners(said, u, loud) for said in (True, False)]


@pytest.mark.parametrize("n_neighbours", [1, 2, 7, 50])
def test_each_neighbour_is_as_likely_to_hear_first(n_neighbours):
    """Evenly spread luck falls evenly on the links, and on no link beyond them."""
    links = np.array([first_link(u, n_neighbours) for u in LUCK])
    counts = np.bincount(links, minlength=n_neighbours)

    assert n_neighbours == counts.size
    assert np.abs(counts - 10_000 / n_neighbours).max() <= 1.0
    assert n_neighbours - 1 == first_link(1.0 - 2.0**-53, n_neighbours)


@given(st.floats(0.015625, 0.984375, width=32), st.floats(0.0, 1.0, width=32), st.floats(0.0, 1.0))
def test_hearing_moves_beliefs_towards_what_was_felt(telling, belief, felt, rate):
    """ŝ and G become the weighted mean of old and heard, rounded once; ŝ stays within bounds."""
    p = telling(word_of_mouth=rate, word_of_mouth_goodwill=rate / 2.0)
    mean = belief + rate * (felt - belief)
    goodwill = belief + rate / 2.0 * (felt - belief)

    assert float(np.float32(min(max(mean, 0.01), 0.99))) == hear_satisfaction(
        np.float32(belief), np.float32(felt), p
    )
    assert float(np.float32(goodwill)) == hear_goodwill(np.float32(belief), np.float32(felt), p)


def test_hearing_by_hand(telling):
    """A quarter of the way from 0.5 to 1 is 0.625; an eighth of it for goodwill is 0.5625."""
    p = telling(word_of_mouth=0.25, word_of_mouth_goodwill=0.125)

    assert 0.625 == hear_satisfaction(np.float32(0.5), np.float32(1.0), p)
    assert 0.5625 == hear_goodwill(np.float32(0.5), np.float32(1.0), p)
    assert math.isclose(0.99, hear_satisfaction(np.float32(0.99), np.float32(1.0), p), rel_tol=1e-7)
