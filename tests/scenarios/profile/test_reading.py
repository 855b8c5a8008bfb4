"""Logs as phone systems write them: harmless differences do not matter, odd rows are counted."""

import gzip
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from scenarios.profile import Profile, document

N = 300
START = datetime(2024, 3, 4, 8)
WHEN = [START + timedelta(minutes=17 * n, seconds=n % 60) for n in range(N)]
WAIT = [0 if n % 3 == 0 else n % 80 for n in range(N)]
GIVEN_UP = [n % 6 == 1 for n in range(N)]
TALK = [0 if gone else 60 + n for n, gone in enumerate(GIVEN_UP)]
"""Three and a half days of contacts, a sixth of them abandoned."""


def log(
    header: str = "arrival,wait,handling,outcome,customer",
    when: Callable[[datetime], str] = str,
    length: Callable[[int], str] = str,
    words: Sequence[str] = ("answered", "abandoned"),
    end: str = "\n",
) -> str:
    separator = ";" if ";" in header else ","
    rows = [
        separator.join(
            (when(WHEN[n]), length(WAIT[n]), length(TALK[n]), words[GIVEN_UP[n]], f"c{n % 40}")
        )
        for n in range(N)
    ]
    return end.join([header, *rows]) + end


def clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def stamps(n: int) -> str:
    """The moments of arrival, answer and end, the answer empty where there was none."""
    released = WHEN[n] + timedelta(seconds=WAIT[n])
    answered = "" if GIVEN_UP[n] else str(released)
    return f"{WHEN[n]},{answered},{released + timedelta(seconds=TALK[n])},c{n % 40}"


APART = "date,time,wait,handling,outcome,customer"
OWN = {"columns": {"customer": "N° client", "handling": "Durée de traitement"}}
FRENCH = "Date Heure;Attente;Durée de traitement;Statut;N° client"
SAME = {
    "as it is": (log(), {}),
    "semicolons": (log("arrival;wait;handling;outcome;customer"), {}),
    "tabs": (log().replace(",", "\t"), {}),
    "byte order mark": ("\ufeff" + log(), {}),
    "line ends of Windows": (log(end="\r\n"), {}),
    "UTF-16": (log().encode("utf-16"), {}),
    "blank lines at the end": (log() + "\n\n", {}),
    "quotes": (re.sub(r"[^,\n]+", r'"\g<0>"', log()), {}),
    "T between date and time": (log(when=lambda day: day.isoformat()), {}),
    "one offset": (log(when=lambda day: day.isoformat() + "+02:00"), {}),
    "milliseconds": (log(when=lambda day: f"{day}.000"), {}),
    "days first": (
        log(when=lambda day: f"{day:%d/%m/%Y %H:%M:%S}"), {"values": {"date_format": "%d/%m/%Y"}}),
    "points in dates": (log(when=lambda day: f"{day:%d.%m.%Y %H:%M:%S}"), {}),
    "half days": (log(when=lambda day: f"{day:%Y-%m-%d %I:%M:%S %p}"), {}),
    "date and time apart": (log(APART, lambda day: f"{day:%Y-%m-%d,%H:%M:%S}"), {}),
    "seconds after midnight": (
        log(APART, lambda day: f"{day.date()},{(day - datetime.min).seconds}"), {}),
    "numbered days": (
        log(APART, lambda day: f"{day.day - 3},{(day - datetime.min).seconds}"),
        {"values": {"first_day": "2024-03-04"}}),
    "hours, minutes, seconds": (log(length=clock), {}),
    "minutes and seconds": (log(length=lambda s: f"{s // 60}:{s % 60:02}"), {}),
    "milliseconds of waits": (
        log("arrival,wait_ms,handling_ms,outcome,customer", length=lambda s: f"{s}000"), {}),
    "decimals": (log(length=lambda s: f"{s}.0"), {}),
    "decimal commas": (
        log("arrival;wait;handling;outcome;customer", length=lambda s: f"{s},0"), {}),
    "French": (log(FRENCH, words=("Traité", "Abandonné")), OWN),
    "Latin-1": (log(FRENCH, words=("Traité", "Abandonné")).encode("latin-1"), OWN),
    "gzip": (gzip.compress(log().encode()), {}),
    "words of one's own": (
        log(words=("A", "B")), {"values": {"answered": ["A"], "abandoned": ["B"]}}),
    "no outcomes": (log(header="arrival,wait,handling,x,customer"), {}),
    "moments of answer and end": (
        "\n".join(["start,answered_at,ended_at,customer", *(stamps(n) for n in range(N))]), {}),
}  # fmt: skip


