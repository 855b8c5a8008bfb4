"""What the library promises: pairs that differ in what they say, at the cost they say."""

import re
from pathlib import Path
from typing import Any

import pytest

from scenarios import Scenario, load, names
from scenarios.rosters import weeks
from scenarios.show import to_toml

CLAIMS = ("c02", "c03", "c04", "c07", *(f"c{number:02}" for number in range(9, 18)))
"""The articles' claims that are plans; the others are put to `france`."""

OF_A_FILE = {"name", "title", "question"}

DIFFER_IN = {
    "c02": {"policies.move_to_private"},
    "c03": {
        "policies.loud_audience",
        "policies.loud_answer_probability",
        "policies.loud_first",
    },
    "c04": {
        "channels.social.offered",
        "desks.social.staff_factor",
        "desks.phone.roster",
        "desks.email.roster",
    },
    "c07": {"policies.shared_record", "policies.record_saving"},
    "c09": {"channels.social.answer_probability"},
    "c10": {"desks.phone.roster", "desks.social.roster"},
    "c11": {"policies.unfollow_rate"},
    "c12": {"policies.delete_share", "policies.repost_factor"},
    "c13": {"channels.social.skill"},
    "c14": {
        "desks.phone.roster",
        "desks.phone.holidays",
        "desks.social.roster",
        "desks.social.holidays",
    },
    "c15": {
        "channels.social.offered",
        "channels.social.answer_probability",
        "desks.social.staff_factor",
    },
    "c16": {
        "channels.social.desk",
        "channels.social.desks",
        "channels.social.priority",
        "desks.social.staff_factor",
        "desks.phone.roster",
    },
    "c17": {"policies.shared_record"},
}
"""What a plan changes, and nothing else."""


def pair(claim: str) -> tuple[Scenario, Scenario]:
    return load(f"claim-{claim}-base"), load(f"claim-{claim}-plan")


def values(tables: Any, path: str = "") -> dict[str, Any]:
    """Every value of tables within tables under its dotted path."""
    if not isinstance(tables, dict) or "law" in tables:
        return {path: tables}
    return {
        key: value
        for name, below in tables.items()
        for key, value in values(below, f"{path}.{name}" if path else name).items()
    }


def weekly_cost(scenario: Scenario) -> float:
    """Euros of all desks in a week without holidays."""
    shifts = [shift for name in scenario.desks for shift in weeks(scenario, name)[0][1]]
    return sum(shift.paid * shift.wage * (shift.stop - shift.start) / 60 for shift in shifts)


def test_every_plan_has_its_base() -> None:
    """The library holds a pair for each claim that is a plan, and no half of one."""
    found = {name for name in names() if name.startswith("claim-")}
    assert found == {f"claim-{claim}-{side}" for claim in CLAIMS for side in ("base", "plan")}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_pair_asks_one_question_and_differs_in_its_answer(claim: str) -> None:
    """Base and plan share customers, needs and all else but what the claim is about."""
    base, plan = pair(claim)
    assert base.question == plan.question
    assert base.title != plan.title
    one, other = values(base.resolved()), values(plan.resolved())
    differ = {key for key in one | other if one.get(key) != other.get(key)}
    assert DIFFER_IN[claim] == {key for key in differ if key.split(".")[0] not in OF_A_FILE}


@pytest.mark.parametrize("claim", ["c04", "c10", "c16"])
def test_plans_that_say_so_cost_the_same(claim: str) -> None:
    """Moving staff is no saving and no gift: the weeks' wages are equal to 0.2 %."""
    base, plan = map(weekly_cost, pair(claim))
    assert base == pytest.approx(plan, rel=0.002)


@pytest.mark.parametrize("name", ["france", "brand"])
def test_hearsay_weighs_at_most_half_of_experience(name: str) -> None:
    """ω · E[q] / η ≤ 0.5, even if nobody were satisfied: beliefs do not run away."""
    given = load(name).behaviour
    satisfied = given.tell_satisfied * given.listeners_satisfied
    dissatisfied = given.tell_dissatisfied * given.listeners_dissatisfied
    assert 0 < given.word_of_mouth * max(satisfied, dissatisfied) / given.learning_rate <= 0.5


def test_texts_are_short_and_in_both_languages() -> None:
    """Titles fit a menu, questions a line, and French is not English."""
    for scenario in map(load, names()):
        assert max(len(scenario.title.en), len(scenario.title.fr)) <= 50, scenario.name
        assert max(len(scenario.question.en), len(scenario.question.fr)) <= 100, scenario.name
        assert scenario.question.en != scenario.question.fr
        assert scenario.question.en.endswith("?")
        assert re.search(r" \?$", scenario.question.fr), scenario.name


EVERYTHING = [
    "channels.phone.desks=['phone', 'social']",
    "channels.phone.leave_message_after='90 s'",
    "channels.social.public=true",
    "channels.social.expiry={law='gamma', mean='3 days', shape=2.5}",
    "desks.social.serving.phone={handling={law='erlang', mean='9 min', stages=3}, priority=2}",
    "desks.social.serving.social.concurrency=2",
    "desks.social.speed=[1, 1.5]",
    "desks.phone.holidays=[]",
    "holidays=[2015-05-01, 2015-05-08]",
    "policies={shared_record=['phone'], record_saving=0.25, unfollow_rate=0.5}",
    "behaviour.wait_form=linear",
    "changes=[{from=2015-03-01, set={'channels.social.offered'=false,"
    " channels={phone={patience={law='fixed', value='2 min'}}}, 'desks.phone.roster'="
    "[{days='mon', from='09:00', to='10:00', advisers=6}]}}]",
]


def test_a_file_that_uses_everything_is_shown_and_loads_again(shop: Path, tmp_path: Path) -> None:
    """Desks' own values, laws, holidays, policies and changes survive being printed and stored."""
    scenario = load(shop, settings=EVERYTHING)
    path = tmp_path / "shown.toml"
    path.write_text(to_toml(scenario), encoding="utf-8")
    assert scenario == load(path)
    assert scenario == Scenario.model_validate_json(scenario.model_dump_json(by_alias=True))
