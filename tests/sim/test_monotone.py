"""A smooth curve through points: the same as its slow twin, and never falling where they rise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from sim.monotone import monotone_cubic

heights = st.lists(st.integers(-50, 50), min_size=3, max_size=9)
gaps = st.lists(st.integers(1, 40), min_size=8, max_size=8)


@given(heights, gaps)
def test_the_curve_is_that_of_its_twin(height, gap):
    """Turns, level stretches and uneven steps included."""
    y = np.array(height, float)
    x = np.concatenate([[15], 15 + np.cumsum(gap)])[: y.size]
    at = np.linspace(x[0], x[-1], 101)

    expected = PchipInterpolator(x, y)(at)

    assert expected == pytest.approx(monotone_cubic(x, y, at), abs=1e-9)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=8), gaps)
def test_what_never_falls_stays_so(rises, gap):
    """Nobody is counted twice or less than once: sums by age only grow."""
    y = np.concatenate([[0.0], np.cumsum(rises)])
    x = np.concatenate([[15], 15 + np.cumsum(gap)])[: y.size]

    curve = monotone_cubic(x, y, np.linspace(x[0], x[-1], 501))

    assert np.diff(curve).min() > -1e-9
