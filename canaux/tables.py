"""The figures of a run as tables for people."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from rich import box
from rich.table import Table

from canaux.numbers import at, count, decimal, duration, euros, percent, shown

Summary = Mapping[str, Any]
"""What `Result.summary` returns."""


class Column(NamedTuple):
    """One figure of every channel."""

    heading: str
    key: str
    written: Callable[[float], str]


COLUMNS = (
    Column("contacts", "contacts", count),
    Column("of all", "share_of_contacts", percent),
    Column("of first\nattempts", "share_of_first_attempts", percent),
    Column("mean\nwait", "mean_wait_minutes", duration),
    Column("aban-\ndoned", "share_abandoned", percent),
    Column("in\ntime", "service_level", percent),
    Column("occu-\npancy", "occupancy", percent),
    Column("satis-\nfied", "satisfaction", percent),
    Column("re-\nsolved", "resolution", percent),
    Column("cost", "cost", euros),
)


def plain_table(title: str | None, *, padding: int = 1) -> Table:
    """Return an empty table in the house's look."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, padding, 0, 0),
        pad_edge=False,
        header_style="bold",
    )


def channels(summary: Summary) -> Table:
    """Return how every channel fared."""
    table = plain_table("Channels")
    table.add_column("channel", no_wrap=True)
    for column in COLUMNS:
        table.add_column(column.heading, justify="right", no_wrap=True)
    for name, figures in summary["channels"].items():
        table.add_row(name, *(shown(figures[c.key], c.written) for c in COLUMNS))
    return table


def ages(summary: Summary) -> Table:
    """Return what customers of each age do: their contacts by channel, and what comes of them."""
    bands = list(summary["journeys"]["by_age"])
    table = plain_table("Share of contacts by channel, and what came of the needs, by age")
    table.add_column("", no_wrap=True)
    for band in bands:
        table.add_column(band, justify="right", no_wrap=True)
    for name, figures in summary["channels"].items():
        cells = [at(figures, "by_age", band, "share_of_contacts") for band in bands]
        table.add_row(name, *(shown(cell, percent) for cell in cells))
    table.add_section()
    for label, key, written in (
        ("contacts a need", "contacts_per_need", decimal),
        ("never solved", "needs_unsolved_share", percent),
        ("cost a solved need", "cost_per_solved_need", euros),
    ):
        cells = [at(summary, "journeys", "by_age", band, key) for band in bands]
        table.add_row(label, *(shown(cell, written) for cell in cells))
    return table


def heading(summary: Summary) -> str:
    """Return what was run, in one line."""
    n, seed, organisations = summary["replications"], summary["seed"], summary["organisations"]
    seeds = f"seed {seed}" if n == 1 else f"seeds {seed} to {seed + n - 1}"
    parts = [summary["scenario"], f"{summary['customers']:,} customers"]
    if organisations > 1:
        parts.append(f"{organisations:,} organisations")
    parts += [seeds, f"{summary['engine']} engine"]
    return " · ".join(parts)


def journeys(summary: Summary) -> str:
    """Return what came of all needs, in two lines."""
    figures = summary["journeys"]

    def one_line(key: str, written: Callable[[float], str]) -> str:
        return shown(figures[key], written).replace("\n", " ")

    needs, contacts = one_line("needs", count), one_line("contacts_per_need", decimal)
    unsolved = one_line("needs_unsolved_share", percent)
    cost = one_line("cost_per_solved_need", euros)
    return f"{needs} needs, {contacts} contacts each\n{unsolved} never solved, {cost} a solved need"


def closing(summary: Summary) -> str:
    """Return how the run can be recognised, in one line."""
    line = (
        f"digest {summary['digest']} · {shown(summary['events'], count)} events".replace("\n", " ")
        + f" · {summary['seconds']:.1f} s of simulating"
    )
    if summary["replications"] > 1:
        line += " · ± half a 95 % interval"
    return line
