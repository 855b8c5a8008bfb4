"""Tiny random worlds, full of ties: both engines give the same tables, and these obey all laws."""

import pytest

import sim.engine
import sim.reference
from sim.records import Outcome


@pytest.fixture
def compare(worlds, random_worlds, laws, assert_same_output, covered, monkeypatch):
    """Make a check of the worlds of some seeds that returns how many contacts they had."""
    worlds.script_needs(monkeypatch)

    def check(seeds):
        n_contacts = 0
        for seed in seeds:
            world = random_worlds.random_world(worlds, seed)
            try:
                expected = sim.reference.simulate(world)
                assert_same_output(expected, sim.engine.simulate(world))
                laws.check(world, expected)
            except BaseException as error:
                error.add_note(f"in the random world of seed {seed}")
                raise
            n_contacts += expected.n_contacts
            covered["random", "worlds"] += 1
        return n_contacts

    return check


def test_random_worlds(compare, covered):
    """Two hundred random worlds have the same tables in both engines, with all outcomes."""
    assert compare(range(200)) > 10_000

    assert [] == [one.name for one in Outcome if not covered["contacts", one.name.lower()]]


@pytest.mark.slow
def test_many_random_worlds(compare):
    """Five thousand more random worlds have the same tables in both engines."""
    assert compare(range(200, 5_200)) > 200_000
