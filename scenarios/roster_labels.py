"""How planners write an hour of the week: ``Mon;08:00``, ``lundi 8h``, 0 to 167, or not at all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scenarios.schema.calendar import WEEKDAYS
from scenarios.sheets import plain

HOURS_OF_WEEK = 168

_DAY_COLUMNS = {"day", "weekday", "day_of_week", "jour", "jour_de_la_semaine", "jour_semaine"}
_HOUR_COLUMNS = {
    "", "hour", "time", "from", "hour_of_day", "hour_of_week", "how", "heure", "de", "horaire",
    "heure_de_la_semaine", "heure_semaine", "creneau", "tranche_horaire",
}  # fmt: skip

_FRENCH = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_DAYS = {name: day for names in (WEEKDAYS, _FRENCH) for day, name in enumerate(names)}
_FULL = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
)  # fmt: skip
_LABEL = re.compile(
    r"(?:(?P<day>[^\W\d]+\.?|\d)\s+)?"
    r"(?P<hour>\d{1,3})\s*(?:[h:]\s*(?:00)?(?::00)?)?\s*(?:(?:-|–|à|to)\s*\d.*)?",
    re.IGNORECASE,
)
"""A day, by name or number, and an hour, or a span that begins with it."""


class Misfit(NamedTuple):
    """A label that does not fit: its row from 0, what was found, what is allowed."""

    row: int | None
    found: str
    allowed: str


def is_label(header: str) -> bool:
    """Return whether a column of this name says which hour its row is about."""
    return plain(header) in _DAY_COLUMNS | _HOUR_COLUMNS


def hours_of_week(labels: Mapping[str, Sequence[str]]) -> tuple[list[int], list[Misfit]]:
    """Return the hour of the week of each row, 0 being Monday from midnight.

    Parameters
    ----------
    labels
        Label columns by header, as many rows in each as the sheet has; none: rows are in order.

    Returns
    -------
    hours
        (168,) hours of the week; empty if something is wrong.
    misfits
        What is wrong: unreadable labels, else hours that are there twice or not at all.
    """
    day_columns = [cells for name, cells in labels.items() if plain(name) in _DAY_COLUMNS]
    hour_columns = [cells for name, cells in labels.items() if plain(name) in _HOUR_COLUMNS]
    if not hour_columns:
        if day_columns:
            return [], [Misfit(None, "a column of days", "needs a column of hours beside it")]
        return list(range(HOURS_OF_WEEK)), []
    if len(day_columns) > 1 or len(hour_columns) > 1:
        allowed = "needs one column of hours, and at most one of days"
        return [], [Misfit(None, f"the columns {', '.join(map(repr, labels))}", allowed)]
    texts = list(hour_columns[0])
    if day_columns:
        texts = [f"{day} {hour}" for day, hour in zip(day_columns[0], texts, strict=True)]
    read = [_read(text, named=bool(day_columns)) for text in texts]
    misfits = [
        Misfit(row, repr(texts[row]), "must be a day and a full hour, as 'Mon 08:00' or 'lundi 8h'")
        for row, hour in enumerate(read)
        if hour is None
    ]
    if misfits:
        return [], misfits
    hours = [hour for hour in read if hour is not None]
    if not day_columns and min(hours) == 1 and max(hours) == HOURS_OF_WEEK:
        hours = [hour - 1 for hour in hours]
    elif hours == [hour % 24 for hour in range(HOURS_OF_WEEK)]:
        hours = list(range(HOURS_OF_WEEK))  # seven days in order, without their names
    misfits = list(_twice_or_never(hours))
    return ([] if misfits else hours), misfits


def _read(text: str, *, named: bool) -> int | None:
    """Return the hour of week of ``Mon 8``, or of ``8`` if days are not `named`; None if unread."""
    match = _LABEL.fullmatch(text.strip())
    if match is None or (named and match["day"] is None):
        return None
    hour = int(match["hour"])
    if match["day"] is None:
        return hour if hour <= HOURS_OF_WEEK else None
    day = _day(match["day"])
    return None if day is None or hour > 23 else day * 24 + hour


def _day(text: str) -> int | None:
    """Return 0 for Monday: a name or its first three letters, English or French, or 1 to 7."""
    word = plain(text)
    if word in ("1", "2", "3", "4", "5", "6", "7"):
        return int(word) - 1
    return _DAYS.get(word[:3]) if word in _FULL or len(word) == 3 else None


def _twice_or_never(hours: Sequence[int]) -> Iterator[Misfit]:
    seen: set[int] = set()
    for row, hour in enumerate(hours):
        if hour in seen:
            yield Misfit(row, f"{hour_name(hour)} a second time", "each hour has one row")
        seen.add(hour)
    missing = [hour for hour in range(HOURS_OF_WEEK) if hour not in seen]
    if missing:
        names = ", ".join(hour_name(hour) for hour in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        yield Misfit(None, f"no row for {names}{more}", f"needs all {HOURS_OF_WEEK} hours")


def hour_name(hour: int) -> str:
    """Return an hour of the week as ``Mon 08:00``."""
    day, of_day = divmod(hour, 24)
    return f"{WEEKDAYS[day].title()} {of_day:02}:00" if day < 7 else f"hour {hour}"
