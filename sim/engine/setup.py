"""Make the compiled engine's arrays from a world, change its parameters, give it more memory."""

import math
import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.choice_luck import make_choice_luck
from sim.engine.state import (
    ADVISER,
    CACHE_LINE,
    CHOICE,
    DESK,
    EVENT,
    FIRST_CHOICES,
    HUGE_PAGE,
    JOURNEY,
    LINE,
    MEMORY,
    NONE,
    PERSON,
    PUBLIC,
    QUEUE,
    SCALARS,
    SLOT,
    Engine,
)
from sim.neighbours import arc_begin
from sim.packed import pack, records
from sim.params import Channels, Desks, Params
from sim.population import Customers
from sim.records import (
    AGE_BAND_MINIMA,
    CONTACT,
    HOURLY_FIELDS,
    JOURNEY_FIELDS,
    STAFFING_FIELDS,
    TALLY_FIELDS,
)
from sim.world import World

FIRST_CAPACITY = 16_384
"""Room for journeys, contacts and rows at the start; each doubles when it is full."""


StartOfCustomers = tuple[NDArray[np.void], NDArray[np.float32], NDArray[np.void]]
"""What `make_persons`, `make_opinions` and `make_memory` make."""


def make_engine(
    world: World, *, keep_contacts: bool, customers: StartOfCustomers | None = None
) -> Engine:
    """A fresh engine at minute 0 of `world`; its customers copied from `customers` if given."""
    params, timeline = world.params, world.timeline
    channels, desks = params.channels, params.desks
    n_channels, n_bands, n_desks = channels.form.size, len(AGE_BAND_MINIMA), desks.suspends.size
    n_hours, n_months = timeline.month_index.size, int(timeline.month_index[-1]) + 1
    hands = _most_hands(world)
    scalars = np.zeros(1, SCALARS)
    scalars["keep"] = keep_contacts
    scalars["warm_up"] = timeline.warm_up
    scalars["hands"] = 2 * hands.max(initial=1)
    steps = {name: value for name, value in desks._asdict().items() if name.startswith("step_")}
    desk_records, n_advisers = _make_desks(desks, hands)
    rows, words = make_rows(FIRST_CAPACITY)
    if customers is None:
        persons = make_persons(world.customers)
        opinions = make_opinions(world.customers)
        memory = make_memory(world.customers)
    else:
        persons, opinions, memory = map(_copied, customers)
    engine = Engine(
        key=world.key,
        p=pack(params),
        route=desks.route,
        serves=_channels_of_desks(desks.route, n_desks),
        speed=desks.speed,
        suspends=desks.suspends,
        steps=records(steps),
        month_index=timeline.month_index,
        persons=persons,
        opinions=opinions,
        memory=memory,
        listeners=np.zeros(_most_listeners(world), np.int64),
        arcs=np.zeros(1, np.int64),
        journeys=_make_pool(FIRST_CAPACITY, JOURNEY),
        circumstances=np.full((FIRST_CAPACITY, n_channels), np.nan),
        slots=_make_pool(FIRST_CAPACITY, SLOT),
        queues=_filled((n_channels, 2), QUEUE, head=NONE, tail=NONE),
        lines=_filled(n_channels, LINE, opens=np.inf, closes=np.inf, closed_since=np.nan),
        public=_make_public(world),
        desks=desk_records,
        advisers=_filled(n_advisers, ADVISER, first=NONE),
        events=_make_pool(2 * FIRST_CAPACITY, EVENT),
        hours=np.full(n_hours + 1, NONE, np.int32),
        slices=np.full(_slices(world.customers), NONE, np.int32),
        choice=np.zeros(n_channels, CHOICE),
        luck=make_choice_luck(channels.name_hash, params.behaviour.nothing_hash, FIRST_CHOICES),
        luck_again=make_choice_luck(channels.name_hash, params.behaviour.nothing_hash),
        scalars=scalars,
        rows=rows,
        words=words,
        tally=np.zeros((n_months, n_channels, n_bands, len(TALLY_FIELDS))),
        journey_tally=np.zeros((n_months, n_bands, len(JOURNEY_FIELDS))),
        hourly=np.zeros((n_hours, n_channels, len(HOURLY_FIELDS))),
        staffing=np.zeros((n_hours, n_desks, len(STAFFING_FIELDS))),
        work=np.zeros((n_hours, n_desks, n_channels)),
        image=np.zeros((n_hours, n_channels)),
    )
    return put_in_force(engine, params)


