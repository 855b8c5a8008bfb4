"""The implicit graph: neighbours that are others, distinct, next door or spread evenly."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import chisquare, kstest

from sim.neighbours import n_neighbours, neighbour


def neighbours(customer, size, degree=50, local=10):
    """All neighbours of a customer, by link."""
    links = range(n_neighbours(size, degree))
    return [int(neighbour(customer, link, size, degree, local)) for link in links]


@st.composite
def graphs(draw):
    """A population, somebody in it, a degree and local links, even and at most the degree."""
    size = draw(st.integers(2, 100_000))
    degree = draw(st.integers(1, 200))
    local = 2 * draw(st.integers(0, degree // 2))
    return draw(st.integers(0, size - 1)), size, degree, local


@given(graphs())
@example((0, 2, 1, 0))
@example((51, 52, 50, 50))
@example((0, 52, 50, 10))
@example((50, 51, 50, 10))
def test_neighbours_are_others_and_distinct(graph):
    """Nobody is a neighbour of himself or has the same neighbour twice, in a graph of any size."""
    customer, size, degree, local = graph
    found = neighbours(customer, size, degree, local)

    assert min(degree, size - 1) == len(found) == len(set(found))
    assert customer not in found
    assert 0 <= min(found) <= max(found) < size


def test_local_links_lead_next_door():
    """The first links lead to the nearest on either side, alternately, round the ring's end."""
    assert [101, 99, 102, 98] == neighbours(100, 1000, 50, 4)[:4]
    assert [0, 998, 1, 997] == neighbours(999, 1000, 50, 4)[:4]
    assert [1, 999, 2, 998] == neighbours(0, 1000, 50, 4)[:4]


def test_in_a_small_population_everybody_hears():
    """With no more customers than links, neighbours are all the others."""
    assert [4, 5, 0, 1, 2] == neighbours(3, 6)
    assert set(range(51)) - {17} == set(neighbours(17, 51))


def test_neighbours_belong_to_a_customer():
    """The same customer has the same neighbours each time, and another has others."""
    assert neighbours(7, 10_000) == neighbours(7, 10_000)
    mine, others = set(neighbours(7, 10_000)), set(neighbours(5_000, 10_000))
    assert len(mine & others) < 5


@pytest.mark.parametrize("size", [1_000, 999_983])
def test_long_links_spread_evenly(size):
    """Distances along long links fill the ring evenly, taken together and link by link."""
    degree, local = 50, 10
    customers = np.unique(np.linspace(0, size - 1, 4_000).astype(int))
    distance = np.array([neighbours(i, size) for i in customers])[:, local:]
    distance = (distance - customers[:, np.newaxis]) % size
    # Distances run from 6 to size - 6: those next door are left out.
    reach = size - 1 - local
    together = np.bincount((distance.ravel() - 1 - local // 2) * 40 // reach, minlength=40)

    assert 40 == together.size
    assert chisquare(together).pvalue > 1e-4
    for link in range(degree - local):
        begin, end = (arc * reach // (degree - local) for arc in (link, link + 1))
        within = (distance[:, link] - 1 - local // 2 - begin + 0.5) / (end - begin)
        assert 0.0 < within.min() < within.max() < 1.0
        # Among 999,983 an arc holds 25,000 places: nearly continuous. Among 1,000, 24 or 25.
        if size > 100_000:
            assert kstest(within, "uniform").pvalue > 1e-5
        else:
            assert chisquare(np.bincount((within * (end - begin)).astype(int))).pvalue > 1e-5


def test_everybody_is_heard_of_about_equally():
    """Links into a customer number the degree on average, and vary as chance would have it."""
    size, degree, local = 2_000, 50, 10
    heard = np.bincount(np.concatenate([neighbours(i, size) for i in range(size)]), minlength=size)
    long = heard - local  # local links are mutual

    assert size * degree == heard.sum()
    # Each of 1,989 others leads here with probability 40 / 1,989: a variance of 40 (1 - 0.02).
    expected = (degree - local) * (1 - (degree - local) / (size - 1 - local))
    error = expected * np.sqrt(2.0 / size)
    assert abs(long.var() - expected) < 4.5 * error
