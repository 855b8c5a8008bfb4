"""``canaux profile``: one message for what is no log, what it writes, and what it prints."""

import gzip
import json
import re
import tomllib
from pathlib import Path

import pytest

HEADER = "arrival,wait,handling,outcome,customer"
GOOD = [
    f"2024-03-{4 + n // 40:02} {8 + n % 10:02}:{n % 60:02}:10,"
    + (f"{n % 50},{90 + 7 * (n % 30)},answered" if n % 5 else f"{3 + n % 70},0,abandoned")
    + f",c{n % 90}"
    for n in range(400)
]
"""Ten days of forty contacts, a fifth of them abandoned."""


def log(rows=GOOD, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


def with_column(i, value, every=1):
    """The good log with another text in a column of every so many rows."""
    rows = [row.split(",") for row in GOOD]
    for n, row in enumerate(rows):
        if n % every == 0:
            row[i] = value(n) if callable(value) else value
    return log([",".join(row) for row in rows])


def zoned(zones):
    return with_column(0, lambda n: GOOD[n].split(",")[0].replace(" ", "T") + zones[n % len(zones)])


BAD = {
    "no rows": (HEADER + "\n", [], "a header and no rows"),
    "only blank rows": (HEADER + "\n\n\n", [], "a header and no rows"),
    "nothing": ("", [], "line 1; must be a header"),
    "one column": (log([row.split(",")[0] for row in GOOD], "arrival"), [], "found one column"),
    "wrong separator": (log(), ["--separator", ";"], "found one column.*Leave the separator out"),
    "two letters between cells": (log(), ["--separator", "::"], "separator: found"),
    "binary": (b"\x7fELF\x02\x01\x01\x00" * 40, [], "zero byte at 7: this is no text"),
    "binary further on": (log().encode() + b"\0\0", [], "zero byte"),
    "no gzip": ("plain.gz", [], "cannot be read: Not a gzipped file"),
    "cut gzip": ("cut.gz", [], "cannot be read: Compressed file ended"),
    "not there": ("none.csv", [], "no such file"),
    "folder": (".", [], "found a folder"),
    "a column twice": (log(header="arrival,wait,handling,outcome,wait"), [], "'wait' twice"),
    "two arrivals": (log(header="arrival,wait,handling,outcome,timestamp"), [], "could both be"),
    "no arrival": (log(header="a,b,c,d,e"), [], "none of them is known as the time of arrival"),
    "no header": ("\n".join(GOOD), [], "none of them is known as the time of arrival"),
    "unknown column": (log(), ["--wait", "wiat"], "no column 'wiat'.*mean 'wait'"),
    "unparsable dates": (with_column(0, "soon"), [], "found 'soon'.*must be a date and time"),
    "empty dates": (with_column(0, ""), [], "must be a date and time"),
    "dates without times": (with_column(0, "2024-03-04"), [], "400 times of arrival that cannot"),
    "day or month": (with_column(0, "03/04/2024 10:00"), [], "can be %d/%m/%Y or %m/%d/%Y"),
    "wrong date format": (log(), ["--date-format", "%d/%m/%Y"], "400 times of arrival"),
    "no date format": (log(), ["--date-format", "iso"], "values.date_format: found 'iso'"),
    "impossible times": (with_column(0, "2024-03-04 25:61:00"), [], "times of arrival that cannot"),
    "some unparsable dates": (with_column(0, "n/a", 10), [], "40 times.*on line 2.*at most 5%"),
    "mixed zones": (zoned(["+01:00", "-05:00"]), [], r"several zones: \+01:00"),
    "some with a zone": (zoned(["Z", ""]), [], "several zones: no offset"),
    "negative waits": (with_column(1, "-4", 10), [], "40 negative waits"),
    "negative handling": (with_column(2, "-4", 10), [], "40 negative handling times"),
    "waits that are texts": (with_column(1, "long", 10), [], "40 waits or handling times"),
    "waits without end": (with_column(1, "inf", 10), [], "40 waits or handling times"),
    "repeated rows": (log(GOOD + GOOD[:40]), [], "40 rows that repeat another .first on line 402"),
    "ragged rows": (log([row + ",9" if n % 9 == 0 else row for n, row in enumerate(GOOD)]), [],
                    "45 lines with too many or too few cells"),
    "a quotation mark": (log([*GOOD[:9], '"' + GOOD[9], *GOOD[10:]]), [], "never closed"),
    "unknown outcomes": (with_column(3, "x"), [], "found 'x'; none is known to mean"),
    "no outcome of that name": (log(), ["--answered", "anwsered"], "Did you mean 'answered'"),
    "a customer as outcome": (log([f"{row}{n}" for n, row in enumerate(GOOD)]),
                              ["--outcome", "customer", "--customer", "outcome"], "more than 100"),
    "unknown channel": (log([f"{row},{n % 2}" for n, row in enumerate(GOOD)], HEADER + ",channel"),
                        [], "channels: found '0'; must be a channel of brand"),
    "no such channel": (log(), ["--channel-name", "phnoe"], "found 'phnoe'.*mean 'phone'"),
    "never joined": (log([f"{row.replace('answered', 'lost').replace('abandoned', 'hang')},no"
                          for row in GOOD], HEADER + ",joined"), [], "no contact that reached"),
    "no such base": (log(), ["--extends", "brnad"], "brnad: found no such file.*'brand'"),
    "no duration": (log(), ["--redial-within", "soon"], "--redial-within: found 'soon'"),
    "no language": (log(), ["--language", "de"], "'de' is not one of 'en', 'fr'"),
    "no columns file": (log(), ["--columns", "none.toml"], "none.toml: cannot be read"),
    "columns file not TOML": (log(), ["--columns", "bad.toml"], "bad.toml: not TOML"),
    "unknown role": (log(), ["--columns", "role.toml"], "columns.hold: found the unknown key"),
    "unknown table": (log(), ["--columns", "table.toml"], "unknown key 'colums'.*'columns'"),
    "a channel not in the log": (log([f"{row},tel" for row in GOOD], HEADER + ",channel"),
                                 ["--columns", "channel.toml"], "no channel 'Tel' in the log"),
    "an out that is a file": (log(), ["--out", "bad.toml"], "bad.toml is a file; must be a folder"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with good and bad files, from which the command is run."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "bad.toml": "columns =",
        "role.toml": "[columns]\nhold = 'wait'\n",
        "table.toml": "[colums]\nwait = 'wait'\n",
        "channel.toml": "[channels]\nTel = 'phone'\n",
        "plain.gz": log(),
    }.items():
        Path(name).write_text(text, "utf-8")
    Path("cut.gz").write_bytes(gzip.compress(log().encode())[:-600])
    return tmp_path


def files(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.mark.parametrize(("content", "options", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_told_in_one_message(canaux, folder, content, options, message):
    """Exit code 2, nothing on stdout, one message without traceback, nothing written."""
    path = "log.csv"
    if isinstance(content, str) and "\n" not in content and content:
        path = content
    else:
        Path(path).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = files(folder)

    outcome = canaux(
        "profile", path, *(options if "--out" in options else [*options, "--out", "o"])
    )

    assert (2, "") == (outcome.code, outcome.out)
    assert outcome.err.startswith("canaux: ")
    assert 1 == outcome.err.count("canaux: ")
    assert "Traceback" not in outcome.err
    assert re.search(message, outcome.err.replace("\n", " "))
    assert before == files(folder)


def test_the_scenario_it_writes_is_valid(canaux, folder):
    """It writes a scenario that extends another, its figures, and a report."""
    Path("log.csv").write_text(log(), "utf-8")

    outcome = canaux("profile", "log.csv", "--out", "found")

    assert 0 == outcome.code
    assert {"scenario.toml", "profile.json", "report.html"} == {
        path.name for path in Path("found").iterdir()
    }
    assert 0 == canaux("validate", "found/scenario.toml").code
    assert "brand" == tomllib.loads(Path("found/scenario.toml").read_text("utf-8"))["extends"]
    told = json.loads(Path("found/profile.json").read_text("utf-8"))
    assert told["scenario"] == Path("found/scenario.toml").read_text("utf-8")


def test_a_base_of_ones_own(canaux, folder, project_root):
    """The scenario refers to a base file by its path from where it is written."""
    Path("base").mkdir()
    shop = (project_root / "tests" / "scenarios" / "shop.toml").read_text("utf-8")
    Path("base/shop.toml").write_text(shop, "utf-8")
    Path("log.csv").write_text(log(), "utf-8")

    assert 0 == canaux("profile", "log.csv", "--extends", "base/shop.toml", "--out", "a/b").code
    assert '"../../base/shop.toml"' in Path("a/b/scenario.toml").read_text("utf-8")
    assert 0 == canaux("validate", "a/b/scenario.toml").code


def test_json_is_one_document(canaux, folder):
    """``--json`` prints every estimate, and without ``--out`` nothing is written."""
    Path("log.csv").write_text(log(), "utf-8")
    before = files(folder)

    outcome = canaux("profile", "log.csv", "--json")
    told = json.loads(outcome.out)

    assert {
        "log", "remarks", "limits_seconds", "arrivals", "channels", "redial",
        "needs_per_first_contact", "inertia",
        "not_estimated", "scenario",
    } == set(told)  # fmt: skip
    assert before == files(folder)


def test_tables_are_for_people(canaux, folder):
    """Without ``--json`` a table of estimates, no line of it longer than the terminal."""
    Path("log.csv").write_text(log(), "utf-8")

    outcome = canaux("profile", "log.csv")

    assert 0 == outcome.code
    for words in ("handling, log-mean", "patient beyond 30 s", "giving up", "not estimated"):
        assert words in outcome.out
    assert max(map(len, outcome.out.splitlines()[3:])) <= 100
