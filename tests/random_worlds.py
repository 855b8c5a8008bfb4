"""Tiny random worlds over the whole parameter space, full of events that fall on one minute.

A world has a few customers, channels and desks, its own parameters in every field of `sim.params`,
needs from a script (`tests/worlds`) and dated changes of all that can change. Most laws are of
whole minutes and most probabilities 0 or 1, so that events of all kinds meet.
"""

import math

import numpy as np

from sim.params import (
    AtClose,
    Behaviour,
    Belief,
    Channels,
    DatedChange,
    Desks,
    Felt,
    Form,
    Kinds,
    Law,
    Params,
    Policies,
    Serving,
    Timeline,
    WaitForm,
)
from sim.rng import Key, name_hash
from sim.world import World

HORIZON = 420.0
# Few whole numbers: events of all kinds then fall on the same minutes.
MINUTES = (0.0, 1.0, 5.0, 10.0, 10.0, 30.0, 60.0)
N_KINDS = 3
MOST_HANDS = 3
"""Contacts that an adviser can have in hand, under any parameters of a world."""
INF = math.inf


def random_world(worlds, seed):
    """A world of a few customers and channels in which much happens at the same minutes.

    Half of the worlds are busy: long lines, late replies, and customers who insist.
    """
    draw = np.random.default_rng(seed)
    is_busy = draw.random() < 0.5
    n_channels, n_desks = int(draw.integers(1, 5)), int(draw.integers(1, 4))
    form = draw.choice([Form.LIVE, Form.WRITTEN, Form.DESKLESS], n_channels, p=[0.5, 0.35, 0.15])
    desks = random_desks(draw, form, n_desks)
    params = random_params(draw, form, desks, is_busy)
    n_customers = int(draw.integers(1, 13))
    times = draw.uniform(0.0, HORIZON, int(draw.integers(1, 60)))
    times = np.unique(times.round(-1 if draw.random() < 0.8 else 3))
    return World(
        key=Key(seed, int(draw.integers(3))),
        params=params,
        changes=random_changes(draw, params, is_busy),
        customers=worlds.customers(
            n_customers, n_channels, **random_people(draw, n_customers, n_channels)
        ),
        profile=worlds.Script(random_needs(draw, times, n_customers)),
        timeline=random_timeline(draw),
    )


def random_timeline(draw):
    """Some hours, now and then with a broken last one, in up to three months, some panels."""
    end = float(draw.choice([HORIZON, 240.0, 305.0]))
    month = np.arange(math.ceil(end / 60.0)) * int(draw.integers(1, 4)) // math.ceil(end / 60.0)
    return Timeline(
        end=end,
        warm_up=float(draw.choice([0.0, 0.0, 60.0])),
        start_weekday=0,
        start_minute_of_day=0.0,
        month_of_hour=month % 12,
        month_index=month,
        panel=np.array(sorted({0.0, 100.0, float(draw.integers(0, 200)), 200.0, end})),
    )


def random_law(draw, never=0.2):
    """A fixed law of whole minutes most of the time, so that events tie."""
    u = draw.random()
    if u < never:
        return (Law.NEVER, 0.0, 0.0)
    if u < 0.75:
        return (Law.FIXED, float(draw.choice(MINUTES)), 0.0)
    return [
        (Law.EXPONENTIAL, 20.0, 0.0),
        (Law.LOGNORMAL, 15.0, 1.0),
        (Law.WEIBULL, 15.0, 0.7),
        (Law.GAMMA, 15.0, 1.7),
    ][int(draw.integers(4))]


def laws(draw, shape, never=0.2):
    """An array of law rows."""
    rows = [random_law(draw, never) for _ in range(math.prod(shape))]
    return np.array(rows, dtype=np.float64).reshape(*shape, 3)


def choices(draw, values, n):
    """`n` of some values, equally likely; give a value twice to have it twice as often."""
    return draw.choice(np.asarray(values, dtype=np.float64), n)


# ----------------------------------------------------------------------------------------- desks


