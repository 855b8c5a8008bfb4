"""The compiled engine's memory: arrays of records, made here, grown here, passed as one tuple.

A customer is one `PERSON` record and one `MEMORY` record a channel: 24 + 24 C bytes, 144 with the
five channels of `france`, so that what a contact touches lies together.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.packed import Packed, pack, records
from sim.params import Channels, Form
from sim.population import Customers
from sim.records import AGE_BAND_MINIMA, CONTACT, HOURLY_FIELDS, JOURNEY_FIELDS, TALLY_FIELDS
from sim.rng import Key
from sim.world import World

NONE = -1
"""End of a linked list, or no slot."""

JOURNEY = np.dtype(
    [
        ("customer", "u4"),
        ("need", "u4"),
        ("need_time", "f8"),
        ("failed", "i8"),  # bit mask of channels that failed in this journey
        ("made", "i4"),  # attempts made; the newest attempt is made - 1
        ("open", "i4"),  # contacts not yet closed
        ("contacts", "i4"),  # records written or to be written
        ("postponed", "i4"),  # slot of the contact that waits for its channel to open
        ("next", "i4"),  # free list
        ("kind", "u1"),
        ("solved", "u1"),
        ("pending", "u1"),  # a next attempt is on its way
        ("last_channel", "i1"),  # of the previous need, read once
        ("previous_channel", "i1"),  # of the previous attempt
    ],
    align=True,
)

SLOT = np.dtype(
    [
        ("journey", "i4"),
        ("next", "i4"),  # in its desk's line, or in the free list
        ("prev", "i4"),
        ("attempt", "i4"),
        ("chosen", "f8"),
        ("arrival", "f8"),
        ("start", "f8"),
        ("handling", "f8"),
        ("closed", "f8"),  # minutes of its wait during which its desk was closed
        ("judged", "f4"),
        ("channel", "u1"),
        ("stage", "u1"),  # FREE .. DELAYED below
        ("satisfied", "u1"),
        ("resolved", "u1"),
        ("chased", "u1"),
        ("switched", "u1"),  # on another channel than the attempt before
    ],
    align=True,
)

FREE, POSTPONED, WAITING, IN_SERVICE, IGNORED, DELAYED = range(6)
"""Stages of a slot; IGNORED: a message nobody will answer; DELAYED: on a deskless channel."""

DESK = np.dtype(
    [
        ("channel", "i8"),
        ("advisers", "i8"),  # on duty by the roster
        ("busy", "i8"),
        ("draining", "i8"),  # closed, but serving those in line
        ("head", "i8"),
        ("tail", "i8"),
        ("waiting", "i8"),
        ("wage", "f8"),
        ("opens", "f8"),
        ("closes", "f8"),
        ("accrued", "f8"),  # busy and paid minutes are counted up to here
        ("closed_since", "f8"),  # closed with a line that is carried over; NaN otherwise
        ("closed_total", "f8"),  # minutes it was closed so before
    ],
    align=True,
)

SCALARS = np.dtype(
    [
        ("hour", "i8"),
        ("next_need", "i8"),
        ("next_step", "i8"),
        ("next_change", "i8"),
        ("heap_size", "i8"),
        ("free_slot", "i8"),
        ("free_journey", "i8"),
        ("open", "i8"),  # slots in use
        ("rows", "i8"),  # contact rows since the last flush
        ("closed", "i8"),  # contact rows since the start
        ("events", "i8"),
        ("keep", "i8"),  # whether contact rows are kept
        ("h1", "u8"),
        ("h2", "u8"),
        ("warm_up", "f8"),
        ("complaint", "i8"),  # kind of need
        ("access", "i8", (8,)),  # channels open to internet + 2 store + 4 member, bit masks
    ],
    align=True,
)

FIRST_CAPACITY = 16_384
"""Room for journeys, contacts and rows at the start; each doubles when it is full."""


PERSON = np.dtype(
    [
        ("member_from", "f8"),  # minutes; joins social networks
        ("audience", "f4"),
        ("goodwill", "f4"),  # G
        ("age", "u1"),
        ("band", "u1"),  # age band of the tables of counts
        ("access", "u1"),  # 1 internet, 2 store within reach
        ("last_channel", "i1"),  # NONE before the first arrival
    ],
    align=True,
)

MEMORY = np.dtype(
    [
        ("satisfaction_belief", "f4"),  # ŝ
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

EVENT = np.dtype(
    [
        ("time", "f8"),
        ("major", "u8"),  # kind, customer
        ("minor", "u8"),  # need, attempt
        ("item", "i8"),  # slot, or journey for an arrival
    ]
)

CHOICE = np.dtype(
    [
        ("name_hash", "u4"),
        ("u_error", "f8"),
        ("u_circumstance", "f8"),
        ("opens_in", "f8"),
        ("answer_probability", "f8"),  # in force now
    ],
    align=True,
)


class Engine(NamedTuple):
    """Everything a kernel sees; N customers, C channels."""

    key: Key
    p: Packed
    persons: NDArray[np.void]  # (N,) PERSON
    memory: NDArray[np.void]  # (N, C) MEMORY
    steps: NDArray[np.void]  # roster steps, the fields of params.Desks
    changes: NDArray[np.void]  # dated changes, the fields of params.Changes
    month_index: NDArray[np.int64]  # (hours,) months since the month of the start
    journeys: NDArray[np.void]  # JOURNEY
    slots: NDArray[np.void]  # SLOT
    desks: NDArray[np.void]  # (D,) DESK
    heap: NDArray[np.void]  # EVENT, a binary heap by (time, major, minor)
    choice: NDArray[np.void]  # (C + 1,) CHOICE, the last for doing nothing
    scalars: NDArray[np.void]  # (1,) SCALARS
    rows: NDArray[np.void]  # CONTACT
    words: NDArray[np.uint64]  # the same memory, eight words a row
    tally: NDArray[np.float64]  # (months, C, bands, fields)
    journey_tally: NDArray[np.float64]  # (months, bands, fields)
    hourly: NDArray[np.float64]  # (hours, C, fields)


def access_masks(channels: Channels) -> NDArray[np.int64]:
    """Channels open to a customer with internet + 2 store + 4 membership, as eight bit masks."""
    masks = np.zeros(8, np.int64)
    for bits in range(8):
        internet, store, member = bits & 1, bits >> 1 & 1, bits >> 2 & 1
        for c in range(channels.form.size):
            usable = (
                (internet or not channels.needs_internet[c])
                and (store or not channels.needs_store[c])
                and (member or not channels.needs_membership[c])
            )
            masks[bits] |= int(usable) << c
    return masks


def make_persons(customers: Customers) -> NDArray[np.void]:
    """Customers at the start; G(0) is the mean of the prior ŝ, summed in channel order."""
    persons = np.zeros(len(customers.age), PERSON)
    persons["member_from"] = customers.member_from
    persons["audience"] = customers.audience
    persons["age"] = customers.age
    persons["band"] = np.searchsorted(AGE_BAND_MINIMA, customers.age, side="right") - 1
    persons["access"] = customers.internet + 2 * customers.store_access
    persons["last_channel"] = NONE
    total = np.zeros(len(persons))
    for belief in customers.satisfaction_belief.T:
        total += belief
    persons["goodwill"] = total / customers.satisfaction_belief.shape[1]
    return persons


def make_memory(customers: Customers) -> NDArray[np.void]:
    """Beliefs at their priors and nothing yet done."""
    memory = np.zeros(customers.taste.shape, MEMORY)
    for name in ("satisfaction_belief", "log_wait_belief", "taste"):
        memory[name] = getattr(customers, name)
    memory["last_use"] = np.nan
    return memory


def make_desks(channels: Channels, count: int) -> NDArray[np.void]:
    """Desks before their first roster step."""
    desks = np.zeros(count, DESK)
    desks["head"] = desks["tail"] = NONE
    desks["closed_since"] = np.nan
    for c in np.flatnonzero(channels.form != Form.DESKLESS):
        desks["channel"][channels.desk[c]] = c
    return desks


def make_choice(channels: Channels, nothing_hash: int) -> NDArray[np.void]:
    """Names, answering probabilities, and room for the draws of one choice."""
    choice = np.zeros(channels.form.size + 1, CHOICE)
    choice["name_hash"] = [*channels.name_hash, nothing_hash]
    choice["answer_probability"][:-1] = channels.answer_probability
    return choice


def make_pool(size: int, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """Empty slots, linked into a free list that starts at 0."""
    pool = np.zeros(size, dtype)
    pool["next"] = np.arange(1, size + 1)
    pool["next"][-1] = NONE
    return pool


def make_rows(capacity: int) -> tuple[NDArray[np.void], NDArray[np.uint64]]:
    """An empty contact table and the same memory as 64-bit words."""
    words = np.zeros((capacity, CONTACT.itemsize // 8), np.uint64)
    return words.reshape(-1).view(CONTACT), words


def make_engine(world: World, *, keep_contacts: bool) -> Engine:
    """A fresh engine at minute 0 of `world`."""
    params, timeline = world.params, world.timeline
    channels = params.channels
    n_channels, n_bands = channels.form.size, len(AGE_BAND_MINIMA)
    n_hours, n_months = timeline.month_index.size, int(timeline.month_index[-1]) + 1
    scalars = np.zeros(1, SCALARS)
    scalars["keep"] = keep_contacts
    scalars["warm_up"] = timeline.warm_up
    scalars["complaint"] = params.kinds.complaint
    scalars["access"] = access_masks(channels)
    steps = params.desks._asdict()
    steps.pop("n_desks")
    rows, words = make_rows(FIRST_CAPACITY)
    return Engine(
        key=world.key,
        p=pack(params),
        persons=make_persons(world.customers),
        memory=make_memory(world.customers),
        steps=records(steps),
        changes=records(params.changes._asdict()),
        month_index=timeline.month_index,
        journeys=make_pool(FIRST_CAPACITY, JOURNEY),
        slots=make_pool(FIRST_CAPACITY, SLOT),
        desks=make_desks(channels, params.desks.n_desks),
        heap=np.zeros(2 * FIRST_CAPACITY, EVENT),
        choice=make_choice(channels, params.behaviour.nothing_hash),
        scalars=scalars,
        rows=rows,
        words=words,
        tally=np.zeros((n_months, n_channels, n_bands, len(TALLY_FIELDS))),
        journey_tally=np.zeros((n_months, n_bands, len(JOURNEY_FIELDS))),
        hourly=np.zeros((n_hours, n_channels, len(HOURLY_FIELDS))),
    )


def _doubled(array: NDArray[np.void]) -> NDArray[np.void]:
    return np.concatenate([array, np.zeros_like(array)])


def _larger_pool(pool: NDArray[np.void]) -> NDArray[np.void]:
    """Twice the slots; called when none is free, so the free list is the new half."""
    larger = _doubled(pool)
    larger["next"][len(pool) :] = np.arange(len(pool) + 1, len(larger) + 1)
    larger["next"][-1] = NONE
    return larger


def grow_heap(engine: Engine) -> Engine:
    """Twice the room for pending events."""
    return engine._replace(heap=_doubled(engine.heap))


def grow_slots(engine: Engine) -> Engine:
    """Twice the room for contacts that are open or on their way."""
    engine.scalars["free_slot"] = len(engine.slots)
    return engine._replace(slots=_larger_pool(engine.slots))


def grow_journeys(engine: Engine) -> Engine:
    """Twice the room for journeys under way."""
    engine.scalars["free_journey"] = len(engine.journeys)
    return engine._replace(journeys=_larger_pool(engine.journeys))
