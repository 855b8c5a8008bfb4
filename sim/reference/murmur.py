"""MurmurHash3 x64 128 (Austin Appleby, public domain), seed 0, in plain Python.

It reads 16 bytes at a time as two 64-bit words. Contact records are 64 bytes, so that only whole
blocks occur and the part of the algorithm for a shorter rest is not needed.
"""

import struct

BLOCK = 16
_WORD = 2**64 - 1
_C1 = 0x87C37B91114253D5
_C2 = 0x4CF5AD432745937F


def _rotate(x: int, bits: int) -> int:
    return ((x << bits) | (x >> (64 - bits))) & _WORD


def _finish(h: int) -> int:
    h ^= h >> 33
    h = (h * 0xFF51AFD7ED558CCD) & _WORD
    h ^= h >> 33
    h = (h * 0xC4CEB9FE1A85EC53) & _WORD
    return h ^ (h >> 33)


def murmur3_x64_128(data: bytes) -> str:
    """Hash whole blocks, as 32 hexadecimal digits of both result words in little-endian order."""
    if len(data) % BLOCK:
        raise ValueError(f"data: found {len(data)} bytes; must be a multiple of {BLOCK}.")
    h1 = h2 = 0
    for k1, k2 in struct.iter_unpack("<QQ", data):
        h1 ^= (_rotate((k1 * _C1) & _WORD, 31) * _C2) & _WORD
        h1 = (_rotate(h1, 27) + h2) & _WORD
        h1 = (h1 * 5 + 0x52DCE729) & _WORD
        h2 ^= (_rotate((k2 * _C2) & _WORD, 33) * _C1) & _WORD
        h2 = (_rotate(h2, 31) + h1) & _WORD
        h2 = (h2 * 5 + 0x38495AB5) & _WORD
    h1 ^= len(data)
    h2 ^= len(data)
    h1 = (h1 + h2) & _WORD
    h2 = (h2 + h1) & _WORD
    h1, h2 = _finish(h1), _finish(h2)
    h1 = (h1 + h2) & _WORD
    h2 = (h2 + h1) & _WORD
    return struct.pack("<QQ", h1, h2).hex()
