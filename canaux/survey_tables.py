"""Surveys of a run, and the readings of 12 % and 9 %, as tables for people."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Group, JustifyMethod, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calibration import Reading, SurveyRow, SurveyTable, Targets, load_targets
from calibration.readings import Change
from canaux.numbers import NONE
from canaux.tables import plain_table

BOUNDS = {"exact": "", "above": "> ", "below": "< "}
LABELS = {
    "as_published": "as published",
    "contacters": "contacters, both years",
    "adults_printed_rate": "adults, printed rate",
    "adults_other_rate": "adults, other waves",
}

# One table a wave, so that its heading may run over all columns; hence fixed widths, all but one.
COLUMNS: tuple[tuple[str, int | None, JustifyMethod], ...] = (
    ("id", 4, "left"),
    ("question", None, "left"),
    ("asked of", 13, "left"),
    ("published", 9, "right"),
    ("model", 7, "right"),
    ("error", 5, "right"),
    ("z", 5, "right"),
    ("role", 7, "left"),
)


def survey(table: SurveyTable, targets: Targets | None = None) -> Group:
    """Return every figure that has a counterpart, by wave; `targets`: not those of the product."""
    known = load_targets() if targets is None else targets
    first = _wave_table(header=True)
    first.title = "What pollsters published, and what the same surveys find in the model"
    parts: list[RenderableType] = [first]
    rows = [row for row in table.rows if row.expressible]
    for wave, group in groupby(rows, key=lambda row: _wave(row, known)):
        part = _wave_table(header=False)
        for row in group:
            part.add_row(
                row.id,
                escape(row.question["en"]),
                row.base.replace("_", " "),
                BOUNDS[row.bound] + _value(row.published, row.unit, printed=True),
                _value(row.simulated, row.unit),
                NONE if row.standard_error is None else f"{row.standard_error:.1f}",
                _z(row.z),
                row.role,
            )
        parts += [Text(f"\n {wave}", style="bold"), Padding(part, (0, 1))]
    return Group(*parts)


def _wave_table(*, header: bool) -> Table:
    shown = plain_table(None, padding=0)
    shown.show_header = header
    shown.show_edge = header
    shown.expand = True
    for heading, width, justify in COLUMNS:
        ratio = 1 if width is None else None
        shown.add_column(heading, width=width, min_width=width, ratio=ratio, justify=justify)
    return shown


def survey_summary(table: SurveyTable) -> str:
    """Return how the comparison stands, in words."""
    compared = [row for row in table.rows if row.z is not None]
    near = sum(abs(row.z) <= 2.0 for row in compared if row.z is not None)
    left = sum(not row.expressible for row in table.rows)
    text = (
        f"{near} of {len(compared)} figures lie within two standard errors; z is published less "
        f"model over its error."
    )
    if left:
        text += f" {left} more have no counterpart: canaux survey SCENARIO --all says why."
    return text


def without_counterpart(table: SurveyTable) -> Table:
    """Return the figures that the model cannot express, each with the reason."""
    shown = plain_table("Published figures without a counterpart")
    for heading in ("id", "question", "published", "why"):
        justify = "right" if heading == "published" else "left"
        shown.add_column(heading, justify=justify, no_wrap=heading in ("id", "published"))  # type: ignore[arg-type]
    for row in table.rows:
        if row.reason is not None:
            value = BOUNDS[row.bound] + _value(row.published, row.unit, printed=True)
            shown.add_row(row.id, escape(row.question["en"]), value, escape(row.reason["en"]))
    return shown


def readings(found: Sequence[Reading]) -> Table:
    """Return the readings of the change from 2012 to 2015, in percent and points."""
    shown = plain_table("12 % in 2012 and 9 % in 2015: what became of social networks?")
    shown.add_column("\nreading")
    for source in ("published", "surveyed", "everybody"):
        for heading in ("\n2012", "\n2015", f"{source}\nchange"):
            shown.add_column(heading, justify="right", no_wrap=True)
    for reading in found:
        if _changes_nothing(reading):
            continue
        label = LABELS[reading.id]
        if reading.rate is not None:
            label += f" ({reading.rate:.0f} %)"
        if reading.footing == "offset_removed":
            label += f", offset {reading.offset:+.1f}"
        changes = (reading.published, reading.simulated, reading.in_the_model)
        shown.add_row(label, *(cell for change in changes for cell in _cells(change)))
    return shown


def _cells(change: Change | None) -> list[str]:
    """Return 2012, 2015 and the difference with half its 95 % interval."""
    if change is None:
        return [NONE] * 3
    difference = f"{change.difference:+.1f}"
    if change.standard_error is not None:
        difference += f" ±{1.96 * change.standard_error:.1f}"
    return [f"{change.first:.1f}", f"{change.second:.1f}", difference]


READINGS_KEY = (
    "In percent and points, ± half a 95 % interval. published: put on the reading's base by "
    "arithmetic. surveyed: the same surveys put to the model. everybody: what the model knows of "
    "all customers. In brackets the contact rate that the reading takes."
)


def sentences(found: Sequence[Reading]) -> Table:
    """Return what each reading of the published figures implies."""
    shown = Table.grid(padding=(0, 1, 0, 1))
    for reading in found:
        if not _changes_nothing(reading):
            shown.add_row("-", escape(reading.sentence["en"]))
    return shown


def _changes_nothing(reading: Reading) -> bool:
    return reading.footing == "offset_removed" and reading.offset == 0.0


def _wave(row: SurveyRow, targets: Targets) -> str:
    target = targets[row.id]
    asked = "date unknown" if row.asked_on is None else f"{row.asked_on:%B %Y}"
    mode = "" if row.mode == "unknown" else f", {row.mode.replace('_', ' ')}"
    return f"{target.pollster}, {asked}{mode}"


def _value(value: float | None, unit: str, *, printed: bool = False) -> str:
    if value is None:
        return NONE
    if unit == "%":
        return f"{value:g} %" if printed else f"{value:.1f} %"
    return f"{value:g}" if printed else f"{value:.1f}"


def _z(z: float | None) -> str:
    if z is None:
        return NONE
    style = "red" if abs(z) > 4.0 else "yellow" if abs(z) > 2.0 else ""
    return f"[{style}]{z:+.1f}[/{style}]" if style else f"{z:+.1f}"
