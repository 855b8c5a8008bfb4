"""Counter-based random numbers: every draw is a pure function of who, what and which decision.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC 2011) turns a 128-bit counter and a 64-bit key into four 32-bit words.

====================  =====================================================================
key                   (seed, organisation), 32 bits each
counter word 0        customer (2**32 - 1 for draws that belong to nobody)
counter word 1        need
counter word 2        block * 2**16 + attempt, the block being ``stream // 2``
counter word 3        index: 0, or the 32-bit hash of a channel's name
====================  =====================================================================

The four words make two uniforms of 52 bits. A *stream* is one decision; an even stream is the first
uniform of its block, the odd one after it the second, so that two decisions taken together cost one
call of Philox (13.9 ns when its latency is exposed) instead of two.

Stream numbers, the packing and the maps below are fixed for good: changing one changes every
result. New decisions take new numbers.
"""

import math
from enum import IntEnum
from typing import NamedTuple
from zlib import crc32

import numpy as np

from sim._jit import entry_point, njit

NOBODY = 2**32 - 1
"""Customer word of draws that belong to no customer (day factors)."""

MAX_ATTEMPT = 2**16 - 1
MAX_SEED = 2**32 - 1


class Stream(IntEnum):
    """One member per decision; two members that share ``value // 2`` share a Philox block."""

    # Who a customer is: need = attempt = 0.
    NEED_RATE = 0
    SHARED_TASTE = 1
    TASTE = 2  # index: channel
    PRIOR_BELIEF = 3  # index: channel
    INTERNET_ACCESS = 4
    MEMBERSHIP = 5
    STORE_ACCESS = 6
    AUDIENCE = 7
    UNFOLLOW = 8
    # When needs arise and what they are.
    NEED_GAP = 16
    NEED_KIND = 17
    DAY_FACTOR = 18  # customer: NOBODY, need: day
    HOUR_FACTOR = 19  # customer: NOBODY, need: hour
    # What happens at one attempt.
    ERROR_TERM = 32  # index: channel
    CIRCUMSTANCE = 33  # index: channel, attempt = 0: once a need
    CLOSED_DROP = 34
    CLOSED_SPREAD = 35
    PATIENCE = 36
    BALK = 37
    ANSWERED = 38
    CHASE_TIME = 39
    HANDLING = 40
    RESOLVED = 41
    RETRY = 42
    RETRY_DELAY = 43
    SATISFIED = 44
    TELL = 45
    CHASE = 46
    DELETED = 47
    DELAY = 48
    PUBLIC_HANDLING = 49
    LISTENERS = 50
    EXPIRY = 51
    PRIVATE_LOSS = 52
    PRIVATE_DELAY = 53
    # What a pollster draws: need = survey, index: question.
    SURVEY = 64


class Key(NamedTuple):
    """The luck of one run: which seed, and which organisation of it."""

    seed: int
    organisation: int


_MASK = np.uint64(0xFFFFFFFF)
_LOW32 = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_TO_52_BITS = np.uint64(12)
_HIGH_SHIFT = np.uint64(20)
_HALF_OPEN = 2.0**-52


def name_hash(name: str) -> int:
    """Return the stable 32-bit hash (CRC-32) by which a channel's name enters its draws."""
    return crc32(name.encode("utf-8"))


@njit
def philox4x32(c0, c1, c2, c3, k0, k1):
    """Ten rounds of Philox4x32: four counter words and two key words in, four words out.

    All arguments and results are uint64 holding 32-bit values: the 64-bit product of two words is
    then exact, compiled or not.
    """
    for _ in range(10):
        p0 = _MULTIPLIER_0 * c0
        p1 = _MULTIPLIER_1 * c2
        c0 = (p1 >> _LOW32) ^ c1 ^ k0
        c1 = p1 & _MASK
        c2 = (p0 >> _LOW32) ^ c3 ^ k1
        c3 = p0 & _MASK
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@njit
def _unit(high, low):
    """Two 32-bit words to a multiple of 2**-53 strictly inside (0, 1)."""
    bits = (high << _HIGH_SHIFT) | (low >> _TO_52_BITS)
    return (np.float64(bits) + 0.5) * _HALF_OPEN


