"""Our gamma quantile against scipy's, over shapes and luck far beyond use."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.special import gammaincinv
from scipy.stats import gamma

from sim.behaviour.gamma import gamma_quantile

SHAPES = [0.05, 0.3, 0.9, 1.0, 1.3, 2.0, 7.5, 30.0, 400.0, 1e4]
LUCK = [2.0**-53, 1e-12, 1e-6, 0.01, 0.2, 0.5, 0.8, 0.99, 1.0 - 1e-6, 1.0 - 1e-9]


@pytest.mark.parametrize("shape", SHAPES)
def test_quantiles_are_scipys(shape):
    """To a relative 1e-10 from the far left tail to the right."""
    expected = gammaincinv(shape, LUCK)
    ours = np.array([gamma_quantile(shape, u) for u in LUCK])
    comparable = expected > 1e-250  # below, scipy itself runs out of doubles

    np.testing.assert_allclose(ours[comparable], expected[comparable], rtol=1e-10)
    assert np.all(ours[~comparable] < 1e-249)


@given(st.floats(0.1, 1000.0), st.floats(1e-9, 1.0 - 1e-9))
@example(1.0, 0.5)
def test_the_distribution_function_inverts_it(shape, u):
    """The distribution function at the quantile is u again, on either side of the bend."""
    x = gamma_quantile(shape, u)

    assert u == pytest.approx(gamma.cdf(x, shape), rel=1e-9)
    assert 1.0 - u == pytest.approx(gamma.sf(x, shape), rel=1e-7)


def test_one_phase_is_exponential():
    """Shape 1 is the exponential law; shape 1/2 is half a squared normal."""
    for u in LUCK:
        assert gamma_quantile(1.0, u) == pytest.approx(-math.log1p(-u), rel=1e-10)
    # 1.959963984540054 is the normal's 97.5 % quantile.
    assert 2.0 * gamma_quantile(0.5, 0.95) == pytest.approx(1.959963984540054**2, rel=1e-12)


@given(st.floats(0.05, 500.0), st.floats(1e-6, 0.999), st.floats(1.0001, 1.5))
def test_more_luck_is_a_larger_value(shape, u, factor):
    """The quantile increases in u."""
    further = min(u * factor, 1.0 - 1e-9)

    assert gamma_quantile(shape, u) < gamma_quantile(shape, further)
