"""The compiled engine's memory: arrays of records, passed from kernel to kernel as one tuple.

A customer is a `PERSON` record, a row of opinions and a `MEMORY` record a channel: 164 bytes with
the five channels of `france`. Opinions lie apart, in a row that never crosses a cache line, because
others change them too: who hears of a contact then costs one line to fetch, not two, and all rows
of 100,000 customers fit a cache of 4 MB. `sim.engine.setup` makes and enlarges the arrays.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.choice_luck import LANES, ChoiceLuck
from sim.packed import Packed
from sim.rng import Key

NONE = -1
"""End of a linked list, or no slot, desk, channel or attempt."""

PERSON = np.dtype(
    [
        ("member_from", "f8"),  # minutes; joins social networks
        ("page_until", "f8"),  # minutes; stops following the organisation's page
        ("audience", "f4"),
        ("age", "u1"),
        ("band", "u1"),  # age band of the tables of counts
        ("access", "u1"),  # 1 internet, 2 store within reach
        ("last_channel", "i1"),  # NONE before the first arrival
        ("left", "u1"),  # has no further needs
    ],
    align=True,
)

MEMORY = np.dtype(
    [
        ("log_wait_belief", "f4"),  # l̂
        ("taste", "f4"),  # τ
        ("last_use", "f4"),  # minutes; NaN never
        ("contacts", "u2"),  # arrivals
        ("first_attempts", "u2"),  # arrivals that were first attempts
        ("last_contact", "u1"),  # sim.records.Recall bits
        ("first_contact", "u1"),
        ("last_complaint", "u1"),
    ],
    align=True,
)

JOURNEY = np.dtype(
    [
        ("customer", "u4"),
        ("need", "u4"),
        ("need_time", "f8"),
        ("failed", "i8"),  # bit mask of channels that failed in this journey
        ("made", "i4"),  # attempts made; the newest attempt is made - 1
        ("leader", "i4"),  # the one attempt that may lead to another; NONE after a chase
        ("open", "i4"),  # contacts not yet closed
        ("first_open", "i4"),  # slots of these, linked by `sibling` in order of attempts
        ("contacts", "i4"),  # records written or to be written
        ("postponed", "i4"),  # slot of the contact that waits for its channel to open
        ("next", "i4"),  # free list
        ("kind", "u1"),
        ("solved", "u1"),
        ("pending", "u1"),  # a next attempt is on its way
        ("recorded", "u1"),  # an adviser has put it into the shared record
        ("last_channel", "i1"),  # of the previous need, read once
        ("previous_channel", "i1"),  # of the previous attempt
    ],
    align=True,
)

SLOT = np.dtype(
    [
        ("journey", "i4"),
        ("next", "i4"),  # in line, in an adviser's hands, or in the free list
        ("prev", "i4"),
        ("sibling", "i4"),  # next open contact of the journey
        ("attempt", "i4"),
        ("adviser", "i4"),  # row of `Engine.advisers`, of a contact in hand
        ("timer", "f8"),  # due end of service, or end of patience in line: others are outlived
        ("left", "f8"),  # work not yet done, adviser minutes
        ("since", "f8"),  # start of the present spell of service at one load
        ("rank", "i8"),  # place in line, or order in which services started
        ("desk", "i2"),  # the last that started it; before, the first of its channel
        ("channel", "u1"),
        ("stage", "u1"),  # FREE .. DELAYED below
        ("queue", "u1"),  # AHEAD or NORMAL, where it stands in line
        ("resolved", "u1"),  # whether its answer will solve the need
        ("satisfied", "u1"),
        ("switched", "u1"),  # on another channel than the attempt before
        ("chosen", "f8"),
        ("arrival", "f8"),
        ("start", "f8"),  # of the first service; NaN before
        ("joined", "f8"),  # when it last joined the line
        ("closed", "f8"),  # minutes of this spell in line during which its channel was closed
        ("waited", "f8"),  # minutes in line so far, closed time left out
        ("response", "f8"),  # waited, at the first start
        ("spent", "f8"),  # adviser minutes so far
        ("patience_left", "f8"),  # when it last left the line; NaN if it never waited
        ("judged", "f4"),
        ("message", "u1"),  # when patience ends, the caller leaves a message
        ("suspended", "u1"),  # waits with work half done
        ("in_public", "u1"),  # is being answered in public, where it cannot be solved
        ("private", "u1"),  # goes on in private
        ("deleted", "u1"),  # removed from the public channel, and posted again
    ],
    align=True,
)

FREE, POSTPONED, WAITING, IN_SERVICE, IGNORED, DELAYED = range(6)
"""Stages of a slot.

