"""When needs arise and of which kind: exogenous, the same in every scenario with the same luck.

A customer's gaps are exponential in operational time and mapped to the clock through the
cumulative intensity Λ, Eq. (3)-(4) in docs/model.md, so the n-th need of a customer depends on
seed, population and needs sections alone. Needs come in windows, sorted by (time, customer, need),
and do not depend on the windows asked for.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import entry_point
from sim.behaviour.gamma import gamma_quantile
from sim.behaviour.laws import index_at
from sim.params import NeedProfile, Timeline
from sim.population import Customers
from sim.rng import NOBODY, Key, Stream, exponential, normal, uniform, uniform_pair

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
    """The needs of all customers, window after window; 20 bytes of memory a customer."""

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
        self._guide = guide_table(self._cumulative)
        self._next = np.full(rate.shape, np.nan)  # operational minutes; NaN before the first gap
        self._number = np.zeros(rate.shape, np.uint32)
        self._reached = 0.0  # operational minutes

    def window(self, until: float) -> Needs:
        """Needs from the end of the last window to `until` (minutes), never past the run's end."""
        limit = float(
            np.interp(
                min(until, self._end), 60.0 * np.arange(self._guide.size + 1), self._cumulative
            )
        )
        expected = self._per_minute * (limit - self._reached)
        room = int(expected + 8.0 * np.sqrt(expected)) + 64
        before = self._next.copy(), self._number.copy()
        while True:
            found = Needs(
                np.empty(room), np.empty(room, "u4"), np.empty(room, "u4"), np.empty(room, "u1")
            )
            state = self._next, self._number, self._mean_gap
            size = _generate(self._key, state, self._share, limit, found)
            if size <= room:
                break
            self._next[:], self._number[:] = before
            room = size
        self._reached = limit
        found = Needs._make(column[:size] for column in found)
        if size:
            _to_clock(found.time, self._cumulative, self._guide)
        # Customers were visited in order, each one's needs in order: a stable sort keeps both.
        order = np.argsort(found.time, kind="stable")
        return Needs._make(column[order] for column in found)


def operational_time(intensity: Floats) -> Floats:
    """Λ at the beginning of each hour and at the end of the last, in minutes."""
    return np.concatenate([[0.0], np.cumsum(60.0 * intensity)])


def guide_table(cumulative: Floats) -> NDArray[np.int64]:
    """Hour in which each of equally spaced operational times falls, where searches begin."""
    hours = cumulative.size - 1
    marks = np.linspace(0.0, cumulative[-1], hours, endpoint=False)
    return np.maximum(np.searchsorted(cumulative, marks, side="right") - 1, 0)


@entry_point
def _generate(
    key: Key,
    state: tuple[Floats, Counts, Floats],
    cumulative_share: Floats,
    limit: float,
    found: Needs,
) -> int:
    """Fill `found` with needs before `limit` in operational time; return how many there are."""
    following, number, mean_gap = state
    size = 0
    for i in range(following.size):
        at = following[i]
        n = number[i]
        if np.isnan(at):
            u_gap, u_kind = uniform_pair(key, Stream.NEED_GAP, i, 0, 0, 0)
            at = mean_gap[i] * exponential(u_gap)
        while at < limit:
            u_gap, u_kind = uniform_pair(key, Stream.NEED_GAP, i, n, 0, 0)
            if size < found.time.size:
                found.time[size] = at
                found.customer[size] = i
                found.need[size] = n
                found.kind[size] = index_at(cumulative_share, u_kind)
            size += 1
            n += 1
            u_gap, u_kind = uniform_pair(key, Stream.NEED_GAP, i, n, 0, 0)
            at += mean_gap[i] * exponential(u_gap)
        following[i] = at
        number[i] = n
    return size


@entry_point
def _to_clock(time: Floats, cumulative: Floats, guide: NDArray[np.int64]) -> None:
    """Turn operational times into minutes since the start, in place, by inverting Λ."""
    scale = guide.size / cumulative[cumulative.size - 1]
    for j in range(time.size):
        at = time[j]
        hour = guide[min(int(at * scale), guide.size - 1)]
        while hour > 0 and cumulative[hour] > at:
            hour -= 1
        while hour < guide.size - 1 and cumulative[hour + 1] <= at:
            hour += 1
        within = (at - cumulative[hour]) / (cumulative[hour + 1] - cumulative[hour])
        time[j] = 60.0 * (hour + within)
