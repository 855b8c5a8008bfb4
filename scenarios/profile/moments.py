"""Dates and times as logs write them, read by DuckDB, a row at a time.

The local time that is written counts: rosters and customers follow it. An offset behind it
(``+01:00``) is read only to see that all rows have the same, or two an hour apart as in a year with
summer time.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from scenarios.errors import LogError

DATE_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y",
    "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y", "%d-%b-%Y",
)  # fmt: skip
"""Forms of dates that are recognised."""

YEARS = (1970, 2100)
"""A date outside them was misread."""

_MOMENT = (
    r"^\s*(\d[0-9A-Za-z./-]*?\d)"  # the date
    r"(?:(?:T|[ ,]+)(\d{1,2})[:hH.](\d{2})(?::(\d{2}(?:[.,]\d+)?))?"  # hours, minutes, seconds
    r"\s*([AaPp][Mm])?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?\s*$"
)
_PARTS = "['d', 'h', 'm', 's', 'half', 'zone']"

Asked = Callable[[Sequence[str]], Sequence[int]]
"""Returns how many dates each format fits."""


class Moment(NamedTuple):
    """A moment in SQL."""

    value: str  # TIMESTAMP expression, NULL where it cannot be read
    zone: str  # VARCHAR expression: the offset written, '' without one


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def day_sql(text: str, date_format: str) -> str:
    """Return the SQL of a date, NULL where it cannot be read."""
    parsed = f"try_strptime({text}, {quoted(date_format)})"
    return f"CASE WHEN year({parsed}) BETWEEN {YEARS[0]} AND {YEARS[1]} THEN {parsed} END"


def moment(text: str, date_format: str) -> Moment:
    """Return the SQL of a date and time in one text."""
    parts = f"regexp_extract({text}, {quoted(_MOMENT)}, {_PARTS})"
    clock = (
        f"try_cast({parts}.h AS INT) % (CASE WHEN {parts}.half = '' THEN 24 ELSE 12 END) * 3600"
        f" + (CASE WHEN lower({parts}.half) = 'pm' THEN 43200 ELSE 0 END)"
        f" + try_cast({parts}.m AS INT) * 60"
        f" + coalesce(try_cast(replace({parts}.s, ',', '.') AS DOUBLE), 0)"
    )
    fits = (
        f"{parts}.h <> '' AND try_cast({parts}.h AS INT) < 24 AND try_cast({parts}.m AS INT) < 60"
    )
    day = day_sql(f"{parts}.d", date_format)
    value = (
        f"CASE WHEN {fits} THEN {day} + to_microseconds(CAST(round(({clock}) * 1e6) AS BIGINT)) END"
    )
    return Moment(value, f"{parts}.zone")


def numbered_day(day: str, time: str, first_day: date | None, date_format: str | None) -> Moment:
    """Return the SQL of a moment of which the date, the time of day or both are numbers.

    Parameters
    ----------
    day, time
        SQL of the texts; `time` is seconds after midnight.
    first_day
        Date of day 1, if days are numbered.
    date_format
        How dates are written, if they are not.
    """
    if first_day is not None:
        begin = f"(DATE {quoted(first_day.isoformat())} + (try_cast({day} AS INT) - 1))::TIMESTAMP"
    else:
        begin = day_sql(day, date_format or DATE_FORMATS[0])
    seconds = f"try_cast(replace({time}, ',', '.') AS DOUBLE)"
    within = f"CASE WHEN {seconds} >= 0 AND {seconds} < 172800 THEN {seconds} END"
    return Moment(f"{begin} + to_microseconds(CAST(round({within} * 1e6) AS BIGINT))", "''")


def date_format_of(texts: Sequence[str], sample: Asked, whole: Asked, source: str) -> str:
    """Return how a log writes its dates.

    Parameters
    ----------
    texts
        Some moments, as they stand in the log.
    sample, whole
        Return how many dates each of some formats fits: in a part of the log, in all of it. Only
        formats that a part cannot tell apart are tried on the whole.
    source
        What to call the log in messages.

    Raises
    ------
    LogError
        If no known format fits most dates, or day and month cannot be told apart.
    """
    shown = ", ".join(repr(text) for text in texts[:3])
    fitting = _fitting(DATE_FORMATS, sample, len(texts) / 2)
    if not fitting:
        raise LogError(
            f"{source}: the arrival: found {shown or 'nothing'}; must be a date and time such as "
            "2024-03-01 08:30:00 or 01/03/2024 08:30. Say how dates are written with "
            "--date-format, as '%d/%m/%Y', or which column it is with --arrival."
        )
    if len(fitting) > 1:
        fitting = _fitting(fitting, whole, 0.0)
    if len(fitting) > 1:
        raise LogError(
            f"{source}: the arrival: found {shown}, which can be {' or '.join(fitting)}; "
            "say which with --date-format."
        )
    return fitting[0]


def _fitting(formats: Sequence[str], count: Asked, least: float) -> list[str]:
    """Return the formats that fit most dates, more than `least` of them."""
    counts = count(formats)
    best = max(counts)
    return [f for f, n in zip(formats, counts, strict=True) if n == best > least]


def require_one_clock(zones: dict[str, int], source: str) -> str | None:
    """Return a remark on offsets that change with summer time; None if they are all the same.

    Raises
    ------
    LogError
        If times are written in several zones, or some with an offset and some without.
    """
    minutes = sorted({_offset(zone) for zone in zones if zone})
    if not minutes:
        return None
    if "" in zones or len(minutes) > 2 or minutes[-1] - minutes[0] > 60:
        found = ", ".join(f"{zone or 'no offset'} ({n:,} rows)" for zone, n in zones.items())
        raise LogError(
            f"{source}: the arrival: found times of several zones: {found}; must all be local "
            "times of one place. Convert them."
        )
    return "times have two offsets an hour apart, taken as summer time" if minutes[1:] else None


def _offset(zone: str) -> int:
    if zone in ("Z", "UTC"):
        return 0
    digits = zone[1:].replace(":", "")
    return (1 if zone[0] == "+" else -1) * (int(digits[:2]) * 60 + int(digits[2:]))
