"""What a customer knows when it chooses a channel, and the luck of its choice."""

import math

from sim._jit import apart, njit
from sim.behaviour.choice import CustomerView, choose
from sim.behaviour.image import faded
from sim.choice_luck import draw_choice, draw_first_choices, part_of
from sim.engine.lines import opening_delay
from sim.engine.state import FIRST_CHOICES
from sim.params import Belief


@njit
def first_luck(e, needs, n):
    """Place of the luck of need `n`'s first attempt; that of the next ones is drawn with it."""
    scalars = e.scalars[0]
    choice = n - scalars["luck_from"]
    if choice < FIRST_CHOICES:
        return choice
    draw_ahead(e, needs, n)
    return 0


@apart
def draw_ahead(e, needs, n):
    """Draw the luck of the first attempts of needs from `n` on."""
    e.scalars[0]["luck_from"] = n
    with_circumstance = e.p.behaviour[0]["circumstance_sd"] > 0.0
    draw_first_choices(e.key, e.luck, needs, n, len(e.lines) + 1, with_circumstance)


@apart
def choose_channel(e, j, choice, now):
    """The channel of journey `j`'s next attempt, by the luck that stands at place `choice`."""
    journey = e.journeys[j]
    i = int(journey["customer"])
    person = e.persons[i]
    follows = person["member_from"] <= now and now < person["page_until"]
    access = int(person["access"]) | int(follows) << 2
    look_around(e, i, follows, now)
    with_circumstance = e.p.behaviour[0]["circumstance_sd"] > 0.0
    if choice < FIRST_CHOICES:
        lanes = len(e.lines) + 1
        luck = part_of(e.luck, choice * lanes, (choice + 1) * lanes)
        keep_circumstance(e.circumstances[j], luck, with_circumstance)
    else:
        luck = e.luck_again
        kept = e.circumstances[j]
        is_kept = not math.isnan(kept[0])
        draw = with_circumstance and not is_kept
        draw_choice(e.key, luck, i, journey["need"], journey["made"], draw)
        if is_kept:
            for c in range(len(e.lines)):
                luck.circumstance[c] = kept[c]
    audience_term = 0.0
    if (e.scalars[0]["heard"] >> int(journey["kind"])) & 1:
        audience_term = math.log(1.0 + float(person["audience"]) / 50.0)
    view = CustomerView(
        e.choice["satisfaction_belief"],
        e.choice["log_wait_belief"],
        e.choice["image"],
        e.memory[i]["taste"],
        e.choice["opens_in"],
        e.scalars[0]["access"][access],
        (float(person["age"]) - 45.0) / 10.0,
        audience_term,
        int(journey["kind"]),
        int(journey["last_channel"]),
        int(journey["previous_channel"]),
        int(journey["failed"]),
    )
    return choose(view, luck, e.p)


@njit
def keep_circumstance(kept, luck, is_drawn):
    """Keep a need's circumstances for its next attempts: drawing them takes half of their luck."""
    if is_drawn:
        for c in range(len(kept)):
            kept[c] = luck.circumstance[c]
    else:
        kept[0] = math.nan


@njit
def look_around(e, i, follows, now):
    """What customer `i` knows of each channel: beliefs, image and opening."""
    is_public = e.p.behaviour[0]["belief"] == Belief.PUBLIC
    for c in range(len(e.lines)):
        known = e.choice[c]
        public = e.public[c]
        known["opens_in"] = opening_delay(e, c, now)
        if is_public:
            known["satisfaction_belief"] = public["satisfaction_belief"]
            known["log_wait_belief"] = public["log_wait_belief"]
        else:
            memory = e.memory[i, c]
            known["satisfaction_belief"] = e.opinions[i, c]
            known["log_wait_belief"] = memory["log_wait_belief"]
        known["image"] = 0.0
        if follows:
            known["image"] = faded(public["image"], now - public["moved"], e.p)
