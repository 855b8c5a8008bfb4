"""Surveys of a run, and readings of 12 % and 9 %, as tables for people, in English or French."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.console import Group, JustifyMethod, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from calibration import Reading, SurveyRow, SurveyTable, Targets, load_targets
from calibration.readings import Change
from canaux.numbers import NONE, translated
from canaux.tables import plain_table
from canaux.words import month_name, texts
from scenarios.texts import NARROW

BOUNDS = {"exact": "", "above": "> ", "below": "< "}
# One table a wave, so that its heading may run over all columns; hence fixed widths, all but one.
COLUMNS: tuple[tuple[str, Mapping[str, int] | None, JustifyMethod], ...] = (
    ("id", {"en": 4, "fr": 4}, "left"),
    ("question", None, "left"),
    ("base", {"en": 13, "fr": 14}, "left"),
    ("published", {"en": 9, "fr": 8}, "right"),
    ("model", {"en": 7, "fr": 7}, "right"),
    ("error", {"en": 5, "fr": 6}, "right"),
    ("z", {"en": 5, "fr": 5}, "right"),
    ("role", {"en": 7, "fr": 11}, "left"),
)


def survey(table: SurveyTable, targets: Targets | None = None, language: str = "en") -> Group:
    """Return every figure that has a counterpart, by wave; `targets`: not those of the product."""
    known = load_targets() if targets is None else targets
    first = _wave_table(language, header=True)
    first.title = texts.text("survey", "title", language)
    parts: list[RenderableType] = [first]
    rows = [row for row in table.rows if row.expressible]
    for wave, group in groupby(rows, key=lambda row: _wave(row, known, language)):
        part = _wave_table(language, header=False)
        for row in group:
            error = row.standard_error
            part.add_row(
                row.id,
                escape(row.question[language]),
                texts.text("bases", row.base, language),
                _published(row, language),
                _value(row.simulated, row.unit, language),
                NONE if error is None else translated(f"{error:.1f}", language),
                _z(row.z, language),
                texts.text("roles", row.role, language),
            )
        parts += [Text(f"\n {wave}", style="bold"), Padding(part, (0, 1))]
    return Group(*parts)


def _wave_table(language: str, *, header: bool) -> Table:
    shown = plain_table(None, padding=0)
    shown.show_header = header
    shown.show_edge = header
    shown.expand = True
    for name, widths, justify in COLUMNS:
        width = None if widths is None else widths[language]
        ratio = 1 if width is None else None
        heading = texts.text("survey", name, language)
        shown.add_column(heading, width=width, min_width=width, ratio=ratio, justify=justify)
    return shown


def survey_summary(table: SurveyTable, language: str = "en") -> str:
    """Return how the comparison stands, in words."""
    compared = [row for row in table.rows if row.z is not None]
    near = sum(abs(row.z) <= 2.0 for row in compared if row.z is not None)
    left = sum(not row.expressible for row in table.rows)
    text = texts.text("survey", "summary", language, near=near, compared=len(compared))
    return text + texts.text("survey", "left", language, left=left) if left else text


def without_counterpart(table: SurveyTable, language: str = "en") -> Table:
    """Return the figures that the model cannot express, each with the reason."""
    shown = plain_table(texts.text("survey", "without", language))
    for name in ("id", "question", "published", "why"):
        shown.add_column(
            texts.text("survey", name, language),
            justify="right" if name == "published" else "left",
            no_wrap=name in ("id", "published"),
        )
    for row in table.rows:
        if row.reason is not None:
            question, reason = escape(row.question[language]), escape(row.reason[language])
            shown.add_row(row.id, question, _published(row, language), reason)
    return shown


def readings(found: Sequence[Reading], language: str = "en") -> Table:
    """Return the readings of the change from 2012 to 2015, in percent and points."""
    shown = plain_table(texts.text("readings", "title", language))
    shown.add_column("\n" + texts.text("readings", "reading", language))
    for source in ("published", "surveyed", "everybody"):
        change = texts.text("readings", source, language)
        for heading in ("\n2012", "\n2015", change):
            shown.add_column(heading, justify="right", no_wrap=True)
    for reading in found:
        if _changes_nothing(reading):
            continue
        label = texts.text("readings", reading.id, language)
        if reading.rate is not None:
            label += texts.text("readings", "rate", language, rate=f"{reading.rate:.0f}")
        if reading.footing == "offset_removed":
            offset = translated(f"{reading.offset:+.1f}", language)
            label += texts.text("readings", "offset", language, offset=offset)
        changes = (reading.published, reading.simulated, reading.in_the_model)
        shown.add_row(label, *(cell for change in changes for cell in _cells(change, language)))
    return shown


def _cells(change: Change | None, language: str) -> list[str]:
    """Return 2012, 2015 and the difference with half its 95 % interval."""
    if change is None:
        return [NONE] * 3
    difference = f"{change.difference:+.1f}"
    if change.standard_error is not None:
        difference += f" ±{1.96 * change.standard_error:.1f}"
    cells = (f"{change.first:.1f}", f"{change.second:.1f}", difference)
    return [translated(cell, language) for cell in cells]


def sentences(found: Sequence[Reading], language: str = "en") -> Table:
    """Return what each reading of the published figures implies."""
    shown = Table.grid(padding=(0, 1, 0, 1))
    for reading in found:
        if not _changes_nothing(reading):
            shown.add_row("-", escape(reading.sentence[language]))
    return shown


def _changes_nothing(reading: Reading) -> bool:
    return reading.footing == "offset_removed" and reading.offset == 0.0


def _wave(row: SurveyRow, targets: Targets, language: str) -> str:
    target = targets[row.id]
    if row.asked_on is None:
        asked = texts.text("survey", "undated", language)
    else:
        asked = month_name(row.asked_on, language)
    mode = "" if row.mode == "unknown" else f", {texts.text('modes', row.mode, language)}"
    return f"{target.pollster}, {asked}{mode}"


def _published(row: SurveyRow, language: str) -> str:
    """Return a figure as it was printed, with the bound that it is."""
    return BOUNDS[row.bound] + _value(row.published, row.unit, language, printed=True)


def _value(value: float | None, unit: str, language: str, *, printed: bool = False) -> str:
    if value is None:
        return NONE
    shown = translated(f"{value:g}" if printed else f"{value:.1f}", language)
    if unit != "%":
        return shown
    return f"{shown}{NARROW if language == 'fr' else ' '}%"


def _z(z: float | None, language: str) -> str:
    if z is None:
        return NONE
    style = "red" if abs(z) > 4.0 else "yellow" if abs(z) > 2.0 else ""
    shown = translated(f"{z:+.1f}", language)
    return f"[{style}]{shown}[/{style}]" if style else shown
