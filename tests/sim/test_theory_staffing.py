"""Little's law and the square-root rule."""

import pytest

from sim.theory import (
    advisers_for,
    erlang_a,
    erlang_c,
    halfin_whitt,
    little,
    square_root_safety,
    square_root_staffing,
)

# Safety β and the share that waits in the limit, by Φ and φ of a printed table of the Normal law.
LIMIT = [(0.5, 0.35207, 0.69146), (1.0, 0.24197, 0.84134), (2.0, 0.05399, 0.97725)]


@pytest.mark.parametrize(("beta", "density", "below"), LIMIT)
def test_the_limit_is_that_of_the_normal_table(beta, density, below):
    """P(wait) = 1 / (1 + β Φ / φ), by hand; and the safety is its inverse."""
    by_hand = 1.0 / (1.0 + beta * below / density)

    assert by_hand == pytest.approx(halfin_whitt(beta), rel=1e-4)
    assert beta == pytest.approx(square_root_safety(halfin_whitt(beta)), rel=1e-9)


def test_large_desks_approach_the_limit():
    """Erlang C at load R with R + β√R servers tends to the limit as R grows."""
    errors = [
        abs(erlang_c(load, 1.0, round(load + load**0.5)).p_wait - halfin_whitt(1.0))
        for load in (100.0, 10_000.0, 1_000_000.0)
    ]

    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 2e-4


@pytest.mark.parametrize("p_wait", [0.05, 0.2, 0.5, 0.8])
@pytest.mark.parametrize("load", [3.0, 30.0, 300.0])
def test_the_rule_is_good_to_a_server(load, p_wait):
    """The exact number lets no larger share wait, one fewer does, and the rule is within one."""
    exact = advisers_for(load, 1.0, p_wait)

    assert erlang_c(load, 1.0, exact).p_wait <= p_wait
    if exact - 1 > load:
        assert erlang_c(load, 1.0, exact - 1).p_wait > p_wait
    assert abs(square_root_staffing(load, 1.0, p_wait) - exact) <= 1


def test_the_line_obeys_littles_law():
    """Customers in line = arrivals · mean wait, of all who arrive."""
    figures = erlang_a(3.5, 1 / 3, 13, 1 / 5)

    assert 0.578247 == pytest.approx(little(3.5, 0.165213), abs=2e-6)  # the published pair
    assert figures.mean_queue == pytest.approx(little(3.5, figures.mean_wait))


def test_shares_out_of_range_are_refused():
    """Nobody or everybody waiting needs no finite safety; errors say so by name."""
    with pytest.raises(ValueError, match=r"square_root_safety: P\(wait\) 1"):
        square_root_safety(1.0)
    with pytest.raises(ValueError, match=r"advisers_for: P\(wait\) 0"):
        advisers_for(1.0, 1.0, 0.0)
    with pytest.raises(ValueError, match="safety 0"):
        halfin_whitt(0.0)
