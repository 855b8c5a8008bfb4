"""When needs arise and of which kind: exogenous, the same in every scenario with the same luck.

A customer's gaps are exponential in operational time and mapped to the clock through the
cumulative intensity Λ, Eq. (3)-(4) in docs/model.md, so the n-th need of a customer depends on
seed, population and needs sections alone. Needs come in windows, sorted by (time, customer, need),
and do not depend on the windows asked for.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import entry_point, njit
from sim.behaviour.gamma import gamma_quantile
from sim.behaviour.laws import index_at
from sim.params import NeedProfile, Timeline
from sim.population import Customers
from sim.rng import NOBODY, Key, Stream, exponential, normal, uniform, uniform_pair

NEEDS_A_BUCKET = 2
"""Mean number of needs that are sorted by insertion."""

Floats = NDArray[np.float64]
Counts = NDArray[np.uint32]


class Needs(NamedTuple):
    """Needs of one window, sorted by (time, customer, need)."""

    time: Floats  # minutes since the start
    customer: Counts
    need: Counts  # number of the need among the customer's
    kind: NDArray[np.uint8]


def hourly_intensity(key: Key, profile: NeedProfile, timeline: Timeline) -> Floats:
    """Intensity of needs in each hour of the run, 1 on an average hour, Eq. (3).

    The luck of days is lognormal or gamma, that of hours lognormal, all with mean 1.
    """
    hours = np.arange(timeline.month_of_hour.size)
    first_hour = timeline.start_weekday * 24 + int(timeline.start_minute_of_day // 60)
    day_factor = _day_factors(key, profile, int(profile.factor_of_hour.max()) + 1)
    hour_factor = _lognormal(key, Stream.HOUR_FACTOR, hours.size, profile.hour_log_sd)
    return (
        profile.hour_of_week[(first_hour + hours) % 168]
        * profile.month[timeline.month_of_hour]
        * day_factor[profile.factor_of_hour]
        * hour_factor
    )


def _day_factors(key: Key, profile: NeedProfile, count: int) -> Floats:
    """Mean-1 factors of days numbered from 0; both laws turn the same luck into a factor."""
    if np.isinf(profile.day_shape):
        return _lognormal(key, Stream.DAY_FACTOR, count, profile.day_log_sd)
    luck = [uniform(key, int(Stream.DAY_FACTOR), NOBODY, day, 0, 0) for day in range(count)]
    return np.array([gamma_quantile(profile.day_shape, u) / profile.day_shape for u in luck])


def _lognormal(key: Key, stream: Stream, count: int, log_sd: float) -> Floats:
    """Mean-1 lognormal factors numbered from 0."""
    factors = np.ones(count)
    if log_sd > 0.0:
        _fill_lognormal(key, int(stream), log_sd, factors)
    return factors


@entry_point
def _fill_lognormal(key: Key, stream: int, log_sd: float, factors: Floats) -> None:
    for n in range(factors.size):
        z = normal(uniform(key, stream, NOBODY, n, 0, 0))
        factors[n] = math.exp(log_sd * z - 0.5 * log_sd * log_sd)


class NeedStream:
    """The needs of all customers, window after window; 21 bytes of memory a customer."""

    def __init__(
        self,
        key: Key,
        customers: Customers,
        profile: NeedProfile,
        cumulative_share: Floats,
        timeline: Timeline,
    ) -> None:
        rate = customers.need_rate
        self._key = key
        self._end = timeline.end
        self._share = cumulative_share
        self._mean_gap = np.full(rate.shape, np.inf)
        np.divide(profile.minutes_per_year, rate, out=self._mean_gap, where=rate > 0.0)
        self._per_minute = float(rate.sum()) / profile.minutes_per_year
        self._cumulative = operational_time(hourly_intensity(key, profile, timeline))
        self._next = _NextNeeds(
            np.empty(rate.shape), np.zeros(rate.shape, "u4"), np.empty(rate.shape, "u1")
        )
        _first_needs(key, self._mean_gap, cumulative_share, self._next)
        self._reached = 0.0  # operational minutes

    def window(self, until: float) -> Needs:
        """Needs from the end of the last window to `until` (minutes), never past the run's end."""
        hours = 60.0 * np.arange(self._cumulative.size)
        limit = float(np.interp(min(until, self._end), hours, self._cumulative))
        expected = self._per_minute * (limit - self._reached)
        found = _make_needs(int(expected + 8.0 * np.sqrt(expected)) + 64)
        size = customer = 0
        while True:
            size, customer = _generate(
                self._key, self._mean_gap, self._share, self._next, limit, found, size, customer
            )
            if customer == self._mean_gap.size:
                break
            found = Needs._make(np.concatenate([column, column]) for column in found)
        needs = _make_needs(size)
        if size:
            counts = np.zeros(size // NEEDS_A_BUCKET + 2, np.int64)
            _sort(found, self._reached, limit, counts, needs)
            first = int(np.searchsorted(self._cumulative, needs.time[0], side="right")) - 1
            _to_clock(needs, self._cumulative, first)
        self._reached = limit
        return needs

    def state(self) -> dict[str, NDArray[Any]]:
        """Return a copy of what windows so far have moved, for `restore`."""
        following = {name: column.copy() for name, column in self._next._asdict().items()}
        return {**following, "reached": np.array(self._reached)}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Go on where another stream of the same world had come to."""
        for name, column in self._next._asdict().items():
            column[...] = state[name]
        self._reached = float(state["reached"])


class _NextNeeds(NamedTuple):
    """Each customer's need that is still to come; N customers."""

    time: Floats  # (N,) operational minutes
    number: Counts  # (N,)
    kind: NDArray[np.uint8]  # (N,)


def _make_needs(size: int) -> Needs:
    """Room for so many needs."""
    return Needs(np.empty(size), np.empty(size, "u4"), np.empty(size, "u4"), np.empty(size, "u1"))


def operational_time(intensity: Floats) -> Floats:
    """Λ at the beginning of each hour and at the end of the last, in minutes."""
    return np.concatenate([[0.0], np.cumsum(60.0 * intensity)])


@entry_point
def _first_needs(key: Key, mean_gap: Floats, share: Floats, following: _NextNeeds) -> None:
    """Draw the first need of every customer."""
    for i in range(mean_gap.size):
        u_gap, u_kind = uniform_pair(key, Stream.NEED_GAP, i, 0, 0, 0)
        following.time[i] = mean_gap[i] * exponential(u_gap)
        following.kind[i] = index_at(share, u_kind)


@entry_point
def _generate(
    key: Key,
    mean_gap: Floats,
    share: Floats,
    following: _NextNeeds,
    limit: float,
    found: Needs,
    size: int,
    customer: int,
) -> tuple[int, int]:
    """Add needs before `limit` in operational time to the `size` in `found`, from `customer` on.

    Returns the new size and the customer to go on with: the number of customers if all are done,
    less if there is no more room.
    """
    for i in range(customer, mean_gap.size):
        at = following.time[i]
        if at >= limit:
            continue
        n = following.number[i]
        kind = following.kind[i]
        while at < limit and size < found.time.size:
            found.time[size] = at
            found.customer[size] = i
            found.need[size] = n
            found.kind[size] = kind
            size += 1
            n += 1
            u_gap, u_kind = uniform_pair(key, Stream.NEED_GAP, i, n, 0, 0)
            at += mean_gap[i] * exponential(u_gap)
            kind = index_at(share, u_kind)
        following.time[i] = at
        following.number[i] = n
        following.kind[i] = kind
        if at < limit:
            return size, i
    return size, mean_gap.size


@entry_point
def _sort(found: Needs, begin: float, end: float, first: NDArray[np.int64], needs: Needs) -> None:
    """Copy needs from `begin` to `end` into `needs` by (time, customer, need).

    Into buckets of time, then by insertion: 20 ns a need, where a sort by comparisons took 60.
    `first` has a counter a bucket and one more, all 0.
    """
    last_bucket = first.size - 2
    scale = last_bucket / (end - begin)
    for j in range(needs.time.size):
        first[min(int((found.time[j] - begin) * scale), last_bucket) + 1] += 1
    for bucket in range(1, first.size):
        first[bucket] += first[bucket - 1]
    # Customers were visited in order, each one's needs in order: buckets keep both.
    for j in range(needs.time.size):
        bucket = min(int((found.time[j] - begin) * scale), last_bucket)
        at = first[bucket]
        first[bucket] += 1
        _put(needs, at, found.time[j], found.customer[j], found.need[j], found.kind[j])
    _insert(needs)


@njit
def _put(needs: Needs, at: int, time: float, customer: int, need: int, kind: int) -> None:
    """Write one need."""
    needs.time[at] = time
    needs.customer[at] = customer
    needs.need[at] = need
    needs.kind[at] = kind


@njit
def _insert(needs: Needs) -> None:
    """Sort by (time, customer, need) what is nearly so."""
    for j in range(1, needs.time.size):
        time, customer = needs.time[j], needs.customer[j]
        need, kind = needs.need[j], needs.kind[j]
        i = j
        while i > 0 and (
            needs.time[i - 1] > time
            or (needs.time[i - 1] == time and needs.customer[i - 1] > customer)
        ):
            i -= 1
            _put(needs, i + 1, needs.time[i], needs.customer[i], needs.need[i], needs.kind[i])
        _put(needs, i, time, customer, need, kind)


@entry_point
def _to_clock(needs: Needs, cumulative: Floats, hour: int) -> None:
    """Turn operational times into minutes since the start, in place, by inverting Λ.

    `hour` is that of the first need.
    """
    time = needs.time
    for j in range(time.size):
        at = time[j]
        while hour < cumulative.size - 2 and cumulative[hour + 1] <= at:
            hour += 1
        within = (at - cumulative[hour]) / (cumulative[hour + 1] - cumulative[hour])
        time[j] = 60.0 * (hour + within)
    # Different operational times may round to one clock time, where customers' order counts.
    _insert(needs)