def random_desks(draw, form, n_desks):
    """Routes of one or more desks a channel, and rosters at tens of minutes."""
    route = np.full((form.size, n_desks), -1)
    for c in np.flatnonzero(form != Form.DESKLESS):
        count = int(draw.integers(1, n_desks + 1))
        route[c, :count] = draw.permutation(n_desks)[:count]
    speed = np.ones((n_desks, MOST_HANDS))
    if draw.random() < 0.5:
        speed[:, 1:] = draw.choice([0.8, 1.0, 1.5, 2.0], (n_desks, MOST_HANDS - 1))
    steps = [(time, d, *rest) for d in range(n_desks) for time, *rest in random_roster(draw)]
    steps.sort(key=lambda step: step[:2])
    columns = [np.array(column) for column in zip(*steps, strict=True)]
    return Desks(route, draw.random(n_desks) < 0.5, speed, *columns)


def random_roster(draw, at_most=3):
    """Time, advisers, paid, wage, next opening and closing of each step, as `Desks` has them.

    Some steps repeat the advisers of the one before, and some have none.
    """
    times = np.zeros(1)
    if draw.random() < 0.75:
        extra = draw.integers(1, HORIZON / 10, draw.integers(1, 12))
        times = np.unique(np.append(10.0 * extra, 0.0 if draw.random() < 0.8 else -30.0))
    advisers = draw.integers(0, at_most + 1, times.size) * (draw.random(times.size) < 0.75)
    if times.size == 1:
        advisers = np.maximum(advisers, 1)
    shrinkage = float(draw.choice([1.0, 1.25]))
    rows = []
    for i, (time, n) in enumerate(zip(times, advisers, strict=True)):
        opens = next((t for t, m in zip(times[i:], advisers[i:], strict=True) if m > 0), INF)
        later = zip(times[i + 1 :], advisers[i + 1 :], strict=True)
        closes = next((t for t, m in later if m == 0 and t > opens), INF)
        wage = float(draw.integers(10, 30))
        rows.append((float(time), int(n), float(n * shrinkage), wage, float(opens), float(closes)))
    return rows


# ------------------------------------------------------------------------------------ parameters


def random_params(draw, form, desks, is_busy):
    """All parameters at random, for channels of some forms on some desks."""
    return Params(
        channels=random_channels(draw, form, is_busy),
        kinds=random_kinds(draw),
        serving=random_serving(draw, desks, is_busy),
        desks=desks,
        behaviour=random_behaviour(draw, is_busy),
        policies=random_policies(draw),
    )


HELD = {
    "channels": (
        *("name_hash", "form", "needs_internet", "needs_membership", "needs_store", "public"),
        *("acceptable_delay", "expected_logit", "at_close"),
    ),
    "serving": ("serves", "concurrency"),
    "behaviour": ("wait_form", "belief", "degree", "local_links", "circumstance_sd"),
    "policies": (),
}
"""What no dated change touches, as scenario files have it."""


def random_changes(draw, params, is_busy):
    """Other parameters from some minutes on: one section, or all of them."""
    changes = []
    for time in np.unique(10.0 * draw.integers(0, HORIZON / 10, draw.integers(0, 4))):
        other = random_params(draw, params.channels.form, params.desks, is_busy)
        sections = [draw.choice(list(HELD))] if draw.random() < 0.7 else list(HELD)
        new = {}
        for section in sections:
            before = getattr(params, section)
            kept = {name: getattr(before, name) for name in HELD[section]}
            new[section] = getattr(other, section)._replace(**kept)
        changes.append(DatedChange(float(time), params._replace(**new)))
    return tuple(changes)


