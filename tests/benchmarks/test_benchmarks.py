"""The benchmarks run, and the tests of randomness can tell bad numbers from good ones."""

import json
import subprocess
import sys

import numpy as np
import pytest

from benchmarks.randomness import DIRECTIONS, blocks, examine, smallest_p

N = 400_000


def with_neighbours(sequence):
    """A sequence as the tests take it: each draw with the next."""
    yield sequence[:-1], sequence[1:]


def chance(sequence):
    """How likely the smallest p-value of a sequence is."""
    return smallest_p(examine("test", with_neighbours(sequence)))


def weyl(n):
    """Multiples of the golden ratio: even, but each decides the next."""
    return np.arange(1, n + 1) * 0.6180339887498949 % 1.0


def coarse(n):
    """Good numbers whose last bits are all alike."""
    return (np.random.default_rng(1).integers(0, 2**40, n) + 0.5) / 2**40


def echoing(n):
    """Numbers that repeat the last one time in a hundred."""
    draws = np.random.default_rng(1).random(n)
    repeats = np.flatnonzero(np.random.default_rng(2).random(n) < 0.01)
    draws[repeats] = draws[repeats - 1]
    return draws


def test_good_numbers_pass():
    """Numbers of another sound generator are found random."""
    assert chance(np.random.default_rng(1).random(N)) > 1e-4


@pytest.mark.parametrize("generator", [weyl, coarse, echoing])
def test_bad_numbers_are_found(generator):
    """Too even, empty in the last bits, or correlated by 0.01: each is found out."""
    assert chance(generator(N)) < 1e-6


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_every_direction_is_random(direction):
    """Along every word of the counter and the key, 400,000 draws look random."""
    assert smallest_p(examine(direction, blocks(direction, 1, N))) > 1e-4


def run(*arguments, cwd):
    """Run the benchmarks as `make bench` does."""
    command = [sys.executable, "-m", "benchmarks", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_randomness_command(project_root):
    """The command prints every test with its p-value and ends well."""
    done = run("randomness", "--draws", 100_000, cwd=project_root)

    assert (0, "") == (done.returncode, done.stderr)
    for direction in (*DIRECTIONS, "customer with customer"):
        assert direction in done.stdout


def test_engine_command(project_root, tmp_path):
    """The command writes contacts per processor second with the machine, but not its name."""
    done = run("engine", "--scenario", "lab-mmc", "--results", tmp_path, cwd=project_root)
    assert 0 == done.returncode, done.stderr
    (path,) = tmp_path.iterdir()
    document = json.loads(path.read_text(encoding="utf-8"))

    (speed,) = document["engine"]
    assert "lab-mmc" == speed["scenario"]
    rate = speed["contacts"] / speed["cpu_seconds"]
    assert speed["contacts_per_cpu_second"] == pytest.approx(rate, rel=0.01)
    assert {"processor", "cores", "python", "numba"} < set(document["machine"])
    assert not {"host", "node", "user"} & set(document["machine"])
