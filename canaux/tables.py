"""The figures of a run as tables for people, in English or French."""

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.table import Table

from canaux.numbers import Written, at, count, decimal, duration, euros, percent, shown, translated
from canaux.words import channel_name, texts

Summary = Mapping[str, Any]
"""What `Result.summary` returns."""

COLUMNS: Mapping[str, Written] = {
    "contacts": count,
    "share_of_contacts": percent,
    "share_of_first_attempts": percent,
    "mean_wait_minutes": duration,
    "share_abandoned": percent,
    "service_level": percent,
    "occupancy": percent,
    "satisfaction": percent,
    "resolution": percent,
    "cost": euros,
}
"""Figures of every channel."""

NEEDS: Mapping[str, Written] = {
    "contacts_per_need": decimal,
    "needs_unsolved_share": percent,
    "cost_per_solved_need": euros,
}
"""What came of the needs of an age bracket."""


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


def channels(summary: Summary, language: str = "en") -> Table:
    """Return how every channel fared."""
    # French channels have long names: closer columns leave them the width.
    padding = 1 if language == "en" else 0
    table = plain_table(texts.text("run", "channels", language), padding=padding)
    # A name is broken before any figure is.
    table.add_column(texts.text("run", "channel", language), overflow="fold")
    for key in COLUMNS:
        heading = texts.text("columns", key, language)
        table.add_column(heading, justify="right", no_wrap=True)
    for name, figures in summary["channels"].items():
        cells = (shown(figures[key], written, language) for key, written in COLUMNS.items())
        table.add_row(channel_name(name, language), *cells)
    return table


def ages(summary: Summary, language: str = "en") -> Table:
    """Return what customers of each age do: their contacts by channel, and what comes of them."""
    bands = list(summary["journeys"]["by_age"])
    table = plain_table(texts.text("run", "ages", language))
    table.add_column("")
    for band in bands:
        table.add_column(band, justify="right", no_wrap=True)
    for name, figures in summary["channels"].items():
        cells = [at(figures, "by_age", band, "share_of_contacts") for band in bands]
        table.add_row(
            channel_name(name, language), *(shown(cell, percent, language) for cell in cells)
        )
    table.add_section()
    for key, written in NEEDS.items():
        cells = [at(summary, "journeys", "by_age", band, key) for band in bands]
        table.add_row(
            texts.text("needs", key, language), *(shown(cell, written, language) for cell in cells)
        )
    return table


def heading(summary: Summary, language: str = "en") -> str:
    """Return what was run, in one line."""
    n, seed, organisations = summary["replications"], summary["seed"], summary["organisations"]
    several = {"organisations": count(organisations, language)}
    return texts.text(
        "run",
        "heading",
        language,
        scenario=summary["scenario"],
        customers=count(summary["customers"], language),
        organisations=texts.text("run", "organisations", language, **several)
        if organisations > 1
        else "",
        seeds=texts.text("run", "seed", language, first=seed)
        if n == 1
        else texts.text("run", "seeds", language, first=seed, last=seed + n - 1),
        engine=texts.text("engines", summary["engine"], language),
    )


def journeys(summary: Summary, language: str = "en") -> str:
    """Return what came of all needs, in two lines."""
    figures = summary["journeys"]

    def one_line(key: str, written: Written) -> str:
        return shown(figures[key], written, language).replace("\n", " ")

    return texts.text(
        "run",
        "journeys",
        language,
        needs=one_line("needs", count),
        contacts=one_line("contacts_per_need", decimal),
        unsolved=one_line("needs_unsolved_share", percent),
        cost=one_line("cost_per_solved_need", euros),
    )


def closing(summary: Summary, language: str = "en") -> str:
    """Return how the run can be recognised, in one line."""
    line = texts.text(
        "run",
        "closing",
        language,
        digest=summary["digest"],
        events=shown(summary["events"], count, language).replace("\n", " "),
        seconds=translated(f"{summary['seconds']:.1f}", language),
    )
    return line + texts.text("run", "half", language) if summary["replications"] > 1 else line
