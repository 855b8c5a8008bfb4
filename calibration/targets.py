"""The published figures, one TOML file a publication, checked and put into one table."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from pydantic import Field, TypeAdapter, ValidationError

from calibration.errors import InvalidTargets, TargetError
from calibration.figures import Figure, Key, Source, Text, Wave
from calibration.operators import Difference
from calibration.texts import catalogue
from scenarios.errors import Problem, nearest, quoted
from scenarios.fields import Name, Number, Section
from scenarios.problems import Layer
from scenarios.problems import problems as explain

Offsets = Mapping[str, Mapping[str, float]]
"""Logit offset by name of the offset and channel; a channel left out has none."""


class Publication(Section):
    """One targets file."""

    title: Text
    pollster: Text
    survey: Wave
    sources: dict[Key, Source] = Field(default_factory=dict)
    figures: tuple[Figure, ...]


class ModeOffset(Section):
    """One table of ``modes.toml``."""

    reason: Text
    logit: dict[Name, Number]
    """Added to the logit of a channel's reported use."""


@dataclass(frozen=True)
class Target:
    """One published figure with all that stands around it."""

    figure: Figure
    publication: str
    pollster: str
    wave: Wave
    sources: tuple[Source, ...]

    @property
    def id(self) -> str:
        """Id of the figure."""
        return self.figure.id

    @property
    def population(self) -> str:
        """Whom the figure is about, as the pollster words it."""
        return self.figure.population or self.wave.population

    @property
    def ages(self) -> tuple[int, int]:
        """Youngest and oldest age of the cell, both included."""
        youngest = self.wave.age_min if self.figure.age_min is None else self.figure.age_min
        oldest = 200 if self.figure.age_max is None else self.figure.age_max
        return youngest, oldest


@dataclass(frozen=True)
class Targets:
    """All published figures, by id, in the order of files and of figures in them."""

    by_id: Mapping[str, Target]
    offsets: Offsets

    def __iter__(self) -> Iterator[Target]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def __getitem__(self, figure_id: str) -> Target:
        return self.by_id[figure_id]

    def __reduce__(self) -> tuple[Any, ...]:
        """Read-only mappings cannot be sent to another process; what is in them can."""
        return _read_only, (dict(self.by_id), {name: dict(of) for name, of in self.offsets.items()})

    def table(self) -> pd.DataFrame:
        """Return one row per figure with its provenance."""
        return pd.DataFrame([_as_row(target) for target in self])


def load_targets(folder: Path | None = None) -> Targets:
    """Read and check all files of published figures.

    Parameters
    ----------
    folder
        Folder of TOML files, one a publication; those of the product if None.

    Returns
    -------
    Targets

    Raises
    ------
    TargetError
        A file cannot be read.
    InvalidTargets
        Values are refused; the error lists all of them.
    """
    if folder is None:
        return _own_targets()
    return _load(folder)


@cache
def _own_targets() -> Targets:
    return _load(files("calibration") / "targets")


