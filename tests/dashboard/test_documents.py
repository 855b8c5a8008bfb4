"""Searches and claims: found in the store, and every number that of the command's document."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.charts import CHARTS
from dashboard.data import claims, staffing
from dashboard.data.documents import (
    CLAIMS,
    STAFFING,
    Document,
    Documents,
    shipped_documents,
    write,
)
from dashboard.data.runs import Store
from dashboard.i18n import LANGUAGES, Language, t, typeset
from dashboard.jobs import kinds
from dashboard.pages import claims as claims_page
from dashboard.pages import staffing as staffing_page
from dashboard.view import read


def shipped(kind: str) -> Document:
    return next(one for one in shipped_documents() if one.kind == kind)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, documents=shipped_documents())


def texts_of(component: Any) -> str:
    return json.dumps(component, default=lambda part: part.to_plotly_json(), ensure_ascii=False)


def page(store: Store, path: str, lang: Language) -> str:
    layout = {"/staffing": staffing_page, "/claims": claims_page}[path].layout
    return texts_of(layout(store, read(store, path, f"?lang={lang}", lang)))


def test_documents_of_the_store_come_first(tmp_path: Path) -> None:
    """What a command wrote is found in the folder of its kind or one below; junk is not."""
    content = dict(shipped(STAFFING).content) | {"seed": 77}
    key = write(tmp_path, STAFFING, content)
    (tmp_path / "staffing" / "mine").mkdir()
    (tmp_path / "staffing" / "mine" / "staff.json").write_text(json.dumps(content | {"seed": 78}))
    (tmp_path / "staffing" / "broken.json").write_text("{")
    (tmp_path / "staffing" / "claims.json").write_text(json.dumps(shipped(CLAIMS).content))
    (tmp_path / "staffing" / "list.json").write_text("[]")

    found = Documents(tmp_path, shipped_documents()).of(STAFFING)

    assert [78, 77, shipped(STAFFING).content["seed"]] == [one.content["seed"] for one in found]
    assert key == found[1].key


def test_goals_are_those_of_the_document() -> None:
    """Each goal's figure, interval and probability under each plan is the command's."""
    content = shipped(STAFFING).content
    rows = staffing.goals(content).set_index(["plan", "goal"])

    assert {"plan", "present"} <= set(rows.index.get_level_values("plan"))
    for name in staffing.PLANS:
        for cell in (content[name] or {"goals": []})["goals"]:
            row = rows.loc[(name, cell["goal"])]
            assert (cell["mean"], cell["ci_low"], cell["probability_met"]) == (
                row["mean"],
                row["low"],
                row["probability"],
            )


def test_roster_adds_up_to_its_hours() -> None:
    """The advisers drawn by half hour are the hours a week that the document tells."""
    content = shipped(STAFFING).content
    for desk, plan in content["plan"]["desks"].items():
        drawn = staffing.roster(content, desk)
        assert plan["hours_per_week"] == pytest.approx(drawn["advisers"].sum() / 2)


def test_a_roster_past_midnight_goes_on_the_next_day() -> None:
    """A step from 22:00 to 06:00 on Sunday has its morning on Monday."""
    step = {"days": "sun", "from": "22:00", "to": "06:00", "advisers": 2}
    content = {"plan": {"desks": {"phone": {"roster": [step]}}}}

    rows = staffing.roster(content, "phone")

    assert {(6, 44, 2.0), (0, 0, 2.0), (0, 11, 2.0)} <= set(rows.itertuples(index=False, name=None))
    assert 16 == len(rows)


def test_frontier_and_tipping_are_those_of_the_document() -> None:
    """Points and curves are the document's, in its order of cost."""
    content = shipped(STAFFING).content
    points = staffing.frontier(content)
    curves = staffing.tipping(content)

    assert sorted(point["cost_per_week"] for point in content["frontier"]) == list(points["cost"])
    assert {point["satisfaction"]["mean"] for point in content["frontier"]} == set(points["mean"])
    for found in content["tipping"]:
        for way in ("down", "up"):
            rows = curves[(curves["channel"] == found["channel"]) & (curves["way"] == way)]
            told = [step["relative_first_attempts"]["mean"] for step in found[way]]
            assert told == list(rows["mean"])


