"""Every scenario of the library: both engines give the same contacts, bit for bit."""

import numpy as np
import pytest

import scenarios
import sim.engine
import sim.reference

NAMES = scenarios.names()
PLANS = [name for name in NAMES if name.startswith("claim-")]
MAIN = [name for name in NAMES if name not in PLANS]
# Contacts a customer over a run differ a hundredfold between scenarios.
WHOLE_RUN_CONTACTS = 2_500


def check_beginning(name, seed, n_contacts, organisation=0):
    """Compare the first contacts to close at the scenario's own size."""
    world = scenarios.build(scenarios.load(name), seed, organisation)
    expected = sim.reference.simulate(world, max_contacts=n_contacts).contacts
    until = min(expected["end"][-1] + 1.0, world.timeline.end)

    actual = sim.engine.simulate(world, until=until).contacts

    assert n_contacts == len(expected)
    assert expected.tobytes() == actual[:n_contacts].tobytes()
    return expected


def small(name, n_contacts):
    """The scenario with so many customers that a whole run has about so many contacts."""
    probe = scenarios.load(name, customers=500)
    per_customer = sim.engine.simulate(scenarios.build(probe, 1)).n_contacts / 500
    return scenarios.load(name, customers=max(20, int(n_contacts / per_customer)))


@pytest.mark.parametrize("name", MAIN)
def test_beginning(name):
    """The first 20,000 contacts are the same."""
    check_beginning(name, seed=1, n_contacts=20_000)


@pytest.mark.parametrize("name", PLANS)
def test_beginning_of_plans(name):
    """The first 1,500 contacts are the same."""
    check_beginning(name, seed=1, n_contacts=1_500)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANS)
def test_long_beginning_of_plans(name):
    """The first 20,000 contacts are the same, in another organisation."""
    check_beginning(name, seed=2, n_contacts=20_000, organisation=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize("name", MAIN)
def test_beginning_in_other_organisations(name, seed):
    """The first 20,000 contacts are the same, for several seeds and organisations."""
    check_beginning(name, seed, n_contacts=20_000, organisation=seed - 1)


@pytest.mark.parametrize("name", MAIN)
def test_whole_run(name, assert_same_output):
    """A small organisation's whole run is the same: contacts, digest, counts and panels."""
    world = scenarios.build(small(name, WHOLE_RUN_CONTACTS), seed=4)

    expected = sim.reference.simulate(world)

    assert WHOLE_RUN_CONTACTS / 2 < expected.n_contacts
    assert_same_output(expected, sim.engine.simulate(world))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_whole_run_of_5000_customers(name, assert_same_output):
    """The whole run of 5,000 customers is the same."""
    world = scenarios.build(scenarios.load(name, customers=5_000), seed=5)

    assert_same_output(sim.reference.simulate(world), sim.engine.simulate(world))


def test_the_library_shows_all_outcomes():
    """The scenarios compared above have contacts that end in most of the possible ways."""
    seen = {
        int(outcome)
        for name in ("france", "brand")
        for outcome in np.unique(check_beginning(name, seed=2, n_contacts=3_000)["outcome"])
    }

    assert {0, 1, 3, 4} <= seen
