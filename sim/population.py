"""Who the customers are: ages and sexes from margins, access, rates, tastes and prior beliefs.

Ages and sexes are laid out, not sampled: every age × sex cell is within one person of its margin.
Everything else is a draw that belongs to the customer, so that two scenarios with one seed have the
same people, and a channel more or less changes nobody's taste for the others.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaincinv, logit, ndtri

from sim.behaviour.learning import HIGHEST_BELIEF, LOWEST_BELIEF
from sim.monotone import monotone_cubic
from sim.params import WaitForm
from sim.rng import Key, Stream, fill_uniform

Floats = NDArray[np.float64]

YOUNGEST = 15
OLDEST = 105
"""The open row of the margins is spread up to this age."""
MOST_READERS = 1e10
"""Larger than mankind: where heavy tails of audiences end."""


class Customers(NamedTuple):
    """Customers as arrays; N customers, sorted by age, C channels."""

    age: NDArray[np.uint8]  # (N,) years
    woman: NDArray[np.bool_]  # (N,)
    internet: NDArray[np.bool_]  # (N,)
    store_access: NDArray[np.bool_]  # (N,) a store within reach
    member_from: Floats  # (N,) minutes; joins social networks; -inf before the start, inf never
    page_until: Floats  # (N,) minutes; stops following the organisation's page; inf never
    audience: NDArray[np.float32]  # (N,) people who read a post
    need_rate: Floats  # (N,) λ, expressed needs a year
    taste: NDArray[np.float32]  # (N, C) τ, utility
    satisfaction_belief: NDArray[np.float32]  # (N, C) ŝ at the start
    log_wait_belief: NDArray[np.float32]  # (N, C) l̂ at the start


class Margins(NamedTuple):
    """How many people there are, in rows of equal sex and consecutive ages."""

    youngest: NDArray[
        np.int64
    ]  # (R,) first age of each row, ascending from 0; the last row is open
    men: Floats  # (R,) any unit
    women: Floats  # (R,)


class Access(NamedTuple):
    """Who is on the internet and on social networks; shares between knots go by their logit."""

    internet_age: Floats  # (A,) years
    internet_share: Floats  # (A,) of everybody of that age
    member_age: Floats  # (B,) years
    member_time: Floats  # (T,) minutes since the start, ascending; may lie outside the run
    member_share: Floats  # (T, B) of everybody of that age, not falling in time


class Audience(NamedTuple):
    """How many people read what a customer posts: lognormal, then a Pareto tail."""

    median: float  # people
    log_sd: float
    tail_share: float
    tail_index: float


class Traits(NamedTuple):
    """How customers differ in what surveys do not show; C channels."""

    store_access: float  # share with a store within reach
    need_rate: float  # λ̄, needs a customer and year
    need_shape: float  # k of the gamma of need rates; inf: all alike
    audience: Audience
    unfollow_rate: float  # a year, of members, driven off by promotional noise
    minutes_per_year: float
    internet_taste_sd: float  # of the taste shared by the channels of `internet_taste`
    name_hash: NDArray[np.uint32]  # (C,)
    taste_sd: Floats  # (C,)
    internet_taste: NDArray[np.bool_]  # (C,)
    belief_logit: Floats  # (C,) b, at age 45, mean of the sexes
    belief_age_slope: Floats  # (C,) per 10 years
    belief_sex_slope: Floats  # (C,) men's minus women's
    belief_sd: Floats  # (C,)
    prior_wait: Floats  # (C,) w_0, minutes
    acceptable_delay: Floats  # (C,) δ, minutes
    wait_form: int  # sim.params.WaitForm


def build_customers(
    key: Key, size: int, margins: Margins, access: Access, traits: Traits
) -> Customers:
    """Draw the `size` customers of one organisation, Eq. (1)-(2) in docs/model.md.

    Raises
    ------
    ValueError
        If `size` is below 1, or the margins begin after 15 or hold nobody of 15 and over.
    """
    if size < 1:
        raise ValueError(f"population size {size}: it must be at least 1")
    age, woman = lay_out(margins, size)
    decades = (age.astype(np.float64) - 45.0) / 10.0
    internet_share = _at_knots(age, access.internet_age, access.internet_share)
    internet = _uniform(key, Stream.INTERNET_ACCESS, size) < internet_share
    shape = (size, traits.name_hash.size)
    taste, belief = np.empty(shape, np.float32), np.empty(shape, np.float32)
    shared = traits.internet_taste_sd * _normal(key, Stream.SHARED_TASTE, size)
    for c, name in enumerate(traits.name_hash):
        own = traits.taste_sd[c] * _normal(key, Stream.TASTE, size, name)
        taste[:, c] = own + shared * traits.internet_taste[c]
        prior = (
            traits.belief_logit[c]
            + traits.belief_age_slope[c] * decades
            + traits.belief_sex_slope[c] * (0.5 - woman)
            + traits.belief_sd[c] * _normal(key, Stream.PRIOR_BELIEF, size, name)
        )
        belief[:, c] = np.clip(expit(prior), LOWEST_BELIEF, HIGHEST_BELIEF)
    member_from = _joining(key, age, internet, internet_share, access)
    return Customers(
        age=age,
        woman=woman,
        internet=internet,
        store_access=_uniform(key, Stream.STORE_ACCESS, size) < traits.store_access,
        member_from=member_from,
        page_until=_leaving(key, member_from, traits),
        audience=_audience(_uniform(key, Stream.AUDIENCE, size), traits.audience),
        need_rate=traits.need_rate * _gamma(key, size, traits.need_shape),
        taste=taste,
        satisfaction_belief=belief,
        log_wait_belief=np.tile(_prior_wait(traits), (size, 1)),
    )


def expected_logit(customers: Customers) -> Floats:
    """Mean over customers of the prior logit ŝ of each channel, m_c in Eq. (11)."""
    mean: Floats = logit(customers.satisfaction_belief.astype(np.float64)).mean(axis=0)
    return mean


def single_years(youngest: NDArray[np.int64], people: Floats) -> Floats:
    """People of each single age from 15 to 105, by a monotone interpolation of their sum.

    Raises
    ------
    ValueError
        If the first row begins after 15, where the interpolation would have to invent people, or
        somewhere live fewer than nobody.
    """
    if youngest[0] > YOUNGEST:
        raise ValueError(f"population margins begin at {youngest[0]}; give them from 15 or before")
    if people.min() < 0.0:
        raise ValueError(f"population margins: {people.min()} people in a row; give 0 or more")
    edges = np.append(youngest, OLDEST + 1)
    younger = np.concatenate([[0.0], np.cumsum(people)])
    birthdays = np.arange(YOUNGEST, OLDEST + 2, dtype=np.float64)
    counts: Floats = np.diff(monotone_cubic(edges.astype(np.float64), younger, birthdays))
    return counts


def lay_out(margins: Margins, size: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Ages and sexes of `size` customers, sorted by age, the sexes mixed evenly within an age."""
    men = single_years(margins.youngest, margins.men)
    women = single_years(margins.youngest, margins.women)
    counts = largest_remainder(np.stack([men, women], axis=1), size)
    ages = np.arange(YOUNGEST, OLDEST + 1)
    total = counts.sum(axis=1)
    age = np.repeat(ages, total)
    position = np.arange(size) - np.repeat(np.cumsum(total) - total, total)
    n_women, n = np.repeat(counts[:, 1], total), np.repeat(total, total)
    woman = (position + 1) * n_women // n > position * n_women // n
    return age.astype(np.uint8), woman


