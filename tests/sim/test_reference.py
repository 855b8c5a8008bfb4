"""The Mesa reference by itself: extension, its hash, its calendar, and that it leaves nothing."""

import gc
import weakref

import mesa
import mmh3
import numpy as np
import pytest

from sim.records import CONTACT, EventKind
from sim.reference import ContactCentre, Customer, simulate
from sim.reference.desk import Level
from sim.reference.events import Calendar
from sim.reference.murmur import murmur3_x64_128
from sim.reference.tables import spells


@pytest.fixture
def world(worlds, monkeypatch):
    """Two channels, ten customers, a need of each every hour."""
    worlds.script_needs(monkeypatch)
    needs = [(60.0 * hour, i, 0) for hour in range(10) for i in range(10)]
    rows = [worlds.live(0, skill=0.5), worlds.written(1, chase=worlds.exponential(60.0))]
    rules = worlds.behaviour(retry=0.5, retry_chase=0.5)
    return worlds.build(rows, [[(0.0, 1, 20.0)]] * 2, needs, rules=rules, end=720.0)


class Loyal(Customer):
    """A customer who never changes channel."""

    def choose(self, journey, now):
        """Take the last channel if there is one."""
        return self.last_channel if self.last_channel >= 0 else super().choose(journey, now)


def test_a_rule_is_tried_by_subclassing(world):
    """A subclass of `Customer` that overrides `choose` changes who goes where, and nothing else."""
    contacts = simulate(world, customer_class=Loyal).contacts

    for i in range(10):
        assert 1 == len(set(contacts["channel"][contacts["customer"] == i]))
    assert 2 == len(set(contacts["channel"]))


def test_customers_are_mesa_agents(world):
    """The model's Mesa agents are the customers touched so far; its steps are events."""
    centre = ContactCentre(world)
    assert 0 == len(centre.agents)

    centre.run_model()

    assert isinstance(centre, mesa.Model)
    assert set(centre.agents) == set(centre.customers.values())
    assert 10 == len(centre.agents)
    assert centre.n_events < centre.steps


def test_a_run_can_stop_early(world):
    """With `max_contacts` the first contacts are those of the whole run."""
    whole, first = simulate(world), simulate(world, max_contacts=20)

    assert 20 == first.n_contacts < whole.n_contacts
    assert whole.contacts[:20].tobytes() == first.contacts.tobytes()


def test_progress_rises_to_the_end(world):
    """Progress is told as shares of the run."""
    shares = []

    simulate(world, progress=shares.append)

    assert shares == sorted(shares)
    assert all(0.0 <= share <= 1.0 for share in shares)


def test_nothing_is_left_behind(world, monkeypatch):
    """A run that is over can be freed, although Mesa keeps a register of models."""
    made = []
    build = ContactCentre.__init__

    def remember(self, *args):
        made.append(weakref.ref(self))
        build(self, *args)

    monkeypatch.setattr(ContactCentre, "__init__", remember)
    simulate(world)
    gc.collect()

    assert [None] == [reference() for reference in made]


@pytest.mark.parametrize("rows", [0, 1, 3, 1000])
def test_hash_is_murmur3(rows):
    """The hash of contact records is that of an independent implementation."""
    data = np.random.default_rng(rows).bytes(rows * CONTACT.itemsize)

    assert mmh3.hash_bytes(data, x64arch=True).hex() == murmur3_x64_128(data)


def test_hash_refuses_a_broken_block():
    """The rest of a block is an error, not another hash."""
    with pytest.raises(ValueError, match="found 17 bytes; must be a multiple of 16"):
        murmur3_x64_128(bytes(17))


def test_calendar_orders_ties():
    """Events come by time, kind, then customer, need and attempt; none at or after the end."""
    order = [
        (1.0, EventKind.CHASE, (0, 0, 0)),
        (2.0, EventKind.SERVICE_END, (5, 0, 0)),
        (2.0, EventKind.ARRIVAL, (1, 2, 0)),
        (2.0, EventKind.ARRIVAL, (1, 2, 1)),
        (2.0, EventKind.ARRIVAL, (2, 0, 0)),
    ]
    calendar = Calendar(end=3.0)
    for entry in [*reversed(order), (3.0, EventKind.ARRIVAL, (0, 0, 0))]:
        calendar.add(*entry, print, None)

    assert order == [calendar.pop()[:3] for _ in order]
    assert 3.0 == calendar.next_time


def test_calendar_keeps_the_order_of_what_is_alike():
    """Of two events of one contact that are due at one minute, the first noted comes first."""
    calendar = Calendar(end=3.0)
    for subject in ("first", "second"):
        calendar.add(1.0, EventKind.SERVICE_END, (0, 0, 0), print, subject)

    assert ["first", "second"] == [calendar.pop().subject for _ in range(2)]


def test_spells_split_at_hours():
    """A desk's history is cut at the start of the run, at hours and at the end."""
    history = [Level(-5.0, 1, 1.0, 20.0), Level(70.0, 2, 2.0, 20.0)]

    expected = [(1, 0.0, 60.0), (1, 60.0, 70.0), (2, 70.0, 120.0), (2, 120.0, 130.0)]
    assert expected == [(lv.busy, begin, end) for lv, begin, end in spells(history, 130.0)]
