"""One seed gives two plans the same people with the same needs."""

import numpy as np
import pytest

import scenarios
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


def test_a_first_need_takes_one_channel_under_both_plans():
    """Who has met no desk and heard nothing has the same utilities, to the last error term."""
    silence = [
        f"behaviour.{name}=1e-12"
        for name in ("word_of_mouth", "word_of_mouth_goodwill", "image_rate")
    ]
    channels = []
    for name in ("brand", "brand-fewer-phone"):
        scenario = scenarios.load(name, customers=20_000, settings=["end=2015-02-01", *silence])
        contacts = simulate(scenarios.build(scenario, seed=7)).contacts
        first = contacts[(contacts["need"] == 0) & (contacts["attempt"] == 0)]
        channels.append(
            dict(zip(first["customer"].tolist(), first["channel"].tolist(), strict=True))
        )
    shared = channels[0].keys() & channels[1].keys()

    assert 1_000 < len(shared)
    assert 4 == len(set(channels[0].values()))
    assert [] == [i for i in shared if channels[0][i] != channels[1][i]]
