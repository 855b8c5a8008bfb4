"""Figures as people read them."""

import pytest

from canaux.numbers import count, duration, euros, mean_of, percent, shown


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0.0, "0 s"),
        (0.4, "24 s"),
        (1.0, "1.0 min"),
        (89.9, "89.9 min"),
        (90.0, "1.5 h"),
        (2879.0, "48.0 h"),
        (2880.0, "2.0 d"),
        (-0.5, "−30 s"),
    ],
)
def test_durations_have_the_unit_people_think_in(minutes, text):
    """Seconds below a minute, minutes below an hour and a half, hours below two days, days."""
    assert text == duration(minutes)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (4.881, "€4.88"),
        (99.99, "€99.99"),
        (1234.5, "€1,234"),
        (-3e6, "−€3,000,000"),
    ],
)
def test_euros(amount, text):
    """Cents below a hundred euros, the sign before the symbol."""
    assert text == euros(amount)


def test_none_is_a_dash():
    """A figure without a denominator is shown as a dash, alone or among replications."""
    nothing = {"mean": None, "ci_low": None, "ci_high": None}

    assert "–" == shown(None, percent)
    assert "–" == shown(nothing, percent)
    assert mean_of(nothing) is None


def test_a_mean_shows_half_its_interval():
    """Under a mean stands half the interval, if there is one."""
    assert "14.0 %\n±1.5 %" == shown({"mean": 0.14, "ci_low": 0.125, "ci_high": 0.155}, percent)
    assert "14.0 %" == shown({"mean": 0.14, "ci_low": None, "ci_high": None}, percent)
    assert "1,234" == shown(1234, count)
