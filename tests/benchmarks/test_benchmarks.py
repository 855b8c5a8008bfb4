"""The benchmarks run, and the tests of randomness can tell bad numbers from good ones."""

import importlib
import json
import subprocess
import sys

import numpy as np
import pytest

from benchmarks import guard
from benchmarks.randomness import DIRECTIONS, blocks, examine, smallest_p
from benchmarks.workload import FIXED, exact

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


def test_peers_command(project_root, tmp_path):
    """Five engines run the common workload; the document does not name the machine."""
    command = ("peers", "--customers", 2_000, "--rounds", 1, "--peer-days", 30)
    done = run(*command, "--results", tmp_path, cwd=project_root)
    assert 0 == done.returncode, done.stderr
    document = json.loads((tmp_path / "peers.json").read_text(encoding="utf-8"))

    learning = {row["peer"] for row in document["peers"] if row["workload"] == "learning"}
    assert {"Canaux", "SimPy", "Mesa events", "numpy by day"} == learning
    assert all(row["contacts"] > 100 for row in document["peers"])
    assert {"processor", "cores", "python", "numba"} < set(document["machine"])
    assert not {"host", "node", "user"} & set(document["machine"])
    assert "Canaux" in (tmp_path / "peers.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ["canaux", "simpy", "mesa", "ciw"])
@pytest.mark.slow
def test_engines_agree_with_erlang(engine):
    """With fixed shares every engine that queues one by one finds Erlang's share of hang-ups.

    Three standard errors of a share over 100,000 contacts that come in busy spells: their variance
    is taken ten times the binomial one.
    """
    peer = importlib.import_module(f"benchmarks.peers.{engine}_peer")
    figures = peer.run(FIXED, 50_000, 365, 7)
    shares, _ = exact(FIXED, 50_000)

    for share, found in zip(shares[:2], figures.share_abandoned, strict=False):
        count = figures.contacts / len(shares)
        assert found == pytest.approx(share, abs=3 * (10 * share * (1 - share) / count) ** 0.5)


def test_guard_compares_with_the_committed_figures():
    """A contact that took twice the committed number of turns is 100 % slower."""
    assert 1.0 == guard.Guarded("brand", 20.0, 10.0).change
    assert guard.Guarded("brand", 20.0, None).change is None