def test_claims_are_those_of_the_document() -> None:
    """Effects, ends and verdicts are the document's; supported claims have their bar right of 0."""
    content = shipped(CLAIMS).content
    rows = claims.judged(content)
    about = claims.about_plans(content).set_index("id")

    for one, row in zip(content["claims"], rows.to_dict("records"), strict=True):
        assert (one["id"], one["verdict"]) == (row["id"], row["verdict"])
        if one["effect"] is None:
            assert np.isnan(row["mean"])
        else:
            assert (one["effect"]["mean"], one["effect"]["ci_low"]) == (row["mean"], row["low"])
        if one["id"] in about.index and one["verdict"] == "supported":
            assert about.loc[one["id"], "place"] > 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_say_what_the_documents_say(store: Store, lang: Language) -> None:
    """The pages repeat the sentences and name every goal, shift, claim and verdict."""
    searched, judged = shipped(STAFFING).content, shipped(CLAIMS).content
    told, claimed = page(store, "/staffing", lang), page(store, "/claims", lang)

    # Between what the page has words for: goals, figures, and desks where a sentence begins.
    paths = [goal[part] for part in ("goal", "figure") for goal in searched["goals"]]
    between = "|".join(
        [*map(re.escape, paths), *(f"^{desk}" for desk in searched["plan"]["desks"])]
    )
    for sentence in searched["sentences"][lang]:
        for piece in re.split(between, sentence):
            assert json.dumps(typeset(lang, piece), ensure_ascii=False).strip('"') in told
    assert [] == [path for path in paths if path in told]
    for one in judged["claims"]:
        assert json.dumps(typeset(lang, one["claim"][lang]), ensure_ascii=False)[1:-1] in claimed
        assert typeset(lang, one["words"][lang]) in claimed
    assert typeset(lang, judged["basis"][lang]) in claimed
    measures = {one["measure"] for one in judged["claims"]}
    assert {"readings", "social.loud_less_quiet"} < measures
    assert [] == [measure for measure in measures if "." in measure and measure in claimed]
    assert t(lang, "claims.measure.readings") in claimed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_store_without_documents_says_what_makes_one(tmp_path: Path, lang: Language) -> None:
    """No page is empty: it names the command."""
    empty = Store(tmp_path)

    assert "canaux staff brand" in page(empty, "/staffing", lang)
    assert t(lang, "staffing.ask") in page(empty, "/staffing", lang)
    assert "canaux claims" in page(empty, "/claims", lang)


@pytest.mark.parametrize("name", ["roster", "frontier", "tipping", "claims"])
def test_figures_and_tables(store: Store, name: str) -> None:
    """Every figure is drawn and has its table, in both languages."""
    for lang in LANGUAGES:
        view = read(store, "/staffing", f"?lang={lang}", lang)
        data = CHARTS[name].read(store, view)
        assert CHARTS[name].figure(store, view, "dark").data
        assert CHARTS[name].table(data, lang).rows


def test_a_search_is_asked_for_with_known_goals_only() -> None:
    """What a browser makes up becomes a goal that is offered."""
    assert {"kind": "staffing", "level": 80, "reply": 0} == kinds.staffing_search("999", ["x"])
    asked = kinds.staffing_search("90", "24")
    assert ["phone.service_level>=0.9", "email.mean_wait_answered_minutes<='24 h'"] == (
        kinds.goals_of(asked)
    )


@pytest.mark.slow
def test_a_search_as_a_job(tmp_path: Path) -> None:
    """The job writes a document of the store, and says how far it is on the way."""
    told: list[float] = []
    asked = kinds.staffing_search("80", "0") | {"customers": 4_000}

    key = kinds.perform(asked, tmp_path, tmp_path / "ledger.sqlite", told.append)

    (found,) = Documents(tmp_path).of(STAFFING)
    assert key == found.key
    assert ["phone.service_level>=0.8"] == [goal["goal"] for goal in found.content["goals"]]
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] < 1
