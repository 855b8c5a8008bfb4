"""One number, one way to write it: terminal, JSON, pages and report agree to the last digit."""

import html
import io
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from rich.console import Console

from canaux import api
from canaux.compare_tables import Tables
from canaux.tables import channels, journeys
from dashboard import report
from dashboard.data import compared
from dashboard.data.pairs import Pair, pair_of_text
from dashboard.data.runs import Run, Store, runs_in
from dashboard.figures import effects
from dashboard.i18n import LANGUAGES, Language
from dashboard.pages import brief, one_plan, two_plans
from scenarios.compare import Comparison
from scenarios.compare.measures import HEADLINES
from scenarios.compare.words import unit_of
from scenarios.load import load
from scenarios.texts import duration, euros, number, percent

SMALL = ("end=2015-03-01", "warm_up=7 days")


class Told(NamedTuple):
    """One comparison as each of its doors tells it."""

    comparison: Comparison
    printed: dict[str, Any]
    """What ``--json`` prints."""
    pair: Pair
    store: Store


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Three pairs of a small shop, kept in a store as ``canaux compare --out`` keeps them."""
    root = tmp_path_factory.mktemp("store")
    worse = "channels.phone.skill=0.4"  # so that no difference is written as 0
    plans = [load("brand", customers=1_500, settings=more) for more in (SMALL, (*SMALL, worse))]
    found = api.compare(*plans, replications=3, seed=5, out=root)
    (document,) = (root / "comparisons").rglob("*.json")
    pair = pair_of_text(document.read_text("utf-8"), False, 0.0)
    assert pair is not None
    return Told(found, json.loads(json.dumps(found.to_json())), pair, Store(root))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Store, Run]:
    """Two seeds of a small shop: the command's document, the store, the run in it."""
    root = tmp_path_factory.mktemp("runs")
    found = api.replicate("brand", 2, customers=1_500, settings=SMALL, out=root)
    (folder,) = (root / "brand").iterdir()
    stored = runs_in(folder)
    assert stored is not None
    return json.loads(json.dumps(found.summary())), Store(root), stored


def plain(text: str) -> str:
    """Text without what typesetters vary: all kinds of spaces, and what keeps signs in place."""
    return re.sub(r"[\s\u2060]", "", html.unescape(text))


def on_terminal(*parts: Any) -> str:
    """What the command prints."""
    stream = io.StringIO()
    console = Console(file=stream, width=100)
    for part in parts:
        console.print(part)
    return plain(stream.getvalue())


def on_page(components: Any) -> str:
    """All texts of a page."""
    strings: list[str] = []

    def collect(part: Any) -> None:
        if isinstance(part, str):
            strings.append(part)
        elif isinstance(part, dict):
            for value in part.values():
                collect(value)
        elif isinstance(part, list):
            for value in part:
                collect(value)

    collect(json.loads(json.dumps(components, default=lambda part: part.to_plotly_json())))
    return plain("\n".join(strings))


def leaf(document: Any, path: str) -> Any:
    for key in path.split("."):
        document = document[key]
    return document


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headlines_of_a_comparison(told: Told, lang: Language) -> None:
    """Both plans' values, the difference and its bounds: by every door, with the same digits."""
    doors = {
        "terminal": on_terminal(Tables(told.comparison, lang).everybody()),
        "overview": on_page(two_plans.indicators(lang, told.pair)),
        "compare": on_page(list(effects.table_forest(compared.effects(told.pair), lang))),
        "brief": on_page(brief.sheet(lang, told.pair)),
        "report": plain(report.of_pair(told.store, told.pair, lang)),
    }
    for measure in HEADLINES:
        cell, unit = told.printed["journeys"][measure], unit_of(measure)
        difference = cell["difference"]
        half = difference["ci_high"] - difference["mean"]
        values = [unit.value(cell[side]["mean"], lang) for side in ("base", "plan")]
        values += [
            unit.difference(difference[part], lang, half) for part in ("mean", "ci_low", "ci_high")
        ]
        for value in values:
            missing = [name for name, text in doors.items() if plain(value) not in text]
            assert [] == missing, (measure, value)


CELLS: list[tuple[str, Callable[[float, str], str]]] = [
    ("channels.phone.mean_wait_minutes", duration),
    ("channels.phone.share_abandoned", percent),
    ("journeys.needs_unsolved_share", percent),
    ("journeys.cost_per_solved_need", euros),
]


def test_figures_of_a_run(run: tuple[dict[str, Any], Store, Run]) -> None:
    """A run's indicators are written alike on the terminal, its page and its report."""
    summary, store, stored = run
    doors = {
        "terminal": on_terminal(channels(summary), journeys(summary)),
        "page": on_page(one_plan.content(store, "en", stored)),
        "report": plain(report.of_run(store, stored, "en")),
    }
    for path, write in CELLS:
        value = plain(write(leaf(summary, path)["mean"], "en"))
        assert [] == [name for name, text in doors.items() if value not in text], (path, value)


def test_the_check_sees_another_digit() -> None:
    """Spaces are no difference, a digit more is."""
    assert plain("12.3\u00a0%") == plain("12.3 %")
    assert plain(number(0.1234, "en", digits=2)) != plain(number(0.1234, "en", digits=3))