def random_channels(draw, form, is_busy):
    """Channels of some forms."""
    c = form.size
    live = form == Form.LIVE
    return Channels(
        name_hash=np.array([name_hash(f"channel {m}") for m in range(c)], np.uint32),
        form=form.astype(np.int64),
        needs_internet=draw.random(c) < 0.3,
        needs_membership=draw.random(c) < 0.3,
        needs_store=draw.random(c) < 0.3,
        public=(draw.random(c) < 0.5) & (form == Form.WRITTEN),
        in_record=draw.random(c) < 0.5,
        intercept=draw.normal(0.0, 0.5, c),
        age_slope=draw.normal(0.0, 0.1, c),
        kind_appeal=draw.normal(0.0, 0.5, (c, N_KINDS)),
        audience_appeal=draw.normal(0.0, 0.2, (c, N_KINDS)),
        acceptable_delay=choices(draw, [3.0, 8.0, 60.0], c),
        judgement=draw.normal(0.0, 0.3, c),
        expected_logit=draw.normal(0.0, 0.5, c),
        skill=choices(draw, [0.0, 0.3, 0.6, 1.0], c),
        resolution_factor=draw.uniform(0.5, 1.5, (c, N_KINDS)),
        handling_factor=choices(draw, [1.0, 1.0, 0.5, 2.0], (c, N_KINDS)),
        delay=laws(draw, (c,)),
        patience=laws(draw, (c,)),
        patience_factor=choices(draw, [1.0, 1.0, 0.5], (c, N_KINDS)),
        impatient=choices(draw, [0.0, 0.0, 0.3], c),
        patient=choices(draw, [0.0, 0.0, 0.3], c),
        message_after=choices(draw, [INF, INF, 5.0, 10.0], c),
        balking=choices(draw, [0.0, 0.0, 0.5], c),
        line_limit=np.where(live, choices(draw, [INF, INF, INF, 0.0, 2.0], c), INF),
        trunks=np.where(live, choices(draw, [INF, INF, INF, 2.0, 6.0], c), INF),
        chase=laws(draw, (c,), never=0.0 if is_busy else 0.2),
        expiry=laws(draw, (c,), never=0.7),
        answer_probability=choices(draw, [0.0, 0.5, 1.0, 1.0, 1.0, 1.0], c),
        threshold=np.where(form == Form.DESKLESS, -1.0, choices(draw, MINUTES, c)),
        at_close=draw.choice([*AtClose, AtClose.SEND_AWAY], c),
        drop_when_closed=choices(draw, [0.0, 0.3, 1.0], c),
        opening_spread=choices(draw, [0.0, 10.0, 1000.0], c),
    )


def random_kinds(draw):
    """Three kinds of need, none of them a complaint now and then."""
    nothing = float(draw.choice([-INF, -1.0]))
    return Kinds(
        cumulative_share=np.array([0.4, 0.8, 1.0]),
        urgency=draw.uniform(0.5, 1.5, N_KINDS),
        judgement=draw.normal(0.0, 0.3, N_KINDS),
        nothing=np.array([-INF, nothing, nothing]),
        needs_identification=draw.random(N_KINDS) < 0.4,
        complaint=int(draw.choice([2, 2, -1])),
    )


def random_serving(draw, desks, is_busy):
    """How each desk serves the channels whose routes name it."""
    shape = desks.suspends.size, len(desks.route)
    serves = np.array([(desks.route == d).any(axis=1) for d in range(shape[0])])
    handling = laws(draw, shape, never=0.02)
    if is_busy:
        handling[..., 0] = Law.FIXED
        handling[..., 1:] = 0.0
        handling[..., 1] = choices(draw, [10.0, 20.0, 50.0], shape)
    most = MOST_HANDS if draw.random() < 0.6 else 1
    return Serving(
        serves=serves,
        handling=handling * serves[..., np.newaxis],
        skill=choices(draw, [0.0, 0.3, 0.6, 1.0], shape) * serves,
        concurrency=draw.integers(1, most + 1, shape) * serves,
        priority=draw.integers(1, 3, shape) * serves,
    )