IGNORED: a message nobody will answer. DELAYED: on a deskless channel, or on the way to private.
"""

CACHE_LINE = 64
"""Bytes that the processor fetches at once."""

HUGE_PAGE = 1 << 21
"""Bytes of a page of memory where the system offers large ones."""

FIRST_CHOICES = LANES
"""First choices whose luck is drawn together: so many that no lane is empty."""

AHEAD, NORMAL = range(2)
"""The two queues of a channel's line: `AHEAD` is served first."""

QUEUE = np.dtype([("head", "i8"), ("tail", "i8")])

LINE = np.dtype(
    [
        ("waiting", "i8"),  # contacts in both queues
        ("in_service", "i8"),  # at all desks
        ("open_desks", "i8"),  # of the route, with advisers on duty
        ("opens", "f8"),  # next time one of them has advisers, if none has
        ("closes", "f8"),  # when that desk closes again
        ("closed_since", "f8"),  # closed with a line that is carried over; NaN otherwise
        ("closed_total", "f8"),  # minutes it was closed so before
    ],
    align=True,
)

PUBLIC = np.dtype(
    [
        ("image", "f8"),  # Q when last moved
        ("moved", "f8"),  # when that was
        ("contacts", "f8"),  # judged, of the public belief
        ("satisfaction_belief", "f8"),
        ("log_wait_belief", "f8"),
    ],
    align=True,
)

DESK = np.dtype(
    [
        ("advisers", "i8"),  # on duty by the roster
        ("present", "i8"),  # on duty, or still at work after a drop or the closing
        ("busy", "i8"),  # with at least one contact in hand
        ("draining", "i8"),  # bit mask of channels served after closing until their line is empty
        ("simple", "i8"),  # one contact at a time, never suspended: who serves whom does not matter
        ("n_channels", "i8"),  # rows of `Engine.serves` in use
        ("first_adviser", "i8"),  # its rows of `Engine.advisers`
        ("end_adviser", "i8"),
        ("pace", "f8"),  # minutes a simple desk takes for an adviser minute of work
        ("paid", "f8"),  # advisers on the roster, shrinkage included
        ("wage", "f8"),
        ("opens", "f8"),
        ("closes", "f8"),
        ("accrued", "f8"),  # busy minutes are counted up to here
        ("settled", "f8"),  # up to here, time is in the tables; since then:
        ("busy_minutes", "f8"),
        ("overtime_minutes", "f8"),  # of who is busy beyond the roster
    ],
    align=True,
)

ADVISER = np.dtype(
    [
        ("first", "i8"),  # slot of the first contact in hand
        ("load", "i8"),  # contacts in hand
        ("limit", "i8"),  # most that those in hand allow
        ("present", "i8"),
    ],
    align=True,
)

EVENT = np.dtype(
    [
        ("time", "f8"),
        ("major", "u8"),  # kind, customer
        ("minor", "u8"),  # need, attempt
        ("item", "i4"),  # slot, or journey for an arrival
        ("next", "i4"),  # in its hour, in its slice, or in the free list
    ]
)

CHOICE = np.dtype(
    [
        ("opens_in", "f8"),
        ("satisfaction_belief", "f8"),
        ("log_wait_belief", "f8"),
        ("image", "f4"),
    ],
    align=True,
)

