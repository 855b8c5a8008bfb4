"""Tables of a run, computed afterwards from its contacts, journeys and desk histories.

The compiled engine counts as it goes; this is the slow obvious way to the same numbers.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.output import Table
from sim.params import Form, Timeline
from sim.records import (
    AGE_BAND_MINIMA,
    CONTACT,
    HOURLY_FIELDS,
    JOURNEY_FIELDS,
    STAFFING_FIELDS,
    TALLY_FIELDS,
    Outcome,
)
from sim.reference.customer import Customer
from sim.reference.desk import Desk, Level
from sim.reference.journey import Contact, Journey
from sim.reference.line import Line, LineLevel
from sim.reference.talk import Talk

Floats = NDArray[np.float64]

HOUR = 60.0
ANSWERED = (Outcome.HANDLED, Outcome.LOST)
GAVE_UP = (Outcome.ABANDONED, Outcome.MESSAGE, Outcome.EXPIRED)
JOINED = (*ANSWERED, *GAVE_UP, Outcome.SENT_AWAY)

Stretch = TypeVar("Stretch", bound="Level | LineLevel")


def contact_table(contacts: Sequence[Contact]) -> Table:
    """One row per contact, in the order given."""
    return np.array([tuple(contact.record()) for contact in contacts], dtype=CONTACT)


def tally_table(contacts: Iterable[Contact], n_channels: int, timeline: Timeline) -> Floats:
    """Counts by month of arrival, channel and age band, of what arrived after the warm-up."""
    shape = (_n_months(timeline), n_channels, len(AGE_BAND_MINIMA), len(TALLY_FIELDS))
    table = np.zeros(shape)
    for contact in contacts:
        if contact.arrival >= timeline.warm_up:
            month = _month(contact.arrival, timeline)
            cell = table[month, contact.channel, contact.customer.age_band]
            for field, value in contact_counts(contact).items():
                cell[TALLY_FIELDS.index(field)] += value
    return table


def contact_counts(contact: Contact) -> dict[str, float]:
    """What one contact adds to the tally."""
    is_retry = contact.attempt > 0
    counts: dict[str, float] = {
        "contacts": 1,
        "first_attempts": not is_retry,
        "retries": is_retry,
        "switches": is_retry and contact.channel != contact.previous_channel,
        "offered": contact.is_offered,
        "deleted": contact.is_deleted,
        "views": contact.views,
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
        "duplicates": contact.outcome == Outcome.DUPLICATE,
        "expired": contact.outcome == Outcome.EXPIRED,
        "lost": contact.outcome == Outcome.LOST,
        "messages": contact.outcome == Outcome.MESSAGE,
        "judged": contact.is_judged,
        "satisfied": contact.is_satisfied,
    }
    if contact.outcome in JOINED:
        counts |= {"joined": 1, "waited": contact.wait > 0.0, "wait_minutes": contact.waited}
    if contact.outcome in ANSWERED:
        counts |= {
            "answered": 1,
            "within_threshold": contact.response <= contact.threshold,
            "wait_answered_minutes": contact.response,
            "handled": 1,
            "resolved": contact.is_resolved,
            "handling_minutes": contact.spent,
        }
    return counts


def journey_table(
    journeys: Iterable[Journey],
    not_expressed: Iterable[Journey],
    departures: Iterable[tuple[float, Customer]],
    timeline: Timeline,
) -> Floats:
    """Needs by the month in which they arose, and departures by theirs, after the warm-up."""
    table = np.zeros((_n_months(timeline), len(AGE_BAND_MINIMA), len(JOURNEY_FIELDS)))

    def add(field: str, time: float, customer: Customer, amount: float = 1) -> None:
        if time >= timeline.warm_up:
            cell = table[_month(time, timeline), customer.age_band]
            cell[JOURNEY_FIELDS.index(field)] += amount

    for journey in journeys:
        about = journey.time, journey.customer
        add("needs", *about)
        if journey.is_over:
            add("closed", *about)
            add("solved", *about, journey.is_solved)
            add("contacts", *about, journey.n_closed)
    for journey in not_expressed:
        add("not_expressed", journey.time, journey.customer)
    for time, customer in departures:
        add("left", time, customer)
    return table


def hourly_table(
    contacts: Iterable[Contact], lines: Sequence[Line], forms: Sequence[int], timeline: Timeline
) -> Floats:
    """Counts by hour of arrival, and what each channel's line was at the end of each hour."""
    table = np.zeros((len(timeline.month_of_hour), len(lines), len(HOURLY_FIELDS)))

    def add(cell: Floats, field: str, amount: float) -> None:
        cell[HOURLY_FIELDS.index(field)] += amount

    for contact in contacts:
        cell = table[int(contact.arrival // HOUR), contact.channel]
        counts = contact_counts(contact)
        for field in ("offered", "answered", "wait_minutes"):
            add(cell, field, counts.get(field, 0))
        if forms[contact.channel] != Form.DESKLESS:
            add(cell, "within_threshold", counts.get("within_threshold", 0))
        add(cell, "abandoned", contact.outcome in GAVE_UP)
    backlog, oldest = HOURLY_FIELDS.index("backlog"), HOURLY_FIELDS.index("oldest_minutes")
    for channel, line in enumerate(lines):
        for level, begin, end in spells(line.history, timeline.end):
            cell = table[int(begin // HOUR), channel]
            # The last spell of the hour has the last word.
            cell[backlog] = level.backlog
            cell[oldest] = max(0.0, end - level.oldest_arrival)
    return table


def staffing_table(desks: Sequence[Desk], timeline: Timeline) -> Floats:
    """Busy and paid minutes and cost of each desk in each hour."""
    table = np.zeros((len(timeline.month_of_hour), len(desks), len(STAFFING_FIELDS)))
    busy, paid, cost = range(len(STAFFING_FIELDS))
    for desk in desks:
        for level, begin, end in spells(desk.history, timeline.end):
            cell = table[int(begin // HOUR), desk.number]
            cell[busy] += level.busy * (end - begin)
            cell[paid] += level.paid * (end - begin)
            cell[cost] += level.paid * level.wage * (end - begin) / HOUR
    return table


def work_table(desks: Sequence[Desk], n_channels: int, timeline: Timeline) -> Floats:
    """Adviser minutes of each desk on each channel in each hour."""
    table = np.zeros((len(timeline.month_of_hour), len(desks), n_channels))
    for desk in desks:
        for spell in desk.spells:
            for begin, end in hours_between(spell.begin, spell.end):
                cell = table[int(begin // HOUR), desk.number]
                cell[spell.channel] += (end - begin) / spell.load
    return table


def image_table(talk: Talk, timeline: Timeline) -> Floats:
    """Image of each channel at the end of each hour; 0 from where a run was stopped."""
    hours = len(timeline.month_of_hour)
    images = talk.images_by_hour.copy()
    if len(images) == int(timeline.end // HOUR) < hours:
        images.append(talk.images(timeline.end))  # the last hour is cut short
    table = np.zeros((hours, len(talk.posted)))
    table[: len(images)] = np.reshape(images, (-1, len(talk.posted)))
    return table


def spells(history: Sequence[Stretch], end: float) -> Iterator[tuple[Stretch, float, float]]:
    """Split a history from 0 to `end` into spells of one level within one hour."""
    ends = [*(level.time for level in history[1:]), end]
    for level, spell_end in zip(history, ends, strict=True):
        for begin, until in hours_between(max(0.0, level.time), spell_end):
            yield level, begin, until


def hours_between(begin: float, end: float) -> Iterator[tuple[float, float]]:
    """Split a stretch of time at full hours."""
    while begin < end:
        until = min(end, (begin // HOUR + 1.0) * HOUR)
        yield begin, until
        begin = until


def _month(time: float, timeline: Timeline) -> int:
    return int(timeline.month_index[int(time // HOUR)])


def _n_months(timeline: Timeline) -> int:
    return int(timeline.month_index[-1]) + 1