def told(found: Profile) -> dict[str, object]:
    """What is estimated, without how the log was written."""
    return {key: value for key, value in document(found).items() if key != "log"}


@pytest.mark.parametrize(("content", "flags"), SAME.values(), ids=SAME)
def test_harmless_differences_do_not_matter(profiled, content, flags) -> None:
    """However a log is written, its estimates are the same to the last digit."""
    name = "log.csv.gz" if isinstance(content, bytes) and content[:2] == b"\x1f\x8b" else "log.csv"
    expected = told(profiled(log(), "plain.csv"))
    found = profiled(content, name, **flags)

    assert expected == told(found)
    assert N == found.log["rows"] == found.log["contacts"]


def test_summer_time_is_no_second_zone(profiled) -> None:
    """Two offsets an hour apart are told, and local times count."""
    zones = log(when=lambda day: day.isoformat() + ("+01:00" if day.day < 6 else "+02:00"))
    found = profiled(zones)

    assert document(found)["arrivals"] == document(profiled(log()))["arrivals"]
    assert "summer time" in found.remarks[0]


ODD = {
    "no_row": lambda rows: [*rows, "2024-03-05 10:00:00,1"],
    "unreadable_arrival": lambda rows: [*rows, "yesterday,1,60,answered,c1"],
    "unreadable_duration": lambda rows: [*rows, "2024-03-05 10:00:00,long,60,answered,c1"],
    "negative_wait": lambda rows: [*rows, "2024-03-05 10:00:00,-5,60,answered,c1"],
    "negative_handling": lambda rows: [*rows, "2024-03-05 10:00:00,5,-60,answered,c1"],
    "repeated": lambda rows: [*rows, rows[5]],
}


@pytest.mark.parametrize(("why", "more"), ODD.items(), ids=ODD)
def test_odd_rows_are_left_out_and_counted(profiled, why, more) -> None:
    """One row in 300 that cannot be used changes no estimate, and is told."""
    rows = log().splitlines()
    found = profiled("\n".join([rows[0], *more(rows[1:])]))

    assert told(profiled(log(), "plain.csv")) == told(found)
    assert {why: 1} == found.log["left_out"]
    assert (N + 1, N) == (found.log["rows"], found.log["contacts"])


def test_rows_alike_may_be_two_contacts(profiled) -> None:
    """Without customer, number or handling time, two rows alike are kept and told."""
    rows = [f"{when:%Y-%m-%d %H:%M},answered" for when in WHEN]
    found = profiled("\n".join(["arrival,outcome", *rows, rows[4]]))

    assert N + 1 == found.log["contacts"]
    assert "1 rows repeat another and are kept" in found.remarks[0]


def test_contacts_that_ended_before_the_line_are_left_out(profiled) -> None:
    """Who hung up in the menu never waited; who was answered without waiting did join."""
    lines = log("arrival,wait,handling,outcome,customer,queued").splitlines()
    rows = [row + (",0" if n % 12 == 1 or n % 3 == 0 else ",1") for n, row in enumerate(lines[1:])]
    found = profiled("\n".join([lines[0], *rows]))

    assert {"before_the_line": N // 12} == found.log["left_out"]


def test_what_the_columns_do_not_say_is_told(profiled) -> None:
    """A log of arrivals and outcomes has a profile, and reasons for all that is missing."""
    rows = [f"{when},{'x' if n % 2 else 'answered'}" for n, when in enumerate(WHEN)]
    found = profiled("\n".join(["arrival,outcome", *rows]))

    missing = {"handling", "patience", "redial", "needs", "inertia", "dispersion"}
    assert missing == set(found.not_estimated)
    assert found.arrivals.days.counts.sum() == N
    assert (N // 2, 0) == (found.channels["phone"].answered, found.channels["phone"].abandoned)


def test_customers_who_are_nobody(profiled, table) -> None:
    """Empty, 0 and unknown customers are nobody, and one's own words too."""
    names = ["", "0", "Unknown", "XX", "c1"]
    rows = [(when, 5, 60, "abandoned", names[n % 5]) for n, when in enumerate(WHEN)]
    found = profiled(
        table("arrival,wait,handling,outcome,customer", rows), values={"unidentified": ["XX"]}
    )

    assert found.redial is not None
    assert found.redial.after_abandoned.of in (N // 5, N // 5 - 1)
