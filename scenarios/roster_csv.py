"""Rosters as planners keep them: a CSV with a row for each hour of the week, a column for a desk.

``roster = "week.csv"`` is laid out as intervals when the scenario is read, so a resolved scenario
holds the numbers themselves: its hash depends on them, and a stored run needs the sheet no more.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from scenarios.errors import InvalidScenario, Problem, nearest, quoted
from scenarios.roster_labels import HOURS_OF_WEEK, hours_of_week, is_label
from scenarios.schema.calendar import WEEKDAYS
from scenarios.schema.desks import MOST_ADVISERS
from scenarios.sheets import decoded, separator_of, without_blank_ends

MOST_PROBLEMS = 10
"""Problems of one sheet that are told; the others are counted."""

LARGEST_SHEET = 1_000_000
"""Bytes; 168 rows of a thousand desks take less."""

Advisers = Mapping[str, Sequence[int]]
"""Advisers on duty in each of the 168 hours of the week, by desk."""


def lay_out(values: Any, source: str, folder: Path, desks: Sequence[str]) -> None:
    """Replace in place every roster that names a CSV by the intervals in it.

    Parameters
    ----------
    values
        Tables of a scenario file, or part of them.
    source
        What to call the file or setting in messages.
    folder
        Folder that the paths of sheets are relative to.
    desks
        Names of the scenario's desks: a sheet has no column for another.

    Raises
    ------
    InvalidScenario
        If a sheet cannot be read or is no roster; tells all that is wrong with it.
    """
    sheets: dict[str, Advisers] = {}
    for table, place, desk, key in _named(values):
        text = table[place]
        if text not in sheets:
            content = _content(folder / text, Problem(source, key, quoted(text), ""))
            sheets[text] = read_week(content, text, desks)
        if desk not in sheets[text]:
            found = f"{quoted(text)}, which has no column {desk!r}"
            advice = nearest(desk, list(sheets[text]))
            problem = Problem(source, key, found, "needs a column named as the desk", advice)
            raise InvalidScenario([problem])
        table[place] = intervals(sheets[text][desk])


def _named(values: Any) -> Iterator[tuple[dict[str, Any], str, str, str]]:
    """Yield each table with a roster that is a text: its key there, the desk, and its key path."""
    if not isinstance(values, dict):
        return
    for table, key, path in _texts(values.get("desks"), ("desks",)):
        if len(path) == 3 and path[-1] == "roster":
            yield table, key, path[1], ".".join(path)
    changes = values.get("changes")
    for i, change in enumerate(changes if isinstance(changes, list) else ()):
        given = change.get("set") if isinstance(change, dict) else None
        for table, key, path in _texts(given, ()):
            if len(path) == 3 and (path[0], path[-1]) == ("desks", "roster"):
                yield table, key, path[1], f"changes.{i}.set.{'.'.join(path)}"


def _texts(
    table: Any, path: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], str, tuple[str, ...]]]:
    """Yield each text in tables within tables: its table, its key there, and its whole path."""
    for key, value in table.items() if isinstance(table, dict) else ():
        whole = (*path, *key.split("."))
        if isinstance(value, str):
            yield table, key, whole
        else:
            yield from _texts(value, whole)


def _content(path: Path, named: Problem) -> bytes:
    """Return the bytes of the sheet that a scenario has `named`."""
    found = None
    try:
        if path.is_dir():
            found = "a folder"
        elif not path.is_file():
            found = "no such file"
        elif path.stat().st_size > LARGEST_SHEET:
            found = f"{path.stat().st_size:,} bytes of at most {LARGEST_SHEET:,}"
        else:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        found = f"unreadable: {getattr(error, 'strerror', None) or error}"
    allowed = "must be a list of intervals, or a CSV whose path is relative to this file"
    raise InvalidScenario([replace(named, found=f"{named.found}, {found}", allowed=allowed)])


def read_week(content: bytes, source: str, desks: Sequence[str]) -> Advisers:
    """Return the advisers of each desk in each hour of the week.

    Parameters
    ----------
    content
        The sheet: a header, then 168 rows; columns of days and hours are recognised by their name,
        every other column is a desk. Without one of hours, rows run from Monday midnight.
    source
        What to call it in messages.
    desks
        Names of the scenario's desks.
    """
    try:
        text = io.StringIO(decoded(content), newline=None)
        separator = separator_of(text.readline()) or ","
        text.seek(0)
        rows = without_blank_ends(list(csv.reader(text, delimiter=separator)))
    except (ValueError, csv.Error) as error:
        raise _invalid(source, [("the whole file", str(error), "must be a CSV text", "")]) from None
    if not rows:
        raise _invalid(source, [("the whole file", "nothing", "needs a header and 168 rows", "")])
    header, body = rows[0], rows[1:]
    named = {desk.casefold(): desk for desk in desks}
    problems = list(_shape(header, body, named))
    if problems:
        raise _invalid(source, problems)
    columns = dict(zip(header, zip(*body, strict=True), strict=True))
    labels = {name: cells for name, cells in columns.items() if name.casefold() not in named}
    hours, misfits = hours_of_week(labels)
    for row, found, allowed in misfits:
        where = "the hours" if row is None else f"line {row + 2}"
        problems.append((where, found, allowed, ""))
    advisers: dict[str, list[int]] = {}
    for name, cells in columns.items():
        if name in labels:
            continue
        desk = named[name.casefold()]
        numbers = [_number(cell) for cell in cells]
        problems += [
            (f"line {row + 2}, column {name}", quoted(cells[row]), wrong, "")
            for row, wrong in enumerate(numbers)
            if isinstance(wrong, str)
        ]
        by_hour = dict(zip(hours, numbers, strict=False))
        advisers[desk] = [n for n in map(by_hour.get, range(HOURS_OF_WEEK)) if isinstance(n, int)]
    if problems:
        raise _invalid(source, problems)
    return advisers


_Told = tuple[str, str, str, str]
"""Where, what was found, what is allowed, what to do."""


def _shape(
    header: Sequence[str], body: Sequence[Sequence[str]], named: Mapping[str, str]
) -> Iterator[_Told]:
    """Yield what is wrong with the columns and the number of rows and cells."""
    known = list(named.values())
    if not header:
        yield "line 1", "nothing", "must be the header, with the names of the desks", ""
    for i, name in enumerate(header):
        if name.casefold() in {other.casefold() for other in header[:i]}:
            yield "the header", f"{name!r} a second time", "each column has its own name", ""
        elif name.casefold() not in named and not is_label(name):
            allowed = "a column is a desk of the scenario, or of days or hours"
            yield "the header", f"the column {name!r}", allowed, nearest(name, known)
    for row, cells in enumerate(body):
        if len(cells) != len(header):
            allowed = f"the header has {len(header)}"
            yield f"line {row + 2}", f"{len(cells)} cells", allowed, ""
    if len(body) != HOURS_OF_WEEK:
        allowed = f"needs {HOURS_OF_WEEK}, one for each hour of the week"
        yield "the whole file", f"{len(body)} rows after the header", allowed, ""


def _number(cell: str) -> int | str:
    """Return the advisers in a cell, or what they must be."""
    text = cell.replace("\u00a0", "").replace("\u202f", "").replace(",", ".")
    if not text:
        return "must be a number; write 0 where nobody is on duty"
    match = re.fullmatch(r"(-?)(\d{1,12})(?:\.(\d*))?", text)
    if match is None:
        return "must be a whole number of advisers"
    if match[1] and text.strip("-0."):
        return "must not be negative"
    if (match[3] or "").strip("0"):
        return "must be a whole number of advisers; give part hours as intervals in the scenario"
    number = int(match[2])
    return number if number <= MOST_ADVISERS else f"must be at most {MOST_ADVISERS:,}"


def intervals(advisers: Sequence[int]) -> list[dict[str, Any]]:
    """Return the intervals of a roster: (168,) advisers an hour, days alike taken together."""
    days = [tuple(advisers[24 * day : 24 * day + 24]) for day in range(7)]
    found: list[dict[str, Any]] = []
    for alike in dict.fromkeys(days):
        names = days_text(day for day in range(7) if days[day] == alike)
        for number, hours in groupby(range(24), key=lambda hour: alike[hour]):
            if number:
                span = list(hours)
                times = {"from": f"{span[0]:02}:00", "to": f"{span[-1] + 1:02}:00"}
                found.append({"days": names, **times, "advisers": number})
    return found


def days_text(days: Iterable[int]) -> str:
    """Return days as scenario files write them: ``mon-fri,sun``."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    ends = [(WEEKDAYS[run[0]], WEEKDAYS[run[-1]]) for run in runs]
    return ",".join(first if first == last else f"{first}-{last}" for first, last in ends)


def _invalid(source: str, told: Sequence[_Told]) -> InvalidScenario:
    """Return the error with the first problems of a sheet, and how many more there are."""
    problems = [Problem(source, *one) for one in told[:MOST_PROBLEMS]]
    if len(told) > MOST_PROBLEMS:
        more = f"{len(told) - MOST_PROBLEMS:,} more problems"
        problems.append(Problem(source, "further on", more, "correct those above first"))
    return InvalidScenario(problems)
