"""Durations drawn from a law by inversion, so that one uniform gives one duration."""

import math

from sim._jit import entry_point, njit
from sim.behaviour.gamma import gamma_quantile
from sim.params import Law
from sim.rng import exponential, normal


@entry_point
def duration(law, u):
    """Duration in minutes at uniform `u` of a law row (form, scale, shape), see `sim.params.Law`.

    Exponential and Weibull variates decrease in u, lognormal and gamma ones increase.
    """
    form = int(law[0])
    if form == Law.EXPONENTIAL:
        return law[1] * exponential(u)
    if form == Law.LOGNORMAL:
        return law[1] * math.exp(law[2] * normal(u))
    if form == Law.FIXED:
        return law[1]
    if form == Law.WEIBULL:
        return law[1] * math.exp(math.log(exponential(u)) / law[2])
    if form == Law.GAMMA:
        return law[1] * gamma_quantile(law[2], u) / law[2]
    return math.inf


@njit
def index_at(cumulative, u):
    """First index whose cumulative share exceeds `u`."""
    k = 0
    while k < cumulative.size - 1 and u >= cumulative[k]:
        k += 1
    return k
