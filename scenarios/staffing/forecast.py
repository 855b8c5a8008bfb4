"""What a planner's formulas say of a roster on given volumes: no run, no luck, no reaction.

A desk with live channels is a row of stationary queues, one for each interval of each week, by
Erlang A at the mean handling time and the mean patience. A desk with written channels is a fluid:
work flows in hour by hour as it did, advisers drain it in order of arrival,

    backlog(t) = X(t) - min(0, min over s ≤ t of X(s)),   X = inflow - capacity, cumulated,

the reflection of X at 0 (Harrison, "Brownian Motion and Stochastic Flow Systems", 1985, chapter 2).
The search uses these figures to rank rosters, and takes none of them for an answer.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scenarios.schema import Scenario
from scenarios.schema.channels import DesklessChannel, LiveChannel, StaffedChannel
from scenarios.staffing.shifts import DeskShifts
from scenarios.staffing.volumes import Volumes, rates
from scenarios.staffing.week import Floats, Ints
from sim.theory import erlang_a, square_root_safety

STEPS_AN_E = 200
"""Rates are rounded to this many steps per factor e, half a per cent each: formulas are kept."""

LONGEST_PATIENCE = 1440.0
"""Minutes; longer ones make no difference to a line that empties every night."""

ROSTERS_AT_ONCE = 64
"""Of a year of half hours, 10 MB each array."""

STRESS = 1.1
"""Factor on the work of a backlog where rosters are put in order: between one and two standard
deviations of a month of `brand`."""

WITHOUT_NUMBER = 1_000_000
"""Advisers enough for everything at once."""

NEVER_WAITING = 1e-4
"""Share of late contacts below which a further adviser gains nothing."""

FIGURES = ("service_level", "share_abandoned", "mean_wait_minutes")
"""What can be forecast of a channel."""

P_WAIT = 0.2
"""Share of contacts that wait under the first, square-root staffing."""


def channels_of(scenario: Scenario, desk: str) -> dict[str, StaffedChannel]:
    """Return the channels that a desk serves."""
    return {
        name: channel
        for name, channel in scenario.channels.items()
        if not isinstance(channel, DesklessChannel) and desk in channel.route
    }


@dataclass(frozen=True)
class DeskForecast:
    """One desk on given volumes, its channels taken together."""

    shifts: DeskShifts
    channels: Mapping[str, StaffedChannel]
    volumes: Mapping[str, Volumes]

    @property
    def live(self) -> bool:
        """Whether customers wait in line at all its channels."""
        return all(isinstance(channel, LiveChannel) for channel in self.channels.values())

    @cached_property
    def _flow(self) -> Floats:
        """(weeks, slots) contacts a minute that reach the desk."""
        reach = self.shifts.open if self.live else None
        flows = [rates(self.volumes[name], self.shifts.grid, reach) for name in self.channels]
        return np.asarray(np.sum(flows, axis=0))

    @cached_property
    def handling(self) -> float:
        """Mean adviser minutes of a contact."""
        counts = [self.volumes[name].weeks.sum() for name in self.channels]
        times = [self.volumes[name].handling for name in self.channels]
        return float(np.average(times, weights=counts if any(counts) else None))

    @cached_property
    def load(self) -> Floats:
        """(slots,) advisers kept busy in the mean week; of written work, as its backlog drains.

        A backlog drains with a time constant of half the time within which it is to be answered,
        so that what came at night is spread over the morning.
        """
        inflow = self._flow.mean(axis=0) * self.handling
        if self.live:
            return np.asarray(inflow)
        grid = self.shifts.grid
        constant = max(float(grid), 0.5 * min(self._thresholds))
        found, backlog = np.zeros(inflow.size), 0.0
        for _ in range(3):  # weeks, until one begins as it ends
            for slot, open_now in enumerate(self.shifts.open.tolist()):
                backlog += float(inflow[slot]) * grid
                found[slot] = backlog / constant if open_now else 0.0
                backlog -= min(backlog, found[slot] * grid)
        return found

    def required(self, safety: float) -> Ints:
        """Return (slots,) advisers by the square-root rule, load + safety · √load, rounded up.

        Never fewer than the desk's least while it is open.
        """
        advisers = np.ceil(self.load + safety * np.sqrt(self.load) - 1e-9).astype(np.int64)
        return np.asarray(np.maximum(advisers, np.where(self.shifts.open, self.shifts.least, 0)))

    @property
    def first_safety(self) -> float:
        """Return the safety at which few contacts wait in line, or a backlog just drains."""
        return square_root_safety(P_WAIT) if self.live else 0.0

    @cached_property
    def gains(self) -> Floats:
        """(slots, levels) contacts in time in the mean week with 0, 1, ... advisers; live only."""
        table, index, contacts = self._queues
        in_time = np.einsum("ws,wsn->sn", contacts, table[index, :, 0])
        return np.asarray(in_time / contacts.shape[0])

    @cached_property
    def contacts(self) -> float:
        """Return the contacts of the mean week."""
        return float(self._flow.mean(axis=0).sum() * self.shifts.grid)

    def figures(self, advisers: Ints) -> dict[str, float | None]:
        """Return the `FIGURES` of all the desk's contacts with (slots,) advisers on duty."""
        if self.contacts == 0.0:
            return dict.fromkeys(FIGURES)
        if self.live:
            return self._queued(advisers)
        shares, waits = self._drained(advisers[np.newaxis])
        return dict(zip(FIGURES, (float(shares[0]), 0.0, float(waits[0])), strict=True))

    def standing(self, advisers: Ints) -> float:
        """Return where (slots,) advisers stand, see `standings`."""
        return float(self.standings(advisers[np.newaxis])[0])

    def standings(self, advisers: Ints) -> Floats:
        """Return where each of (rosters, slots) advisers stands, from 0, the worst, to 1, the best.

        With lines it is the share in time. With a backlog it is 1 / (1 + w / (T / 2)), w being how
        much longer the mean wait is than with advisers without number, under stress, and T the time
        to answer in: the share in time itself is soon as good as opening hours allow in one year's
        forecast, and far from it in the next one's.
        """
        if self.contacts == 0.0:
            return np.zeros(advisers.shape[0])
        if self.live:
            level = np.minimum(advisers, self.gains.shape[1] - 1)
            in_time = self.gains[np.arange(level.shape[1]), level]
            return np.asarray(in_time.sum(axis=1) / self.contacts)
        parts = range(0, advisers.shape[0], ROSTERS_AT_ONCE)
        waits = np.concatenate(
            [self._drained(advisers[part : part + ROSTERS_AT_ONCE], STRESS)[1] for part in parts]
        )
        return np.asarray(1.0 / (1.0 + (waits - self._least_wait) / (0.5 * min(self._thresholds))))

    @cached_property
    def _least_wait(self) -> float:
        """Mean wait with advisers without number: that for the desk to open."""
        many = np.where(self.shifts.open, WITHOUT_NUMBER, 0)
        return float(self._drained(many[np.newaxis], STRESS)[1][0])

    @property
    def _thresholds(self) -> Sequence[float]:
        return [channel.threshold for channel in self.channels.values()]

    @cached_property
    def _queues(self) -> tuple[Floats, Ints, Floats]:
        """(rates, levels, figures), and of each (week, slot) the place of its rate and contacts."""
        grid = self.shifts.grid
        busy = self._flow > 0.0
        steps = np.zeros(self._flow.shape, np.int64)
        steps[busy] = np.rint(np.log(self._flow[busy]) * STEPS_AN_E).astype(np.int64)
        known, index = np.unique(steps, return_inverse=True)
        rows = [self._levels(math.exp(step / STEPS_AN_E)) for step in known]
        levels = max(len(row) for row in rows)
        # Beyond the last level of a rate nothing changes.
        table = np.array([row + [row[-1]] * (levels - len(row)) for row in rows])
        return table, index.reshape(steps.shape), self._flow * grid

    def _levels(self, rate: float) -> list[tuple[float, float, float]]:
        """Return the figures of one queue with 0, 1, ... advisers until nobody is late."""
        patience = [
            channel.patience.mean_minutes()
            for channel in self.channels.values()
            if isinstance(channel, LiveChannel)
        ]
        leaving = 1.0 / min(LONGEST_PATIENCE, float(np.mean(patience)))
        within = min(self._thresholds)
        found = [(0.0, 1.0, 1.0 / leaving)]
        while found[-1][0] < 1.0 - NEVER_WAITING:
            queue = erlang_a(rate, 1.0 / self.handling, len(found), leaving, within)
            assert queue.service_level is not None
            found.append((queue.service_level, queue.p_abandon, queue.mean_wait))
        return found

    def _queued(self, advisers: Ints) -> dict[str, float | None]:
        table, index, contacts = self._queues
        level = np.minimum(advisers, table.shape[1] - 1)
        each = table[index, level[np.newaxis, :]]
        return dict(
            zip(FIGURES, np.average(each.reshape(-1, 3), 0, contacts.ravel()).tolist(), strict=True)
        )

    def _drained(self, advisers: Ints, stress: float = 1.0) -> tuple[Floats, Floats]:
        """Return the share in time and the mean wait under each of (rosters, slots) advisers."""
        grid, came = self.shifts.grid, stress * self._work_as_it_came
        weeks = came.size // advisers.shape[1]
        spare = came - np.tile(advisers * float(grid), (1, weeks))
        level = np.cumsum(spare, axis=1)
        backlog = level - np.minimum(0.0, np.minimum.accumulate(level, axis=1))
        arrived = np.cumsum(came)
        done = arrived - backlog
        # What came by the middle of an interval is in time if as much is done by then + threshold.
        ahead = min(self._thresholds) / grid - 0.5
        first = int(np.floor(ahead))
        part = ahead - first
        last = max(came.size - first - 1, 0)
        here = np.arange(last)
        then = (1.0 - part) * done[:, np.maximum(here + first, 0)] + part * done[
            :, here + first + 1
        ]
        some = came[:last] > 0.0
        share = (then - (arrived - came)[:last]) / np.where(some, came[:last], 1.0)
        in_time = np.clip(share, 0.0, 1.0) @ came[:last]
        counted = came[:last].sum()
        shares = in_time / counted if counted > 0.0 else np.zeros(in_time.shape)
        return shares, backlog.sum(axis=1) * grid / came.sum()

    @cached_property
    def _work_as_it_came(self) -> Floats:
        """(weeks x slots,) adviser minutes that came in each: a backlog remembers a busy day."""
        grid = self.shifts.grid
        work = []
        for name in self.channels:
            weeks = self.volumes[name].weeks
            a_minute = np.repeat(weeks / 60.0, 60, axis=1)
            work.append(a_minute.reshape(-1, grid).sum(axis=1) * self.volumes[name].handling)
        return np.asarray(np.sum(work, axis=0))


def forecasts(
    scenario: Scenario,
    desks: Mapping[str, DeskShifts],
    found: Mapping[str, Mapping[str, Volumes]],
) -> dict[str, DeskForecast]:
    """Return the forecast of each desk that serves a channel, on volumes by desk and channel."""
    return {
        desk: DeskForecast(shifts, channels, found[desk])
        for desk, shifts in desks.items()
        if (channels := channels_of(scenario, desk))
    }
