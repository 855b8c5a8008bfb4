"""Why a customer chose otherwise: the utility difference of two plans' choices taken apart.

Under the base a customer chose channel b, under the plan p, with the same luck. So the utility of p
over b rose, Eq. (C6) in docs/comparing.md, by

    D = [V'(p) - V'(b)] - [V(p) - V(b)]

with V of the base and V' of the plan. What V depends on is replaced piece by piece, from what it
was under the base to what it was under the plan, with the shared function that engines use; each
replacement's share of D is the mean of two orders, forwards and backwards, Eq. (C7). Where V is a
sum, both orders agree; where two pieces act together (a wait that counts less beside a long
closure), each gets half of what they do together. The parts add up to D.
"""

import math
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import entry_point, njit
from sim.behaviour.choice import NOTHING, CustomerView, systematic_utility
from sim.packed import Packed


class Reason(IntEnum):
    """What V depends on, in the order of replacement."""

    WAIT = 0  # l̂, the wait expected
    OWN_EXPERIENCE = 1  # ŝ as it would be had nobody ever told the customer anything
    WORD_OF_MOUTH = 2  # what others told: the rest of ŝ
    IMAGE = 3  # Q, what others wrote in public
    HABIT = 4  # last channel, previous attempt, failed channels: β_h, β_r, φ
    AVAILABILITY = 5  # opening hours at that moment, access, channels that are not there
    PLAN = 6  # parameters of choice that the plan itself changes: appeal, weights, tastes


N_REASONS = len(Reason)

MISSING = -2
"""Number of a channel that a plan does not have."""

SIDE = np.dtype(
    [
        ("log_wait_belief", "f8"),
        ("satisfaction_belief", "f8"),  # ŝ
        ("unheard_belief", "f8"),  # ŝ had nobody told anything
        ("image", "f8"),
        ("opens_in", "f8"),
        ("taste", "f8"),
        ("audience_term", "f8"),  # log(1 + audience / 50)
        (
            "channel",
            "i8",
        ),  # its number in this plan; NOTHING: doing nothing; MISSING: there is none
        ("is_last", "u1"),
        ("is_previous", "u1"),
        ("has_failed", "u1"),
        ("is_available", "u1"),
    ],
    align=True,
)
"""One channel as one customer saw it under one plan."""


class Chooser(NamedTuple):
    """Who chose; S switches."""

    kind: NDArray[np.uint8]  # (S,)
    age_decades: NDArray[np.float64]  # (S,) (age - 45) / 10


class Room(NamedTuple):
    """A view of one channel."""

    satisfaction_belief: NDArray[np.float64]  # (1,)
    log_wait_belief: NDArray[np.float64]  # (1,)
    image: NDArray[np.float64]  # (1,)
    taste: NDArray[np.float64]  # (1,)
    opens_in: NDArray[np.float64]  # (1,)


def attribute(
    chooser: Chooser, sides: NDArray[np.void], base: Packed, plan: Packed
) -> NDArray[np.float64]:
    """Return the parts of each switch's utility difference, by reason.

    Parameters
    ----------
    chooser
        Who switched.
    sides
        (S, 2, 2) of dtype `SIDE`: from and to channel, under base and plan.
    base, plan
        Parameters of both.

    Returns
    -------
    ndarray
        (S, `Reason`). A channel that one plan does not offer at that moment makes availability
        infinite; the other parts are then what they would be if all were offered and open. Doing
        nothing has to be offered by both plans.
    """
    parts = np.zeros((len(sides), N_REASONS))
    room = Room(*(np.zeros(1) for _ in Room._fields))
    _attribute(chooser, sides, base, plan, room, parts)
    return parts


@entry_point
def _attribute(chooser, sides, base, plan, room, parts):  # type: ignore[no-untyped-def]
    for s in range(len(sides)):
        offered = True
        for c in range(2):
            for side in range(2):
                if not sides[s, c, side]["is_available"]:
                    offered = False
        for c in range(2):
            pair = sides[s, c]
            if pair[0]["channel"] != MISSING and pair[1]["channel"] != MISSING:
                sign = 1.0 if c == 1 else -1.0
                _one_channel(chooser, s, pair, base, plan, room, sign, offered, parts[s])
        if not offered:
            parts[s, Reason.AVAILABILITY] = math.inf


@njit
def _one_channel(chooser, s, pair, base, plan, room, sign, offered, parts):  # type: ignore[no-untyped-def]
    """Add one channel's parts: every piece replaced in both orders."""
    for order in range(2):
        replaced = 0
        before = _utility(chooser, s, pair, replaced, base, plan, room, offered)
        for step in range(N_REASONS):
            reason = step if order == 0 else N_REASONS - 1 - step
            replaced |= 1 << reason
            after = _utility(chooser, s, pair, replaced, base, plan, room, offered)
            parts[reason] += sign * 0.5 * (after - before)
            before = after


@njit
def _utility(chooser, s, pair, replaced, base, plan, room, offered):  # type: ignore[no-untyped-def]
    """V of a channel with some pieces of the plan and the others of the base."""
    of_plan = (replaced >> Reason.PLAN) & 1
    p = plan if of_plan else base
    c = pair[of_plan]["channel"]
    if c == NOTHING:
        return p.kinds[chooser.kind[s]]["nothing"]
    habit = pair[(replaced >> Reason.HABIT) & 1]
    room.log_wait_belief[0] = pair[(replaced >> Reason.WAIT) & 1]["log_wait_belief"]
    told = pair[(replaced >> Reason.WORD_OF_MOUTH) & 1]
    heard = told["satisfaction_belief"] - told["unheard_belief"]
    unheard = pair[(replaced >> Reason.OWN_EXPERIENCE) & 1]["unheard_belief"]
    room.satisfaction_belief[0] = unheard + heard
    room.image[0] = pair[(replaced >> Reason.IMAGE) & 1]["image"]
    room.taste[0] = pair[of_plan]["taste"]
    room.opens_in[0] = pair[(replaced >> Reason.AVAILABILITY) & 1]["opens_in"] if offered else 0.0
    view = CustomerView(
        room.satisfaction_belief,
        room.log_wait_belief,
        room.image,
        room.taste,
        room.opens_in,
        1,
        chooser.age_decades[s],
        pair[of_plan]["audience_term"],
        int(chooser.kind[s]),
        0 if habit["is_last"] else NOTHING,
        0 if habit["is_previous"] else NOTHING,
        int(habit["has_failed"]),
    )
    one = Packed(
        p.channels[c : c + 1],
        p.by_kind[c : c + 1],
        p.kinds,
        p.serving,
        p.behaviour,
        p.policies,
    )
    return systematic_utility(view, 0, one)
