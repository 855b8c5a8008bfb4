"""Tiny random worlds, full of ties: both engines give the same tables."""

import math

import numpy as np
import pytest

import sim.engine
import sim.reference
from sim.params import AtClose, Law

HORIZON = 420.0
# Few whole numbers: events of all kinds then fall on the same minutes.
MINUTES = (0.0, 1.0, 5.0, 10.0, 10.0, 30.0, 60.0)


def random_law(draw, worlds, never=0.2):
    """A fixed law of whole minutes most of the time, so that events tie."""
    u = draw.random()
    if u < never:
        return worlds.NEVER
    if u < 0.75:
        return worlds.fixed(float(draw.choice(MINUTES)))
    if u < 0.85:
        return worlds.exponential(20.0)
    if u < 0.95:
        return (Law.LOGNORMAL, 15.0, 1.0)
    return (Law.WEIBULL, 15.0, 0.7)


def random_roster(draw, at_most=2):
    """Steps at tens of minutes, some of them repeated or without advisers."""
    if draw.random() < 0.3:
        return [(0.0, int(draw.integers(1, at_most + 1)), 20.0)]
    count = draw.integers(1, 12)
    times = np.unique(np.append(10.0 * draw.integers(1, HORIZON / 10, count), 0.0))
    if draw.random() < 0.2:
        times[0] = -30.0
    advisers = draw.integers(0, at_most + 1, len(times)) * (draw.random(len(times)) < 0.7)
    return [
        (float(time), int(n), float(draw.integers(10, 30)))
        for time, n in zip(times, advisers, strict=True)
    ]


def random_channel(draw, worlds, desk, is_busy):
    """A live or written channel on a desk, or a deskless one if `desk` is None."""
    values = {
        "intercept": draw.normal(0.0, 0.5),
        "kind_appeal": draw.normal(0.0, 0.5, 3),
        "audience_appeal": draw.normal(0.0, 0.2, 3),
        "resolution_factor": draw.uniform(0.5, 1.5, 3),
        "handling_factor": draw.choice([1.0, 1.0, 0.5, 2.0], 3),
        "acceptable_delay": float(draw.choice([3.0, 8.0, 60.0])),
        "skill": float(draw.choice([0.0, 0.3, 0.6, 1.0])),
        "threshold": float(draw.choice(MINUTES)),
        "needs_internet": draw.random() < 0.3,
        "needs_membership": draw.random() < 0.3,
        "needs_store": draw.random() < 0.3,
    }
    if desk is None:
        return worlds.deskless(delay=random_law(draw, worlds), **values)
    values["handling"] = random_law(draw, worlds, never=0.02)
    if is_busy:
        values["handling"] = worlds.fixed(float(draw.choice([10.0, 20.0, 50.0])))
    if draw.random() < 0.55:
        return worlds.live(
            desk,
            patience=random_law(draw, worlds),
            impatient=float(draw.choice([0.0, 0.0, 0.3])),
            balking=float(draw.choice([0.0, 0.0, 0.5])),
            line_limit=float(draw.choice([np.inf, np.inf, 0.0, 2.0])),
            at_close=AtClose(int(draw.integers(3))),
            drop_when_closed=float(draw.choice([0.0, 0.3, 1.0])),
            opening_spread=float(draw.choice([0.0, 10.0, 1000.0])),
            **values,
        )
    return worlds.written(
        desk,
        chase=worlds.fixed(float(draw.choice(MINUTES))) if is_busy else random_law(draw, worlds),
        answer_probability=float(draw.choice([0.0, 0.5, 1.0])),
        **values,
    )


def random_rules(draw, worlds, is_busy):
    """What customers have in common."""
    chances = [0.5, 0.9, 1.0] if is_busy else [0.0, 0.5, 1.0]
    never = 0.0 if is_busy else 0.2
    return worlds.behaviour(
        beta_satisfaction=2.0,
        beta_wait=float(draw.choice([0.0, 0.5])),
        beta_habit=0.3,
        beta_return=float(draw.choice([-1.0, 0.0, 1.0])),
        failed_penalty=1.0,
        circumstance_sd=float(draw.choice([0.0, 0.5])),
        judgement_expectation=0.2,
        retry=float(draw.choice(chances)),
        retry_abandoned=float(draw.choice(chances)),
        retry_delay=np.array(random_law(draw, worlds, never)),
        retry_delay_abandoned=np.array(random_law(draw, worlds, never)),
        retry_chase=float(draw.choice(chances)),
        max_attempts=int(draw.integers(2 if is_busy else 1, 7)),
    )