def largest_remainder(weights: Floats, size: int) -> NDArray[np.int64]:
    """Whole numbers that add up to `size`, each within one of its exact share.

    Raises
    ------
    ValueError
        If the weights are not positive in sum.
    """
    if not weights.sum() > 0.0:
        raise ValueError("population margins hold nobody of 15 and over; give people some ages")
    quotas = weights * (size / weights.sum())
    counts = np.floor(quotas).astype(np.int64)
    order = np.argsort(-(quotas - counts).ravel(), kind="stable")
    counts.ravel()[order[: size - counts.sum()]] += 1
    return counts


def _uniform(key: Key, stream: Stream, size: int, index: int = 0) -> Floats:
    """Draw each customer's uniform of one decision."""
    out = np.empty(size)
    fill_uniform(key, int(stream), int(index), out)
    return out


def _normal(key: Key, stream: Stream, size: int, index: int = 0) -> Floats:
    values: Floats = ndtri(_uniform(key, stream, size, index))
    return values


def _gamma(key: Key, size: int, shape: float) -> Floats:
    """Gamma variates of mean 1 by inversion."""
    if np.isinf(shape):
        return np.ones(size)
    values: Floats = np.divide(gammaincinv(shape, _uniform(key, Stream.NEED_RATE, size)), shape)
    return values


