"""What theory says of two runs with common luck: others do not matter, and more staff helps."""

import math
from itertools import pairwise

import numpy as np
import pytest

import sim.engine
from sim.params import Belief, Form
from sim.population import Customers

PLENTY = 400
"""Advisers on duty wherever there were some: more than a tiny world has contacts."""


def alone(params):
    """The same parameters with staff for all, and nobody heard, read or averaged."""
    desks = params.desks
    is_open = desks.step_advisers > 0
    no_limit = np.full(params.channels.form.size, math.inf)
    return params._replace(
        channels=params.channels._replace(line_limit=no_limit, trunks=no_limit),
        desks=desks._replace(step_advisers=np.where(is_open, PLENTY, 0)),
        behaviour=params.behaviour._replace(
            word_of_mouth=0.0,
            word_of_mouth_goodwill=0.0,
            image_rate=0.0,
            belief=int(Belief.OWN),
        ),
    )


def without_company(world):
    """The world with staff for all and no talk, at any time."""
    changes = tuple(change._replace(params=alone(change.params)) for change in world.changes)
    return world._replace(params=alone(world.params), changes=changes)


def contacts_of(world, n_customers):
    """Contact records of the first customers, by customer, need and attempt."""
    contacts = sim.engine.simulate(world).contacts
    contacts = contacts[contacts["customer"] < n_customers]
    return np.sort(contacts, order=["customer", "need", "attempt"])


def with_others(world, others, worlds):
    """The world with the customers and needs of another one as well."""
    n = world.customers.age.size
    needs = [
        *world.profile.needs,
        *((time, customer + n, kind) for time, customer, kind in others.profile.needs),
    ]
    return world._replace(
        customers=Customers(
            *(np.concatenate(pair) for pair in zip(world.customers, others.customers, strict=True))
        ),
        profile=worlds.Script(tuple(needs)),
    )


def of_width(random_worlds, worlds, n_channels, seed):
    """A random world with so many channels, whose people can live among others' channels."""
    while True:
        world = random_worlds.random_world(worlds, seed)
        if world.params.channels.form.size == n_channels:
            return world
        seed += 1_000_003


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(60), id="60"),
        pytest.param(range(60, 1000), id="940", marks=pytest.mark.slow),
    ],
)
def test_others_do_not_matter(worlds, random_worlds, monkeypatch, seeds):
    """With staff for all and no talk, one's contacts are the same whoever else there is.

    More customers with needs, traits and luck of their own leave every record as it is, to the bit.
    """
    worlds.script_needs(monkeypatch)
    n_contacts = n_others = 0
    for seed in seeds:
        world = without_company(random_worlds.random_world(worlds, seed))
        n = world.customers.age.size
        others = of_width(random_worlds, worlds, world.params.channels.form.size, seed + 10**6)
        more = with_others(world, others, worlds)
        expected, actual = contacts_of(world, n), contacts_of(more, n)

        assert expected.tobytes() == actual.tobytes(), f"random world {seed}"
        n_contacts += expected.size
        n_others += others.customers.age.size

    assert n_contacts > 20 * len(seeds)
    assert n_others > 3 * len(seeds)


def one_line(worlds, random_worlds, seed):
    """One channel of one desk at a constant roster, first come first served, nobody leaves.

    Each contact is of a need of its own (no retry), each adviser has one in hand, and the desk is
    always open: the queue G/G/c.
    """
    draw = np.random.default_rng(seed)
    form = np.array([draw.choice([Form.LIVE, Form.WRITTEN])])
    desks = random_worlds.random_desks(draw, form, 1)
    steps = {name: getattr(desks, name)[:1] for name in desks._fields if name.startswith("step_")}
    steps |= {
        "step_time": np.zeros(1),
        "step_opens": np.zeros(1),
        "step_closes": np.full(1, np.inf),
    }
    params = random_worlds.random_params(draw, form, desks._replace(**steps), is_busy=False)
    never, unlimited, nobody = np.zeros((1, 3)), np.full(1, math.inf), np.zeros(1)
    handling = random_worlds.laws(draw, (1, 1), never=0.0)
    params = params._replace(
        channels=params.channels._replace(
            patience=never,
            chase=never,
            expiry=never,
            impatient=nobody,
            balking=nobody,
            message_after=unlimited,
            line_limit=unlimited,
            trunks=unlimited,
        ),
        serving=params.serving._replace(handling=handling, concurrency=np.ones((1, 1), np.int64)),
        kinds=params.kinds._replace(nothing=np.full(3, -math.inf)),
        behaviour=params.behaviour._replace(retry=0.0, retry_abandoned=0.0, leave_below=-math.inf),
        policies=params.policies._replace(move_to_private=False, loud_first=False),
    )
    world = random_worlds.random_world(worlds, seed)
    n = world.customers.age.size
    return world._replace(
        params=params,
        changes=(),
        customers=worlds.customers(n, 1, **random_worlds.random_people(draw, n, 1)),
    )


def staffed(world, advisers):
    """The world with so many advisers, always."""
    desks = world.params.desks
    duty = {"step_advisers": np.array([advisers]), "step_paid": np.array([float(advisers)])}
    return world._replace(params=world.params._replace(desks=desks._replace(**duty)))


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(60), id="60"),
        pytest.param(range(60, 1000), id="940", marks=pytest.mark.slow),
    ],
)
def test_one_more_adviser_delays_nobody(worlds, random_worlds, monkeypatch, seeds):
    """In a line that nobody leaves, each contact starts no later with one adviser more.

    With service times that belong to the customers, waits of the first-come-first-served G/G/c
    queue fall in c on every sample path: the workloads of Kiefer and Wolfowitz are ordered ("On the
    theory of queues with many servers", Transactions of the AMS 78 (1955) 1-18). Where customers
    leave, come back or are served by priority, theory promises no such thing, and none is tested.
    """
    worlds.script_needs(monkeypatch)
    n_helped = 0
    for seed in seeds:
        world = one_line(worlds, random_worlds, seed)
        n = world.customers.age.size
        runs = [contacts_of(staffed(world, advisers), n) for advisers in (1, 2, 3, 5)]
        for fewer, more in pairwise(runs):
            assert fewer[["customer", "need"]].tolist() == more[["customer", "need"]].tolist()
            late, soon = (np.where(np.isnan(r["start"]), np.inf, r["start"]) for r in (fewer, more))
            assert np.all(soon <= late), f"random world {seed}"
            n_helped += np.count_nonzero(soon < late)

    assert n_helped > 20 * len(seeds)
