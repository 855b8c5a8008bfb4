"""Studies: what a file says, and each way in which one is refused, in a sentence."""

import re
from pathlib import Path

import pytest

from calibration.errors import StudyError
from calibration.study import read_study, study_names
from calibration.targets import load_targets

HERE = Path(__file__).parent
SMALL = (HERE / "small.toml").read_text(encoding="utf-8")
SCENARIO = HERE / "france-2011.toml"
PRIOR = '{law = "uniform", low = 1.4, high = 3.6}'
INTERCEPT = f'path = "channels.phone.intercept"\nprior = {PRIOR}\nsource = "Wide."'

BASES = """
[[bases]]
figures = ["A26a"]
base = "adults"
weight = 0.2
reason = "Inferred."
"""
OFFSET = """
[[offsets]]
name = "online-2014-2015"
channel = "email"
prior = {law = "normal", mean = 0.0, sd = 0.7}
source = "Any sign."
"""


def replaced(old: str, new: str) -> str:
    """The small study with one thing changed."""
    assert old in SMALL
    return SMALL.replace(old, new, 1)


REFUSED = {
    "not TOML": ("name = [", "not TOML"),
    "an unknown key": (replaced("customers = 400", "custommers = 400"), "custommers"),
    "no title": (SMALL.replace("[title]\n", "[titel]\n"), "title: found nothing"),
    "an unknown scenario": (replaced("france-2011.toml", "frnace"), "Did you mean 'france'?"),
    "an unknown figure": (replaced('"A28a"]', '"A28x"]'), "'A28x'; must be the id of a published"),
    "a figure twice": (replaced('"A28a"]', '"A28a", "A26a"]'), "'A26a'; found 2 times"),
    "a hold-out in figures": (replaced('"A28a"]', '"S03"]'), "'S03'; has role 'holdout'"),
    "a hold-out in use": (SMALL + '\n[[use]]\nid = "S15"\nreason = "?"\n', "never fitted"),
    "a context figure": (replaced('"A28a"]', '"A01"]'), "has role 'context'"),
    "a figure the model cannot ask": (
        SMALL + '\n[[use]]\nid = "A19c"\nreason = "?"\n', "merges web site"),
    "a figure of another year": (SMALL + '\n[[use]]\nid = "S01"\nreason = "?"\n',
                                 "asked on 2015-09-15, which is no survey date"),
    "a rank": (SMALL + '\n[[use]]\nid = "S17"\nreason = "?"\n', "a rank is no figure to fit"),
    "a use without a reason": (SMALL + '\n[[use]]\nid = "A26b"\n', "use.0.reason: found nothing"),
    "a prior upside down": (replaced("low = 1.4, high = 3.6", "low = 3.6, high = 1.4"),
                            "`high` must be above `low`, 3.6"),
    "a prior without spread": (replaced(PRIOR, '{law = "normal", mean = 2.0, sd = 0.0}'),
                               "found 0.0; must be above 0"),
    "an unknown law": (replaced(PRIOR, '{law = "cauchy", low = 0.0}'), "'cauchy'"),
    "a log prior from 0": (replaced(PRIOR, '{law = "log-uniform", low = 0.0, high = 1.0}'),
                           "must be above 0"),
    "a prior the scenario refuses": (replaced("low = 0.75, high = 0.98", "low = 0.75, high = 1.98"),
                                     "behaviour.retry: found"),
    "an unknown path": (replaced("channels.phone.intercept", "channels.phone.intercpt"),
                        "channels.phone.intercpt"),
    "a parameter twice": (SMALL + f"\n[[parameters]]\n{INTERCEPT}\n",
                          "'channels.phone.intercept'; found 2 times"),
    "a prior without a source": (replaced('source = "Wide."', 'source = ""'), "source"),
    "no parameters": (SMALL[: SMALL.index("[[parameters]]")], "parameters: found nothing"),
    "a set from no figure": (
        replaced(PRIOR, '{law = "from-survey", target = "S99"}'), "'S99'; must be the id"),
    "a set from a fitted role": (
        replaced(PRIOR, '{law = "from-survey", target = "A28a"}'), "with role 'set'"),
    "too few members": (replaced("members = 24", "members = 10"), "must be at least 15"),
    "too few runs": (replaced("members = 24\nsteps = 2", "members = 15\nsteps = 1").replace(
        "[[parameters]]", '[[parameters]]\npath = "behaviour.beta_wait"\n'
        'prior = {law = "uniform", low = 0.2, high = 1.0}\nsource = "?"\n\n[[parameters]]', 1),
        "coefficients"),
    "too few walkers": (replaced("walkers = 16", "walkers = 3"), "budget.walkers"),
    "a seed out of range": (replaced("seed = 5", "seed = 4294967296"), "4294967296"),
    "a seed in words": (replaced("seed = 5", 'seed = "five"'), "'five'"),
    "noise below 0": (replaced("[noise]", "[noise]\ndiscrepancy = -0.1"), "noise.discrepancy"),
    "noise without a reason": (replaced('reason = "As in the study of all years."', ""),
                               "noise.reason: found nothing"),
    "a base that is the printed one": (SMALL + BASES.replace('"adults"', '"contacters"'),
                                       "is its base already"),
    "a base of a figure not fitted": (SMALL + BASES.replace("A26a", "S05"),
                                      "must be a figure that is fitted"),
    "a weight of 1": (SMALL + BASES.replace("0.2", "1.0"), "bases.0.weight"),
    "an unknown offset": (SMALL + OFFSET.replace("online-2014-2015", "online-2014"),
                          "Did you mean 'online-2014-2015'?"),
    "an offset that moves nothing": (SMALL + OFFSET, "nothing could be learnt of it"),
    "no folder of figures": (replaced("seed = 5", 'seed = 5\ntargets = "nowhere"'),
                             "'nowhere'; must be a folder"),
}  # fmt: skip


