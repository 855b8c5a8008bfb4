"""Random numbers: the published generator, and one draw per decision whoever asks first."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from randomgen import Philox
from scipy.special import ndtri

from sim import rng
from sim.rng import MAX_ATTEMPT, MAX_SEED, NOBODY, Key, Stream

# Random123 (Salmon et al. 2011), tests/kat_vectors, "philox4x32 10": counter, key, output.
KNOWN_ANSWERS = [
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]
SMALLEST, LARGEST = 2.0**-53, 1.0 - 2.0**-53
WORD = st.integers(0, 2**32 - 1)


def philox(counter, key):
    """Our generator on plain integers."""
    return [int(word) for word in rng.philox4x32(*(np.uint64(word) for word in (*counter, *key)))]


def words(text):
    """Hexadecimal words of a known answer."""
    return [int(word, 16) for word in text.split()]


def randomgen_words(counter, key):
    """The same block by randomgen, which counts on before it draws; words are little-endian."""
    number = sum(word << 32 * i for i, word in enumerate(counter))
    start = (number - 1) % 2**128
    key_number = key[0] | key[1] << 32
    return [int(w) for w in Philox(counter=start, key=key_number, number=4, width=32).random_raw(4)]


def spelt_out(key, stream, customer, need, attempt, index):
    """A uniform as the module's docstring describes it, by exact integers."""
    block, second = divmod(int(stream), 2)
    counter = [customer, need, block * 2**16 + attempt, index]
    high, low = randomgen_words(counter, key)[2:] if second else randomgen_words(counter, key)[:2]
    return (((high << 32 | low) >> 12) + 0.5) / 2**52


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_known_answers(counter, key, answer):
    """The generator gives the answers that its authors published."""
    assert words(answer) == philox(words(counter), words(key))


@given(st.tuples(WORD, WORD, WORD, WORD), st.tuples(WORD, WORD))
def test_independent_implementation(counter, key):
    """The generator agrees with randomgen's at any counter and key."""
    assert randomgen_words(counter, key) == philox(counter, key)


@given(
    st.tuples(WORD, WORD), st.sampled_from(Stream), WORD, WORD, st.integers(0, MAX_ATTEMPT), WORD
)
def test_packing_is_the_documented_one(key, stream, customer, need, attempt, index):
    """Who, which need, which attempt and which decision stand in the words where they should."""
    expected = spelt_out(key, stream, customer, need, attempt, index)

    assert expected == rng.uniform(Key(*key), stream, customer, need, attempt, index)


@given(st.sampled_from(Stream), WORD, WORD, st.integers(0, MAX_ATTEMPT), WORD)
def test_a_pair_is_its_two_streams(stream, customer, need, attempt, index):
    """`uniform_pair` of a block gives what `uniform` gives of its even and its odd stream."""
    key = Key(3, 1)
    even = int(stream) & ~1
    expected = tuple(rng.uniform(key, s, customer, need, attempt, index) for s in (even, even + 1))

    assert expected == rng.uniform_pair(key, stream, customer, need, attempt, index)


def test_uniforms_are_strictly_inside():
    """The extreme words give the multiples of 2**-53 next to 0 and 1, never 0 or 1."""
    zero, ones = np.uint64(0), np.uint64(2**32 - 1)

    assert SMALLEST == rng._unit(zero, zero)
    assert LARGEST == rng._unit(ones, ones)
    # The low 12 bits of the second word are cut off, and no other.
    assert SMALLEST == rng._unit(zero, np.uint64(2**12 - 1))
    assert 3 * SMALLEST == rng._unit(zero, np.uint64(2**12))


def test_streams_do_not_collide():
    """No two of all streams, seeds, organisations, customers, needs, attempts share a draw."""
    edges = (0, 1, NOBODY)
    grid = product(
        (0, 1, MAX_SEED), (0, 1), Stream, edges, edges, (0, 1, MAX_ATTEMPT), (0, 1, 2**31, NOBODY)
    )
    draws = [rng.uniform(Key(seed, org), *rest) for seed, org, *rest in grid]

    # Among 50,000 different 52-bit numbers, two are alike with probability 3e-7.
    assert len(draws) == len(set(draws))