def random_behaviour(draw, is_busy):
    """What customers have in common."""
    chances = [0.5, 0.9, 1.0] if is_busy else [0.0, 0.5, 1.0]
    never = 0.0 if is_busy else 0.2
    pick = draw.choice
    degree = int(pick([1, 4, 50]))
    return Behaviour(
        beta_satisfaction=2.0,
        beta_wait=float(pick([0.0, 0.5])),
        beta_habit=0.3,
        beta_return=float(pick([-1.0, 0.0, 1.0])),
        failed_penalty=1.0,
        circumstance_sd=float(pick([0.0, 0.5])),
        nothing_hash=name_hash("nothing"),
        judgement_intercept=float(draw.normal(0.0, 0.5)),
        judgement_resolved=1.0,
        judgement_delay=float(pick([0.0, 1.0])),
        judgement_never=-1.0,
        judgement_abandoned=-1.0,
        judgement_expectation=float(pick([0.0, 0.2])),
        loss_aversion=float(pick([1.0, 2.0])),
        learning_rate=float(pick([0.0, 0.1, 0.5])),
        goodwill_rate=float(pick([0.0, 0.25, 0.8])),
        retry=float(pick(chances)),
        retry_abandoned=float(pick(chances)),
        retry_delay=np.array(random_law(draw, never)),
        retry_delay_abandoned=np.array(random_law(draw, never)),
        retry_chase=float(pick(chances)),
        max_attempts=int(draw.integers(2 if is_busy else 1, 7)),
        leave_below=float(pick([-INF, -INF, 0.3, 0.5])),
        tell_satisfied=float(pick([0.0, 0.39, 1.0])),
        tell_dissatisfied=float(pick([0.0, 0.6, 1.0])),
        listeners_satisfied=int(pick([0, 1, 8])),
        listeners_dissatisfied=int(pick([1, 3, 15])),
        degree=degree,
        local_links=int(draw.integers(0, degree // 2 + 1)) * 2,
        word_of_mouth=float(pick([0.0, 0.1, 0.5])),
        word_of_mouth_goodwill=float(pick([0.0, 0.1])),
        image_rate=float(pick([0.0, 0.5, 1.0])),
        image_life=float(pick([30.0, 1000.0, INF])),
        image_goodwill=float(pick([0.0, 0.5])),
        view_share=float(pick([0.0, 0.1])),
        wait_form=int(pick([WaitForm.LOG, WaitForm.LOG, WaitForm.LINEAR])),
        felt=int(pick([Felt.JUDGED, Felt.JUDGED, Felt.SERVED])),
        belief=int(pick([Belief.OWN, Belief.OWN, Belief.PUBLIC])),
    )


def random_policies(draw):
    """What the organisation decided."""
    pick = draw.choice
    return Policies(
        record_saving=float(pick([0.0, 0.3, 1.0])),
        move_to_private=bool(draw.random() < 0.7),
        private_delay=np.array(random_law(draw, never=0.05)),
        private_loss=float(pick([0.0, 0.3, 1.0])),
        public_handling=np.array(random_law(draw, never=0.0)),
        delete_share=float(pick([0.0, 0.5, 1.0])),
        repost_factor=float(pick([1.0, 4.0])),
        loud_audience=float(pick([INF, 300.0, 0.0])),
        loud_answer_probability=float(pick([0.0, 1.0])),
        loud_first=bool(draw.random() < 0.5),
    )


# ------------------------------------------------------------------------------------- customers


def random_needs(draw, times, n_customers):
    """Several customers have a need at each time; nobody has two at once."""
    return tuple(
        (float(time), int(customer), int(draw.integers(N_KINDS)))
        for time in times
        for customer in np.flatnonzero(draw.random(n_customers) < 0.5)
    )


def random_people(draw, n_customers, n_channels):
    """Customers who differ in everything, beliefs at the ends of their range included."""
    shape = (n_customers, n_channels)
    joins = draw.choice([-INF, 0.0, 100.0, 150.0, INF], n_customers)
    return {
        "age": np.sort(draw.integers(15, 90, n_customers)),
        "internet": draw.random(n_customers) < 0.7,
        "store_access": draw.random(n_customers) < 0.7,
        "member_from": joins,
        "page_until": np.maximum(joins, 0.0) + draw.choice([50.0, 100.0, INF], n_customers),
        "audience": draw.uniform(0.0, 1000.0, n_customers),
        "taste": draw.normal(0.0, 0.5, shape),
        "satisfaction_belief": draw.uniform(0.01, 0.99, shape),
        # The public belief about waits begins with the first customer's: all expect the same.
        "log_wait_belief": np.tile(draw.normal(2.0, 1.0, n_channels), (n_customers, 1)),
    }