def _at_knots(age: NDArray[np.uint8], knots: Floats, shares: Floats) -> Floats:
    """Share at each age, linear in the logit between knots, flat outside them."""
    by_age: Floats = expit(np.interp(np.arange(OLDEST + 1), knots, logit(shares)))
    return by_age[age]


def _joining(
    key: Key,
    age: NDArray[np.uint8],
    internet: NDArray[np.bool_],
    internet_share: Floats,
    access: Access,
) -> Floats:
    """When each customer joins: once the share of their age on line who have passes their luck.

    The share moves linearly between its dates. Who was a member at the first date joined before
    all time; who is not at the last never joins.
    """
    luck = _uniform(key, Stream.MEMBERSHIP, age.size)
    joined = np.full(age.size, np.inf)
    before = np.zeros(age.size)
    for t, time in enumerate(access.member_time):
        share = _at_knots(age, access.member_age, access.member_share[t]) / internet_share
        crossing = internet & np.isposinf(joined) & (luck < share)
        if t == 0:
            joined[crossing] = -np.inf
        else:
            earlier = access.member_time[t - 1]
            way = (luck[crossing] - before[crossing]) / (share[crossing] - before[crossing])
            joined[crossing] = earlier + way * (time - earlier)
        before = np.maximum(before, share)
    return joined


def _leaving(key: Key, member_from: Floats, traits: Traits) -> Floats:
    """When each member stops following: an exponential time after joining, or after the start."""
    if traits.unfollow_rate == 0.0:
        return np.full(member_from.size, np.inf)
    luck = _uniform(key, Stream.UNFOLLOW, member_from.size)
    time: Floats = -np.log(luck) * (traits.minutes_per_year / traits.unfollow_rate)
    return np.maximum(member_from, 0.0) + time


def _prior_wait(traits: Traits) -> NDArray[np.float32]:
    """Waits expected at the start, as beliefs hold them, Eq. (2)."""
    if traits.wait_form == WaitForm.LINEAR:
        return traits.prior_wait.astype(np.float32)
    return np.log(traits.prior_wait + traits.acceptable_delay).astype(np.float32)


def _audience(u: Floats, law: Audience) -> NDArray[np.float32]:
    """Quantiles of a lognormal whose upper `tail_share` is Pareto, without a jump.

    Nobody has more readers than there are people, however heavy the tail.
    """
    with np.errstate(over="ignore"):
        body = law.median * np.exp(law.log_sd * ndtri(u))
        if law.tail_share > 0.0:
            threshold = law.median * np.exp(law.log_sd * ndtri(1.0 - law.tail_share))
            tail = threshold * ((1.0 - u) / law.tail_share) ** (-1.0 / law.tail_index)
            body = np.where(u > 1.0 - law.tail_share, tail, body)
    return np.minimum(body, MOST_READERS).astype(np.float32)
