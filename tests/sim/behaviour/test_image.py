"""What the public sees of a channel: views, fading, and what a post does."""

import math

import numpy as np
import pytest

from sim.behaviour.image import after_post, faded, views
from sim.packed import pack


@pytest.fixture
def p(values):
    """A tenth of an audience sees a post; reposts count fourfold; half-life of an image 1 day."""
    params = values.random_params(np.random.default_rng(6))
    return pack(
        params._replace(
            behaviour=params.behaviour._replace(
                view_share=0.1, image_rate=0.5, image_life=1440.0 / math.log(2.0)
            ),
            policies=params.policies._replace(repost_factor=4.0),
            channels=params.channels._replace(
                expected_logit=np.array([0.0, 0.0, 0.0, math.log(3.0)])  # 0.75 is expected
            ),
        )
    )


def test_a_deleted_post_comes_back_louder(p):
    """Of 80 readers 8 see it; 32 after a deletion."""
    assert 8.0 == pytest.approx(views(80.0, False, p))
    assert 32.0 == pytest.approx(views(80.0, True, p))
    assert 0.0 == views(0.0, True, p)


def test_an_image_halves_in_a_day(p):
    """It fades by its life, from either side, and the order of steps does not matter."""
    assert 0.1 == pytest.approx(faded(0.2, 1440.0, p))
    assert -0.05 == pytest.approx(faded(-0.2, 2880.0, p))
    assert faded(0.2, 900.0, p) == pytest.approx(faded(faded(0.2, 400.0, p), 500.0, p))
    assert 0.2 == faded(0.2, 0.0, p)
    assert 0.0 == faded(0.0, 1e9, p)


def test_a_post_seen_by_all_moves_the_image_halfway(p):
    """Felt 0.25 where 0.75 was expected is a surprise of -0.5; at rate 0.5, -0.25 of it."""
    everybody = 1e9

    assert -0.25 == pytest.approx(after_post(0.0, np.float32(0.25), everybody, 1000, 3, p))
    # From 0.1 halfway to -0.5.
    assert -0.2 == pytest.approx(after_post(0.1, np.float32(0.25), everybody, 1000, 3, p))
    assert 0.1 == after_post(0.1, np.float32(0.25), 0.0, 1000, 3, p)


def test_a_post_as_expected_leaves_no_image(p):
    """Felt as expected, an image of 0 stays 0 and another is drawn towards 0."""
    assert 0.0 == pytest.approx(after_post(0.0, np.float32(0.75), 500.0, 1000, 3, p), abs=1e-9)
    assert abs(after_post(0.2, np.float32(0.75), 500.0, 1000, 3, p)) < 0.2


def test_many_small_audiences_are_one_large_one(p):
    """With few views each, a thousand posts of N customers are ten of N / 100: N drops out."""
    small, large = 0.1, 0.1
    for _ in range(10):
        small = after_post(small, np.float32(0.25), 20.0, 10_000, 3, p)
    for _ in range(1000):
        large = after_post(large, np.float32(0.25), 20.0, 1_000_000, 3, p)

    # The steps differ in second order only: 10 posts reach 0.2 % of all customers each.
    assert small == pytest.approx(large, rel=1e-3)
    # Both are the exponential that the law of small views promises: -0.5 + 0.6 exp(-0.5 · 0.02).
    assert -0.5 + 0.6 * math.exp(-0.01) == pytest.approx(large, rel=1e-4)


def test_views_reach_nobody_twice_as_if_new(p):
    """The share that a post reaches is 1 - exp(-views / N): Poisson readers, never above 1."""
    rate = 0.5
    for n_views, n_customers in ((10.0, 1000), (1000.0, 1000), (5000.0, 1000)):
        moved = after_post(0.0, np.float32(0.25), n_views, n_customers, 3, p)
        assert -0.5 * rate * -math.expm1(-n_views / n_customers) == pytest.approx(moved)
