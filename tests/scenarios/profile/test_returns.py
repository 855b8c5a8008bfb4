"""Customers who come back: counted by hand, and a habit told from a taste."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from scenarios.profile import Limits

HEADER = "arrival,wait,handling,outcome,customer,channel"
START = datetime(2024, 3, 4, 9)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def test_returns_by_hand(profiled, table) -> None:
    """Of three who gave up, one is back in time, one too late, one not; the last cannot be seen."""
    rows = [
        (at(0), 60, 0, "abandoned", "a", "phone"),
        (at(0), 60, 0, "abandoned", "b", "phone"),
        (at(0), 60, 0, "abandoned", "c", "phone"),
        (at(10), 0, 300, "answered", "d", "phone"),
        (at(30), 0, 300, "answered", "a", "email"),  # 29 minutes after giving up
        (at(62), 0, 300, "answered", "b", "phone"),  # 61 minutes after giving up
        (at(70), 0, 300, "answered", "d", "phone"),  # 55 minutes after the end
        (at(200), 60, 0, "abandoned", "e", "phone"),  # too near the end of the log
        (at(230), 0, 300, "answered", "f", "phone"),
    ]
    found = profiled(table(HEADER, rows))
    redial = found.redial

    assert redial is not None
    assert (pytest.approx(1 / 3), 3) == (redial.after_abandoned.value, redial.after_abandoned.of)
    assert (pytest.approx(1 / 4), 4) == (redial.after_answered.value, redial.after_answered.of)
    assert 29 * 60 == redial.median_seconds
    assert (0.0, 1) == (redial.same_channel.value, redial.same_channel.of)
    # The return at minute 30 is no first contact.
    assert 8 == found.arrivals.days.counts.sum()
    shorter = profiled(table(HEADER, rows), limits=Limits(redial_within=600.0))
    assert 0.0 == shorter.redial.after_abandoned.value
    assert 9 == shorter.arrivals.days.counts.sum()


def test_needs_are_not_contacts(profiled, table) -> None:
    """Two needs in five bring a second contact a day after the answer: five needs in seven."""
    rng = np.random.default_rng(2)
    day = 24.0 * 60.0
    rows = []
    for customer in range(2000):
        for need in rng.uniform(0, 365, rng.poisson(4)):
            times = [need, need + rng.exponential(1.0)] if rng.random() < 0.4 else [need]
            rows += [(at(day * t), 0, 60, "answered", f"c{customer}", "phone") for t in times]
    found = profiled(table(HEADER, sorted(rows)))

    assert found.needs.of > 10_000
    assert found.needs.error < 0.01
    assert abs(found.needs.value - 1 / 1.4) < 3 * found.needs.error
    short = profiled(table(HEADER, sorted(rows)), limits=Limits(same_need_within=60.0))
    assert short.needs.value > 0.97


def test_needs_want_days_to_look_back(profiled, table) -> None:
    """In a log of two weeks nobody is known to have a new need."""
    rows = [(at(24 * 60 * n), 0, 60, "answered", f"c{n % 5}", "phone") for n in range(14)]
    found = profiled(table(HEADER, rows))

    assert found.needs is None
    assert "too few days" in found.not_estimated["needs"]


def test_errors_take_customers_as_they_come(profiled, table) -> None:
    """Twenty contacts of one customer are one observation: the error is that of customers."""
    rng = np.random.default_rng(1)
    rows = []
    back = rng.random(300) < 0.5
    for customer in range(300):
        for n in range(20):
            rows.append((at(200 * n), 10, 0, "abandoned", f"c{customer}", "phone"))
            if back[customer]:
                rows.append((at(200 * n + 5), 0, 60, "answered", f"c{customer}", "phone"))
    rows.append((at(10_000), 0, 60, "answered", "last", "phone"))
    share = profiled(table(HEADER, rows)).redial.after_abandoned

    assert share.of == 6000
    assert share.value == pytest.approx(back.mean())
    assert share.error == pytest.approx((back.mean() * (1 - back.mean()) / 300) ** 0.5, rel=0.01)


@pytest.mark.parametrize("habit", [0.0, 0.8])
def test_a_habit_is_told_from_a_taste(profiled, table, habit: float) -> None:
    """Tastes alone make customers keep to a channel; the habit is found beside them."""
    rng = np.random.default_rng(2)
    tastes = rng.normal(0, 1.2, (1500, 3))
    rows = []
    for customer in range(1500):
        last = None
        for n in range(16):
            utility = tastes[customer] + rng.gumbel(size=3)
            if last is not None:
                utility[last] += habit
            last = int(np.argmax(utility))
            channel = ("phone", "email", "store")[last]
            rows.append((at(30 * n + customer / 100), 0, 60, "answered", f"c{customer}", channel))
    found = profiled(table(HEADER, rows)).inertia

    assert found.same.value > found.by_chance + 10 * found.same.error
    assert abs(found.habit - habit) < 3.5 * found.habit_error
    assert found.habit_error < 0.06


def test_too_few_runs_give_no_habit(profiled, table) -> None:
    """Customers who never change say nothing of habit, and one channel nothing of inertia."""
    rows = [
        (at(n), 0, 60, "answered", f"c{n % 7}", ("phone", "email")[n % 7 % 2]) for n in range(100)
    ]
    found = profiled(table(HEADER, rows))
    alone = profiled(table(HEADER, [(*row[:5], "phone") for row in rows]))

    assert (1.0, None) == (found.inertia.same.value, found.inertia.habit)
    assert alone.inertia is None
    assert "there is one channel" == alone.not_estimated["inertia"]
