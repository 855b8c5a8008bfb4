"""The logit code gives the likelihoods that others printed for public samples."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.theory import log_likelihood, logit_shares, logsum

# Closed form: utilities (1, 0.5, -0.3, 0).
PLAIN = [1.0, 0.5, -0.3, 0.0]
PLAIN_SHARES = [0.445049, 0.269936, 0.12129, 0.163725]
PLAIN_LOGSUM = 1.80957


def test_swissmetro_has_the_printed_likelihood(swissmetro):
    """Biogeme prints -5331.252 at its estimates and -6964.663 with equal chances."""
    utilities, chosen, available = swissmetro

    assert 6768 == len(chosen)
    assert -5331.252 == pytest.approx(log_likelihood(utilities, chosen, available), abs=0.01)
    assert -6964.663 == pytest.approx(log_likelihood(0 * utilities, chosen, available), abs=0.01)


def test_travel_mode_has_the_printed_likelihood(travelmode):
    """Greene prints -199.128."""
    assert -199.128 == pytest.approx(log_likelihood(*travelmode), abs=0.005)


def test_estimates_are_where_the_likelihood_is_highest(swissmetro):
    """Constants at their estimates: predicted shares equal observed ones, the logit's own law."""
    utilities, chosen, available = swissmetro

    predicted = logit_shares(utilities, available).sum(axis=0)

    assert np.bincount(chosen) == pytest.approx(predicted, abs=0.05)


def test_plain_shares_are_the_closed_form():
    """Shares and logsum of four utilities, to the digits printed."""
    assert PLAIN_SHARES == pytest.approx(logit_shares(PLAIN), abs=1e-6)
    assert PLAIN_LOGSUM == pytest.approx(float(logsum(PLAIN)), abs=5e-6)


@given(st.lists(st.floats(-700.0, 700.0), min_size=1, max_size=6), st.floats(-500.0, 500.0))
def test_only_differences_of_utility_count(utilities, constant):
    """Shares add up to 1 and do not change if all utilities do, whatever their size."""
    shares = logit_shares(utilities)

    assert 1.0 == pytest.approx(shares.sum())
    assert shares == pytest.approx(logit_shares([v + constant for v in utilities]), abs=1e-9)


def test_who_cannot_choose_is_refused():
    """An unavailable alternative has share 0; no alternative, or a forbidden one, is an error."""
    assert [1.0, 0.0] == logit_shares([0.0, 5.0], [True, False]).tolist()
    assert -math.log(2.0) == pytest.approx(log_likelihood([[0.0, 0.0]], [1]))
    with pytest.raises(ValueError, match="no alternative available"):
        logit_shares([1.0, 2.0], [False, False])
    with pytest.raises(ValueError, match=r"observation 1 chose what was not available.*1 in all"):
        log_likelihood([[0.0, 0.0], [0.0, 0.0]], [0, 1], [[True, True], [True, False]])
