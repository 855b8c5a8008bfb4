"""The document: sections in the order of ODD, and the whole file at the end."""

from collections.abc import Callable, Iterator
from importlib import metadata

from scenarios.description import concepts, entities, inputs, submodels
from scenarios.description.writing import day, say
from scenarios.provenance import environment
from scenarios.schema import Scenario
from scenarios.show import to_toml
from scenarios.texts import duration

SECTIONS: tuple[tuple[str, Callable[[Scenario, str], Iterator[str]]], ...] = (
    ("purpose", lambda scenario, language: _purpose(scenario, language)),
    ("entities", entities.entities),
    ("process", lambda scenario, language: iter([say("process", "order", language)])),
    ("concepts", concepts.concepts),
    ("initialisation", entities.initialisation),
    ("input", inputs.inputs),
    ("submodels", submodels.submodels),
    ("experiments", lambda scenario, language: _experiments(scenario, language)),
    ("implementation", lambda scenario, language: _implementation(scenario, language)),
    ("file", lambda scenario, language: _file(scenario, language)),
)
"""Each section's name, and the function that yields its paragraphs."""


def describe(scenario: Scenario, language: str) -> str:
    """Return the description of a scenario as Markdown.

    Parameters
    ----------
    scenario
        What is described, `extends` followed and settings applied.
    language
        ``"en"`` or ``"fr"``.

    Returns
    -------
    str
        Sections 1 to 7 of ODD, then experiments, implementation and the scenario as a file.
    """
    parts = [f"# {getattr(scenario.title, language)}", say("document", "about", language)]
    for number, (name, write) in enumerate(SECTIONS, start=1):
        parts.append(f"## {number}. {say('headings', name, language)}")
        parts.extend(write(scenario, language))
    return "\n\n".join(parts) + "\n"


def _purpose(scenario: Scenario, language: str) -> Iterator[str]:
    yield getattr(scenario.question, language)
    yield say("purpose", "outputs", language)
    if scenario.panel.dates:
        dates = [day(date, language) for date in scenario.panel.dates]
        yield say("purpose", "surveys", language, count=len(dates), first=dates[0], last=dates[-1])
    else:
        yield say("purpose", "no_surveys", language)


def _experiments(scenario: Scenario, language: str) -> Iterator[str]:
    yield say(
        "experiments",
        "length",
        language,
        days=(scenario.end - scenario.start).days,
        start=day(scenario.start, language),
        end=day(scenario.end, language),
    )
    if scenario.warm_up > 0.0:
        yield say("experiments", "warm_up", language, warm_up=duration(scenario.warm_up, language))
    else:
        yield say("experiments", "no_warm_up", language)
    yield say("experiments", "estimation", language)
    yield say("experiments", "luck", language)


def _implementation(scenario: Scenario, language: str) -> Iterator[str]:
    here = environment()
    yield say(
        "implementation",
        "software",
        language,
        version=metadata.version("canaux"),
        python=here["python"],
        packages=", ".join(f"{name} {here[name]}" for name in ("numpy", "scipy", "numba")),
    )
    yield say("implementation", "engines", language)
    yield say("implementation", "hash", language, hash=scenario.scenario_hash)
    yield say("implementation", "access", language)


def _file(scenario: Scenario, language: str) -> Iterator[str]:
    yield say("file", "about", language)
    yield f"```toml\n{to_toml(scenario)}```"
