"""A replay comes to every choice and every feeling of the run again, from its contact table."""

from pathlib import Path

import numpy as np
import pytest

import sim.engine
from scenarios import build, load
from sim.behaviour.choice import NOTHING
from sim.behaviour.learning import learn_satisfaction
from sim.records import Outcome
from sim.replay import replay

SHOP = Path(__file__).parents[2] / "scenarios" / "shop.toml"


def same_again(world):
    """Replay a run of the world, and hold everything in it to the run."""
    output = sim.engine.simulate(world)
    again = replay(world, output.contacts)
    made = again.decisions[: again.n_contacts]
    judged = ~np.isnan(output.contacts["judged"])

    assert 0 == again.strayed.size
    np.testing.assert_array_equal(output.contacts["channel"], made["rechosen"])
    np.testing.assert_array_equal(output.contacts["judged"][judged], made["refelt"][judged])
    return output, again


@pytest.mark.parametrize(
    ("name", "customers"),
    [
        ("brand", 20_000),
        ("brand-fewer-phone", 20_000),
        ("france", 1_500),
        ("lab-mmcm", 50),
        (SHOP, None),
    ],
)
def test_every_choice_comes_out_again(name, customers):
    """Channels and feelings of the table, and the beliefs that the panel of the end shows."""
    world = build(load(name, customers=customers), seed=3)
    output, again = same_again(world)

    assert output.n_contacts == again.n_contacts > 1_000
    for panel in output.panel:
        if panel.time == world.timeline.end:
            np.testing.assert_array_equal(panel.satisfaction_belief, again.satisfaction_belief)
            np.testing.assert_array_equal(panel.log_wait_belief, again.log_wait_belief)


def test_needs_without_contact_are_needs_of_whom_does_nothing():
    """Who did nothing prefers to do nothing again; the others come after the end of the run."""
    world = build(load("brand", customers=40_000), seed=5)
    output, again = same_again(world)
    silent = again.decisions[again.n_contacts :]
    chose = silent["rechosen"] != NOTHING
    tally = output.journeys.sum(axis=(0, 1))
    late = silent["time"] >= world.timeline.warm_up

    assert tally[4] == np.count_nonzero(~chose & late) > 100
    # Postponed past the end: to the next opening, which is less than a week away.
    assert np.all(silent["time"][chose] > world.timeline.end - 7 * 1440.0)


def test_worlds_full_of_ties(worlds, random_worlds, monkeypatch):
    """A hundred random worlds of the whole model, all outcomes among them, come out again.

    Much in them happens at the same minutes.
    """
    worlds.script_needs(monkeypatch)
    outcomes = set()
    for seed in range(100):
        output, _ = same_again(random_worlds.random_world(worlds, seed))
        outcomes |= set(output.contacts["outcome"].tolist())

    assert set(Outcome) == outcomes


def test_who_hears_nobody_learns_from_own_contacts_only():
    """Beside ŝ runs the belief of a customer who has the same contacts and hears nobody."""
    world = build(load("brand", customers=4_000), seed=2)
    output = sim.engine.simulate(world)
    again = replay(world, output.contacts)
    rate = world.params.behaviour.learning_rate
    unheard = world.customers.satisfaction_belief.copy()
    moments = [
        (d["judgement"], 0, row) for row, d in enumerate(again.decisions) if d["judgement"] >= 0.0
    ] + [(d["time"], 1, row) for row, d in enumerate(again.decisions)]
    differs = 0
    for _, is_choice, row in sorted(moments):
        d = again.decisions[row]
        i, c = int(d["customer"]), int(d["channel"])
        if is_choice:
            np.testing.assert_array_equal(unheard[i], again.views.unheard_belief[row])
            differs += (unheard[i] != again.views.satisfaction_belief[row]).any()
        else:
            unheard[i, c] = learn_satisfaction(unheard[i, c], d["felt"], rate)

    assert 1_000 < differs


def test_without_talk_nothing_is_heard():
    """Where nobody tells anything, ŝ is that of own contacts, and images are 0."""
    quiet = ("word_of_mouth", "image_rate", "image_goodwill")
    silence = [f"behaviour.{name}=0.0" for name in quiet]
    world = build(load("brand", customers=4_000, settings=silence), seed=2)
    views = replay(world, sim.engine.simulate(world).contacts).views

    np.testing.assert_array_equal(views.satisfaction_belief, views.unheard_belief)
    assert not views.image.any()


@pytest.mark.slow
def test_more_worlds_full_of_ties(worlds, random_worlds, monkeypatch):
    """Two thousand more."""
    worlds.script_needs(monkeypatch)
    for seed in range(100, 2_100):
        same_again(random_worlds.random_world(worlds, seed))


def test_some_customers_alone():
    """Replayed alone, customers decide as they do among all."""
    world = build(load("brand", customers=5_000), seed=2)
    contacts = sim.engine.simulate(world).contacts
    some = np.arange(0, 5_000, 7)
    everybody, alone = replay(world, contacts), replay(world, contacts, some)
    theirs = np.isin(everybody.decisions["customer"], some)

    np.testing.assert_array_equal(
        everybody.decisions["rechosen"][theirs], alone.decisions["rechosen"]
    )
    for name in everybody.views._fields:
        np.testing.assert_array_equal(
            getattr(everybody.views, name)[theirs], getattr(alone.views, name)
        )


def test_another_table_strays():
    """A table in which one contact was felt otherwise is not the run's: the replay says so."""
    world = build(load("brand", customers=5_000), seed=2)
    contacts = sim.engine.simulate(world).contacts.copy()
    row = int(np.flatnonzero(contacts["judged"] > 0.5)[0])
    contacts["judged"][row] = 0.125

    assert row in replay(world, contacts).strayed
