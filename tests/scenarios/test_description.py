"""The description of a scenario has that scenario's numbers, in both languages."""

import re

import pytest

from scenarios import load
from scenarios.description import describe
from scenarios.texts import LANGUAGES, catalogue

DESCRIBED = ("france", "brand", "lab-mmcm", "claim-c04-plan")

FILE = re.compile(r"```toml\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def texts():
    """Descriptions in each language."""
    return {
        (name, language): describe(load(name), language)
        for name in DESCRIBED
        for language in LANGUAGES
    }


def test_every_scenario_can_be_built_from_its_description(texts, tmp_path):
    """The file at the end is the scenario, and nothing is left blank before it."""
    for (name, language), text in texts.items():
        (source,) = FILE.findall(text)
        path = tmp_path / f"{name}-{language}.toml"
        path.write_text(source, encoding="utf-8")

        assert load(name).scenario_hash == load(path).scenario_hash
        assert not re.search(r"\bNone\b|\bnan\b|\{\w+\}", text.replace(source, ""))


def test_languages_say_the_same(texts):
    """As many lines, headings and rows of tables in French as in English, and other words."""
    for name in DESCRIBED:
        lines = [texts[name, language].split("## 10.")[0].splitlines() for language in LANGUAGES]
        shapes = [[re.match(r"\W*", line)[0].strip() for line in text] for text in lines]

        assert [shape[:2] for shape in shapes[0]] == [shape[:2] for shape in shapes[1]]
        assert lines[0] != lines[1]


def test_what_is_changed_is_told():
    """Values set by hand stand in the text, and what is switched off is said to be."""
    scenario = load(
        "brand",
        customers=54_321,
        settings=[
            "behaviour.word_of_mouth=0",
            "behaviour.word_of_mouth_goodwill=0",
            "behaviour.learning_rate=0.37",
            "channels.phone.patience={law='weibull', scale='7 min', shape=0.8}",
            "desks.phone.shrinkage=0.21",
            "policies.delete_share=0.125",
        ],
    )
    text = describe(scenario, "en")

    for expected in (
        "54,321 persons",
        "by 37.0 % of the difference",
        "*Interaction by word of mouth*: off.",
        "patience: Weibull, scale 7.0\u00a0min, shape 0.8",
        "21.0 %",
        "12.5 % of the public complaints noticed are deleted",
        "Rosters were written for 200,000 customers",
    ):
        assert expected in text


def test_staff_is_that_of_the_roster_in_force():
    """Adviser-hours are summed over the week as simulated: half the advisers, half the hours."""
    roster = (
        "desks.phone.roster=[{days='mon-fri', from='09:00', to='17:00', advisers=10},"
        "{days='sat', from='10:00', to='13:00', advisers=4}]"
    )
    text = describe(load("brand", settings=[roster, "desks.phone.staff_factor=0.5"]), "en")

    assert "| phone | 43.0 | 206.0 | 5 |" in text


def test_each_text_is_used():
    """Every text of the catalogue belongs to some scenario or law."""
    used = set()
    variants = [
        *(load(name) for name in DESCRIBED),
        load(
            "brand",
            settings=[
                "policies.loud_audience=5000",
                "policies.loud_answer_probability=0.9",
                "policies.delete_share=0.1",
            ],
        ),
        load("brand", settings=["policies.unfollow_rate=0.2", "behaviour.leave_below=0.2"]),
        load("brand", customers=1000, settings=["policies.shared_record=['email']"]),
        load("brand", settings=["behaviour.word_of_mouth=0", "behaviour.word_of_mouth_goodwill=0"]),
        load("brand", settings=["behaviour.image_rate=0", "behaviour.image_goodwill=0"]),
    ]
    laws = ("{law='weibull', scale=5, shape=2}", "{law='gamma', mean=5, shape=2}",
            "{law='erlang', mean=5, stages=2}", "{law='fixed', value=5}")  # fmt: skip
    variants += [load("lab-mmcm", settings=[f"channels.phone.patience={law}"]) for law in laws]
    lab = ("wait_form='linear'", "belief='public'", "satisfaction='served'")
    while_ = "changes=[{from=2010-03-01, to=2010-04-01, set={'channels.phone.skill'=0.5}}]"
    variants.append(load("lab-mmcm", settings=[while_, *(f"behaviour.{one}" for one in lab)]))
    parts = [describe(scenario, "en") for scenario in variants]
    for section, entries in catalogue("scenarios.description").items():
        for name, entry in entries.items():
            pieces = [piece for piece in re.split(r"\{\w+\}", entry["en"]) if piece.strip()]
            if any(all(piece in part for piece in pieces) for part in parts):
                used.add((section, name))
    everything = {
        (section, name)
        for section, entries in catalogue("scenarios.description").items()
        for name in entries
    }

    assert everything == used
