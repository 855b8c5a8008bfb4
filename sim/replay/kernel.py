"""The replay itself: beliefs move with what was felt, and every choice is made again."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import apart, entry_point, njit
from sim._memory import by_reference
from sim.behaviour.choice import CustomerView, choose, is_available, systematic_utility
from sim.behaviour.image import after_post, faded, views
from sim.behaviour.judgement import Experience, satisfaction
from sim.behaviour.learning import (
    drawn_to,
    learn_goodwill,
    learn_satisfaction,
    learn_wait,
    public_weight,
    wait_seen,
)
from sim.behaviour.word_of_mouth import first_link, hear_goodwill, hear_satisfaction, n_listeners
from sim.choice_luck import ChoiceLuck, draw_choice
from sim.neighbours import n_neighbours, neighbour
from sim.packed import Packed
from sim.params import Belief, Desks, Form
from sim.population import Customers
from sim.replay.decisions import LEFT
from sim.replay.order import What
from sim.rng import Key, Stream, uniform, uniform_pair


class Views(NamedTuple):
    """What customers knew when they chose: W decisions, C channels."""

    satisfaction_belief: NDArray[np.float64]  # (W, C) ŝ
    unheard_belief: NDArray[np.float64]  # (W, C) ŝ had nobody ever told them anything
    log_wait_belief: NDArray[np.float64]  # (W, C) l̂
    image: NDArray[np.float32]  # (W, C) Q as they see it
    opens_in: NDArray[np.float64]  # (W, C) o, minutes
    available: NDArray[np.int64]  # (W,) bit mask
    utility: NDArray[np.float64]  # (W, C) Eq. (5) without ν and ε; -inf if not available


PUBLIC = np.dtype(
    [
        ("satisfaction_belief", "f8"),  # of everybody, where beliefs are public
        ("log_wait_belief", "f8"),
        ("contacts", "f8"),  # judged
        ("image", "f8"),
        ("moved", "f8"),  # when the image last was
    ]
)
"""What is known of a channel in public."""

LOOK = np.dtype(
    [
        ("opens_in", "f8"),
        ("satisfaction_belief", "f8"),
        ("log_wait_belief", "f8"),
        ("image", "f4"),
    ],
    align=True,
)
"""One channel as a customer sees it."""


class State(NamedTuple):
    """What moves during a replay: N customers, C channels, D desks."""

    satisfaction_belief: NDArray[np.float32]  # (N, C)
    unheard_belief: NDArray[np.float32]  # (N, C)
    log_wait_belief: NDArray[np.float32]  # (N, C)
    goodwill: NDArray[np.float32]  # (N,)
    has_left: NDArray[np.uint8]  # (N,)
    last_channel: NDArray[np.int8]  # (N,)
    public: NDArray[np.void]  # (C,) PUBLIC
    advisers: NDArray[np.int64]  # (D,) on duty
    opens: NDArray[np.float64]  # (D,) next opening
    next_step: NDArray[np.int64]  # (1,) of the roster
    look: NDArray[np.void]  # (C,) LOOK, room for one choice
    luck: ChoiceLuck


class Fixed(NamedTuple):
    """What stays during a segment of a replay."""

    key: Key
    p: Packed
    complaint: int
    customers: Customers
    desks: Desks
    access: NDArray[np.int64]  # (8,) channels open to internet + 2 store + 4 follower, bit masks


@entry_point
def run(fixed, state, events, decisions, wanted, seen):
    """Go through the events; fill in what is chosen and felt again, and what was seen.

    `wanted` has the row of `seen` for each decision.
    """
    f = by_reference(fixed)
    s = by_reference(state)
    for e in range(len(events)):
        event = events[e]
        row = event["decision"]
        d = decisions[row]
        what = event["what"]
        if what == What.JUDGEMENT:
            judge(f, s, d)
        elif what == What.ARRIVAL:
            arrive(f, s, d)
        else:
            choose_again(f, s, decisions, row, wanted[row], seen)


@njit
def arrive(f, s, d):
    """A contact reaches its channel; a complaint in public may be deleted there."""
    c = int(d["channel"])
    i = int(d["customer"])
    s.last_channel[i] = c
    channel = f.p.channels[c]
    policies = f.p.policies[0]
    d["deleted"] = 0
    if (
        channel["public"]
        and channel["form"] == Form.WRITTEN
        and int(d["kind"]) == f.complaint
        and policies["delete_share"] > 0.0
    ):
        is_loud = f.customers.audience[i] >= policies["loud_audience"]
        p = policies["loud_answer_probability"] if is_loud else channel["answer_probability"]
        noticed = uniform(f.key, Stream.ANSWERED, i, d["need"], d["attempt"], 0) < p
        u = uniform(f.key, Stream.DELETED, i, d["need"], d["attempt"], 0)
        d["deleted"] = noticed and u < policies["delete_share"]


@apart
def judge(f, s, d):
    """A customer feels, learns, posts, tells and perhaps leaves, as the table says it was felt."""
    i = int(d["customer"])
    c = int(d["channel"])
    behaviour = f.p.behaviour[0]
    never = d["never"] == 1
    abandoned = d["abandoned"] == 1
    public = s.public[c]
    believed = np.float64(s.satisfaction_belief[i, c])
    expected = np.float64(s.log_wait_belief[i, c])
    is_public = behaviour["belief"] == Belief.PUBLIC
    if is_public:
        believed = public["satisfaction_belief"]
        expected = public["log_wait_belief"]
    resolved = d["resolved"] == 1 and not never and not abandoned
    experience = Experience(c, int(d["kind"]), d["wait"], resolved, never, abandoned)
    d["refelt"] = satisfaction(experience, believed, expected, f.p)
    felt = d["felt"]
    rate = behaviour["learning_rate"]
    delay = f.p.channels[c]["acceptable_delay"]
    if is_public:
        public["contacts"] += 1.0
        weight = public_weight(public["contacts"], rate)
        seen = wait_seen(d["wait"], delay, behaviour["wait_form"])
        public["log_wait_belief"] = drawn_to(public["log_wait_belief"], seen, weight)
        public["satisfaction_belief"] = drawn_to(
            public["satisfaction_belief"], np.float64(felt), weight
        )
    else:
        s.log_wait_belief[i, c] = learn_wait(
            s.log_wait_belief[i, c], d["wait"], delay, never or abandoned, f.p
        )
        s.satisfaction_belief[i, c] = learn_satisfaction(s.satisfaction_belief[i, c], felt, rate)
        s.unheard_belief[i, c] = learn_satisfaction(s.unheard_belief[i, c], felt, rate)
    s.goodwill[i] = learn_goodwill(s.goodwill[i], felt, behaviour["goodwill_rate"])
    if f.p.channels[c]["public"] and behaviour["image_rate"] > 0.0:
        now = d["judgement"]
        n_views = views(np.float64(f.customers.audience[i]), d["deleted"] == 1, f.p)
        image = faded(public["image"], now - public["moved"], f.p)
        public["image"] = after_post(image, np.float64(felt), n_views, s.goodwill.size, c, f.p)
        public["moved"] = now
    if behaviour["word_of_mouth"] > 0.0 or behaviour["word_of_mouth_goodwill"] > 0.0:
        tell(f, s, d, i, c)
    if s.goodwill[i] < behaviour["leave_below"]:
        s.has_left[i] = 1


@njit
def tell(f, s, d, i, c):
    """Neighbours hear of a contact, as in Eq. (37)-(39)."""
    behaviour = f.p.behaviour[0]
    size = s.goodwill.size
    degree = behaviour["degree"]
    n_links = n_neighbours(size, degree)
    _, u_tell = uniform_pair(f.key, Stream.SATISFIED, i, d["need"], d["attempt"], 0)
    n = min(n_listeners(d["satisfied"] == 1, u_tell, f.p), n_links)
    if n == 0:
        return
    link = first_link(uniform(f.key, Stream.LISTENERS, i, d["need"], d["attempt"], 0), n_links)
    for m in range(n):
        other = neighbour(i, (link + m) % n_links, size, degree, behaviour["local_links"])
        s.satisfaction_belief[other, c] = hear_satisfaction(
            s.satisfaction_belief[other, c], d["felt"], f.p
        )
        s.goodwill[other] = hear_goodwill(s.goodwill[other], d["felt"], f.p)


@njit
def read_roster(f, s, now):
    """Take every roster step up to now, and say when each channel opens."""
    desks = f.desks
    step = s.next_step[0]
    while step < desks.step_time.size and desks.step_time[step] <= now:
        s.advisers[desks.step_desk[step]] = desks.step_advisers[step]
        s.opens[desks.step_desk[step]] = desks.step_opens[step]
        step += 1
    s.next_step[0] = step
    for c in range(s.look.size):
        s.look[c]["opens_in"] = 0.0
        if f.p.channels[c]["form"] != Form.LIVE:
            continue
        is_open = False
        opens = math.inf
        for r in range(desks.route.shape[1]):
            desk = desks.route[c, r]
            if desk < 0:
                break
            is_open = is_open or s.advisers[desk] > 0
            opens = min(opens, s.opens[desk])
        if not is_open:
            s.look[c]["opens_in"] = opens - now


@njit
def look_around(f, s, i, follows, now):
    """What a customer knows of each channel: beliefs, image and opening."""
    read_roster(f, s, now)
    is_public = f.p.behaviour[0]["belief"] == Belief.PUBLIC
    for c in range(s.look.size):
        known = s.look[c]
        public = s.public[c]
        if is_public:
            known["satisfaction_belief"] = public["satisfaction_belief"]
            known["log_wait_belief"] = public["log_wait_belief"]
        else:
            known["satisfaction_belief"] = s.satisfaction_belief[i, c]
            known["log_wait_belief"] = s.log_wait_belief[i, c]
        known["image"] = 0.0
        if follows:
            known["image"] = faded(public["image"], now - public["moved"], f.p)


@apart
def choose_again(f, s, decisions, row, at, seen):
    """The choice of one decision, with the luck and the beliefs of its moment, Eq. (5)-(8)."""
    d = decisions[row]
    i = int(d["customer"])
    now = d["time"]
    if d["channel"] < 0 and s.has_left[i]:
        d["rechosen"] = LEFT
        return
    people = f.customers
    d["last_channel"] = decisions[d["first"]]["last_channel"]
    if d["attempt"] == 0:
        d["last_channel"] = s.last_channel[i]
    follows = people.member_from[i] <= now and now < people.page_until[i]
    access = int(people.internet[i]) | int(people.store_access[i]) << 1 | int(follows) << 2
    look_around(f, s, i, follows, now)
    with_circumstance = f.p.behaviour[0]["circumstance_sd"] > 0.0
    draw_choice(f.key, s.luck, i, d["need"], d["attempt"], with_circumstance)
    view = CustomerView(
        s.look["satisfaction_belief"],
        s.look["log_wait_belief"],
        s.look["image"],
        people.taste[i],
        s.look["opens_in"],
        f.access[access],
        (float(people.age[i]) - 45.0) / 10.0,
        math.log(1.0 + float(people.audience[i]) / 50.0),
        int(d["kind"]),
        int(d["last_channel"]),
        int(d["previous_channel"]),
        int(d["failed"]),
    )
    d["rechosen"] = choose(view, s.luck, f.p)
    seen.available[at] = view.available
    is_public = f.p.behaviour[0]["belief"] == Belief.PUBLIC
    for c in range(s.look.size):
        seen.satisfaction_belief[at, c] = view.satisfaction_belief[c]
        seen.unheard_belief[at, c] = view.satisfaction_belief[c]
        if not is_public:
            seen.unheard_belief[at, c] = s.unheard_belief[i, c]
        seen.log_wait_belief[at, c] = view.log_wait_belief[c]
        seen.image[at, c] = view.image[c]
        seen.opens_in[at, c] = view.opens_in[c]
        seen.utility[at, c] = -math.inf
        if is_available(view, c):
            seen.utility[at, c] = systematic_utility(view, c, f.p)
