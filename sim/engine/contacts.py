"""One contact's life in the compiled engine: made, judged, closed, followed by another or not."""

import math
from enum import IntEnum

import numpy as np

from sim._jit import apart, njit
from sim.behaviour.judgement import Experience, satisfaction
from sim.behaviour.learning import (
    drawn_to,
    learn_goodwill,
    learn_satisfaction,
    learn_wait,
    public_weight,
    wait_seen,
)
from sim.behaviour.recontact import retry_delay
from sim.engine.lines import leave_line, schedule
from sim.engine.state import FREE, IGNORED, NONE, NORMAL, WAITING
from sim.engine.talk import hear, post, tell
from sim.engine.tally import CLOSED, JOURNEY_CONTACTS, LEFT, SOLVED, count_journey, write_contact
from sim.params import Belief
from sim.records import NOT_JUDGED, EventKind, Outcome, Recall
from sim.rng import Stream, uniform_pair

_JUDGED = int(Recall.JUDGED)
_RESOLVED = int(Recall.RESOLVED)
_SATISFIED = int(Recall.SATISFIED)
_NEVER_ANSWERED = int(Recall.NEVER_ANSWERED)
_FIRST_ATTEMPT = int(Recall.FIRST_ATTEMPT)
_IGNORED = int(Recall.IGNORED)


class Ending(IntEnum):
    """What a customer judges: an answer, none by the time it stopped waiting, or its own wait."""

    ANSWERED = 0
    NEVER = 1
    ABANDONED = 2


@njit
def open_slot(e, j, c, now):
    """A new contact of journey `j` on channel `c`, chosen now; return its slot."""
    scalars = e.scalars[0]
    journey = e.journeys[j]
    k = scalars["free_slot"]
    slot = e.slots[k]
    scalars["free_slot"] = slot["next"]
    scalars["open"] += 1
    slot["journey"] = j
    slot["attempt"] = journey["made"]
    slot["desk"] = NONE
    slot["channel"] = c
    slot["queue"] = NORMAL
    slot["resolved"] = 0
    slot["satisfied"] = NOT_JUDGED
    slot["switched"] = journey["made"] > 0 and c != journey["previous_channel"]
    slot["chosen"] = now
    slot["arrival"] = now
    slot["start"] = math.nan
    slot["waited"] = 0.0
    slot["response"] = 0.0
    slot["spent"] = 0.0
    slot["patience_left"] = math.nan
    slot["judged"] = np.float32(math.nan)
    slot["suspended"] = 0
    slot["in_public"] = 0
    slot["private"] = 0
    slot["deleted"] = 0
    journey["leader"] = journey["made"]
    journey["made"] += 1
    journey["previous_channel"] = c
    journey["open"] += 1
    _link_to_journey(e, journey, k)
    return k


@njit
def _link_to_journey(e, journey, k):
    """Slot `k` is the last of its journey's open contacts."""
    e.slots[k]["sibling"] = NONE
    other = np.int64(journey["first_open"])
    if other == NONE:
        journey["first_open"] = k
        return
    while e.slots[other]["sibling"] != NONE:
        other = np.int64(e.slots[other]["sibling"])
    e.slots[other]["sibling"] = k


@njit
def release_slot(e, k):
    """Slot `k` is free again, its journey has one open contact less."""
    scalars = e.scalars[0]
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    journey["open"] -= 1
    if journey["first_open"] == k:
        journey["first_open"] = slot["sibling"]
    else:
        other = np.int64(journey["first_open"])
        while e.slots[other]["sibling"] != k:
            other = np.int64(e.slots[other]["sibling"])
        e.slots[other]["sibling"] = slot["sibling"]
    slot["stage"] = FREE
    slot["next"] = scalars["free_slot"]
    scalars["free_slot"] = k
    scalars["open"] -= 1


@njit
def felt_wait(slot):
    """Minutes that count for a judgement, w of Eq. (9): until the first start, or so far."""
    return slot["waited"] if math.isnan(slot["start"]) else slot["response"]


