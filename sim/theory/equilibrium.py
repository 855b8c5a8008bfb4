"""The choice-queue equilibrium: waits decide choices, choices decide waits.

Customers arrive at rate Λ and choose a channel by logit with utilities

    V_c - β · W_c - γ · A_c,

W_c the mean wait and A_c the share abandoned of channel c in the long run, which are Erlang C's or
Erlang A's at the rate share_c · Λ. An equilibrium is a fixed point of shares → waits → shares. As
waits rise with the rate, the map is decreasing in each channel's own share, and there is one fixed
point for one segment (the argument of Wardrop's principle with random utilities: Daganzo and
Sheffi, "On stochastic models of traffic assignment", Transportation Science 11 (1977) 253-274).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.theory.erlang import erlang_a, erlang_c
from sim.theory.logit import logit_shares

Floats = NDArray[np.float64]

RESIDUAL = 1e-10
STEPS = 2_000
FIRST_STEP = 0.5
SHORTEST_STEP = 1e-4


class QueueDesk(NamedTuple):
    """The desk of one channel."""

    service_rate: float
    servers: int
    abandonment_rate: float = 0.0  # 0: nobody leaves


class Equilibrium(NamedTuple):
    """A fixed point of shares and waits, by channel."""

    shares: Floats
    mean_wait: Floats
    p_abandon: Floats
    segment_shares: Floats  # (segment, channel)
    residual: float  # largest difference of a share from what the waits make of it


def choice_queue_equilibrium(
    arrival_rate: float,
    desks: Sequence[QueueDesk],
    utilities: ArrayLike,
    *,
    wait_weight: float,
    abandon_weight: float = 0.0,
    segments: ArrayLike = (1.0,),
) -> Equilibrium:
    """Solve for the shares that bring about the waits that bring about the shares.

    Damped iteration: its step is halved when the residual grows, and lengthened when it shrinks.

    Parameters
    ----------
    arrival_rate
        Λ, of all channels together.
    desks
        One a channel.
    utilities
        V without waits, a row per segment of customers and a column per channel.
    wait_weight, abandon_weight
        β per unit of time, and γ; 0 or more.
    segments
        Share of each segment; they add up to 1.

    Raises
    ------
    ValueError
        If a parameter is out of its range, if the desks without abandonment cannot carry what
        comes to them, or if no fixed point is found.
    """
    sizes = np.asarray(segments, dtype=np.float64)
    values = np.asarray(utilities, dtype=np.float64).reshape(len(sizes), -1)
    _check(desks, values, sizes, wait_weight, abandon_weight)

    def answer(shares: Floats) -> tuple[Floats, Floats, Floats]:
        waits, abandoned = np.transpose(
            [_desk(arrival_rate * share, desk) for share, desk in zip(shares, desks, strict=True)]
        )
        felt = values - wait_weight * waits - abandon_weight * abandoned
        return logit_shares(felt), waits, abandoned

    shares = _start(arrival_rate, desks)
    by_segment, waits, abandoned = answer(shares)
    step, residual = FIRST_STEP, math.inf
    for _ in range(STEPS):
        change = sizes @ by_segment - shares
        found = float(np.abs(change).max())
        if found < RESIDUAL:
            return Equilibrium(shares, waits, abandoned, by_segment, found)
        step = max(0.5 * step, SHORTEST_STEP) if found >= residual else min(1.1 * step, FIRST_STEP)
        residual = found
        moved = _move(shares, change, step, arrival_rate, desks)
        if moved is None:
            break
        shares = moved
        by_segment, waits, abandoned = answer(shares)
    raise ValueError(
        f"choice_queue_equilibrium: no fixed point within {STEPS} steps, residual {residual:.2g}; "
        "add servers where nobody abandons"
    )


def _start(arrival_rate: float, desks: Sequence[QueueDesk]) -> Floats:
    """Return shares in proportion to capacity, at half load where nobody abandons if need be."""
    capacity = np.array([desk.servers * desk.service_rate for desk in desks])
    lossy = np.array([desk.abandonment_rate > 0.0 for desk in desks])
    if arrival_rate < capacity.sum():
        return np.asarray(capacity / capacity.sum())
    if not lossy.any():
        raise ValueError(
            f"choice_queue_equilibrium: arrival rate {arrival_rate:.4g} for desks that handle "
            f"{capacity.sum():.4g} and that nobody leaves; add servers"
        )
    shares = np.where(lossy, 0.0, 0.5 * capacity / arrival_rate)
    return np.asarray(shares + lossy * capacity / capacity[lossy].sum() * (1.0 - shares.sum()))


def _move(
    shares: Floats, change: Floats, step: float, arrival_rate: float, desks: Sequence[QueueDesk]
) -> Floats | None:
    """Return the shares a step further, shorter if a line would grow for ever there, or None."""
    while step > 0.1 * SHORTEST_STEP:
        moved = np.asarray(shares + step * change)
        if not any(
            math.isinf(_desk(arrival_rate * share, desk)[0])
            for share, desk in zip(moved, desks, strict=True)
        ):
            return moved
        step *= 0.5
    return None


def _desk(rate: float, desk: QueueDesk) -> tuple[float, float]:
    """Return mean wait and share abandoned of a desk at an arrival rate."""
    if rate <= 0.0:
        return 0.0, 0.0
    if desk.abandonment_rate > 0.0:
        figures = erlang_a(rate, desk.service_rate, desk.servers, desk.abandonment_rate)
        return figures.mean_wait, figures.p_abandon
    if rate >= desk.servers * desk.service_rate:
        return math.inf, 0.0
    return erlang_c(rate, desk.service_rate, desk.servers).mean_wait, 0.0


def _check(
    desks: Sequence[QueueDesk],
    values: Floats,
    sizes: Floats,
    wait_weight: float,
    abandon_weight: float,
) -> None:
    name = "choice_queue_equilibrium"
    if values.shape[1] != len(desks):
        raise ValueError(f"{name}: {values.shape[1]} utilities a segment for {len(desks)} desks")
    if not (sizes >= 0.0).all() or abs(sizes.sum() - 1.0) > 1e-9:
        raise ValueError(f"{name}: segments {sizes.tolist()}; shares of 0 or more that sum to 1")
    if not (wait_weight >= 0.0 and abandon_weight >= 0.0):
        raise ValueError(
            f"{name}: weights {wait_weight} of waits and {abandon_weight} of abandonment; "
            "0 or more: customers do not seek queues"
        )
