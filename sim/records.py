"""What a run writes down: the contact record, its codes, and the tables of counts.

The contact record is fixed for good: 64 bytes, little-endian, no padding, so that the digest of a
run is the MurmurHash3 (x64, 128 bits) of its contact table's bytes, in the order in which contacts
close, and anybody can recompute it.
"""

from enum import IntEnum, IntFlag
from typing import NamedTuple

import numpy as np


class Outcome(IntEnum):
    """How a contact ended. New outcomes take new numbers."""

    HANDLED = 0  # an adviser (or the deskless channel) answered it to the end
    ABANDONED = 1  # the customer's patience ran out
    SENT_AWAY = 2  # still waiting when the desk closed
    DROPPED = 3  # came outside opening hours and did not come back: not offered, not judged
    UNANSWERED = 4  # a message nobody will ever answer, closed when the customer stops waiting
    OPEN = 5  # still open when the run ended: end is NaN, counted as made and offered, nothing else
    BLOCKED = 6  # no place left in line
    BALKED = 7  # saw the line and did not join it
    DUPLICATE = 8  # closed unanswered: an adviser had started on another contact of the same need
    EXPIRED = 9  # a message void before anybody read it
    LOST = 10  # answered in public, asked to go on in private, never heard of again
    MESSAGE = 11  # the caller left a message instead of waiting on


class EventKind(IntEnum):
    """Order in which events of one minute are handled; within a kind by customer, need, attempt."""

    SERVICE_END = 0
    ROSTER_STEP = 1  # closing, opening and roster change, desks in file order
    DATED_CHANGE = 2
    REPLY_DUE = 3  # the deskless channel's reply, or the customer's first private message
    PATIENCE_END = 4  # of somebody in line, or of the validity of an unread message
    ARRIVAL = 5  # first attempt, retry, or one postponed to the next opening
    CHASE = 6


class Recall(IntFlag):
    """What a customer could tell a pollster about the last judged contact on a channel."""

    JUDGED = 1
    RESOLVED = 2
    SATISFIED = 4
    NEVER_ANSWERED = 8  # judged without an answer, which may have come later
    FIRST_ATTEMPT = 16
    IGNORED = 32  # nobody ever answered it


NOT_JUDGED = 2
"""Value of ``satisfied`` (0 no, 1 yes) of a contact that was never judged."""

NO_DESK = 255
"""Value of ``desk`` of a contact that reached none."""

CONTACT = np.dtype(
    [
        ("customer", "<u4"),
        ("need", "<u4"),
        ("attempt", "<u2"),
        ("kind", "u1"),
        ("channel", "u1"),
        ("desk", "u1"),
        ("outcome", "u1"),
        ("resolved", "u1"),
        ("satisfied", "u1"),
        ("need_time", "<f8"),  # minutes since the start: when the need arose
        ("chosen", "<f8"),  # when the customer chose this channel
        ("arrival", "<f8"),  # when the contact reached it (later than chosen if it was closed)
        ("start", "<f8"),  # when an adviser started; NaN if none did
        ("end", "<f8"),  # when the contact closed; NaN if open at the end of the run
        ("judged", "<f4"),  # s, the satisfaction felt, 0 to 1; NaN if not judged
        ("handling", "<f4"),  # adviser minutes spent on it
    ]
)


class Contact(NamedTuple):
    """One contact as a value: the fields of `CONTACT`, in its order."""

    customer: int
    need: int
    attempt: int
    kind: int
    channel: int
    desk: int
    outcome: int
    resolved: int
    satisfied: int
    need_time: float
    chosen: float
    arrival: float
    start: float
    end: float
    judged: float
    handling: float


AGE_BAND_MINIMA = (15, 18, 25, 35, 45, 55, 65, 75)
"""Youngest age of each band of the tables of counts; pollsters' brackets come from the panel."""

TALLY_FIELDS = (
    "contacts",  # made, unnoticed posts included
    "first_attempts",
    "offered",  # reached the desk or the deskless channel: not dropped, not unanswered
    "joined",  # offered, not blocked, not balked, and not open at the end
    "waited",  # wait > 0, of the joined
    "answered",
    "within_threshold",  # answered within the channel's threshold
    "abandoned",
    "sent_away",
    "dropped",
    "unanswered",
    "retries",  # attempts after the first
    "switches",  # attempts on another channel than the attempt before
    "judged",
    "satisfied",
    "handled",
    "resolved",
    "wait_minutes",  # of the joined
    "wait_answered_minutes",
    "handling_minutes",
    "blocked",
    "balked",
    "duplicates",
    "expired",
    "lost",
    "messages",
    "deleted",  # complaints removed from a public channel
    "views",  # of judged public contacts
)
"""Columns of ``tally[month, channel, age band, field]``: contacts by month of arrival."""

JOURNEY_FIELDS = (
    "needs",  # expressed needs that arose in the month
    "closed",  # of these, journeys over at the end of the run
    "solved",
    "contacts",  # of the closed journeys
    "not_expressed",  # needs whose customer chose to do nothing
    "left",  # customers who left, by month in which they did
)
"""Columns of ``journeys[month, age band, field]``: needs by month in which they arose."""

HOURLY_FIELDS = (
    "offered",  # by hour of arrival, as the next four
    "answered",
    "abandoned",
    "within_threshold",
    "wait_minutes",
    "backlog",  # waiting at the end of the hour
    "oldest_minutes",  # age of the longest-waiting contact at the end of the hour
)
"""Columns of ``hourly[hour, channel, field]``."""

STAFFING_FIELDS = ("busy_minutes", "paid_minutes", "cost")  # cost in euros
"""Columns of ``staffing[hour, desk, field]``."""