def put_in_force(engine: Engine, params: Params) -> Engine:
    """The same engine under `params`; routes, rosters and speeds stay."""
    channels, heard = params.channels, 0
    engine.scalars["complaint"] = params.kinds.complaint
    forget_luck(engine)
    for kind in np.flatnonzero((channels.audience_appeal != 0.0).any(axis=0)):
        heard |= 1 << int(kind)
    engine.scalars["heard"] = heard
    engine.scalars["access"] = access_masks(channels)
    concurrency = params.serving.concurrency
    for d, desk in enumerate(engine.desks):
        for adviser in engine.advisers[desk["first_adviser"] : desk["end_adviser"]]:
            k = int(adviser["first"])
            limits = []
            while k != NONE:
                limits.append(concurrency[d, engine.slots[k]["channel"]])
                k = int(engine.slots[k]["next"])
            adviser["limit"] = min(limits, default=0)
    return engine._replace(p=pack(params), arcs=_arcs(params, len(engine.persons)))


def _arcs(params: Params, n_customers: int) -> NDArray[np.int64]:
    """Where the arc of each link begins, and that of one more; local links have none."""
    rules = params.behaviour
    arcs = np.arange(rules.degree + 1) - rules.local_links
    begins = [arc_begin(arc, n_customers, rules.degree, rules.local_links) for arc in arcs.tolist()]
    return np.array(begins, np.int64)


def forget_luck(engine: Engine) -> None:
    """Have the luck of first choices drawn anew: for other needs, or under other parameters."""
    engine.scalars["luck_from"] = -FIRST_CHOICES


def access_masks(channels: Channels) -> NDArray[np.int64]:
    """Channels open to a customer with internet + 2 store + 4 follower, as eight bit masks."""
    masks = np.zeros(8, np.int64)
    for bits in range(8):
        internet, store, follower = bits & 1, bits >> 1 & 1, bits >> 2 & 1
        for c in range(channels.form.size):
            usable = (
                (internet or not channels.needs_internet[c])
                and (store or not channels.needs_store[c])
                and (follower or not channels.needs_membership[c])
            )
            masks[bits] |= int(usable) << c
    return masks


def make_persons(customers: Customers) -> NDArray[np.void]:
    """Customers at the start."""
    persons = _aligned((len(customers.age),), PERSON)
    persons["member_from"] = customers.member_from
    persons["page_until"] = customers.page_until
    persons["audience"] = customers.audience
    persons["age"] = customers.age
    persons["band"] = np.searchsorted(AGE_BAND_MINIMA, customers.age, side="right") - 1
    persons["access"] = customers.internet + 2 * customers.store_access
    persons["last_channel"] = NONE
    return persons


def make_opinions(customers: Customers) -> NDArray[np.float32]:
    """Prior ŝ of all channels and G(0), their mean summed in channel order.

    Rows are padded to a power of 2, so that one of up to 16 numbers lies in one cache line.
    """
    size, n_channels = customers.satisfaction_belief.shape
    opinions = _aligned((size, 1 << n_channels.bit_length()), np.dtype(np.float32))
    opinions[:, :n_channels] = customers.satisfaction_belief
    total = np.zeros(size)
    for belief in customers.satisfaction_belief.T:
        total += belief
    opinions[:, n_channels] = total / n_channels
    return opinions


def make_memory(customers: Customers) -> NDArray[np.void]:
    """Expected waits at their priors and nothing yet done."""
    memory = _aligned(customers.taste.shape, MEMORY)
    for name in ("log_wait_belief", "taste"):
        memory[name] = getattr(customers, name)
    memory["last_use"] = np.nan
    return memory


