"""Numbers, amounts and dates as each language writes them."""

from datetime import datetime

import pytest

from scenarios.texts import duration, euros, listed, moment, number, percent


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (number(1234.56, "en"), "1,234.6"),
        (number(1234.56, "fr"), "1\u202f234,6"),
        (number(-0.04, "en", signed=True), "0.0"),
        (number(-2.0, "fr", signed=True, digits=0), "\N{MINUS SIGN}2"),
        (percent(0.123, "en"), "12.3 %"),
        (percent(0.123, "fr"), "12,3\u202f%"),
        (euros(-0.73, "en", signed=True), "\N{MINUS SIGN}€0.73"),
        (euros(1234.5, "fr"), "1\u202f234\u00a0€"),
        (duration(0.5, "en"), "30\u00a0s"),
        (duration(12.0, "fr"), "12,0\u00a0min"),
        (duration(120.0, "en"), "2.0\u00a0h"),
        (duration(4320.0, "fr"), "3,0\u00a0j"),
        (moment(datetime(2015, 1, 1, 9, 5), "en"), "Thursday 1 January, 09:05"),
        (moment(datetime(2015, 1, 1, 9, 5), "fr"), "jeudi 1er janvier, 09 h 05"),
        (listed(["a", "b", "c"], "en"), "a, b and c"),
        (listed(["a", "b"], "fr"), "a et b"),
        (listed(["a"], "fr"), "a"),
        (listed([], "en"), ""),
    ],
)
def test_values_are_written_as_the_language_has_it(written, expected):
    """Separators, signs, units and words of each language."""
    assert expected == written
