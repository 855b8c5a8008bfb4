"""How random the draws are: uniformity, serial correlation, and correlation between customers.

Every draw is a function of (seed, organisation, stream, customer, need, attempt, index), so there
is no one sequence to test: each *direction* of that space is one, and a generator can be sound
along one and not along another. Every direction gets `n` draws:

- chi-square of the draws over 4,096 equal cells, by their highest and by their lowest 12 bits;
- serial correlation of neighbours, and chi-square of the pair over 64 × 64 cells, which sees
  dependence that leaves no correlation;
- between customers: the correlations of 64 customers' sequences of needs, all 2,016 pairs at once.

Chi-squares are two-sided: numbers that are too even are as bad as numbers that are not even enough.
"""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim._jit import njit
from sim.rng import MAX_ATTEMPT, Key, Stream, uniform, uniform_pair

CELLS = 4096
PAIR_CELLS = 64
BLOCK = 2**20
CUSTOMERS = 64

Draws = NDArray[np.float64]
Blocks = Iterator[tuple[Draws, Draws]]


class Finding(NamedTuple):
    """One test of one direction."""

    direction: str
    test: str
    draws: int
    statistic: float
    p: float


@njit
def _along_customers(key, start, first, second):
    for i in range(first.size):
        first[i] = uniform(key, Stream.PATIENCE, start + i, 0, 0, 0)
        second[i] = uniform(key, Stream.PATIENCE, start + i + 1, 0, 0, 0)


@njit
def _along_needs(key, start, first, second):
    for i in range(first.size):
        first[i] = uniform(key, Stream.NEED_GAP, 12345, start + i, 0, 0)
        second[i] = uniform(key, Stream.NEED_GAP, 12345, start + i + 1, 0, 0)


@njit
def _along_attempts(key, start, first, second):
    # 65,535 neighbours among a customer's attempts, then the next customer's.
    for i in range(first.size):
        customer, attempt = (start + i) // MAX_ATTEMPT, (start + i) % MAX_ATTEMPT
        first[i] = uniform(key, Stream.HANDLING, customer, 3, attempt, 0)
        second[i] = uniform(key, Stream.HANDLING, customer, 3, attempt + 1, 0)


@njit
def _along_indices(key, start, first, second):
    for i in range(first.size):
        first[i] = uniform(key, Stream.ERROR_TERM, 7, 1, 0, start + i)
        second[i] = uniform(key, Stream.ERROR_TERM, 7, 1, 0, start + i + 1)


@njit
def _along_streams(key, start, first, second):
    # Decisions 0 to 30 of an attempt, each with the next block's, then the next customer's.
    for i in range(first.size):
        customer, stream = (start + i) // 31, 2 * ((start + i) % 31)
        first[i] = uniform(key, stream, customer, 2, 1, 0)
        second[i] = uniform(key, stream + 2, customer, 2, 1, 0)


@njit
def _halves_of_a_block(key, start, first, second):
    for i in range(first.size):
        first[i], second[i] = uniform_pair(key, Stream.ERROR_TERM, start + i, 5, 0, 99)


@njit
def _along_seeds(key, start, first, second):
    for i in range(first.size):
        seed = key.seed + start + i
        first[i] = uniform(Key(seed, 0), Stream.SATISFIED, 42, 0, 0, 0)
        second[i] = uniform(Key(seed + 1, 0), Stream.SATISFIED, 42, 0, 0, 0)


@njit
def _along_organisations(key, start, first, second):
    for i in range(first.size):
        first[i] = uniform(Key(key.seed, start + i), Stream.SATISFIED, 42, 0, 0, 0)
        second[i] = uniform(Key(key.seed, start + i + 1), Stream.SATISFIED, 42, 0, 0, 0)


@njit
def _needs_of_customers(key, start, out):
    for c in range(out.shape[0]):
        for n in range(out.shape[1]):
            out[c, n] = uniform(key, Stream.NEED_GAP, c, start + n, 0, 0)