SCALARS = np.dtype(
    [
        ("hour", "i8"),
        ("next_need", "i8"),
        ("next_step", "i8"),
        ("slice", "i8"),  # of the hour at hand; none before it holds an event
        ("pending", "i8"),  # events in the calendar
        ("free_event", "i8"),
        ("free_slot", "i8"),
        ("free_journey", "i8"),
        ("open", "i8"),  # slots in use
        ("hands", "i8"),  # twice the most contacts in hand: events that one event adds per contact
        ("last_rank", "i8"),  # of those who joined the end of a queue
        ("front_rank", "i8"),  # of those who came back to its head
        ("started", "i8"),  # services started
        ("rows", "i8"),  # contact rows since the last flush
        ("closed", "i8"),  # contact rows since the start
        ("events", "i8"),
        ("keep", "i8"),  # whether contact rows are kept
        ("h1", "u8"),
        ("h2", "u8"),
        ("warm_up", "f8"),
        ("listeners", "i8"),  # of the last contact judged, who have not yet heard of it
        ("told_channel", "i8"),
        ("told_felt", "f4"),
        ("luck_from", "i8"),  # need of the window with which the luck drawn ahead begins
        ("heard", "i8"),  # kinds in which an audience makes a channel more appealing, bit mask
        ("complaint", "i8"),  # kind of need
        ("access", "i8", (8,)),  # channels open to internet + 2 store + 4 follower, bit masks
    ],
    align=True,
)


class Engine(NamedTuple):
    """Everything a kernel sees; N customers, C channels, D desks."""

    key: Key
    p: Packed  # in force now
    route: NDArray[np.int64]  # (C, D) desks of each channel, then NONE
    serves: NDArray[np.int64]  # (D, C) channels of each desk, then NONE
    speed: NDArray[np.float64]  # (D, L) work an adviser does per minute by contacts in hand
    suspends: NDArray[np.bool_]  # (D,)
    steps: NDArray[np.void]  # roster steps, the step fields of params.Desks
    month_index: NDArray[np.int64]  # (hours,) months since the month of the start
    persons: NDArray[np.void]  # (N,) PERSON
    opinions: NDArray[np.float32]  # (N, C + 1 or more) ŝ of each channel, then G
    memory: NDArray[np.void]  # (N, C) MEMORY
    listeners: NDArray[np.int64]  # customers who hear of the contact at hand
    arcs: NDArray[np.int64]  # (links + 1) where each link's arc of the ring begins
    journeys: NDArray[np.void]  # JOURNEY
    circumstances: NDArray[np.float64]  # (journeys, C) ν / σ_ν; NaN in the first: not drawn
    slots: NDArray[np.void]  # SLOT
    queues: NDArray[np.void]  # (C, 2) QUEUE
    lines: NDArray[np.void]  # (C,) LINE
    public: NDArray[np.void]  # (C,) PUBLIC
    desks: NDArray[np.void]  # (D,) DESK
    advisers: NDArray[np.void]  # ADVISER, of desks that are not simple
    events: NDArray[np.void]  # EVENT, pending or free
    hours: NDArray[np.int32]  # (hours + 1,) first event of each later hour, and of all beyond
    slices: NDArray[np.int32]  # first event of each slice of the hour at hand
    choice: NDArray[np.void]  # (C,) CHOICE, what the customer at hand knows
    luck: ChoiceLuck  # of the next first attempts
    luck_again: ChoiceLuck  # of another attempt
    scalars: NDArray[np.void]  # (1,) SCALARS
    rows: NDArray[np.void]  # CONTACT
    words: NDArray[np.uint64]  # the same memory, eight words a row
    tally: NDArray[np.float64]  # (months, C, bands, fields)
    journey_tally: NDArray[np.float64]  # (months, bands, fields)
    hourly: NDArray[np.float64]  # (hours, C, fields)
    staffing: NDArray[np.float64]  # (hours, D, fields)
    work: NDArray[np.float64]  # (hours, D, C)
    image: NDArray[np.float64]  # (hours, C)
