"""The luck of one choice: error terms ε and circumstances ν of all channels at once.

A choice needs two draws for each channel and three logarithms of them, and the C library takes one
number at a time: 185 ns for the five channels of `france`. As plain arithmetic without branches
over eight lanes they become the processor's vector instructions and take a fifth of that.

The slow twins are `sim.rng.gumbel` and `sim.rng.normal`; results agree to 1e-15.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim._jit import entry_point, njit, vectorised
from sim.rng import Stream, normal, normal_centre, normal_tail, uniform_pair

LANES = 8
"""Channels are padded to a multiple of this: eight doubles fill the widest vector register."""

_MANTISSA = 0x000FFFFFFFFFFFFF
_ONE = 0x3FF0000000000000
_SQRT_2 = math.sqrt(2.0)
# log 2 in two parts; the first has trailing zeros, so that a multiple of it is exact.
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_FAR = 1.4e-11
"""exp(-25): below, the far tail of the normal law begins."""


class ChoiceLuck(NamedTuple):
    """Room for the luck of choices; each has C channels and doing nothing, the last padding."""

    name_hash: NDArray[np.uint32]
    customer: NDArray[np.uint32]
    need: NDArray[np.uint32]
    u_error: NDArray[np.float64]
    u_circumstance: NDArray[np.float64]
    error: NDArray[np.float64]  # ε, standard Gumbel
    circumstance: NDArray[np.float64]  # ν / σ_ν, standard normal


def make_choice_luck(
    name_hash: NDArray[np.uint32], nothing_hash: int, choices: int = 1
) -> ChoiceLuck:
    """Room for the luck of some choices among channels of these names, one after the other."""
    names = np.tile(np.append(name_hash, np.uint32(nothing_hash)), choices)
    size = -(-names.size // LANES) * LANES
    padded = np.zeros(size, np.uint32)
    padded[: names.size] = names
    return ChoiceLuck(
        padded,
        np.zeros(size, np.uint32),
        np.zeros(size, np.uint32),
        *(np.zeros(size) for _ in range(4)),
    )


@njit
def part_of(luck, begin, end):
    """The luck between two lanes."""
    return ChoiceLuck(
        luck.name_hash[begin:end],
        luck.customer[begin:end],
        luck.need[begin:end],
        luck.u_error[begin:end],
        luck.u_circumstance[begin:end],
        luck.error[begin:end],
        luck.circumstance[begin:end],
    )


@vectorised
def _log(x):
    """Natural logarithm of a positive normal number, to an error of one unit in the last place.

    x = 2^k (1 + f) with 1 + f within a factor √2 of 1, and with s = f / (2 + f),
    log(1 + f) = 2 artanh(s): eleven terms leave 0.1716^22 / 23 = 6e-19.
    """
    bits = np.float64(x).view(np.int64)
    k = np.float64((bits >> 52) - 1023)
    m = np.int64((bits & _MANTISSA) | _ONE).view(np.float64)
    above = m > _SQRT_2
    m = m * 0.5 if above else m
    k = k + 1.0 if above else k
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    # Pairs, then pairs of pairs (Estrin): a chain half as long as Horner's, 25 ns a choice.
    z2 = z * z
    z4 = z2 * z2
    low = (2.0 / 3.0 + z * (2.0 / 5.0)) + z2 * (2.0 / 7.0 + z * (2.0 / 9.0))
    high = (2.0 / 11.0 + z * (2.0 / 13.0)) + z2 * (2.0 / 15.0 + z * (2.0 / 17.0))
    rest = low + z4 * (high + z4 * (2.0 / 19.0 + z * (2.0 / 21.0)))
    # 2 s = f - s f, so that the largest term is exact.
    return k * _LN2_HIGH + (f - (s * (f - z * rest) - k * _LN2_LOW))


@vectorised
def _normal_within(u):
    """Standard normal variate of a `u` no nearer to 0 or 1 than `_FAR`."""
    q = u - 0.5
    centre, below_centre = normal_centre(q)
    # Kept above _FAR, so that padding and far draws make no invalid numbers on their way out.
    side = max(min(u, 1.0 - u), _FAR)
    tail, below_tail = normal_tail(math.sqrt(-_log(side)))
    tail = -tail if q < 0.0 else tail
    # One division, of what is chosen, as it takes longer than choosing.
    is_central = math.fabs(q) <= 0.425
    return (centre if is_central else tail) / (below_centre if is_central else below_tail)


@entry_point
def draw_choice(key, luck, customer, need, attempt, with_circumstance):
    """Fill ε of an attempt and ν of its need, of every name in `luck`."""
    for c in range(luck.name_hash.size):
        luck.customer[c] = customer
        luck.need[c] = need
    _draw(key, luck, attempt, with_circumstance)


@entry_point
def draw_first_choices(key, luck, needs, begin, lanes, with_circumstance):
    """Fill ε and ν of the first attempts of needs from number `begin` on, for all of `luck`.

    Each takes `lanes`. `LANES` choices leave none empty, where one of two channels and nothing
    leaves five, and where one waits for its own results, several keep the processor busy.
    """
    for choice in range(luck.name_hash.size // lanes):
        n = min(begin + choice, needs.time.size - 1)
        for c in range(choice * lanes, (choice + 1) * lanes):
            luck.customer[c] = needs.customer[n]
            luck.need[c] = needs.need[n]
    _draw(key, luck, 0, with_circumstance)


@njit
def _draw(key, luck, attempt, with_circumstance):
    """Fill ε and ν of everybody in `luck`.

    Both live in one block at attempt 0, so a first attempt costs one call of Philox a channel.
    """
    names, customer, need = luck.name_hash, luck.customer, luck.need
    u_error, u_circumstance = luck.u_error, luck.u_circumstance
    if attempt == 0 or with_circumstance:
        for c in range(names.size):
            first, second = uniform_pair(key, Stream.ERROR_TERM, customer[c], need[c], 0, names[c])
            u_error[c] = first
            u_circumstance[c] = second
    if attempt > 0:
        for c in range(names.size):
            first, _ = uniform_pair(key, Stream.ERROR_TERM, customer[c], need[c], attempt, names[c])
            u_error[c] = first
    for c in range(names.size):
        luck.error[c] = -_log(-_log(u_error[c]))
    if with_circumstance:
        for c in range(names.size):
            luck.circumstance[c] = _normal_within(u_circumstance[c])
        for c in range(names.size):
            u = u_circumstance[c]
            if u < _FAR or 1.0 - u < _FAR:
                luck.circumstance[c] = normal(u)