DIRECTIONS: dict[str, Callable[[Key, int, Draws, Draws], None]] = {
    "customer to customer": _along_customers,
    "need to need": _along_needs,
    "attempt to attempt": _along_attempts,
    "index to index": _along_indices,
    "decision to decision": _along_streams,
    "halves of a block": _halves_of_a_block,
    "seed to seed": _along_seeds,
    "organisation to organisation": _along_organisations,
}


def blocks(direction: str, seed: int, n: int) -> Blocks:
    """Yield `n` draws of a direction, each with its neighbour, a block at a time."""
    fill = DIRECTIONS[direction]
    for start in range(0, n, BLOCK):
        size = min(BLOCK, n - start)
        first, second = np.empty(size), np.empty(size)
        fill(Key(seed, 0), start, first, second)
        yield first, second


def examine(direction: str, pairs: Blocks) -> list[Finding]:
    """Test the draws of one direction, given with their neighbours."""
    high = np.zeros(CELLS, np.int64)
    low = np.zeros(CELLS, np.int64)
    joint = np.zeros(PAIR_CELLS**2, np.int64)
    n, products = 0, 0.0
    for first, second in pairs:
        n += first.size
        high += np.bincount((first * CELLS).astype(np.int64), minlength=CELLS)
        deep = np.modf(first * 2.0**40)[0]  # 52 bits, of which the last 12
        low += np.bincount((deep * CELLS).astype(np.int64), minlength=CELLS)
        cell = (first * PAIR_CELLS).astype(np.int64) * PAIR_CELLS
        cell += (second * PAIR_CELLS).astype(np.int64)
        joint += np.bincount(cell, minlength=PAIR_CELLS**2)
        products += float((first - 0.5) @ (second - 0.5))
    # Neighbours overlap, which makes their chi-square 1.5 % wider than its law (Good 1953): its
    # p-values are good to two digits. A product of two centred uniforms has variance 1/144.
    z = products * 12.0 / math.sqrt(n)
    return [
        _chi_square(direction, "chi-square, highest bits", high),
        _chi_square(direction, "chi-square, lowest bits", low),
        _chi_square(direction, "chi-square of neighbours", joint),
        Finding(direction, "correlation of neighbours", n, z, 2.0 * float(stats.norm.sf(abs(z)))),
    ]


def between_customers(seed: int, n: int) -> Finding:
    """Test the correlations of all pairs of 64 customers, each with `n` / 64 needs."""
    needs = max(n // CUSTOMERS, 2)
    moments = np.zeros((CUSTOMERS, CUSTOMERS))
    for start in range(0, needs, BLOCK // CUSTOMERS):
        draws = np.empty((CUSTOMERS, min(BLOCK // CUSTOMERS, needs - start)))
        _needs_of_customers(Key(seed, 0), start, draws)
        draws -= 0.5
        moments += draws @ draws.T
    z = moments[np.triu_indices(CUSTOMERS, 1)] * 12.0 / math.sqrt(needs)
    statistic = float(z @ z)
    p = _two_sided(stats.chi2(z.size), statistic)
    name = f"{z.size:,} correlations"
    return Finding("customer with customer", name, CUSTOMERS * needs, statistic, p)


def examine_all(seed: int, n: int) -> Iterator[Finding]:
    """Yield every test of every direction."""
    for direction in DIRECTIONS:
        yield from examine(direction, blocks(direction, seed, n))
    yield between_customers(seed, n)


def smallest_p(findings: list[Finding]) -> float:
    """Probability that the smallest of so many independent p-values is as small as it is."""
    smallest = min(finding.p for finding in findings)
    return -math.expm1(len(findings) * math.log1p(-smallest)) if smallest < 1.0 else 1.0


def _chi_square(direction: str, test: str, counts: NDArray[np.int64]) -> Finding:
    expected = counts.sum() / counts.size
    statistic = float(((counts - expected) ** 2).sum() / expected)
    p = _two_sided(stats.chi2(counts.size - 1), statistic)
    return Finding(direction, test, int(counts.sum()), statistic, p)


def _two_sided(law: stats.rv_continuous, statistic: float) -> float:
    return min(1.0, 2.0 * float(min(law.sf(statistic), law.cdf(statistic))))
