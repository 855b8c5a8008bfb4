"""Method and brief: taken from where the texts and numbers stand already."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dashboard.data import measures, method
from dashboard.data.pairs import shipped
from dashboard.data.runs import Store
from dashboard.i18n import LANGUAGES, Language, texts, typeset
from dashboard.pages import brief
from dashboard.pages import method as method_page
from dashboard.view import read
from scenarios.description import describe
from scenarios.load import load

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, (), shipped())


def text_of(components: Any) -> str:
    return json.dumps(components, default=lambda part: part.to_plotly_json(), ensure_ascii=False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_description_is_that_of_the_command(lang: Language) -> None:
    """The sections are what ``canaux describe`` prints, none left out."""
    brand = load("brand")

    parts = method.description(brand, lang)

    printed = describe(brand, lang)
    assert [f"## {part.title}" for part in parts] == re.findall(r"^## .+$", printed, re.MULTILINE)
    assert all(part.text in printed for part in parts)


def test_scenario_of_a_comparison_is_its_plan(store: Store) -> None:
    """What is described of a comparison is the plan, with its numbers; junk is nothing."""
    pair = shipped()[0]

    found = method.scenario(store, pair.key, is_pair=True)

    assert found is not None
    assert "brand-fewer-phone" == found.name
    assert method.scenario(store, "nothing.0", is_pair=False) is None


def test_every_equation_of_the_documentation_is_there() -> None:
    """No numbered equation of the page of the model is left out; each section has a name."""
    tags = re.findall(r"\\tag\{(\w+)\}", (DOCS / "model.md").read_text(encoding="utf-8"))
    found = method.equations()

    assert tags == [one.number for one in found]
    for lang in LANGUAGES:
        for one in found:
            key = f"method.section.{one.section.lower().replace(' ', '_')}"
            assert key in texts(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_limits_are_those_of_the_documentation(lang: Language) -> None:
    """As many as the section on what is left out lists."""
    text = (DOCS / "model.md").read_text(encoding="utf-8")
    section = text.partition("## 10. What is left out")[2].partition("\n## ")[0]

    assert len(re.findall(r"^- ", section, re.MULTILINE)) == len(method_page.limits(lang))


def test_sources_cover_every_figure() -> None:
    """Publications add up to all targets; two are held out."""
    from calibration import load_targets

    found = method.publications()

    assert len(tuple(load_targets())) == sum(row.figures for row in found)
    assert 2 == sum(row.held_out for row in found)
    assert all(row.citations for row in found)


def test_every_word_has_its_meaning_in_both_languages() -> None:
    """No line of the glossary lacks a cell, and no meaning stands there in the other language."""
    lines = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    found = method.glossary()

    assert len(found) == sum(line.startswith("| ") for line in lines) - 2
    assert len(found) == len({word.english for word in found})
    for word in found:
        assert all(word), word
        assert word.meaning != word.sens, word
    french = " ".join(f" {word.sens} " for word in found)
    assert not re.search(r" (the|that|of|who|which|and|to) ", french)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_glossary_is_in_the_language_of_the_page(store: Store, lang: Language) -> None:
    """The page has each word with its meaning in its own language, and not in the other."""
    page = text_of(method_page.layout(store, read(store, "/method", f"?lang={lang}", lang)))

    for word in method.glossary():
        told, other = (word.meaning, word.sens) if lang == "en" else (word.sens, word.meaning)
        assert typeset(lang, told.replace("*", "")) in page
        assert f'"{typeset(lang, other.replace("*", ""))}"' not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_brief_has_the_numbers_of_the_comparison(store: Store, lang: Language) -> None:
    """Each figure that plans are judged by stands there under both plans, with its difference."""
    pair = shipped()[0]
    view = read(store, "/brief", f"?lang={lang}&run={pair.key}", lang)
    text = text_of(brief.layout(store, view))

    for name in measures.shown(pair):
        effect, unit = pair.effect(name), measures.unit(name)
        assert effect is not None
        for value in (effect.base.mean, effect.plan.mean):
            assert unit.value(lang, value) in text
        assert measures.told(name, lang, effect.difference)[0] in text
    assert typeset(lang, pair.title("plan", lang)) in text
    assert str(pair.compare["digest"])[:12] in text