def random_world(worlds, seed):
    """A world of a few customers and channels in which much happens at the same minutes.

    Half of the worlds are busy: long lines, late replies, and customers who insist.
    """
    draw = np.random.default_rng(seed)
    is_busy = draw.random() < 0.5
    n_channels = int(draw.integers(1, 5))
    has_desk = draw.random(n_channels) < 0.85
    numbers = draw.permutation(int(has_desk.sum()))
    rows, taken = [], 0
    for has in has_desk:
        rows.append(random_channel(draw, worlds, int(numbers[taken]) if has else None, is_busy))
        taken += int(has)
    n_customers = int(draw.integers(1, 13))
    n_needs = int(draw.integers(1, 60))
    whole = draw.random() < 0.8
    times = np.unique(draw.uniform(0.0, HORIZON, n_needs).round(-1 if whole else 3))
    written = [c for c, row in enumerate(rows) if row["form"] == 1]
    return worlds.build(
        rows,
        [random_roster(draw) for _ in numbers],
        random_needs(draw, times, n_customers),
        end=float(draw.choice([HORIZON, 240.0, 300.0])),
        warm_up=float(draw.choice([0.0, 50.0])),
        panel=tuple(sorted({0.0, 100.0, float(draw.integers(0, 200)), 200.0})),
        changes=tuple(
            (
                float(time),
                {"channels": {int(draw.choice(written)): {"answer_probability": draw.random()}}},
            )
            for time in sorted(10.0 * draw.integers(0, 40, 3))
            if written
        ),
        nothing=float(draw.choice([-math.inf, -1.0])),
        seed=seed,
        rules=random_rules(draw, worlds, is_busy),
        n_customers=n_customers,
        n_months=int(draw.integers(1, 4)),
        people=random_people(draw, n_customers, n_channels),
    )


def random_needs(draw, times, n_customers):
    """Several customers have a need at each time; nobody has two at once."""
    return [
        (float(time), int(customer), int(draw.integers(3)))
        for time in times
        for customer in np.flatnonzero(draw.random(n_customers) < 0.5)
    ]


def random_people(draw, n_customers, n_channels):
    """Customers who differ in everything, beliefs at the ends of their range included."""
    shape = (n_customers, n_channels)
    return {
        "age": draw.integers(15, 90, n_customers),
        "internet": draw.random(n_customers) < 0.7,
        "store_access": draw.random(n_customers) < 0.7,
        "member_from": draw.choice([-math.inf, 0.0, 100.0, 150.0, math.inf], n_customers),
        "audience": draw.uniform(0.0, 1000.0, n_customers),
        "taste": draw.normal(0.0, 0.5, shape),
        "satisfaction_belief": draw.uniform(0.01, 0.99, shape),
        "log_wait_belief": draw.normal(2.0, 1.0, shape),
    }


def check(worlds, assert_same_output, seeds):
    """Compare the engines on the worlds of some seeds; return how many contacts that were."""
    n_contacts = 0
    for seed in seeds:
        world = random_world(worlds, seed)
        expected = sim.reference.simulate(world)
        actual = sim.engine.simulate(world)
        try:
            assert_same_output(expected, actual)
        except BaseException as error:
            error.add_note(f"in the random world of seed {seed}")
            raise
        n_contacts += expected.n_contacts
    return n_contacts


def test_random_worlds(worlds, assert_same_output, monkeypatch):
    """Two hundred random worlds have the same tables in both engines."""
    worlds.script_needs(monkeypatch)

    assert check(worlds, assert_same_output, range(200)) > 10_000


@pytest.mark.slow
def test_many_random_worlds(worlds, assert_same_output, monkeypatch):
    """Five thousand more random worlds have the same tables in both engines."""
    worlds.script_needs(monkeypatch)

    assert check(worlds, assert_same_output, range(200, 5_200)) > 200_000