def test_streams_that_share_a_block_are_meant_to():
    """Decisions paired in one block are the documented pairs; the layout is fixed for good."""
    blocks = {}
    for stream in Stream:
        blocks.setdefault(stream // 2, []).append(stream.name)

    assert len(Stream) == len({int(stream) for stream in Stream})
    assert max(Stream) // 2 < 2**16
    assert ["ERROR_TERM", "CIRCUMSTANCE"] == blocks[16]
    assert ["NEED_GAP", "NEED_KIND"] == blocks[8]
    assert ["ANSWERED", "CHASE_TIME"] == blocks[19]
    assert ["HANDLING", "RESOLVED"] == blocks[20]
    assert ["RETRY", "RETRY_DELAY"] == blocks[21]


@pytest.mark.parametrize(
    ("name", "expected"),
    # "123456789" is the check value in every catalogue of CRC algorithms.
    [("123456789", 0xCBF43926), ("", 0), ("a", 0xE8B7BE43)],
)
def test_name_hash_is_stable(name, expected):
    """Names are hashed by CRC-32, the same in every process and version."""
    assert expected == rng.name_hash(name)


def test_names_of_channels_do_not_collide():
    """Plausible names, and the one for doing nothing, have different hashes."""
    names = "store phone email social other chat app post form letter fax sms nothing téléphone"

    assert 14 == len({rng.name_hash(name) for name in names.split()})


def test_fill_uniform_is_one_draw_a_customer():
    """`fill_uniform` gives customer i the draw that `uniform` gives them."""
    key, out = Key(5, 2), np.empty(50)
    rng.fill_uniform(key, Stream.TASTE, 77, out)

    assert [rng.uniform(key, Stream.TASTE, i, 0, 0, 77) for i in range(50)] == out.tolist()


UNIFORMS = np.concatenate(
    [
        [SMALLEST, LARGEST, 0.5, 0.075, 0.925, 2.0**-30, 1.0 - 2.0**-30],
        np.linspace(0.001, 0.999, 999),
        np.exp(-np.linspace(0.1, 36.0, 500)),
    ]
)


def test_normal_is_the_inverse_of_the_normal_law():
    """`normal` agrees with scipy's ndtri everywhere a uniform can be, and grows with it."""
    ours = np.array([rng.normal(u) for u in UNIFORMS])
    ordered = ours[np.argsort(UNIFORMS)]

    np.testing.assert_allclose(ours, ndtri(UNIFORMS), rtol=2e-14, atol=1e-15)
    assert (np.diff(ordered) >= 0.0).all()


def test_exponential_and_gumbel_invert_their_laws():
    """1 - exp(-x) and exp(-exp(-x)) of the variates give the uniforms back; all are finite."""
    exponential = np.array([rng.exponential(u) for u in UNIFORMS])
    gumbel = np.array([rng.gumbel(u) for u in UNIFORMS])

    np.testing.assert_allclose(np.exp(-exponential), UNIFORMS, rtol=1e-14)
    np.testing.assert_allclose(np.exp(-np.exp(-gumbel)), UNIFORMS, rtol=1e-13)
    assert np.isfinite(exponential).all()
    assert np.isfinite(gumbel).all()
    assert (exponential > 0.0).all()


def test_draws_are_uniform_and_unrelated():
    """A quick look at 20,000 draws a stream: means, variances and correlations within 5 errors."""
    n = 20_000
    streams = (Stream.ERROR_TERM, Stream.PATIENCE, Stream.SATISFIED)
    draws = np.array(
        [[rng.uniform(Key(1, 0), s, i, i % 7, 0, 0) for i in range(n)] for s in streams]
    )
    correlation = np.corrcoef(draws)[np.triu_indices(len(streams), 1)]

    assert (np.abs(draws.mean(axis=1) - 0.5) < 5 * math.sqrt(1 / 12 / n)).all()
    # The variance of (u - 1/2)² is 1/180.
    assert (np.abs(draws.var(axis=1) - 1 / 12) < 5 * math.sqrt(1 / 180 / n)).all()
    assert (np.abs(correlation) < 5 / math.sqrt(n)).all()
