"""The levers of the page "What if?": what they are, and which settings of a scenario they make."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from dashboard.i18n import Language, duration, percent, t
from scenarios.load import load
from scenarios.schema import Scenario

SCENARIO = "brand"
"""What levers change."""

UNTIL = "2015-07-01"
"""End of the live runs: half a year answers in half a second, with every customer."""

USUAL_CLOSE = 20
"""Hour at which the phone closes on weekdays in the baseline."""


class Lever(NamedTuple):
    """A lever; its name and unit are the texts ``lever.<name>`` and ``lever_unit.<unit>``."""

    name: str
    group: str
    low: float
    high: float
    step: float
    usual: float
    unit: str
    symbol: str = ""


LEVERS = (
    Lever("phone", "staff", 50, 150, 10, 100, "percent", "phone"),
    Lever("store", "staff", 50, 150, 10, 100, "percent", "store"),
    Lever("email", "staff", 50, 150, 10, 100, "percent", "email"),
    Lever("social", "staff", 50, 150, 10, 100, "percent", "social"),
    Lever("close", "service", 17, 23, 1, USUAL_CLOSE, "hour"),
    Lever("handling", "service", 2.0, 6.0, 0.5, 4.0, "minutes"),
    Lever("listening", "service", 0, 100, 5, 85, "percent"),
    Lever("record", "service", 0, 4, 1, 2, "channels"),
)
BY_NAME = {lever.name: lever for lever in LEVERS}

RECORD = ("phone", "email", "store", "social")
"""Channels in the order in which they join the shared record."""

Values = Mapping[str, float]


def checked(asked: object) -> dict[str, float]:
    """Return a value for every lever: what was asked for, on its scale, or the usual one."""
    known = asked if isinstance(asked, Mapping) else {}
    return {lever.name: _on_scale(lever, known.get(lever.name)) for lever in LEVERS}


def _on_scale(lever: Lever, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return lever.usual
    if not lever.low <= value <= lever.high:
        return lever.usual
    steps = round((value - lever.low) / lever.step)
    return lever.low + steps * lever.step


def read(text: str) -> dict[str, float]:
    """Return the levers that an address has, such as ``phone:70,close:18``."""
    found: dict[str, float] = {}
    for part in text.split(","):
        name, _, value = part.partition(":")
        try:
            found[name] = float(value)
        except ValueError:
            continue
    return checked(found)


def written(values: Values) -> str:
    """Return levers as an address has them: those that are not as usual."""
    return ",".join(f"{name}:{value:g}" for name, value in moved(values).items())


def moved(values: Values) -> dict[str, float]:
    """Return the levers that are not as usual."""
    return {name: value for name, value in values.items() if value != BY_NAME[name].usual}


def settings(values: Values) -> tuple[str, ...]:
    """Return what the levers set, as ``--set`` of the command takes it; nothing for usual ones."""
    found: list[str] = []
    for name, value in moved(values).items():
        if BY_NAME[name].group == "staff":
            found.append(f"desks.{name}.staff_factor={value / 100:g}")
        elif name == "close":
            found.append(f"desks.phone.roster={_toml(_closing_at(int(value)))}")
        elif name == "handling":
            found.append(f"channels.phone.handling.median={value:g}")
        elif name == "listening":
            found.append(f"channels.social.answer_probability={value / 100:g}")
        else:
            shared = ", ".join(f'"{channel}"' for channel in RECORD[: int(value)])
            found.append(f"policies.shared_record=[{shared}]")
            if not shared:
                found.append("policies.record_saving=0.0")
    return tuple(found)


def scenario(values: Values, *, until: str | None = UNTIL) -> Scenario:
    """Return the baseline with the levers moved, to the end of the live runs or another day."""
    end = () if until is None else (f"end={until}",)
    return load(SCENARIO, settings=(*end, *settings(values)))


def command(values: Values, seeds: int) -> str:
    """Return the command that makes the same runs, for those who want to check or go on."""
    made = " ".join(f"--set '{setting}'" for setting in (f"end={UNTIL}", *settings(values)))
    return f"canaux run {SCENARIO} {made} --replications {seeds} --json"


def value_text(lever: Lever, value: float, lang: Language) -> str:
    """Return a lever's value as it is read."""
    if lever.unit == "percent":
        return percent(lang, value / 100, 0)
    if lever.unit == "hour":
        return f"{int(value)}{t(lang, 'unit.hour_of_day')}"
    if lever.unit == "minutes":
        return duration(lang, value)
    return t(lang, f"lever.record_{int(value)}")


def words(values: Values, lang: Language) -> str:
    """Return what is moved, in words: ``phone advisers 70%, phone until 18:00``."""
    return ", ".join(
        f"{t(lang, f'lever.short.{name}')} {value_text(BY_NAME[name], value, lang)}"
        for name, value in moved(values).items()
    )


def _closing_at(hour: int) -> list[dict[str, Any]]:
    """Return the phone's roster with weekdays ending at that hour.

    Later than usual, the advisers of the last hours stay; earlier, those hours are left out.
    """
    lines = []
    for line in load(SCENARIO).desks["phone"].roster:
        start, stop = line.start, line.stop
        if stop == f"{USUAL_CLOSE}:00" and hour > USUAL_CLOSE:
            stop = f"{hour}:00"
        elif "sat" not in line.days and hour < USUAL_CLOSE:
            stop = min(stop, f"{hour}:00")
        if start < stop:
            lines.append(
                {
                    "days": line.days,
                    "from": start,
                    "to": stop,
                    "advisers": line.advisers,
                    "surcharge": line.surcharge,
                }
            )
    return lines


def _toml(lines: list[dict[str, Any]]) -> str:
    def value(item: Any) -> str:
        return f'"{item}"' if isinstance(item, str) else str(item)

    return (
        "["
        + ", ".join(
            "{" + ", ".join(f"{key} = {value(item)}" for key, item in line.items()) + "}"
            for line in lines
        )
        + "]"
    )
