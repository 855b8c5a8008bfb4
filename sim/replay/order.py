"""In which order choices, arrivals and judgements of a run came."""

import heapq
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.records import EventKind

Table = NDArray[np.void]
Flags = NDArray[np.bool_]

EVENT = np.dtype(
    [
        ("time", "f8"),
        ("what", "u1"),
        ("kind", "u1"),  # sim.records.EventKind
        ("decision", "i8"),
    ],
    align=True,
)


class What(IntEnum):
    """What happens to a decision, in this order."""

    CHOICE = 0
    ARRIVAL = 1
    JUDGEMENT = 2


def events(decisions: Table, chosen_again: Flags) -> Table:
    """Return the events of a run in the order in which they came.

    By time, and at the same minute by the tie rule of the engines (`sim.records.EventKind`).

    Parameters
    ----------
    decisions
        Of dtype `sim.replay.decisions.DECISION`, contacts first, in closing order.
    chosen_again
        (M,) Of which decisions the choice is an event.
    """
    row = np.arange(len(decisions))
    arrived = np.isfinite(decisions["arrival"])
    judged = np.isfinite(decisions["judgement"])
    parts = [
        (What.CHOICE, row[chosen_again], decisions["time"][chosen_again]),
        (What.ARRIVAL, row[arrived], decisions["arrival"][arrived]),
        (What.JUDGEMENT, row[judged], decisions["judgement"][judged]),
    ]
    found = np.zeros(sum(len(rows) for _, rows, _ in parts), EVENT)
    found["what"] = np.concatenate([np.full(len(rows), what) for what, rows, _ in parts])
    found["decision"] = np.concatenate([rows for _, rows, _ in parts])
    found["time"] = np.concatenate([time for _, _, time in parts])
    found["kind"] = EventKind.ARRIVAL
    found["kind"][len(found) - judged.sum() :] = decisions["judged_by"][judged]
    # Stable: what happens to one decision at one minute stays in the order of the parts.
    found = found[np.argsort(found["time"], kind="stable")]
    tied = _tied(found["time"], found["decision"])
    group = found[tied]
    of = decisions[group["decision"]]
    order = np.lexsort((group["what"], of["attempt"], of["need"], of["customer"], group["time"]))
    group, of = group[order], of[order]
    need = of["customer"].astype(np.int64) << 32 | of["need"]
    for first, last in _of_several(group["time"], need):
        turn = _in_turn(group[first:last], of[first:last])
        group[first:last] = group[first:last][turn]
    found[tied] = group
    return found


def _tied(time: NDArray[np.float64], decision: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of events of several decisions that stand at one minute."""
    tied = np.zeros(time.size, np.bool_)
    for first, last in _of_several(time, decision):
        tied[first:last] = True
    return np.flatnonzero(tied)


def _of_several(time: NDArray[np.float64], owner: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return where equal times of several owners begin and end; `time` is sorted."""
    if not time.size:
        return []
    first = np.flatnonzero(np.concatenate([[True], np.diff(time) != 0.0]))
    several = np.minimum.reduceat(owner, first) != np.maximum.reduceat(owner, first)
    last = np.append(first, time.size)[1:]
    return list(zip(first[several].tolist(), last[several].tolist(), strict=True))


def _in_turn(tied: Table, of: Table) -> list[int]:
    """Return the order of events of one minute, given by customer, need, attempt and what.

    The first by the tie rule of those that can come: what happens to one need comes in the order
    given, and contacts close in the order of the table.
    """
    events = range(len(tied))
    what, row = tied["what"].tolist(), tied["decision"].tolist()
    need = list(zip(of["customer"].tolist(), of["need"].tolist(), strict=True))
    attempt = of["attempt"].tolist()
    judged = [part == What.JUDGEMENT for part in what]
    kind = tied["kind"].tolist()
    # Who is sent away leaves in the order of the line, which is that of the table.
    place = np.where(of["judged_by"] == EventKind.ROSTER_STEP, row, 0).tolist()
    keys: list[tuple[int, ...]] = [
        (kind[i], place[i] if judged[i] else 0, *need[i], attempt[i], what[i]) for i in events
    ]
    waits_for = {i: [i - 1] if i > 0 and need[i] == need[i - 1] else [] for i in events}
    closing = sorted((i for i in events if judged[i] and of["closes"][i]), key=lambda i: row[i])
    for before, after in pairwise(closing):
        waits_for[after].append(before)
    return _sorted(keys, waits_for)


def _sorted(keys: list[tuple[int, ...]], waits_for: dict[int, list[int]]) -> list[int]:
    """Return the smallest key first, of those that wait for nothing that is still to come."""
    followers: dict[int, list[int]] = {}
    for i, before in waits_for.items():
        for j in before:
            followers.setdefault(j, []).append(i)
    missing = {i: len(before) for i, before in waits_for.items()}
    ready = [(keys[i], i) for i, count in missing.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        _, i = heapq.heappop(ready)
        order.append(i)
        for j in followers.get(i, []):
            missing[j] -= 1
            if missing[j] == 0:
                heapq.heappush(ready, (keys[j], j))
    return order