@apart
def judge(e, k, wait, ending, now):
    """The customer judges slot `k`'s contact unless it has; it learns, tells others, may leave.

    Eq. (9)-(14) and (37)-(42). `ending`: an `Ending`.
    """
    slot = e.slots[k]
    if not math.isnan(slot["judged"]):
        return
    if e.scalars[0]["listeners"] > 0:
        hear(e)
    journey = e.journeys[slot["journey"]]
    i = int(journey["customer"])
    c = int(slot["channel"])
    person = e.persons[i]
    memory = e.memory[i, c]
    opinions = e.opinions[i]
    n_channels = len(e.lines)
    public = e.public[c]
    behaviour = e.p.behaviour[0]
    believed = np.float64(opinions[c])
    expected = np.float64(memory["log_wait_belief"])
    if behaviour["belief"] == Belief.PUBLIC:
        believed = public["satisfaction_belief"]
        expected = public["log_wait_belief"]
    never = ending == Ending.NEVER
    abandoned = ending == Ending.ABANDONED
    resolved = slot["resolved"] == 1 and ending == Ending.ANSWERED
    experience = Experience(c, int(journey["kind"]), wait, resolved, never, abandoned)
    felt = satisfaction(experience, believed, expected, e.p)
    u_satisfied, u_tell = uniform_pair(
        e.key, Stream.SATISFIED, i, journey["need"], slot["attempt"], 0
    )
    slot["judged"] = felt
    slot["satisfied"] = u_satisfied < felt
    tell(e, slot, journey, u_tell, felt)
    if behaviour["belief"] == Belief.PUBLIC:
        _learn_together(e, public, c, wait, felt)
    else:
        memory["log_wait_belief"] = learn_wait(
            memory["log_wait_belief"],
            wait,
            e.p.channels[c]["acceptable_delay"],
            ending != Ending.ANSWERED,
            e.p,
        )
        opinions[c] = learn_satisfaction(opinions[c], felt, behaviour["learning_rate"])
    opinions[n_channels] = learn_goodwill(opinions[n_channels], felt, behaviour["goodwill_rate"])
    if e.p.channels[c]["public"]:
        post(e, slot, journey, felt, now)
    if opinions[n_channels] < behaviour["leave_below"] and not person["left"]:
        person["left"] = 1
        count_journey(e, i, now, LEFT, 1.0)
    note_for_panel(e, memory, slot, journey, resolved, never)


@njit
def _learn_together(e, public, c, wait, felt):
    """The belief that everybody shares moves by the share of one contact."""
    behaviour = e.p.behaviour[0]
    public["contacts"] += 1.0
    weight = public_weight(public["contacts"], behaviour["learning_rate"])
    seen = wait_seen(wait, e.p.channels[c]["acceptable_delay"], behaviour["wait_form"])
    public["log_wait_belief"] = drawn_to(public["log_wait_belief"], seen, weight)
    public["satisfaction_belief"] = drawn_to(
        public["satisfaction_belief"], np.float64(felt), weight
    )


@njit
def note_for_panel(e, memory, slot, journey, resolved, never):
    """What a pollster could ask about the last contact, see `sim.records.Recall`."""
    note = _JUDGED
    if resolved:
        note |= _RESOLVED
    if slot["satisfied"] == 1:
        note |= _SATISFIED
    if never:
        note |= _NEVER_ANSWERED
    if slot["stage"] == IGNORED:
        note |= _IGNORED
    if slot["attempt"] == 0:
        note |= _FIRST_ATTEMPT
        memory["first_contact"] = note
    memory["last_contact"] = note
    if journey["kind"] == e.scalars[0]["complaint"]:
        memory["last_complaint"] = note


@apart
def close_contact(e, k, outcome, now):
    """Write slot `k`'s record and free it."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    journey["contacts"] += 1
    write_contact(e, slot, journey, outcome, now)
    release_slot(e, k)


@njit
def fail(e, k):
    """Slot `k`'s channel has failed in its journey."""
    slot = e.slots[k]
    e.journeys[slot["journey"]]["failed"] |= 1 << int(slot["channel"])


@njit
def may_lead_on(e, k):
    """Whether another attempt may follow slot `k`'s contact."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    return (
        slot["attempt"] == journey["leader"] and journey["made"] < e.p.behaviour[0]["max_attempts"]
    )


@njit
def try_again(e, k, gave_up, now):
    """After an unsolved contact: another attempt after a delay, or none, Eq. (15)."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    a = slot["attempt"]
    if journey["solved"] or not may_lead_on(e, k):
        return
    u_retry, u_delay = uniform_pair(e.key, Stream.RETRY, journey["customer"], journey["need"], a, 0)
    delay = retry_delay(gave_up, u_retry, u_delay, e.p)
    if delay >= 0.0:
        journey["pending"] = 1
        schedule(e, now + delay, EventKind.ARRIVAL, journey, journey["made"], slot["journey"])


@apart
def close_duplicates(e, k, now):
    """An adviser starts on slot `k`: the need's other contacts in the record leave their lines."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    other = np.int64(journey["first_open"])
    while other != NONE:
        twin = e.slots[other]
        following = np.int64(twin["sibling"])
        if (
            other != k
            and twin["stage"] == WAITING
            and math.isnan(twin["start"])
            and e.p.channels[twin["channel"]]["in_record"]
        ):
            if twin["attempt"] == journey["leader"]:
                journey["leader"] = slot["attempt"]
            leave_line(e, other, now)
            close_contact(e, other, Outcome.DUPLICATE, now)
        other = following


@njit
def settle(e, j):
    """Close journey `j` if nothing of it is open or on its way."""
    journey = e.journeys[j]
    if journey["open"] > 0 or journey["pending"]:
        return
    scalars = e.scalars[0]
    customer, time = journey["customer"], journey["need_time"]
    count_journey(e, customer, time, CLOSED, 1.0)
    count_journey(e, customer, time, SOLVED, float(journey["solved"]))
    count_journey(e, customer, time, JOURNEY_CONTACTS, float(journey["contacts"]))
    journey["next"] = scalars["free_journey"]
    journey["postponed"] = NONE
    scalars["free_journey"] = j
