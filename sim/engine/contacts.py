"""One contact's life in the compiled engine: made, judged, closed, followed by another or not."""

import math

import numpy as np

from sim._jit import njit
from sim.behaviour.judgement import Experience, satisfaction
from sim.behaviour.learning import learn_goodwill, learn_satisfaction, learn_wait
from sim.behaviour.recontact import retry_delay
from sim.engine.desks import schedule
from sim.engine.state import FREE, IGNORED, NONE
from sim.engine.tally import CLOSED, JOURNEY_CONTACTS, SOLVED, count_journey, write_contact
from sim.records import NOT_JUDGED, EventKind, Recall
from sim.rng import Stream, uniform, uniform_pair

_JUDGED = int(Recall.JUDGED)
_RESOLVED = int(Recall.RESOLVED)
_SATISFIED = int(Recall.SATISFIED)
_NEVER_ANSWERED = int(Recall.NEVER_ANSWERED)
_FIRST_ATTEMPT = int(Recall.FIRST_ATTEMPT)
_IGNORED = int(Recall.IGNORED)


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
    slot["channel"] = c
    slot["chosen"] = now
    slot["arrival"] = now
    slot["start"] = math.nan
    slot["handling"] = 0.0
    slot["closed"] = 0.0
    slot["judged"] = np.float32(math.nan)
    slot["satisfied"] = NOT_JUDGED
    slot["resolved"] = 0
    slot["chased"] = 0
    slot["switched"] = journey["made"] > 0 and c != journey["previous_channel"]
    journey["made"] += 1
    journey["previous_channel"] = c
    journey["open"] += 1
    return k


@njit
def release_slot(e, k):
    """Slot `k` is free again, its journey has one open contact less."""
    scalars = e.scalars[0]
    slot = e.slots[k]
    e.journeys[slot["journey"]]["open"] -= 1
    slot["stage"] = FREE
    slot["next"] = scalars["free_slot"]
    scalars["free_slot"] = k
    scalars["open"] -= 1


@njit
def judge(e, k, wait, never, abandoned):
    """The customer judges slot `k`'s contact, once, and learns from it, Eq. (9)-(14)."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    i = int(journey["customer"])
    c = int(slot["channel"])
    person = e.persons[i]
    memory = e.memory[i, c]
    behaviour = e.p.behaviour[0]
    resolved = slot["resolved"] == 1 and not never and not abandoned
    experience = Experience(c, int(journey["kind"]), wait, resolved, never, abandoned)
    felt = satisfaction(experience, memory["satisfaction_belief"], memory["log_wait_belief"], e.p)
    u = uniform(e.key, Stream.SATISFIED, i, journey["need"], slot["attempt"], 0)
    slot["judged"] = felt
    slot["satisfied"] = u < felt
    memory["log_wait_belief"] = learn_wait(
        memory["log_wait_belief"],
        wait,
        e.p.channels[c]["acceptable_delay"],
        behaviour["learning_rate"],
        never or abandoned,
    )
    memory["satisfaction_belief"] = learn_satisfaction(
        memory["satisfaction_belief"], felt, behaviour["learning_rate"]
    )
    person["goodwill"] = learn_goodwill(person["goodwill"], felt, behaviour["goodwill_rate"])
    note_for_panel(e, memory, slot, journey, resolved, never)


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


@njit
def close_contact(e, k, outcome, desk, now):
    """Write slot `k`'s record and free it."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    journey["contacts"] += 1
    write_contact(e, slot, journey, outcome, desk, now)
    release_slot(e, k)


@njit
def fail(e, k):
    """Slot `k`'s channel has failed in its journey."""
    slot = e.slots[k]
    e.journeys[slot["journey"]]["failed"] |= 1 << int(slot["channel"])


@njit
def try_again(e, k, gave_up, now):
    """After an unsolved contact: another attempt after a delay, or none, Eq. (15)."""
    slot = e.slots[k]
    journey = e.journeys[slot["journey"]]
    a = slot["attempt"]
    if (
        journey["solved"]
        or slot["chased"]
        or a + 1 != journey["made"]
        or journey["made"] >= e.p.behaviour[0]["max_attempts"]
    ):
        return
    u_retry, u_delay = uniform_pair(e.key, Stream.RETRY, journey["customer"], journey["need"], a, 0)
    delay = retry_delay(gave_up, u_retry, u_delay, e.p)
    if delay >= 0.0:
        journey["pending"] = 1
        schedule(e, now + delay, EventKind.ARRIVAL, journey, a + 1, slot["journey"])


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