@pytest.fixture
def written(tmp_path):
    """Writes a study beside its scenario."""

    def write(text: str) -> Path:
        (tmp_path / SCENARIO.name).write_text(SCENARIO.read_text(encoding="utf-8"), "utf-8")
        path = tmp_path / "study.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_study_is_refused_in_a_sentence_and_nothing_is_written(
    canaux, written, tmp_path, what
):
    """Exit code 2, the value and what to do on stderr, no folder."""
    text, said = REFUSED[what]
    outcome = canaux("fit", written(text), "--out", tmp_path / "out")

    assert (2, "") == (outcome.code, outcome.out)
    assert said in re.sub(r"\s+", " ", outcome.err)
    assert "Traceback" not in outcome.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["nowhere.toml", "frnce", "."])
def test_a_study_that_is_not_there_is_said(canaux, name):
    """A missing file, a misspelt name and a folder each end with code 2."""
    assert 2 == canaux("fit", name).code


def test_all_problems_are_told_at_once(written):
    """A file with three problems is refused with three lines."""
    text = SMALL + BASES.replace("A26a", "S05") + OFFSET
    with pytest.raises(StudyError) as caught:
        read_study(written(text.replace("members = 24", "members = 10")))

    lines = str(caught.value).splitlines()
    assert [True] * 3 == [
        any(word in line for line in lines) for word in ("bases.0", "offsets.0", "budget.members")
    ]


def test_the_studies_of_the_product_make_sense():
    """Each can be read, fits no hold-out, and says for each figure left out why."""
    assert "france" in study_names()
    for name in study_names():
        study = read_study(name)
        assert not {"S03", "S15"} & study.fitted.keys()
        assert all(one.reason for one in study.design.leave_out)


def test_france_fits_every_figure_that_it_can_express():
    """What has role fit or soft is fitted, or left out with a reason."""
    study = read_study("france")
    asked = {
        target.id
        for target in load_targets()
        if target.figure.role in ("fit", "soft") and target.figure.operator is not None
    }

    assert asked == {i for i in study.fitted if i != "A62"} | {
        one.id for one in study.design.leave_out if one.id in asked
    }
    assert study.runs <= 1200


def test_a_seed_of_the_command_takes_the_place_of_the_files():
    """Two master seeds make two studies."""
    assert 77 == read_study(HERE / "small.toml", seed=77).design.seed
