"""Durations follow their laws; retries follow their probabilities."""

import math

import numpy as np
import pytest
from scipy import stats

from sim import rng
from sim.behaviour.laws import duration, index_at
from sim.behaviour.recontact import retry_delay
from sim.packed import pack
from sim.params import Law

CASES = [
    pytest.param((Law.EXPONENTIAL, 11.0, 0.0), stats.expon(scale=11.0), id="exponential"),
    pytest.param((Law.LOGNORMAL, 13.0, 0.8), stats.lognorm(0.8, scale=13.0), id="lognormal"),
    pytest.param((Law.WEIBULL, 17.0, 0.6), stats.weibull_min(0.6, scale=17.0), id="weibull-long"),
    pytest.param((Law.WEIBULL, 17.0, 2.5), stats.weibull_min(2.5, scale=17.0), id="weibull-short"),
    pytest.param((Law.GAMMA, 19.0, 2.5), stats.gamma(2.5, scale=19.0 / 2.5), id="gamma"),
    pytest.param((Law.GAMMA, 19.0, 0.4), stats.gamma(0.4, scale=19.0 / 0.4), id="gamma-long"),
]
UNIFORMS = [2.0**-53, 1e-9, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0 - 1e-9, 1.0 - 2.0**-53]


@pytest.mark.parametrize(("law", "reference"), CASES)
def test_quantiles_are_those_of_the_law(law, reference):
    """Lognormal and gamma variates are the quantile at u, exponential and Weibull that at 1 - u."""
    quantile = reference.ppf if law[0] in (Law.LOGNORMAL, Law.GAMMA) else reference.isf
    ours = [duration(np.array(law, float), u) for u in UNIFORMS]

    np.testing.assert_allclose(ours, quantile(UNIFORMS), rtol=1e-11)


@pytest.mark.parametrize(("law", "reference"), CASES)
def test_draws_follow_the_law(law, reference):
    """The Kolmogorov-Smirnov test of 20,000 durations from a stream finds nothing."""
    row = np.array(law, float)
    stream = rng.Stream.PATIENCE
    sample = [duration(row, rng.uniform(rng.Key(7, 0), stream, i, 0, 0, 0)) for i in range(20_000)]

    assert stats.kstest(sample, reference.cdf).pvalue > 1e-4


def test_fixed_and_never():
    """A fixed law gives its value and the law of never infinity, whatever the luck."""
    for u in UNIFORMS:
        assert 7.5 == duration(np.array([Law.FIXED, 7.5, 0.0]), u)
        assert math.inf == duration(np.array([Law.NEVER, 7.5, 0.0]), u)


def test_index_at_is_the_first_share_above_u():
    """Shares are half-open: a uniform equal to a bound belongs to the next kind."""
    cumulative = np.array([0.25, 0.25, 0.75, 1.0])
    expected = {0.0: 0, 0.2499: 0, 0.25: 2, 0.5: 2, 0.7499: 2, 0.75: 3, 1.0 - 2.0**-53: 3}

    assert expected == {u: index_at(cumulative, u) for u in expected}
    # Shares that sum to a hair less than 1 still give the last kind.
    assert 1 == index_at(np.array([0.5, 1.0 - 1e-9]), 1.0 - 2.0**-53)


@pytest.fixture
def retrying(values):
    """Retry with 0.6 after half an hour, with 0.3 after five minutes when giving up."""
    params = values.random_params(np.random.default_rng(3))
    behaviour = params.behaviour._replace(
        retry=0.6,
        retry_abandoned=0.3,
        retry_delay=np.array([Law.FIXED, 30.0, 0.0]),
        retry_delay_abandoned=np.array([Law.FIXED, 5.0, 0.0]),
    )
    return pack(params._replace(behaviour=behaviour))


@pytest.mark.parametrize(
    ("gave_up", "u_retry", "expected"),
    [
        (False, 0.0, 30.0),
        (False, 0.599, 30.0),
        (False, 0.6, -1.0),
        (False, 0.999, -1.0),
        (True, 0.299, 5.0),
        (True, 0.3, -1.0),
    ],
)
def test_retry_has_one_probability_and_delay_per_ending(retrying, gave_up, u_retry, expected):
    """A retry happens below the ending's own probability, after the ending's own delay."""
    assert expected == retry_delay(gave_up, u_retry, 0.5, retrying)


def test_the_delay_of_a_retry_is_drawn(values):
    """The second uniform gives the delay, by the law of the ending."""
    p = pack(values.random_params(np.random.default_rng(3)))
    behaviour = p.behaviour[0]

    for u in (0.1, 0.9):
        assert duration(behaviour["retry_delay"], u) == retry_delay(False, 0.0, u, p)
        assert duration(behaviour["retry_delay_abandoned"], u) == retry_delay(True, 0.0, u, p)
    assert retry_delay(False, 0.0, 0.1, p) != retry_delay(True, 0.0, 0.1, p)
