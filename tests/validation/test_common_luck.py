"""One seed gives two plans the same people with the same needs."""

import numpy as np
import pytest

import scenarios
from scenarios.compare import MeasurePair, compare
from sim.engine import simulate
from sim.needs import NeedStream


def test_needs_do_not_depend_on_staffing():
    """Ids, times and kinds of all needs are the same with fewer advisers."""
    found = []
    for name in ("brand", "brand-fewer-phone"):
        world = scenarios.build(scenarios.load(name, customers=20_000), seed=7)
        stream = NeedStream(
            world.key,
            world.customers,
            world.profile,
            world.params.kinds.cumulative_share,
            world.timeline,
        )
        found.append(stream.window(world.timeline.end))

    assert 1_000 < len(found[0].time)
    for expected, actual in zip(*found, strict=True):
        np.testing.assert_array_equal(expected, actual)


@pytest.fixture(scope="module")
def first_attempts() -> list[dict[tuple[int, int], tuple[float, int, int]]]:
    """Time, kind and channel of every need's first contact, in both plans."""
    found = []
    for name in ("brand", "brand-fewer-phone"):
        contacts = simulate(scenarios.build(scenarios.load(name), seed=7)).contacts
        first = contacts[contacts["attempt"] == 0]
        ids = zip(first["customer"].tolist(), first["need"].tolist(), strict=True)
        facts = (first[field].tolist() for field in ("need_time", "kind", "channel"))
        found.append(dict(zip(ids, zip(*facts, strict=True), strict=True)))
    return found


def test_contacts_of_two_plans_are_about_the_same_needs(first_attempts):
    """In the contact tables every need that both plans saw has one time and one kind."""
    base, plan = first_attempts
    shared = base.keys() & plan.keys()

    assert 0.99 * len(base) < len(shared)
    assert all(base[need][:2] == plan[need][:2] for need in shared)


def test_only_some_customers_change_their_first_channel(first_attempts):
    """Fewer phone advisers move some first attempts, not all: luck is held, utilities moved."""
    base, plan = first_attempts
    shared = base.keys() & plan.keys()
    moved = sum(base[need][2] != plan[need][2] for need in shared) / len(shared)

    assert 0.0 < moved < 0.25


@pytest.mark.slow
def test_pairing_makes_the_satisfaction_difference_three_times_as_precise():
    """The interval of ten pairs is at most a third as wide as that of runs without common luck."""
    found = compare(
        scenarios.load("brand"),
        scenarios.load("brand-fewer-phone"),
        replications=10,
        measure=MeasurePair(follow=False),
    )

    assert found.effect("satisfaction").is_real
    assert 3.0 <= found.effect("satisfaction").times_narrower
