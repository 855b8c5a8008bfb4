"""The volumes a planner sees: contacts that reach a desk by hour, and the minutes each takes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from scenarios.result import Run
from scenarios.schema import Scenario
from scenarios.schema.channels import DesklessChannel
from scenarios.staffing.week import Flags, Floats
from sim.records import HOURLY_FIELDS

HOURS = 168


class Volumes(NamedTuple):
    """What reaches a desk on one channel, and what each contact takes there."""

    weeks: Floats
    """(weeks, 168) contacts offered by hour of the week, whole weeks after the warm-up."""
    handling: float
    """Mean adviser minutes of a contact."""


def offered_by_hour(run: Run) -> dict[str, list[int]]:
    """Return contacts offered on each channel in each hour of a run."""
    offered = run.counts().hourly[:, :, HOURLY_FIELDS.index("offered")]
    return {
        name: offered[:, c].astype(np.int64).tolist()
        for c, name in enumerate(run.scenario.channels)
    }


def volumes(scenario: Scenario, observed: Mapping[str, Any]) -> dict[str, dict[str, Volumes]]:
    """Return the volumes of one run, by desk and channel.

    Of one: the mean of several would have smoother hours than any year has, and a backlog lives
    from the others. A channel of several desks is shared between them by the work it gave each.

    Parameters
    ----------
    scenario
        The scenario of the run, whatever its rosters.
    observed
        ``offered`` as `offered_by_hour` has it, ``figures`` as `canaux run --json`.
    """
    figures = observed["figures"]
    found: dict[str, dict[str, Volumes]] = {desk: {} for desk in scenario.desks}
    for name, channel in scenario.channels.items():
        if isinstance(channel, DesklessChannel):
            continue
        weeks = whole_weeks(scenario, np.array(observed["offered"][name], np.float64))
        handling = figures["channels"][name]["mean_handling_minutes"]
        if handling is None:  # nobody was answered: what the law says is as good as anything
            handling = channel.handling.mean_minutes()
        work = {desk: figures["desks"][desk]["work_hours"][name] for desk in channel.route}
        total = sum(work.values())
        for desk, hours in work.items():
            share = hours / total if total > 0.0 else 1.0 / len(work)
            found[desk][name] = Volumes(share * weeks, handling)
    return found


def whole_weeks(scenario: Scenario, hours: Floats) -> Floats:
    """Return (weeks, 168) hours of whole weeks from Monday on, after the warm-up if there are any.

    A run without a whole week is laid over one, hours that it does not have at 0.
    """
    first = 24 * scenario.start.weekday()
    warm = int(scenario.warm_up // 60)
    begin = -(-(first + warm) // HOURS) * HOURS - first
    count = (hours.size - begin) // HOURS
    if count < 1:
        begin = -(-first // HOURS) * HOURS - first
        count = (hours.size - begin) // HOURS
    if count < 1:
        week = np.zeros(HOURS)
        np.add.at(week, (first + np.arange(hours.size)) % HOURS, hours)
        return week[np.newaxis]
    return np.asarray(hours[begin : begin + count * HOURS].reshape(count, HOURS))


def rates(volume: Volumes, grid: int, open_slots: Flags | None) -> Floats:
    """Return (weeks, slots) contacts a minute: each week's total in the mean week's shape.

    Parameters
    ----------
    volume
        Contacts by hour.
    grid
        Minutes of an interval.
    open_slots
        (slots,) whether contacts can reach the desk then; None: they always can.
    """
    minutes = (
        np.ones(HOURS * 60) if open_slots is None else np.repeat(open_slots, grid).astype(float)
    )
    inside = minutes.reshape(HOURS, 60).sum(axis=1)
    mean_week = volume.weeks.mean(axis=0)
    a_minute = np.divide(mean_week, inside, out=np.zeros(HOURS), where=inside > 0)
    shape = (np.repeat(a_minute, 60) * minutes).reshape(-1, grid).mean(axis=1)
    total = volume.weeks.sum(axis=1)
    scale = total / total.mean() if total.any() else np.ones(total.size)
    return np.asarray(np.outer(scale, shape))
