from pathlib import Path

import pytest

from scenarios.errors import InvalidScenario, ScenarioNotFound, ScenarioUnreadable, SettingError
from scenarios.load import LONGEST_CHAIN, load, merge, names
from scenarios.schema import Scenario, json_schema
from scenarios.show import to_toml

LIBRARY = ["brand", "brand-fewer-phone", "france", "lab-mmc", "lab-mmcm"]

SMALL = """
name = "small"
title = {en = "Small", fr = "Petit"}
question = {en = "Why?", fr = "Pourquoi ?"}
start = 2015-01-01
end = 2015-02-01

[population]
size = 100
need_rate = 2

[needs.kinds.question]
share = 1

[channels.phone]
form = "live"
desk = "phone"
acceptable_delay = 3
handling = {law = "exponential", mean = 3}
threshold = 1

[desks.phone]
roster = [{days = "mon-fri", from = "08:00", to = "18:00", advisers = 2}]
"""


def file(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_library_holds_the_promised_scenarios() -> None:
    """The names that scripts rely on exist, and each validates."""
    assert set(LIBRARY) <= set(names())
    assert names() == [load(name).name for name in names()]


@pytest.mark.parametrize("name", LIBRARY)
def test_resolved_scenarios_load_again(name: str) -> None:
    """What a manifest holds is the scenario: nothing is lost by writing it as JSON."""
    scenario = load(name)
    assert scenario == Scenario.model_validate_json(scenario.model_dump_json(by_alias=True))


def test_durations_take_units(tmp_path: Path) -> None:
    """Text with a unit and a number of minutes are two ways to say the same."""
    path = file(tmp_path, SMALL)
    values = [
        load(path, settings=[f"channels.phone.threshold={text}"]).channels["phone"].threshold
        for text in ("90 s", "1.5", '"1.5 min"', "0.025 h")
    ]
    assert [1.5] * 4 == values


def test_a_file_extends_a_library_scenario(tmp_path: Path) -> None:
    """Tables merge, the rest is replaced, and a law is replaced as a whole."""
    path = file(
        tmp_path,
        """
        extends = "lab-mmcm"
        name = "mine"
        [channels.phone]
        patience = {law = "weibull", scale = 4, shape = 0.8}
        [population]
        size = 10
        """,
    )
    base, mine = load("lab-mmcm"), load(path)
    assert "weibull" == mine.channels["phone"].patience.law
    assert (10, base.population.need_rate) == (mine.population.size, mine.population.need_rate)
    assert base.desks == mine.desks


def test_a_file_extends_another_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path in `extends` is relative to the file that says it, wherever the command runs."""
    (tmp_path / "plans").mkdir()
    file(tmp_path, SMALL, "base.toml")
    top = file(tmp_path / "plans", 'extends = "../base.toml"\nname = "top"', "top.toml")
    monkeypatch.chdir("/")
    assert 100 == load(top).population.size


def test_a_plan_extends_a_plan(tmp_path: Path) -> None:
    """Each file goes before what it extends, however many there are."""
    (tmp_path / "plans").mkdir()
    file(tmp_path, SMALL, "base.toml")
    own = 'extends = "base.toml"\nname = "own"\npopulation = {size = 90, need_rate = 3.0}'
    file(tmp_path, own, "own.toml")
    plan = 'extends = "../own.toml"\nname = "plan"\n[population]\nsize = 80'
    file(tmp_path / "plans", plan, "plan.toml")
    top = file(tmp_path, 'extends = "plans/plan.toml"\nname = "top"', "top.toml")
    found = load(top)

    assert ("top", 80, 3.0) == (found.name, found.population.size, found.population.need_rate)


def test_extends_ends_somewhere(tmp_path: Path) -> None:
    """A circle is refused and told, whatever its files are called; so is a chain without end."""
    (tmp_path / "plans").mkdir()
    one = file(tmp_path, 'extends = "plans/two.toml"', "one.toml")
    file(tmp_path / "plans", 'extends = "../plans/../one.toml"', "two.toml")
    with pytest.raises(ScenarioUnreadable, match=r"closes a circle: .*one\.toml → plans/two"):
        load(one)
    for n in range(LONGEST_CHAIN + 2):
        file(tmp_path, f'name = "n{n}"\nextends = "n{n - 1}.toml"' if n else SMALL, f"n{n}.toml")

    assert "n8" == load(tmp_path / f"n{LONGEST_CHAIN}.toml").name
    with pytest.raises(ScenarioUnreadable, match="at most 8 are allowed"):
        load(tmp_path / f"n{LONGEST_CHAIN + 1}.toml")


def test_merging_leaves_its_arguments_alone() -> None:
    """Neither table is changed by laying one over the other."""
    base, top = {"a": {"b": 1, "c": [1]}}, {"a": {"c": [2]}}
    merged = merge(base, top)
    assert {"a": {"b": 1, "c": [2]}} == merged
    merged["a"]["c"].append(3)
    assert ({"a": {"b": 1, "c": [1]}}, {"a": {"c": [2]}}) == (base, top)


def test_settings_override_any_value() -> None:
    """A path reaches into tables and lists, and values are those of TOML."""
    scenario = load(
        "france",
        settings=[
            "desks.phone.staff_factor=0.7",
            "desks.phone.roster.0.advisers=7",
            "changes.0.set.channels.email.answer_probability=0.6",
            'channels.phone.patience={law = "exponential", mean = "5 min"}',
            "end=2012-01-01",
            "changes=[]",
            "title.en=Two years",
        ],
    )
    assert (0.7, 7) == (
        scenario.desks["phone"].staff_factor,
        scenario.desks["phone"].roster[0].advisers,
    )
    assert 5.0 == scenario.channels["phone"].patience.mean
    assert ("2012-01-01", (), "Two years") == (
        str(scenario.end),
        scenario.changes,
        scenario.title.en,
    )


def test_resizing_scales_rosters_and_says_so() -> None:
    """A resized organisation remembers the size its rosters are written for."""
    whole, small = load("france"), load("france", customers=5_000)
    assert (5_000, 100_000) == (small.population.size, small.population.staffed_for)
    assert (False, True) == (whole.scaled, small.scaled)
    assert () == whole.warnings
    assert "5,000" in small.warnings[0]
    assert not load("france", settings=["population.size=5000"]).scaled


def test_survey_dates_outside_the_run_are_left_out_with_a_warning() -> None:
    """Shortening a run does not make its survey dates an error."""
    scenario = load("france", settings=["end=2013-01-01", "changes=[]"])
    assert "2013-09-15, 2014-09-01, 2015-09-15" in scenario.warnings[0]


BAD_SETTINGS = [
    # setting, key named, words in the message
    ("desks.phone.staf_factor=1", "desks.phone.staf_factor", "Did you mean 'staff_factor'?"),
    ("channels.email.patience.law=never", "channels.email.patience", "unknown key 'patience'"),
    ("channels.phone.patience.law=exponentail", "channels.phone.patience", "'exponential'"),
    ("channels.phone.patience={law='weibull'}", "channels.phone.patience.scale", "required"),
    ("channels.phone.handling={law='never'}", "channels.phone.handling", "fixed, exponential"),
    ("channels.phone.form=liev", "channels.phone", "Did you mean 'live'?"),
    ("channels.phone.threshold=20 parsecs", "channels.phone.threshold", "number of minutes"),
    ("channels.phone.threshold=-1", "channels.phone.threshold", "at least 0"),
    ("channels.phone.skill=1.2", "channels.phone.skill", "at most 1"),
    ("channels.phone.desk=fone", "channels.phone.desk", "Did you mean 'phone'?"),
    ("channels.phone.requires=['fax']", "channels.phone.requires.0", "'internet'"),
    ("channels.phone.kinds.complain.appeal=1", "channels.phone.kinds.complain", "'complaint'"),
    ("channels.Fax={form='deskless'}", "channels.Fax", "lower-case letter"),
    ("channels.nothing={form='deskless', acceptable_delay=1, delay={law='fixed', value=1}}",
     "channels.nothing", "taken"),
    ("population.size=0", "population.size", "at least 1"),
    ("population.size=5000000000", "population.size", "at most 4"),
    ("population.size=\"5\"", "population.size", "whole number"),
    ("population.size=true", "population.size", "whole number"),
    ("population.need_rate=nan", "population.need_rate", "finite"),
    ("population.need_rate=inf", "population.need_rate", "finite"),
    ("population.need_rate=-1", "population.need_rate", "above 0"),
    ("population=3", "population", "table"),
    ("needs.kinds.question.share=0.6", "needs.kinds", "add up to 1.1"),
    ("needs.profile.month=[1, 2]", "needs.profile.month", "2 entries"),
    ("needs.profile.day_of_week=[0,0,0,0,0,0,0]", "needs.profile.hour_of_week", "only zeros"),
    ("behaviour.loss_aversion=0.5", "behaviour.loss_aversion", "at least 1"),
    ("behaviour.max_attempts=2.5", "behaviour.max_attempts", "whole number"),
    ("desks.phone.roster.0.from=8h", "desks.phone.roster.0.from", "'08:30'"),
    ("desks.phone.roster.0.from=25:00", "desks.phone.roster.0.from", "'24:00'"),
    ("desks.phone.roster.0.to=07:00", "desks.phone.roster.0.to", "Split a night"),
    ("desks.email.roster=[{days='mon-wed', from='09:00', to='12:00', advisers=1},"
     "{days='wed', from='11:00', to='13:00', advisers=1}]",
     "desks.email.roster.1", "overlaps number 0"),
    ("desks.phone.roster.0.days=lundi", "desks.phone.roster.0.days", "mon, tue"),
    ("desks.phone.roster.0.days=fri-mon", "desks.phone.roster.0.days", "runs forward"),
    ("desks.phone.roster.0.advisers=-1", "desks.phone.roster.0.advisers", "at least 0"),
    ("desks.fax={roster=[]}", "desks.fax", "0 channels"),
    ("channels.email.desk=phone", "desks.email", "0 channels"),
    ("channels.email.desks=['email', 'fone']", "channels.email.desks.1", "Did you mean 'phone'?"),
    ("channels.email.desks=['email', 'email']", "channels.email.desks.1", "named once"),
    ("channels.email.desks=[]", "channels.email.desks", "at least 1"),
    ("desks.phone.serving.email.skill=1", "desks.phone.serving.email", "channel that the desk"),
    ("desks.phone.serving.phone.skil=1", "desks.phone.serving.phone.skil", "'skill'"),
    ("channels.phone.concurrency=0", "channels.phone.concurrency", "at least 1"),
    ("desks.phone={roster=[], speed=[1], serving={phone={concurrency=2}}}", "desks.phone.speed",
     "each of 1 to 2 contacts"),
    ("desks.phone.shrinkage=1", "desks.phone.shrinkage", "at most 0.9"),
    ("desks.phone.roster_drop=kill", "desks.phone.roster_drop", "'finish' or 'suspend'"),
    ("holidays=['Easter']", "holidays.0", "2015-01-01"),
    ("channels.phone={form='live', desk='phone', acceptable_delay=1, threshold=1, impatient=0.6,"
     "patient=0.6, handling={law='erlang', mean=3, stages=2}}", "channels.phone.patient",
     "at most 1"),
    ("channels.phone.trunks=0", "channels.phone.trunks", "at least 1"),
    ("channels.phone.public=true", "channels.phone.public", "unknown key"),
    ("channels.phone.handling={law='erlang', mean=3, stages=1.5}",
     "channels.phone.handling.stages", "whole number"),
    ("channels.phone.handling={law='gamma', mean=3}", "channels.phone.handling.shape", "required"),
    ("needs.profile.day_shape=10", "needs.profile.day_shape", "either gamma or lognormal"),
    ("behaviour.local_links=3", "behaviour.local_links", "must be even"),
    ("behaviour.degree=10", "behaviour.local_links", "at most degree"),
    ("policies.shared_record=['fone']", "policies.shared_record.0", "Did you mean 'phone'?"),
    ("policies.shared_record=['other']", "policies.shared_record.0", "channel with a desk"),
    ("policies.loud_first=true", "policies.loud_audience", "need the audience"),
    ("policies.loud_audience=1000", "policies.loud_answer_probability", "needs it"),
    ("policies.record_save=1", "policies.record_save", "'record_saving'"),
    ("start=yesterday", "start", "2015-01-01"),
    ("end=2009-01-01", "end", "after the start"),
    ("end=2999-01-01", "end", "at most 100 years"),
    ("warm_up=30 s", "warm_up", "whole hours"),
    ("warm_up=99999 days", "warm_up", "shorter than"),
    ("changes.0.from=2001-01-01", "changes.0.from", "must not lie before"),
    ("changes.0.to=2014-01-01", "changes.0.to", "must be after"),
    ("changes=[{from=2015-01-01}]", "changes.0.set", "required"),
    ("changes=[{from=2015-01-01, set={}}]", "changes.0.set", "at least 1"),
    ("changes.0.set.channels.phone.skil=1", "changes.0.set.channels.phone.skil", "'skill'"),
    ("changes.0.set.channels.phone.skill=2", "changes.0.set.channels.phone.skill", "at most 1"),
    ("changes.0.set.channels.fone.skill=1", "changes.0.set.channels.fone.skill", "'phone'"),
    ("changes.0.set.channels.phone.form=live", "changes.0.set.channels.phone.form",
     "Compare two scenarios"),
    ("changes.0.set.channels.phone=3", "changes.0.set.channels.phone", "one value"),
    ("changes.0.set.desks.phone.serving.phone.concurrency=2",
     "changes.0.set.desks.phone.serving.phone.concurrency", "from the start to the end"),
    ("changes.0.set.desks.phone.roster=3", "changes.0.set.desks.phone.roster", "must be a list"),
    ("changes.0.set.population.size=3", "changes.0.set.population.size", "only values of"),
    ("changes.0.set.needs.kinds.order.share=0", "changes.0.set.needs.kinds.order.share",
     "only values of"),
    ("changes.0.set.end=2020-01-01", "changes.0.set.end", "only values of"),
    ("changes.0.set.behavior.retry=1", "changes.0.set.behavior.retry", "'behaviour'"),
    ("changes=[{from=2012-01-01, set={'channels.phone.skill'=0.5}},"
     "{from=2013-01-01, set={channels={phone={skill=0.6}}}}]",
     "changes.1.set.channels.phone.skill", "do not overlap"),
    ("changes=[{from=2012-01-01, set={'channels.phone.impatient'=0.6}},"
     "{from=2013-01-01, set={'channels.phone.patient'=0.6}}]", "changes", "from 2013-01-01 on"),
    ("title.de=Frankreich", "title.de", "Known: en, fr"),
    ("colour=blue", "colour", "unknown key"),
]  # fmt: skip


@pytest.mark.parametrize(("setting", "key", "words"), BAD_SETTINGS)
def test_a_bad_value_is_named_with_what_is_allowed(setting: str, key: str, words: str) -> None:
    """The message names where the value comes from, its key and what is allowed."""
    with pytest.raises(InvalidScenario) as caught:
        load("france", settings=[setting])
    assert key in [problem.key for problem in caught.value.problems]
    assert words in str(caught.value)
    assert any(problem.source.startswith(("--set", "france")) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("desks.phone", "must be PATH=VALUE"),
        ("=3", "must be PATH=VALUE"),
        ("desks..staff_factor=1", "must be PATH=VALUE"),
        ("changes.7.to=2015-06-01", "a number from 0 to 0"),
        ("population.size.x=1", "it has no 'x' in it"),
        ("desks.fone.staff_factor=0.7", "Did you mean 'phone'?"),
    ],
)
def test_a_setting_that_points_nowhere_is_refused(setting: str, words: str) -> None:
    """A malformed path, or one that leads nowhere, is an error of the setting."""
    with pytest.raises(SettingError, match="--set") as caught:
        load("france", settings=[setting])
    assert words in str(caught.value)


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    """A file with three mistakes takes one round to mend."""
    text = SMALL.replace("size = 100", "size = -1").replace("share = 1", "shares = 1")
    with pytest.raises(InvalidScenario) as caught:
        load(file(tmp_path, text))
    found = {problem.key for problem in caught.value.problems}
    assert {"population.size", "needs.kinds.question.shares", "needs.kinds.question.share"} == found


def test_a_problem_names_the_file_its_value_stands_in(tmp_path: Path) -> None:
    """With `extends`, each problem names the base or the file on top of it."""
    base = file(tmp_path, SMALL.replace("need_rate = 2", "need_rate = -2"), "base.toml")
    top = file(tmp_path, 'extends = "base.toml"\n[population]\nsize = -1', "top.toml")
    with pytest.raises(InvalidScenario) as caught:
        load(top)
    sources = {problem.key: problem.source for problem in caught.value.problems}
    assert {"population.need_rate": base.name, "population.size": str(top)} == sources


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name = ", "not TOML"),
        (b"\x7fELF\x02\xff\xfe", "not UTF-8"),
        (b"a = 1\na = 2", "not TOML"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "more than 32 tables within each other"),
        (b"#" * 10_000_001, "more than 10,000,000 bytes"),
        (b"extends = 3", "must be a library name"),
        (b"extends = 'nowhere.toml'", "no such file"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    """A file that cannot be read says which and why."""
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises((ScenarioUnreadable, ScenarioNotFound), match=words):
        load(path)


def test_an_empty_file_says_what_is_required(tmp_path: Path) -> None:
    """An empty file is a scenario that lacks everything."""
    with pytest.raises(InvalidScenario, match="population: found nothing; this key is required"):
        load(file(tmp_path, ""))


def test_a_byte_order_mark_is_harmless(tmp_path: Path) -> None:
    """Files saved by Windows editors load as they are."""
    path = tmp_path / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert "small" == load(path).name


def test_an_unknown_name_suggests_the_nearest() -> None:
    """A misspelt library name is met with the right one."""
    with pytest.raises(ScenarioNotFound, match="Did you mean 'france'"):
        load("farnce")


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    """A folder is refused by name."""
    with pytest.raises(ScenarioUnreadable, match="found a folder"):
        load(tmp_path)


def test_the_json_schema_describes_every_key() -> None:
    """Editors can show what each key means: no property of ours is without a description."""
    import json

    schema = json.loads(json_schema())
    undescribed = [
        f"{name}.{key}"
        for name, section in schema["$defs"].items()
        for key, value in section.get("properties", {}).items()
        if "description" not in value and "const" not in value and key != "form"
    ]
    assert [] == undescribed
    assert "from" in schema["$defs"]["Interval"]["properties"]


@pytest.mark.parametrize("name", LIBRARY)
def test_a_shown_scenario_loads_as_itself(name: str, tmp_path: Path) -> None:
    """What `show` prints is a file that gives the same scenario."""
    scenario = load(name, customers=3_000)
    assert scenario == load(file(tmp_path, to_toml(scenario)))
