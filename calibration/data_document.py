"""Write docs/data.md, every figure that the product ships: ``python -m calibration.data_document``.

The figures themselves stand in the files that the simulation reads; this page only lists them.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from calibration.targets import Target, load_targets
from scenarios.load import names

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "data.md"

ROLES = {
    "fit": "the calibration learns from it",
    "soft": "the calibration learns from it, with a discrepancy of its own",
    "set": "a parameter was set by it, one to one",
    "prior": "it stands behind a prior or a base of other figures",
    "holdout": "kept from every fit, to check the result",
    "context": "for the reader; the model cannot express it",
}
"""What each role of a figure means."""


def document() -> str:
    """Return the text of docs/data.md."""
    template = files("calibration").joinpath("data_document.md").read_text("utf-8")
    return template.format(figures="\n\n".join([*_people(), *_surveys(), *_scenarios()]))


def _people() -> Iterator[str]:
    yield "## Who the customers are"
    population = files("scenarios").joinpath("data", "population.csv").read_text("utf-8")
    comment = [line[2:] for line in population.splitlines() if line.startswith("# ")]
    yield f"`scenarios/data/population.csv`. {' '.join(comment)}"
    for name, what in (
        ("membership", "Who takes part in social networks"),
        ("access", "Who has internet access"),
    ):
        data = tomllib.loads(files("scenarios").joinpath("data", f"{name}.toml").read_text("utf-8"))
        yield f"`scenarios/data/{name}.toml`. {what}: a curve by age that meets these rows."
        yield _table(
            ("id", "year", "ages", "%", "of whom", "pollster", "source", "read in source"),
            (
                (
                    row["id"],
                    row["year"],
                    _ages(row),
                    row["percent"],
                    row["population"],
                    row["pollster"],
                    row["source"],
                    "yes" if row["read_in_source"] else "no",
                )
                for row in data["published"]
            ),
        )


def _surveys() -> Iterator[str]:
    yield "## What surveys found"
    yield (
        "One file a publication in `calibration/targets/`, with the words that were read, base, "
        "window, mode and rounding. A size in brackets is assumed, for the reason in the file."
    )
    yield _table(("role", "meaning"), ROLES.items())
    targets = sorted(load_targets().by_id.values(), key=lambda target: target.publication)
    for publication, group in groupby(targets, key=lambda target: target.publication):
        of_one = list(group)
        yield f"### {of_one[0].pollster}: `{publication}`"
        yield _table(
            ("id", "question", "figure", "base", "n", "role", "read at"),
            (_figure(target) for target in of_one),
        )
        sources = {source.citation: source for target in of_one for source in target.sources}
        yield "\n".join(
            f"- {citation}{f', <{source.url}>' if source.url else ''}"
            for citation, source in sorted(sources.items())
        )


def _figure(target: Target) -> tuple[Any, ...]:
    figure = target.figure
    bound = {"exact": "", "above": "> ", "below": "< "}[figure.bound]
    return (
        figure.id,
        figure.question.en,
        f"{bound}{figure.value:g} {figure.unit}",
        figure.base.replace("_", " "),
        _size(target),
        figure.role,
        figure.locator,
    )


def _size(target: Target) -> str:
    """People asked: of the figure's own base if it is known, else of its wave."""
    for of in (target.figure, target.wave):
        if of.n is not None:
            return str(of.n)
        if of.n_assumed is not None:
            return f"({of.n_assumed})"
    return "–"


def _scenarios() -> Iterator[str]:
    yield "## What is invented"
    yield (
        "`brand` is a fictional retailer. These lines of its file, and of the plans that the "
        "articles' claims are put to, are made up; replace them by your own."
    )
    yield _table(
        ("scenario", "line"),
        (
            (f"`{name}`", f"`{' '.join(line.split())}`")
            for name in names()
            for line in _library(name).splitlines()
            if re.search(r"#.*\binvented\b", line) and not line.startswith("#")
        ),
    )
    comments = [
        (f"`{name}`", line.lstrip("# "))
        for name in names()
        for line in _library(name).splitlines()
        if line.startswith("#") and "nvented" in line
    ]
    yield _table(("scenario", "said in its file"), comments)
    yield (
        "Values of `france` stand in `scenarios/library/france.toml`, each with its source or the "
        "word that it is assumed; `canaux describe france` prints them all."
    )


def _library(name: str) -> str:
    return files("scenarios").joinpath("library", f"{name}.toml").read_text("utf-8")


def _ages(row: dict[str, Any]) -> str:
    last = row.get("age_max")
    return f"{row['age_min']}+" if last is None else f"{row['age_min']}-{last}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    cells = ((str(cell).replace("|", "\\|") for cell in row) for row in rows)
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in cells)])


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
