"""The programme's rosters against all rosters, tried one by one."""

from itertools import product

import numpy as np
import pytest

from scenarios.staffing.cover import GAP, concave_steps, cover
from scenarios.staffing.rules import StaffingRules
from scenarios.staffing.shifts import desk_shifts

MOST = 4


@pytest.fixture(scope="module")
def phone(kiosk):
    """Five shifts of a Monday to Friday week that overlap."""
    made = [
        {"length": 240.0, "starts": [start], "days": "mon-fri", "together": True}
        for start in ("08:00", "11:00", "12:00", "14:00")
    ]
    made.append({"length": 600.0, "starts": ["08:00"], "days": "mon-fri", "together": True})
    rules = StaffingRules.model_validate({"interval": 60.0, "shifts": made})
    return desk_shifts(kiosk, rules, ["phone"])["phone"]


def all_rosters(shifts):
    """Every choice of up to `MOST` advisers on each shift, with who is on duty and the cost."""
    for posted in product(range(MOST + 1), repeat=len(shifts.shifts)):
        yield posted, shifts.advisers(posted), shifts.cost(posted)


@pytest.mark.parametrize("seed", range(6))
def test_required_advisers_at_least_cost(phone, seed):
    """No roster that covers what is required costs less, but for the gap."""
    rng = np.random.default_rng(seed)
    required = np.where(phone.open, rng.integers(0, 4, phone.open.size), 0)
    posted = cover(phone, required)
    best = min(
        cost
        for _, duty, cost in all_rosters(phone)
        if (duty >= np.maximum(required, phone.open)).all()
    )

    assert posted is not None
    assert (phone.advisers(posted) >= np.maximum(required, phone.open)).all()
    assert best <= phone.cost(posted) <= best * (1.0 + GAP)


@pytest.mark.parametrize("seed", range(6))
def test_a_level_over_the_week_at_least_cost(phone, seed):
    """With concave gains, no roster that reaches the aim costs less, but for the gap."""
    rng = np.random.default_rng(seed)
    steps = (
        np.sort(rng.random((phone.open.size, MOST)), axis=1)[:, ::-1] * phone.open[:, np.newaxis]
    )
    gains = np.concatenate([np.zeros((phone.open.size, 1)), np.cumsum(steps, axis=1)], axis=1)
    aim = 0.8 * gains[:, -1].sum()
    slots = np.arange(phone.open.size)

    def reached(duty):
        return gains[slots, np.minimum(duty, MOST)].sum()

    posted = cover(phone, gains=gains, aim=aim)
    best = min(
        cost
        for _, duty, cost in all_rosters(phone)
        if (duty >= phone.open).all() and reached(duty) >= aim
    )

    assert posted is not None
    assert reached(phone.advisers(posted)) >= aim * (1.0 - 1e-6)
    assert best * (1.0 - 1e-9) <= phone.cost(posted) <= best * (1.0 + GAP)


def test_what_cannot_be_reached(phone):
    """An aim above all gains has no roster."""
    gains = np.where(phone.open[:, np.newaxis], np.array([0.0, 0.5, 1.0]), 0.0)

    assert cover(phone, gains=gains, aim=2.0 * gains[:, -1].sum()) is None


def test_envelopes_lie_above_and_are_concave():
    """The envelope of gains touches their ends, is nowhere below them, and its steps fall."""
    gains = np.cumsum(np.random.default_rng(1).random((20, 8)), axis=1)
    steps = concave_steps(gains)
    curve = gains[:, :1] + np.cumsum(steps, axis=1)

    assert (np.diff(steps, axis=1) <= 1e-12).all()
    assert (curve >= gains[:, 1:] - 1e-12).all()
    assert gains[:, -1] == pytest.approx(curve[:, -1])