@entry_point
def uniform_pair(key, stream, customer, need, attempt, index):
    """Both uniforms of the block of `stream`: its even decision's and its odd one's."""
    word2 = (np.uint64(stream) >> np.uint64(1)) << np.uint64(16) | np.uint64(attempt)
    w0, w1, w2, w3 = philox4x32(
        np.uint64(customer),
        np.uint64(need),
        word2,
        np.uint64(index),
        np.uint64(key.seed),
        np.uint64(key.organisation),
    )
    return _unit(w0, w1), _unit(w2, w3)


@entry_point
def uniform(key, stream, customer, need, attempt, index):
    """The uniform of one decision, strictly inside (0, 1)."""
    first, second = uniform_pair(key, stream, customer, need, attempt, index)
    return second if stream & 1 else first


@njit
def gumbel(u):
    """Standard Gumbel variate by inversion."""
    return -math.log(-math.log(u))


@njit
def exponential(u):
    """Unit exponential variate by inversion, decreasing in u."""
    return -math.log(u)


@njit
def normal_centre(q):
    """Numerator and denominator of a normal variate at u = 0.5 + q, for |q| up to 0.425."""
    r = 0.180625 - q * q
    numerator = (
        (
            (
                (
                    (
                        (2509.0809287301226727 * r + 33430.575583588128105) * r
                        + 67265.770927008700853
                    )
                    * r
                    + 45921.953931549871457
                )
                * r
                + 13731.693765509461125
            )
            * r
            + 1971.5909503065514427
        )
        * r
        + 133.14166789178437745
    ) * r + 3.387132872796366608
    denominator = (
        (
            (
                (
                    ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061)
                    * r
                    + 21213.794301586595867
                )
                * r
                + 5394.1960214247511077
            )
            * r
            + 687.1870074920579083
        )
        * r
        + 42.313330701600911252
    ) * r + 1.0
    return q * numerator, denominator


@njit
def normal_tail(r):
    """Numerator and denominator of a normal variate at u = exp(-r * r), for r up to 5."""
    r = r - 1.6
    numerator = (
        (
            (
                (
                    (
                        (7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r
                        + 0.24178072517745061177
                    )
                    * r
                    + 1.27045825245236838258
                )
                * r
                + 3.64784832476320460504
            )
            * r
            + 5.7694972214606914055
        )
        * r
        + 4.6303378461565452959
    ) * r + 1.42343711074968357734
    denominator = (
        (
            (
                (
                    (
                        (1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
                        + 0.0151986665636164571966
                    )
                    * r
                    + 0.14810397642748007459
                )
                * r
                + 0.68976733498510000455
            )
            * r
            + 1.6763848301838038494
        )
        * r
        + 2.05319162663775882187
    ) * r + 1.0
    return numerator, denominator


@njit
def normal_far_tail(r):
    """Numerator and denominator of a normal variate at u = exp(-r * r), for r above 5."""
    r = r - 5.0
    numerator = (
        (
            (
                (
                    (
                        (2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                        + 0.0012426609473880784386
                    )
                    * r
                    + 0.026532189526576123093
                )
                * r
                + 0.29656057182850489123
            )
            * r
            + 1.7848265399172913358
        )
        * r
        + 5.4637849111641143699
    ) * r + 6.6579046435011037772
    denominator = (
        (
            (
                (
                    (
                        (2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
                        + 1.8463183175100546818e-5
                    )
                    * r
                    + 7.868691311456132591e-4
                )
                * r
                + 0.0148753612908506148525
            )
            * r
            + 0.13692988092273580531
        )
        * r
        + 0.59983220655588793769
    ) * r + 1.0
    return numerator, denominator


@njit
def normal(u):
    """Standard normal variate by inversion, algorithm AS 241 (PPND16).

    Wichura, "The percentage points of the normal distribution", Applied Statistics 37 (1988)
    477-484; relative accuracy about 1e-16. Inversion, not Box-Muller, because it is monotone in u:
    the same luck stays the same luck when a spread changes.
    """
    q = u - 0.5
    if math.fabs(q) <= 0.425:
        numerator, denominator = normal_centre(q)
        return numerator / denominator
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        numerator, denominator = normal_tail(r)
    else:
        numerator, denominator = normal_far_tail(r)
    value = numerator / denominator
    return -value if q < 0.0 else value


@entry_point
def fill_uniform(key, stream, index, out):
    """Fill ``out[i]`` with customer i's uniform of a decision taken once (need = attempt = 0)."""
    for i in range(out.size):
        out[i] = uniform(key, stream, i, 0, 0, index)
