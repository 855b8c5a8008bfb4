"""The estimates of a contact log as a table for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

from canaux.numbers import count, duration, percent
from canaux.tables import plain_table

Told = Mapping[str, Any]
"""What `scenarios.profile.document` returns, or a part of it."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_LEFT_OUT = {
    "no_row": "lines with too many or too few cells",
    "unreadable_arrival": "unreadable times of arrival",
    "unreadable_duration": "waits or handling times that are no numbers",
    "negative_wait": "negative waits",
    "negative_handling": "negative handling times",
    "repeated": "rows that repeat another",
    "before_the_line": "that ended before the line",
}

Row = tuple[str, str, str]
"""What, its estimate, how sure that is."""


def heading(told: Told) -> str:
    """Return what was read, in two or three lines."""
    log = told["log"]
    lines = [
        f"{log['file']}: {count(log['contacts'])} contacts of {count(log['rows'])} rows, "
        f"{log['first_arrival']} to {log['last_arrival']}",
        "columns: " + ", ".join(f"{role} = {name}" for role, name in log["columns"].items()),
    ]
    left_out = [f"{count(n)} {_LEFT_OUT[why]}" for why, n in log["left_out"].items()]
    if log["days_closed"]:
        left_out.append(f"{count(log['days_closed'])} days without a contact")
    return "\n".join(lines + (["left out: " + ", ".join(left_out)] if left_out else [])) + "\n"


def estimates(told: Told) -> Table:
    """Return every estimate with its uncertainty, and what could not be estimated."""
    table = plain_table("Estimates")
    table.add_column("what", no_wrap=True)
    table.add_column("estimate")
    table.add_column("95 % interval, or gap to the log")
    for row in _arrivals(told["arrivals"]):
        table.add_row(*map(escape, row))
    for name, one in told["channels"].items():
        table.add_section()
        for row in _channel(name, one):
            table.add_row(*map(escape, row))
    table.add_section()
    for row in (*_redial(told["redial"]), *_needs(told), *_inertia(told["inertia"])):
        table.add_row(*map(escape, row))
    for what, why in told["not_estimated"].items():
        table.add_row(escape(what), "not estimated", escape(why))
    return table


def _interval(low: float, high: float, written: Any) -> str:
    return f"{written(low)} to {written(high)}"


def _around(value: float, error: float, written: Any) -> str:
    return _interval(value - 1.96 * error, value + 1.96 * error, written)


def _arrivals(one: Told) -> Iterator[Row]:
    weights, errors = one["hour_of_week"], one["hour_of_week_error"]
    top = max(range(168), key=weights.__getitem__)
    name = f"{WEEKDAYS[top // 24]} {top % 24:02}:00"
    yield "contacts a day", count(one["contacts_per_day"]), ""
    yield (
        "busiest hour",
        f"{name}, {weights[top]:.2f} times the mean",
        _around(weights[top], errors[top], lambda x: f"{x:.2f}"),
    )
    for key, what in (("day_log_sd", "luck of days, log-sd"), ("hour_log_sd", "of hours, log-sd")):
        if one[key] is not None:
            spread = one[key]
            told = _interval(spread["low"], spread["high"], lambda x: f"{x:.3f}")
            yield what, f"{spread['value']:.3f}", told


def _channel(name: str, one: Told) -> Iterator[Row]:
    yield f"{name}: contacts", count(one["contacts"]), ""
    handling, patience = one["handling"], one["patience"]
    if handling is not None:
        yield (
            f"{name}: handling, log-mean",
            f"{handling['log_mean']:.3f} of seconds",
            _around(handling["log_mean"], handling["log_mean_error"], lambda x: f"{x:.3f}"),
        )
        yield (
            f"{name}: handling, log-sd",
            f"{handling['log_sd']:.3f}",
            _around(handling["log_sd"], handling["log_sd_error"], lambda x: f"{x:.3f}"),
        )
        if handling["short_contacts"]:
            yield f"{name}: too short to count", count(handling["short_contacts"]), ""
        yield from _law(f"{name}: law of handling", handling)
    if patience is not None:
        yield from _patience(name, patience)


def _patience(name: str, patience: Told) -> Iterator[Row]:
    for point in patience["survival"]:
        if point["seconds"] in (30.0, 120.0, 300.0):
            yield (
                f"{name}: patient beyond {duration(point['seconds'] / 60)}",
                percent(point["survival"]),
                _interval(point["low"], point["high"], percent),
            )
    share = patience["immediate_share"]
    yield (
        f"{name}: hang up at once",
        percent(share["value"]),
        _interval(share["low"], share["high"], percent),
    )
    yield from _law(f"{name}: law of patience", patience)


def _law(what: str, one: Told) -> Iterator[Row]:
    if one["law"] is None:
        return
    law = one["laws"][one["law"]]
    values = [
        f"{key.replace('_', '-')} {law[key]:.4g}"
        for key in ("mean", "scale", "shape", "log_mean", "log_sd")
        if key in law
    ]
    yield what, f"{one['law']}, {', '.join(values)}", f"gap {law['largest_gap']:.3f}"


def _redial(one: Told | None) -> Iterator[Row]:
    if one is None:
        return
    within = duration(one["within_seconds"] / 60)
    for key, what in (
        ("after_abandoned", f"back within {within} after giving up"),
        ("after_answered", f"back within {within} after an answer"),
        ("same_channel", "of the first, on the same channel"),
    ):
        share = one[key]
        if share is not None:
            told = _interval(share["low"], share["high"], percent)
            yield what, percent(share["value"]), told


def _needs(told: Told) -> Iterator[Row]:
    one = told["needs_per_first_contact"]
    if one is not None:
        days = told["limits_seconds"]["same_need_within"] / 86_400
        what = f"new needs, not back within {days:g} days"
        yield (
            what,
            f"{percent(one['value'])} of first contacts",
            _interval(one["low"], one["high"], percent),
        )


def _inertia(one: Told | None) -> Iterator[Row]:
    if one is None:
        return
    same = one["same_channel"]
    yield (
        "same channel as the time before",
        f"{percent(same['value'])}, {percent(one['same_channel_by_chance'])} by chance",
        _interval(same["low"], same["high"], percent),
    )
    if one["habit"] is None:
        yield "habit", "not estimated", "too few customers come back and change"
    else:
        told = _around(one["habit"], one["habit_error"], lambda x: f"{x:.3f}")
        yield "habit, utility of the last channel", f"{one['habit']:.3f}", told
