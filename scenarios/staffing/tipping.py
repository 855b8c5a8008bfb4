"""The staffing at which a channel loses its customers, and the level that wins them back.

One long run a seed: the desk's staff is lowered step by step and raised again by the same steps,
with dated changes, and each level is held until beliefs have had time to follow. A second run with
the same luck keeps the staff as it is: beliefs drift over years anyway, and only what differs
between the two is the staff's doing. Where the way up lies below the way down, the channel's past
still weighs: customers who left do not see that it is better until they try it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from scenarios.errors import RunError, nearest
from scenarios.ledger import Job, Ledger, values
from scenarios.load import validated
from scenarios.problems import Layer
from scenarios.result import Run
from scenarios.schema import Scenario
from scenarios.staffing.trials import Report, without_rosters
from scenarios.staffing.week import Floats
from scenarios.task import Task

DOWN = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
"""Factors on the roster on the way down."""

UP = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5)
"""Factors on the way up: more than before may be needed to win customers back."""

HOLD_MONTHS = 6
"""Months at each level; the last half is measured."""

SEEDS = 6

LEAST_LOSS = 0.05
"""Share of its first attempts that a channel must lose for a level of loss to mean anything."""


class Tipping(NamedTuple):
    """First attempts on a channel while its staff goes down and up again.

    Shares are of all first attempts, and relative to those of the same months without a change.
    """

    channel: str
    desk: str
    down_levels: tuple[float, ...]
    """Factors on the desk's roster on the way down, from 1 on."""
    up_levels: tuple[float, ...]
    """Factors on the way up, the lowest of the way down first."""
    down: Floats
    """(seeds, down levels) relative share of first attempts."""
    up: Floats
    """(seeds, up levels) the same."""

    @property
    def lost(self) -> Floats:
        """Return (seeds,) share of its first attempts that the channel loses at the least level."""
        return np.asarray(1.0 - self.down[:, -1])

    @property
    def loses_at(self) -> Floats:
        """Return (seeds,) levels at which half of the loss has come; NaN where there is none."""
        return self._crossing(self.down_levels[::-1], self.down[:, ::-1])

    @property
    def wins_back_at(self) -> Floats:
        """Return (seeds,) levels at which half of it is won back; NaN where it is not."""
        return self._crossing(self.up_levels, self.up)

    def _crossing(self, levels: Sequence[float], shares: Floats) -> Floats:
        halfway = 1.0 - 0.5 * self.lost
        found = [
            first_crossing(np.array(levels), row, middle)
            for row, middle in zip(shares, halfway.tolist(), strict=True)
        ]
        return np.where(self.lost >= LEAST_LOSS, found, np.nan)


def first_crossing(levels: Floats, shares: Floats, middle: float) -> float:
    """Return the level, of those given from low to high, at which shares first reach `middle`."""
    above = shares >= middle
    if not above.any():
        return float("nan")
    i = int(np.argmax(above))
    if i == 0:
        return float(levels[0])
    part = (middle - shares[i - 1]) / (shares[i] - shares[i - 1])
    return float(levels[i - 1] + part * (levels[i] - levels[i - 1]))


def first_attempts(swept: Run, kept: Run) -> list[dict[str, list[int]]]:
    """Return first attempts by channel and month, of the run on stairs and of the one without."""
    return [first_attempts_by_month(run) for run in (swept, kept)]


def first_attempts_by_month(run: Run) -> dict[str, list[int]]:
    """Return first attempts on each channel in each month of a run."""
    tally = run.tables.table("tally")
    channel = np.asarray(tally["channel"].to_pylist())
    month = np.asarray(tally["month"].to_pylist())
    count = tally["first_attempts"].to_numpy()
    months = sorted(set(month.tolist()))
    return {
        name: [int(count[(channel == name) & (month == one)].sum()) for one in months]
        for name in run.scenario.channels
    }


def tipping(
    scenario: Scenario,
    channel: str,
    *,
    down: Sequence[float] = DOWN,
    up: Sequence[float] = UP,
    hold_months: int = HOLD_MONTHS,
    seed: int = 1,
    seeds: int = SEEDS,
    ledger: Ledger | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    report: Report = lambda line: None,
) -> Tipping:
    """Lower a channel's staff and raise it again.

    Parameters
    ----------
    scenario
        From whose start on; it runs as long as the levels take.
    channel
        Name of a channel with a desk.
    down, up
        Factors on its desk's roster, from 1 to the least, and from above that to the most.
    hold_months
        Months at each level, at least 2.
    seed, seeds
        First seed, and how many.
    ledger, workers, scheduler, report
        See `scenarios.staffing.staff.search`.

    Raises
    ------
    RunError
        The channel is unknown or has no desk.
    """
    desk = desk_of(scenario, channel)
    steps = [*down, *up]
    swept = stairs(scenario, desk, steps, hold_months)
    kept = stairs(scenario, desk, [1.0] * len(steps), hold_months)
    jobs = [
        Job(first_attempts, (Task(swept, seed + r), Task(kept, seed + r))) for r in range(seeds)
    ]
    report(
        f"tipping: {seeds} pairs of runs of {scenario.name} to {swept.end}, {desk} from "
        f"{down[0]:g} to {down[-1]:g} of its staff and up to {up[-1]:g}, and as it is"
    )
    found = values((ledger or Ledger(None)).complete(jobs, workers=workers, scheduler=scheduler))
    shares = np.array(
        [[_shares(one, channel, hold_months, len(steps)) for one in pair] for pair in found]
    )
    relative = shares[:, 0] / shares[:, 1]
    return Tipping(
        channel,
        desk,
        tuple(down),
        (down[-1], *up),
        relative[:, : len(down)],
        relative[:, len(down) - 1 :],
    )


def desk_of(scenario: Scenario, channel: str) -> str:
    """Return the first desk of a channel, or raise RunError if it is unknown or has none."""
    known = {name: one.route for name, one in scenario.channels.items() if one.route}
    if channel not in known:
        raise RunError(
            f"tipping: found {channel!r}; must be a channel with a desk. "
            f"{nearest(channel, list(known))}"
        )
    return known[channel][0]


def stairs(scenario: Scenario, desk: str, steps: Sequence[float], hold_months: int) -> Scenario:
    """Return the scenario with these factors on a desk's roster, one after the other."""
    first = scenario.start.replace(day=1)
    days = [_later(first, hold_months * i) for i in range(len(steps) + 1)]
    days[0] = scenario.start
    resolved = scenario.resolved()
    changes = [
        {"from": str(day), "to": str(until), "set": {f"desks.{desk}.staff_factor": level}}
        for level, day, until in zip(steps, days[:-1], days[1:], strict=True)
    ]
    # What the scenario itself changes about the desk would stand in the way.
    kept = [
        change | {"set": values}
        for change in resolved["changes"]
        if (values := without_rosters(change["set"], [desk]))
    ]
    changes = [*kept, *changes]
    resolved |= {"end": str(days[-1]), "changes": changes, "panel": {}}
    return validated(resolved, [Layer(f"{scenario.name} on stairs", resolved)])


def _later(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _shares(found: dict[str, list[int]], channel: str, hold: int, steps: int) -> list[float]:
    """Return the channel's share of first attempts in the last half of each step."""
    shares = []
    for step in range(steps):
        measured = slice(hold * step + hold // 2, hold * (step + 1))
        total = sum(sum(counts[measured]) for counts in found.values())
        shares.append(sum(found[channel][measured]) / total if total else float("nan"))
    return shares
