"""Days of the week and times of day as scenario files write them."""

import re
from typing import Annotated

from pydantic import AfterValidator

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekdays(text: str) -> tuple[int, ...]:
    """Turn ``"mon-fri,sun"`` into (0, 1, 2, 3, 4, 6), 0 being Monday."""
    days: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise ValueError(f"days are {', '.join(WEEKDAYS)}, or a range such as 'mon-fri'")
        start, stop = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        if stop < start:
            raise ValueError("a range of days runs forward within Monday to Sunday, as 'sat-sun'")
        days.extend(range(start, stop + 1))
    if len(set(days)) < len(days):
        raise ValueError("each day is named once")
    return tuple(sorted(days))


def minute_of_day(text: str) -> int:
    """Turn ``"08:30"`` into 510; ``"24:00"`` is the end of the day."""
    match = re.fullmatch(r"([0-2][0-9]):([0-5][0-9])", text)
    value = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= value <= 1440:
        raise ValueError("times of day run from '00:00' to '24:00', as '08:30'")
    return value


def _checked_days(text: str) -> str:
    weekdays(text)
    return text


def _checked_time(text: str) -> str:
    minute_of_day(text)
    return text


Days = Annotated[str, AfterValidator(_checked_days)]
"""Days of the week: ``"mon-fri"``, ``"sat"``, ``"mon,wed-fri"``."""

TimeOfDay = Annotated[str, AfterValidator(_checked_time)]
"""Time of day, ``"00:00"`` to ``"24:00"``."""
