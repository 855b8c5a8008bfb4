"""Quantiles of the gamma distribution, for compiled code.

scipy's `gammaincinv` is not callable from compiled functions without a further dependency, and the
service laws of queueing theory (Erlang's phases) need it. P(a, x) is summed as a series below its
bend and as a continued fraction above it (Abramowitz and Stegun, "Handbook of Mathematical
Functions", 1964, 6.5.29 and 6.5.31); the quantile is found by Newton's method within a bracket.
"""

import math

from sim._jit import entry_point, njit

_ENOUGH = 1e-16
_TINY = 1e-300
_MOST_TERMS = 10_000


@njit
def _series(shape, x):
    """P(shape, x) by its series, without the factor x^a e^-x / Γ(a + 1)."""
    term = total = 1.0
    for n in range(1, _MOST_TERMS):
        term *= x / (shape + n)
        total += term
        if term < total * _ENOUGH:
            break
    return total


@njit
def _fraction(shape, x):
    """Q(shape, x) by its continued fraction, without the factor x^a e^-x / Γ(a)."""
    b = x + 1.0 - shape
    c = 1.0 / _TINY
    d = 1.0 / b
    value = d
    for n in range(1, _MOST_TERMS):
        a = -n * (n - shape)
        b += 2.0
        d = 1.0 / (a * d + b)
        c = b + a / c
        change = c * d
        value *= change
        if math.fabs(change - 1.0) < _ENOUGH * 10.0:
            break
    return value


@njit
def _lower(shape, x):
    """P(shape, x) - the distribution function - and 1 - P(shape, x), each without cancellation."""
    log_factor = shape * math.log(x) - x - math.lgamma(shape)
    if x < shape + 1.0:
        below = math.exp(log_factor) / shape * _series(shape, x)
        return below, 1.0 - below
    above = math.exp(log_factor) * _fraction(shape, x)
    return 1.0 - above, above


@entry_point
def gamma_quantile(shape, u):
    """Quantile at `u` in (0, 1) of a gamma variate with scale 1, to a relative 1e-10.

    Works on log x, where Newton's steps from Wilson and Hilferty's start (Proceedings of the
    National Academy of Sciences 17 (1931) 684) do not overshoot zero; a bracket catches the rest.
    """
    upper_tail = 1.0 - u
    # P(a, x) < x^a / Γ(a + 1) bounds the quantile from below, tightly where it is small.
    low = (math.log(u) + math.lgamma(shape + 1.0)) / shape
    if low < -600.0:
        return math.exp(max(low, -700.0))
    high = max(low, 0.0) + 1.0
    while _lower(shape, math.exp(high))[1] > upper_tail:
        high += 1.0
    at = 0.5 * (low + high)
    for _ in range(200):
        x = math.exp(at)
        below, above = _lower(shape, x)
        error = below - u if u < 0.5 else upper_tail - above
        if error > 0.0:
            high = at
        else:
            low = at
        slope = math.exp(shape * at - x - math.lgamma(shape))  # of P in log x
        step = error / slope if slope > 0.0 else math.inf
        following = at - step
        if not low < following < high:
            following = 0.5 * (low + high)
        if math.fabs(following - at) < 1e-14 * max(1.0, math.fabs(at)) or high - low < 1e-15:
            at = following
            break
        at = following
    return math.exp(at)
