"""The screening of a survey: who is counted as having contacted a service."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.screening import counted, solve_q


def test_counted_is_one_minus_the_chance_that_every_contact_is_missed():
    """1 - (1 - q)^n; with q = 1 everybody with a contact."""
    contacts = np.array([0, 1, 2, 5])

    assert counted(contacts, 0.2) == pytest.approx([0, 0.2, 0.36, 1 - 0.8**5])
    assert [0, 1, 1, 1] == counted(contacts, 1.0).tolist()


@given(
    contacts=st.lists(st.integers(0, 40), min_size=2, max_size=30),
    share=st.floats(0.01, 0.99),
)
def test_solved_q_gives_back_the_rate(contacts, share):
    """The q that is solved finds the contact rate it was solved from."""
    number = np.array([*contacts, 1])
    weight = np.linspace(1.0, 2.0, number.size)
    rate = share * weight[number > 0].sum() / weight.sum()

    q = solve_q(number, weight, rate)

    assert weight @ counted(number, q) / weight.sum() == pytest.approx(rate, rel=1e-9)


def test_a_rate_out_of_reach_counts_everybody():
    """If fewer have a contact than the wave found, nobody is missed."""
    assert 1.0 == solve_q(np.array([0, 0, 1]), np.ones(3), 0.46)


def test_the_wave_of_2012_needs_about_one_contact_in_six():
    """Gamma-distributed rates with 78 % contacters and 7.5 contacts each give q of about 0.16."""
    rng = np.random.default_rng(1)
    needs = rng.poisson(2.9 * rng.gamma(1.3, 1 / 1.3, 200_000))
    contacts = needs + rng.negative_binomial(np.maximum(needs, 1), 0.48) * (needs > 0)

    assert solve_q(contacts, np.ones(contacts.size), 0.46) == pytest.approx(0.16, abs=0.03)
