"""What the page of the method shows, taken from where it stands already: no second copy.

Equations and glossary are read from the documentation: beside the sources in a checkout, inside
the package where a wheel was installed.
"""

import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from calibration import load_targets
from calibration.targets import Target
from dashboard.data import catalogue
from dashboard.data.runs import Store
from scenarios.description import describe
from scenarios.errors import CanauxError
from scenarios.load import load, names
from scenarios.provenance import SCHEMA_VERSION
from scenarios.schema import Scenario
from scenarios.stored import scenario_of


class Part(NamedTuple):
    """A section of a description."""

    title: str
    text: str
    """Markdown."""


class Equation(NamedTuple):
    """An equation of the model's documentation."""

    section: str
    number: str
    tex: str


class Word(NamedTuple):
    """A word of the glossary: its names, and what it means in either language."""

    english: str
    french: str
    meaning: str
    sens: str


class Publication(NamedTuple):
    """What one publication gave."""

    name: str
    pollster: str
    year: int
    figures: int
    held_out: int
    citations: tuple[str, ...]


def scenario(store: Store, key: str, is_pair: bool) -> Scenario | None:
    """Return the scenario that a run or the plan of a comparison stands for.

    None if it cannot be read with the present schema.
    """
    side = catalogue.sides(store).get(f"{key}:plan" if is_pair else key)
    try:
        if side is not None:
            manifest = {"schema_version": SCHEMA_VERSION, "scenario": dict(side.scenario)}
            return scenario_of(manifest, Path(side.name))
        run = store.find(key)
        return load(run.scenario) if run is not None and run.scenario in names() else None
    except (CanauxError, KeyError, TypeError, ValueError):
        return None


def description(of: Scenario, lang: str) -> list[Part]:
    """Return what ``canaux describe`` prints, section by section, without its title."""
    parts = re.split(r"^## ", describe(of, lang), flags=re.MULTILINE)
    found = []
    for part in parts[1:]:
        title, _, text = part.partition("\n")
        found.append(Part(title.strip(), text.strip()))
    return found


@cache
def equations() -> tuple[Equation, ...]:
    """Return the numbered equations of the documentation, in its order."""
    text = _documentation("model.md")
    found, section = [], ""
    for line in text.splitlines():
        heading = re.match(r"#{2,3} (?:\d+\. )?(.+)", line)
        if heading:
            section = heading[1]
        equation = re.match(r"\$\$(.+?)\s*\\tag\{(\w+)\}\s*\$\$", line.strip())
        if equation:
            found.append(Equation(section, equation[2], equation[1]))
    return tuple(found)


@cache
def glossary() -> tuple[Word, ...]:
    """Return the words of the documentation's table."""
    rows = []
    for line in _documentation("glossary.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and not cells[0].startswith("-"):
            rows.append(Word(*cells))
    return tuple(rows[1:])


@cache
def publications() -> tuple[Publication, ...]:
    """Return the publications whose figures the model is held against, by year."""
    by_name: dict[str, list[Target]] = {}
    for target in load_targets():
        by_name.setdefault(target.publication, []).append(target)
    rows = [
        Publication(
            name=name,
            pollster=targets[0].pollster,
            year=(targets[0].wave.asked_on or targets[0].wave.fieldwork.last).year,
            figures=len(targets),
            held_out=sum(target.figure.role == "holdout" for target in targets),
            citations=tuple(dict.fromkeys(s.citation for one in targets for s in one.sources)),
        )
        for name, targets in by_name.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.year, row.name)))


def _documentation(name: str) -> str:
    package = resources.files("dashboard")
    # pyproject.toml copies the two pages into the wheel.
    installed = package / "documentation" / name
    path = installed if installed.is_file() else package / ".." / "docs" / name
    return path.read_text(encoding="utf-8")