def _load(folder: Path | Traversable) -> Targets:
    home = files("calibration")
    articles = TypeAdapter(dict[Key, Source]).validate_python(
        _read(home / "articles.toml")["articles"]
    )
    modes = TypeAdapter(dict[Key, ModeOffset]).validate_python(_read(home / "modes.toml"))
    paths = sorted(
        (path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda p: p.name
    )
    if not paths:
        raise TargetError(f"{folder}: found no .toml file of published figures; put one there.")
    problems: list[Problem] = []
    publications: dict[str, Publication] = {}
    for path in paths:
        data = _read(path)
        try:
            publications[path.name.removesuffix(".toml")] = Publication.model_validate(data)
        except ValidationError as error:
            problems += explain(error, Publication, data, [Layer(path.name, data)])
    by_id: dict[str, Target] = {}
    for name, publication in publications.items():
        known = articles | publication.sources
        for figure in publication.figures:
            problems += _cross_check(name, publication, figure, articles, known)
            if figure.id in by_id:
                there = f"one figure per id; {by_id[figure.id].publication}.toml has it too"
                problems.append(Problem(f"{name}.toml", "figures.id", quoted(figure.id), there))
            by_id[figure.id] = Target(
                figure=figure,
                publication=name,
                pollster=publication.pollster,
                wave=publication.survey,
                sources=tuple(known[key] for key in figure.sources if key in known),
            )
    problems += _check_references(by_id, publications, modes)
    if problems:
        raise InvalidTargets(problems)
    return _read_only(by_id, {name: mode.logit for name, mode in modes.items()})


def _read_only(by_id: Mapping[str, Target], offsets: Offsets) -> Targets:
    """Return figures that nobody can change: all who ask share them."""
    kept = {name: MappingProxyType(of) for name, of in offsets.items()}
    return Targets(MappingProxyType(by_id), MappingProxyType(kept))


def _read(path: Path | Traversable) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TargetError(f"{path.name}: cannot be read as TOML: {error}.") from error


def _cross_check(
    name: str,
    publication: Publication,
    figure: Figure,
    articles: Mapping[str, Source],
    known: Mapping[str, Source],
) -> Iterator[Problem]:
    """Check what a figure says against the rest of its file."""
    source = f"{name}.toml"
    for key in figure.sources:
        if key not in known:
            advice = nearest(key, sorted(known))
            yield Problem(source, f"{figure.id}.sources", quoted(key), "unknown source", advice)
    if figure.article and figure.article not in articles:
        advice = nearest(figure.article, sorted(articles))
        yield Problem(
            source, f"{figure.id}.article", quoted(figure.article), "unknown article", advice
        )
    reasons = catalogue()["reasons"]
    if figure.not_expressible is not None and figure.not_expressible not in reasons:
        advice = nearest(figure.not_expressible, sorted(reasons))
        yield Problem(
            source,
            f"{figure.id}.not_expressible",
            quoted(figure.not_expressible),
            "unknown reason",
            advice,
        )
    if figure.operator is not None and publication.survey.asked_on is None:
        yield Problem(
            source, "survey.asked_on", "nothing", f"{figure.id} has an operator and needs a date"
        )


def _check_references(
    by_id: Mapping[str, Target],
    publications: Mapping[str, Publication],
    modes: Iterable[str],
) -> Iterator[Problem]:
    """Check that ids and names that point elsewhere point to something."""
    for target in by_id.values():
        operator = target.figure.operator
        if isinstance(operator, Difference):
            for other in (operator.of, operator.less):
                if other not in by_id:
                    yield Problem(
                        f"{target.publication}.toml",
                        f"{target.id}.operator",
                        quoted(other),
                        "the id of a figure",
                    )
    for name, publication in publications.items():
        wave = publication.survey
        if wave.screened_by and wave.screened_by not in by_id:
            yield Problem(
                f"{name}.toml", "survey.screened_by", quoted(wave.screened_by), "the id of a figure"
            )
        if wave.mode_offset and wave.mode_offset not in modes:
            yield Problem(
                f"{name}.toml",
                "survey.mode_offset",
                quoted(wave.mode_offset),
                f"a table of modes.toml: {', '.join(modes)}",
            )


def _as_row(target: Target) -> dict[str, object]:
    figure, wave = target.figure, target.wave
    youngest, _ = target.ages
    return {
        "id": figure.id,
        "publication": target.publication,
        "pollster": target.pollster,
        "question_en": figure.question.en,
        "question_fr": figure.question.fr,
        "quote": figure.quote,
        "value": figure.value,
        "bound": figure.bound,
        "unit": figure.unit,
        "rounding": figure.rounding,
        "role": figure.role,
        "base": figure.base,
        "mode": wave.mode,
        "population": target.population,
        "age_min": youngest,
        "age_max": figure.age_max,
        "sex": figure.sex,
        "months": figure.months,
        "n": figure.respondents,
        "n_printed": figure.n is not None,
        "n_reason": figure.n_reason,
        "fieldwork_first": wave.fieldwork.first,
        "fieldwork_last": wave.fieldwork.last,
        "fieldwork_approximate": wave.fieldwork.approximate,
        "asked_on": wave.asked_on,
        "source": " ; ".join(source.citation for source in target.sources),
        "url": " ; ".join(source.url for source in target.sources if source.url),
        "locator": figure.locator,
        "article": figure.article,
        "as_printed": figure.as_printed,
        "original": figure.original,
        "note": figure.note,
        "role_reason": figure.role_reason,
        "expressible": figure.operator is not None,
    }
