"""The luck of a choice: the obvious draws, whatever else is on the list, in vector instructions."""

import numpy as np
import pytest

from sim import rng
from sim._jit import njit
from sim.choice_luck import (
    _draw,
    _log,
    _normal_within,
    draw_choice,
    draw_first_choices,
    make_choice_luck,
)
from sim.needs import Needs
from sim.rng import Key, Stream

WITHIN = 1e-15
"""Two units in the last place, relative to the result or to 1."""


def drawn(names, attempt, customer=12):
    """ε and ν of an attempt by name, the last name's doing nothing."""
    hashes = np.array([rng.name_hash(name) for name in names[:-1]], np.uint32)
    luck = make_choice_luck(hashes, rng.name_hash(names[-1]))
    draw_choice(Key(9, 4), luck, customer, 3, attempt, True)
    return {
        name: (float(luck.error[c]), float(luck.circumstance[c])) for c, name in enumerate(names)
    }


@pytest.mark.parametrize("attempt", [0, 1, 4])
@pytest.mark.parametrize("customer", range(0, 2000, 100))
def test_it_is_the_obvious_draws(attempt, customer):
    """ε is of this attempt and ν of the need, each by the channel's name."""
    names = ["store", "phone", "email", "social", "chat", "post", "app", "form", "nothing"]
    for name, (error, circumstance) in drawn(names, attempt, customer).items():
        index = rng.name_hash(name)
        u_error = rng.uniform(Key(9, 4), Stream.ERROR_TERM, customer, 3, attempt, index)
        u_circumstance = rng.uniform(Key(9, 4), Stream.CIRCUMSTANCE, customer, 3, 0, index)

        assert error == pytest.approx(rng.gumbel(u_error), rel=WITHIN, abs=WITHIN)
        assert circumstance == pytest.approx(rng.normal(u_circumstance), rel=WITHIN, abs=WITHIN)


def test_adding_a_channel_moves_nobodys_luck():
    """A new channel anywhere in the list leaves the luck of all others as it was."""
    before = drawn(["store", "phone", "email", "nothing"], 1)
    after = drawn(["chat", "email", "store", "app", "phone", "a", "b", "c", "nothing"], 1)

    assert before == {name: after[name] for name in before}


def test_first_choices_drawn_together_are_those_drawn_alone():
    """Several needs' luck at once, beyond the last need too, is each one's own."""
    names = np.arange(9, dtype=np.uint32)
    needs = Needs(
        time=np.zeros(3),
        customer=np.array([5, 7, 5], np.uint32),
        need=np.array([0, 2, 1], np.uint32),
        kind=np.zeros(3, np.uint8),
    )
    lanes, alone = 10, make_choice_luck(names, 99)
    together = make_choice_luck(names, 99, 4)

    draw_first_choices(Key(3, 1), together, needs, 1, lanes, True)

    for choice, n in enumerate([1, 2, 2, 2]):
        draw_choice(Key(3, 1), alone, int(needs.customer[n]), int(needs.need[n]), 0, True)
        part = slice(choice * lanes, (choice + 1) * lanes)
        assert alone.error[:lanes].tobytes() == together.error[part].tobytes()
        assert alone.circumstance[:lanes].tobytes() == together.circumstance[part].tobytes()


@njit
def each(function, values, out):
    """Apply a compiled function to every value."""
    for i in range(values.size):
        out[i] = function(values[i])


def applied(function, values):
    """Values of a compiled function."""
    out = np.empty(values.size)
    each(function, values, out)
    return out


def test_the_logarithm_is_the_logarithm():
    """Over the draws' whole range and beyond, within one unit in the last place."""
    near_one = 1.0 - np.geomspace(1e-16, 0.5, 2000)
    values = np.concatenate([np.geomspace(1e-300, 1e300, 20_001), near_one, 2.0 - near_one])
    expected = np.log(values)

    assert np.all(np.abs(applied(_log, values) - expected) <= np.spacing(np.abs(expected)))


def test_the_normal_is_the_normal():
    """Within its range, the vector form of the inversion is the scalar one."""
    tail = np.geomspace(1.5e-11, 0.5, 5_000)
    values = np.concatenate([tail, 1.0 - tail])
    expected = np.array([rng.normal(u) for u in values])

    assert applied(_normal_within, values) == pytest.approx(expected, rel=4e-15, abs=WITHIN)


def test_the_far_tail_is_drawn_too(monkeypatch):
    """A draw of 2^-53 and its mirror image are taken from the far tail of the normal law."""
    luck = make_choice_luck(np.array([1], np.uint32), 2)
    for u in (2.0**-53, 1.0 - 2.0**-53):
        monkeypatch.setattr("sim.choice_luck.uniform_pair", lambda *_, u=u: (0.5, u))
        # Interpreted, so that the draw can be set.
        _draw.py_func(Key(1, 0), luck, 0, True)

        assert rng.normal(u) == luck.circumstance[0]
