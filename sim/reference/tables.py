"""Tables of a run, computed afterwards from its contacts, journeys and desk histories.

The compiled engine counts as it goes; this is the slow obvious way to the same numbers.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.output import Table
from sim.params import Channels, Form, Timeline
from sim.records import (
    AGE_BAND_MINIMA,
    CONTACT,
    HOURLY_FIELDS,
    JOURNEY_FIELDS,
    TALLY_FIELDS,
    Outcome,
)
from sim.reference.desk import Desk, Level
from sim.reference.journey import Contact, Journey

Floats = NDArray[np.float64]

HOUR = 60.0
JOINED = (Outcome.HANDLED, Outcome.ABANDONED, Outcome.SENT_AWAY)


def contact_table(contacts: Sequence[Contact]) -> Table:
    """One row per contact, in the order given."""
    return np.array([tuple(contact.record()) for contact in contacts], dtype=CONTACT)


def tally_table(contacts: Iterable[Contact], channels: Channels, timeline: Timeline) -> Floats:
    """Counts by month of arrival, channel and age band, of what arrived after the warm-up."""
    shape = (_n_months(timeline), len(channels.form), len(AGE_BAND_MINIMA), len(TALLY_FIELDS))
    table = np.zeros(shape)
    for contact in contacts:
        if contact.arrival >= timeline.warm_up:
            counts = contact_counts(contact, float(channels.threshold[contact.channel]))
            month = _month(contact.arrival, timeline)
            cell = table[month, contact.channel, contact.customer.age_band]
            for field, value in counts.items():
                cell[TALLY_FIELDS.index(field)] += value
    return table


def contact_counts(contact: Contact, threshold: float) -> dict[str, float]:
    """What one contact adds to the tally."""
    is_retry = contact.attempt > 0
    counts: dict[str, float] = {
        "contacts": 1,
        "first_attempts": not is_retry,
        "retries": is_retry,
        "switches": is_retry and contact.channel != contact.previous_channel,
        "offered": contact.is_offered,
    }
    if contact.outcome == Outcome.OPEN:
        return counts
    counts |= {
        "abandoned": contact.outcome == Outcome.ABANDONED,
        "sent_away": contact.outcome == Outcome.SENT_AWAY,
        "dropped": contact.outcome == Outcome.DROPPED,
        "blocked": contact.outcome == Outcome.BLOCKED,
        "balked": contact.outcome == Outcome.BALKED,
        "unanswered": contact.outcome == Outcome.UNANSWERED,
        "judged": contact.is_judged,
        "satisfied": contact.is_satisfied,
    }
    if contact.outcome in JOINED:
        counts |= {"joined": 1, "waited": contact.wait > 0.0, "wait_minutes": contact.wait}
    if contact.outcome == Outcome.HANDLED:
        counts |= {
            "answered": 1,
            "within_threshold": contact.wait <= threshold,
            "wait_answered_minutes": contact.wait,
            "handled": 1,
            "resolved": contact.is_resolved,
            "handling_minutes": contact.handling,
        }
    return counts


def journey_table(
    journeys: Iterable[Journey], not_expressed: Iterable[Journey], timeline: Timeline
) -> Floats:
    """Needs by the month in which they arose and age band, of those after the warm-up."""
    table = np.zeros((_n_months(timeline), len(AGE_BAND_MINIMA), len(JOURNEY_FIELDS)))

    def cell(journey: Journey) -> Floats:
        return table[_month(journey.time, timeline), journey.customer.age_band]

    needs, closed, solved, contacts, nothing = range(len(JOURNEY_FIELDS))
    for journey in journeys:
        if journey.time >= timeline.warm_up:
            cell(journey)[needs] += 1
            if journey.is_over:
                cell(journey)[closed] += 1
                cell(journey)[solved] += journey.is_solved
                cell(journey)[contacts] += journey.n_closed
    for journey in not_expressed:
        if journey.time >= timeline.warm_up:
            cell(journey)[nothing] += 1
    return table


def hourly_table(
    contacts: Iterable[Contact], desks: Iterable[Desk], channels: Channels, timeline: Timeline
) -> Floats:
    """Counts by hour of arrival, and what each desk's line and advisers were in each hour."""
    table = np.zeros((len(timeline.month_of_hour), len(channels.form), len(HOURLY_FIELDS)))
    for contact in contacts:
        threshold = float(channels.threshold[contact.channel])
        cell = table[int(contact.arrival // HOUR), contact.channel]
        counts = contact_counts(contact, threshold)
        fields: tuple[str, ...] = ("offered", "answered", "wait_minutes")
        if channels.form[contact.channel] != Form.DESKLESS:
            fields += ("abandoned", "within_threshold")
        for field in fields:
            cell[HOURLY_FIELDS.index(field)] += counts.get(field, 0)
    backlog, oldest, busy, paid, cost = (
        HOURLY_FIELDS.index(field)
        for field in ("backlog", "oldest_minutes", "busy_minutes", "paid_minutes", "cost")
    )
    for desk in desks:
        for level, begin, end in spells(desk.history, timeline.end):
            cell = table[int(begin // HOUR), desk.channel]
            n_paid = max(level.advisers, level.busy)
            cell[busy] += level.busy * (end - begin)
            cell[paid] += n_paid * (end - begin)
            cell[cost] += n_paid * level.wage * (end - begin) / HOUR
            # The last spell of the hour has the last word.
            cell[backlog] = level.backlog
            cell[oldest] = max(0.0, end - level.oldest_arrival)
    return table


def spells(history: Sequence[Level], end: float) -> Iterator[tuple[Level, float, float]]:
    """Split a desk's history from 0 to `end` into spells of one level within one hour."""
    ends = [*(level.time for level in history[1:]), end]
    for level, spell_end in zip(history, ends, strict=True):
        begin = max(0.0, level.time)
        while begin < spell_end:
            until = min(spell_end, (begin // HOUR + 1.0) * HOUR)
            yield level, begin, until
            begin = until


def _month(time: float, timeline: Timeline) -> int:
    return int(timeline.month_index[int(time // HOUR)])


def _n_months(timeline: Timeline) -> int:
    return int(timeline.month_index[-1]) + 1