def _aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Zeros that begin with a cache line, as numpy's own do not, and lie in pages of 2 MB.

    What a contact touches lies far apart. In pages of 4 kB the processor looks up most addresses
    anew: a third of the time of a contact at 100,000 customers.
    """
    n_bytes = math.prod(shape) * dtype.itemsize
    if n_bytes >= HUGE_PAGE // 2 and hasattr(mmap, "MADV_HUGEPAGE"):
        pages = mmap.mmap(-1, (n_bytes // HUGE_PAGE + 2) * HUGE_PAGE)
        pages.madvise(mmap.MADV_HUGEPAGE)
        room, line = np.frombuffer(pages, np.uint8), HUGE_PAGE
    else:
        room, line = np.zeros(n_bytes + CACHE_LINE, np.uint8), CACHE_LINE
    begin = -room.ctypes.data % line
    return room[begin : begin + n_bytes].view(dtype).reshape(shape)


def _copied(array: NDArray[Any]) -> NDArray[Any]:
    copy = _aligned(array.shape, array.dtype)
    _put_bytes(copy, array)
    return copy


def _put_bytes(there: NDArray[Any], array: NDArray[Any]) -> None:
    """Copy an array to where there is room, as bytes: field by field takes five times as long."""
    n_bytes = array.nbytes
    there.reshape(-1).view(np.uint8)[:n_bytes] = array.reshape(-1).view(np.uint8)


def make_rows(capacity: int) -> tuple[NDArray[np.void], NDArray[np.uint64]]:
    """An empty contact table and the same memory as 64-bit words."""
    words = np.zeros((capacity, CONTACT.itemsize // 8), np.uint64)
    return words.reshape(-1).view(CONTACT), words


def _filled(
    shape: int | tuple[int, ...], dtype: np.dtype[np.void], **values: float
) -> NDArray[np.void]:
    """Records of zeros but for the fields named."""
    table = np.zeros(shape, dtype)
    for name, value in values.items():
        table[name] = value
    return table


def _make_public(world: World) -> NDArray[np.void]:
    """What everybody can know of a channel: no image yet, and beliefs at their priors."""
    public = np.zeros(world.params.channels.form.size, PUBLIC)
    expected = world.params.channels.expected_logit
    public["satisfaction_belief"] = [1.0 / (1.0 + math.exp(-m)) for m in expected.tolist()]
    public["log_wait_belief"] = world.customers.log_wait_belief[0]
    return public


def _most_hands(world: World) -> NDArray[np.int64]:
    """Contacts an adviser of each desk can have in hand, under any parameters of the run."""
    versions = [world.params, *(change.params for change in world.changes)]
    return np.max([version.serving.concurrency.max(axis=1) for version in versions], axis=0)


def _most_listeners(world: World) -> int:
    """Customers who hear of one contact at most, under any parameters of the run."""
    rules = [world.params.behaviour, *(change.params.behaviour for change in world.changes)]
    return max(max(rule.listeners_satisfied, rule.listeners_dissatisfied) for rule in rules)


def _channels_of_desks(route: NDArray[np.int64], n_desks: int) -> NDArray[np.int64]:
    """Channels whose route names each desk, in file order, then NONE."""
    serves = np.full((n_desks, len(route)), NONE)
    for d in range(n_desks):
        channels = np.flatnonzero((route == d).any(axis=1))
        serves[d, : len(channels)] = channels
    return serves


def _make_desks(desks: Desks, hands: NDArray[np.int64]) -> tuple[NDArray[np.void], int]:
    """Desks before their first roster step, and how many advisers have a record of their own."""
    table = np.zeros(hands.size, DESK)
    table["simple"] = (hands <= 1) & ~desks.suspends
    table["n_channels"] = [(desks.route == d).any(axis=1).sum() for d in range(hands.size)]
    table["pace"] = 1.0 / desks.speed[:, 0]
    table["opens"] = table["closes"] = np.inf
    n_advisers = 0
    for d, desk in enumerate(table):
        desk["first_adviser"] = n_advisers
        if not desk["simple"]:
            n_advisers += desks.step_advisers[desks.step_desk == d].max(initial=0)
        desk["end_adviser"] = n_advisers
    return table, int(n_advisers)


def _slices(customers: Customers) -> int:
    """Slices of an hour of the calendar: a power of 2 near the events of an average hour."""
    events = 5.0 * float(customers.need_rate.sum()) / (365.25 * 24.0)
    return 1 << min(max(math.ceil(math.log2(events + 1.0)), 4), 16)


def _make_pool(size: int, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """Empty slots, linked into a free list that starts at 0."""
    pool = _aligned((size,), dtype)
    pool["next"] = np.arange(1, size + 1)
    pool["next"][-1] = NONE
    return pool


def _doubled(array: NDArray[np.void]) -> NDArray[np.void]:
    larger = _aligned((2 * len(array),), array.dtype)
    _put_bytes(larger, array)
    return larger


def _larger_pool(pool: NDArray[np.void]) -> NDArray[np.void]:
    """Twice the slots; called when none is free, so the free list is the new half."""
    larger = _doubled(pool)
    larger["next"][len(pool) :] = np.arange(len(pool) + 1, len(larger) + 1)
    larger["next"][-1] = NONE
    return larger


def grow_events(engine: Engine) -> Engine:
    """Twice the room for pending events."""
    larger = _larger_pool(engine.events)
    # Some are still free: the new ones come before them.
    larger["next"][-1] = engine.scalars["free_event"][0]
    engine.scalars["free_event"] = len(engine.events)
    return engine._replace(events=larger)


def grow_slots(engine: Engine) -> Engine:
    """Twice the room for contacts that are open or on their way."""
    engine.scalars["free_slot"] = len(engine.slots)
    return engine._replace(slots=_larger_pool(engine.slots))


def grow_journeys(engine: Engine) -> Engine:
    """Twice the room for journeys under way."""
    engine.scalars["free_journey"] = len(engine.journeys)
    kept = engine.circumstances
    more = np.concatenate([kept, np.full_like(kept, np.nan)])
    return engine._replace(journeys=_larger_pool(engine.journeys), circumstances=more)
