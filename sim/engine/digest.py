"""The digest of a run: MurmurHash3 x64 128 of its contact records, as they close.

Appleby's public-domain MurmurHash3 with seed 0 over the bytes of the records, 64 at a time, so that
hashing the stored contact table with any implementation gives the same digest.
"""

import struct

import numpy as np

from sim._jit import entry_point, njit

_C1 = np.uint64(0x87C37B91114253D5)
_C2 = np.uint64(0x4CF5AD432745937F)
_ADD_1 = np.uint64(0x52DCE729)
_ADD_2 = np.uint64(0x38495AB5)
_FIVE = np.uint64(5)
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_33 = np.uint64(33)


@njit
def _rotate(x, bits):
    return (x << np.uint64(bits)) | (x >> np.uint64(64 - bits))


@njit
def absorb(words, row, h1, h2):
    """State of the hash after one row of an even number of 64-bit words."""
    for i in range(0, words.shape[1], 2):
        k1 = _rotate(words[row, i] * _C1, 31) * _C2
        h1 = (_rotate(h1 ^ k1, 27) + h2) * _FIVE + _ADD_1
        k2 = _rotate(words[row, i + 1] * _C2, 33) * _C1
        h2 = (_rotate(h2 ^ k2, 31) + h1) * _FIVE + _ADD_2
    return h1, h2


@njit
def _mix(k):
    k = (k ^ (k >> _33)) * _MIX_1
    k = (k ^ (k >> _33)) * _MIX_2
    return k ^ (k >> _33)


@entry_point
def finish(h1, h2, n_bytes):
    """The two 64-bit halves of the hash of `n_bytes` bytes absorbed."""
    h1 ^= np.uint64(n_bytes)
    h2 ^= np.uint64(n_bytes)
    h1 += h2
    h2 += h1
    h1 = _mix(h1)
    h2 = _mix(h2)
    h1 += h2
    h2 += h1
    return h1, h2


def hexadecimal(h1: int, h2: int) -> str:
    """The digest as 32 hexadecimal digits, halves in little-endian byte order."""
    return struct.pack("<QQ", int(h1), int(h2)).hex()
