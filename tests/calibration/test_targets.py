"""Published figures: all there, as printed, with their provenance; what is refused."""

import csv
import datetime as dt
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from calibration.errors import InvalidTargets, TargetError
from calibration.operators import Difference
from calibration.targets import load_targets

HERE = Path(__file__).parent

MINIMAL = """
title = "A survey"
pollster = "A pollster"

[survey]
mode = "telephone"
sampling = "quota"
represents = "everyone"
population = "French adults"
age_min = 18
n = 1000
asked_on = 2012-09-08

[survey.fieldwork]
first = 2012-09-07
last = 2012-09-08
approximate = false

[sources.paper]
citation = "A paper, 2012"

[[figures]]
id = "T01"
question.en = "Used the telephone"
question.fr = "A utilisé le téléphone"
base = "adults"
months = 12
n = 1000
sources = ["paper"]
locator = "page 1"
role = "fit"
value = 50
unit = "%"
operator = { ask = "used", channel = "phone" }
"""


def listed() -> list[dict[str, str]]:
    """The figures that must be there, as the surveys' collection has them."""
    with (HERE / "published.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def refused(tmp_path: Path, text: str) -> str:
    """Return the message with which a file is refused."""
    (tmp_path / "survey.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidTargets) as caught:
        load_targets(tmp_path)
    return str(caught.value)


def test_the_files_hold_the_listed_figures_and_no_other():
    """Each figure stands once, in one file."""
    assert sorted(row["id"] for row in listed()) == sorted(load_targets().by_id)


@pytest.mark.parametrize("row", listed(), ids=lambda row: row["id"])
def test_value_unit_and_role_are_those_of_the_list(row):
    """A figure has the value, bound, unit and role it is listed with."""
    figure = load_targets()[row["id"]].figure

    expected = (float(row["value"]), row["bound"], row["unit"], row["role"])
    assert expected == (figure.value, figure.bound, figure.unit, figure.role)


def test_every_figure_of_the_articles_and_every_fitted_one_is_listed():
    """S01 to S35 are listed once; so is what was collected, where the collection is at hand."""
    ids = [row["id"] for row in listed()]

    assert [f"S{i:02}" for i in range(1, 36)] == sorted(i for i in ids if i.startswith("S"))


def test_the_list_is_that_of_the_collected_figures(project_root):
    """Values, units and roles of the list are those of the collection beside the checkout."""
    collection = project_root.parent / "shared" / "data" / "survey_figures.csv"
    if not collection.exists():
        pytest.skip("the collection of figures is not beside this checkout")
    with collection.open(encoding="utf-8", newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    needed = {
        key
        for key, row in rows.items()
        if re.fullmatch(r"S\d\d", key) or row["role"] in ("fit", "holdout", "set", "soft")
    }
    ours = {row["id"]: row for row in listed()}

    assert needed <= ours.keys()
    sign = {"exact": "", "above": ">", "below": "<"}
    for key, row in ours.items():
        found = (sign[row["bound"]] + row["value"], row["unit"], row["role"])
        assert (rows[key]["value"], rows[key]["unit"], rows[key]["role"]) == found, key


def test_every_figure_has_its_provenance():
    """Source, base, period, number asked or the reason, in both languages, for each figure."""
    table = load_targets().table()

    for column in ("question_en", "question_fr", "base", "mode", "source", "locator", "pollster"):
        assert table[column].str.len().gt(0).all(), column
    assert (table["n"].notna() | table["n_reason"].str.len().gt(0)).all()
    assert (table["fieldwork_first"] <= table["fieldwork_last"]).all()
    assert table.loc[~table["n_printed"], "n_reason"].str.len().gt(0).all()


def test_figures_of_the_articles_name_their_article():
    """S01 to S35 say in which of the five articles they were printed; all five are named."""
    articles = tomllib.loads((files("calibration") / "articles.toml").read_text("utf-8"))
    named = {t.figure.article for t in load_targets() if t.id.startswith("S")}

    assert named == set(articles["articles"])


@pytest.mark.parametrize("figure_id", ["S04", "S13", "S16", "S18", "S19", "S22", "S24"])
def test_misprints_say_what_the_survey_said(figure_id):
    """Where an article departs from the survey, both versions stand."""
    figure = load_targets()[figure_id].figure

    assert figure.as_printed != figure.original != ""


def test_hold_outs_are_hold_outs():
    """S03 and S15 are hold-outs, and no other figure is."""
    held = {t.id for t in load_targets() if t.figure.role == "holdout"}

    assert {"S03", "S15"} == held


def test_france_is_asked_at_the_dates_of_the_surveys():
    """Every date at which a question is asked is among those of the library's `france`."""
    path = files("scenarios") / "library" / "france.toml"
    dates = set(tomllib.loads(path.read_text("utf-8"))["panel"]["dates"])
    asked = {
        t.wave.asked_on
        for t in load_targets()
        if t.figure.operator is not None and not isinstance(t.figure.operator, Difference)
    }

    assert asked <= dates


def test_a_minimal_file_is_accepted(tmp_path):
    """The file that the refusals below are variants of is itself accepted."""
    (tmp_path / "survey.toml").write_text(MINIMAL, encoding="utf-8")
    target = load_targets(tmp_path)["T01"]

    assert (1000, (18, 200), dt.date(2012, 9, 8)) == (
        target.figure.respondents, target.ages, target.wave.asked_on,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('sources = ["paper"]\n', "", "sources: found nothing"),
        ('sources = ["paper"]', "sources = []", "sources"),
        ('base = "adults"\n', "", "base: found nothing"),
        ('base = "adults"', 'base = "adult"', "must be one of 'adults'"),
        ("months = 12\n", "", "lacks `months`, the period"),
        ("first = 2012-09-07\n", "", "fieldwork.first: found nothing"),
        ("first = 2012-09-07", "first = 2012-10-07", "`last` must not be before `first`"),
        ('n = 1000\nsources', "sources", "lacks `n`"),
        ("n = 1000\nsources", "n_assumed = 1000\nsources", "with an `n_reason`"),
        ("n = 1000\nsources", 'n_reason = "not printed"\nsources', "role 'fit' lacks `n`"),
        ("n = 1000\nsources", 'n = 9\nn_assumed = 9\nn_reason = "?"\nsources', "not both"),
        ("asked_on = 2012-09-08\n", "", "survey.asked_on"),
        ("locator =", "locater =", "Did you mean 'locator'?"),
        ('sources = ["paper"]', 'sources = ["papers"]', "Did you mean 'paper'?"),
        ('locator = "page 1"', 'locator = "page 1"\narticle = "rosoor"', "unknown article"),
        ('role = "fit"', 'role = "context"', "needs a `role_reason`"),
        ('role = "fit"', 'role = "target"', "must be one of"),
        ("value = 50", 'value = "half"', "must be a number"),
        ("value = 50", "value = nan", "finite"),
        ('ask = "used"', 'ask = "uses"', "used"),
        ('channel = "phone" }', 'channel = "phone", month = 3 }', "month"),
        ("operator = {", "not_expressible = 'score'\noperator = {", "needs either an `operator`"),
        ('operator = { ask = "used", channel = "phone" }', "", "needs either an `operator`"),
        ('operator = { ask = "used", channel = "phone" }', 'not_expressible = "x"', "x"),
        ('unit = "%"', 'unit = "%"\nas_printed = "60 %"', "go together"),
        ("asked_on", 'screened_by = "T99"\nasked_on', "the id of a figure"),
        ("asked_on", 'mode_offset = "online"\nasked_on', "a table of modes.toml"),
        ("months = 12", "months = 12\nage_min = 30\nage_max = 20", "must not be below"),
        ('id = "T01"', 'id = "S03"', "S03 is a hold-out"),
        (
            '{ ask = "used", channel = "phone" }',
            '{ ask = "difference", of = "T01", less = "T02" }',
            "the id of a figure",
        ),
    ],
)  # fmt: skip
def test_what_is_refused_and_how_it_is_said(tmp_path, old, new, words):
    """A target without source, base, period or number, or with a value or key nobody knows."""
    assert old in MINIMAL

    message = refused(tmp_path, MINIMAL.replace(old, new, 1))

    assert "survey.toml" in message
    assert words in message


def test_an_id_stands_once(tmp_path):
    """The same id in two files is refused, naming both."""
    (tmp_path / "first.toml").write_text(MINIMAL, encoding="utf-8")

    message = refused(tmp_path, MINIMAL)

    assert "first.toml has it too" in message


def test_all_mistakes_are_told_at_once(tmp_path):
    """Two mistakes make two lines."""
    text = MINIMAL.replace('base = "adults"\n', "").replace("value = 50", 'value = "half"')

    assert 2 == len(refused(tmp_path, text).splitlines())


@pytest.mark.parametrize("text", ["title = ", "\xff"])
def test_what_is_not_toml_is_said_so(tmp_path, text):
    """A file that cannot be read is named."""
    (tmp_path / "survey.toml").write_bytes(text.encode("latin-1"))

    with pytest.raises(TargetError, match=r"survey\.toml: cannot be read as TOML"):
        load_targets(tmp_path)


def test_an_empty_folder_is_said_so(tmp_path):
    """A folder without figures is no empty table."""
    with pytest.raises(TargetError, match=r"found no \.toml file"):
        load_targets(tmp_path)
