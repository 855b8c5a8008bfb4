"""``canaux survey`` and the demo: every published figure beside its counterpart."""

import json
import subprocess
import sys

import pytest

from calibration import load_targets

SMALL = ("survey", "france", "--customers", 2000, "--replications", 1)


@pytest.fixture(scope="module")
def document(canaux_process):
    """What ``canaux survey --json`` prints."""
    outcome = canaux_process(*SMALL, "--json")
    assert 0 == outcome.code, outcome.err
    return json.loads(outcome.out)


def test_every_published_figure_is_there(document):
    """Each target stands in `figures` with the keys that others rely on, or in the warnings."""
    found = {row["id"] for row in document["figures"]}
    left_out = {target.id for target in load_targets()} - found

    assert {"S01", "S05", "A29a"} <= found
    assert all(
        any(warning.startswith(name) for name in left_out) for warning in document["warnings"]
    )
    for row in document["figures"]:
        assert {"id", "published", "simulated", "standard_error", "z", "role"} <= set(row)
        assert row["expressible"] or row["reason"]["en"]


def test_figures_are_in_the_units_of_the_source(document):
    """Reach in percent, contacts in contacts; z is the difference over its error."""
    rows = {row["id"]: row for row in document["figures"]}

    assert 9.0 == rows["S01"]["published"]
    assert 0.0 < rows["S01"]["simulated"] < 50.0
    assert 1.0 < rows["A29b"]["simulated"] < 20.0
    for row in rows.values():
        if row["z"] is not None:
            z = (row["published"] - row["simulated"]) / row["standard_error"]
            assert row["z"] == pytest.approx(z, rel=1e-12)


def test_readings_come_with_it(document):
    """The readings of 12 % and 9 % on every base, published and simulated."""
    ids = {reading["id"] for reading in document["readings"]}

    assert {"as_published", "contacters", "adults_printed_rate", "adults_other_rate"} == ids
    for reading in document["readings"]:
        assert {"first", "second", "difference"} <= set(reading["published"])
        assert reading["simulated"]["first"] > 0.0


def test_survey_for_people(canaux):
    """Waves, figures and readings are printed within 100 columns; ``--all`` gives the reasons."""
    outcome = canaux(*SMALL, "--all")

    assert 0 == outcome.code
    for text in ("published", "September 2015, online", "S01", "as published", "why", "S12"):
        assert text in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 100


def test_survey_in_french(canaux):
    """``--language fr``: waves, questions, roles, readings and reasons in French."""
    shown = canaux(*SMALL, "--all", "--language", "fr").out

    for text in (
        "Ce que les instituts ont publié", "BVA, décembre 2010, téléphone", "septembre 2015",
        "A contacté un service client", "adultes", "ajusté", "mis de côté", "erreurs types",
        "que sont devenus les réseaux sociaux ?", "tels que publiés", "Tels que publiés",
        "Entre parenthèses", "Chiffres publiés sans équivalent", "pourquoi", "9\u202f%", "−3,0",
    ):  # fmt: skip
        assert text in shown
    for text in ("asked of", "adults", "September", "holdout", "as published", "In brackets"):
        assert text not in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_surveys_after_the_end_are_left_out(canaux):
    """A run that ends before a survey says so on stderr and has the figures before."""
    outcome = canaux(*SMALL, "--set", "end=2011-01-02", "--json")
    found = {row["id"]: row["simulated"] for row in json.loads(outcome.out)["figures"]}

    assert 0 == outcome.code
    assert found["A29a"] > 0.0
    assert "S01" not in found
    assert "S01 is left out" in outcome.err


def test_a_scenario_without_surveys_is_refused(canaux):
    """A scenario in whose time nobody asked: exit code 2, before anything is run."""
    outcome = canaux("survey", "lab-mmc", "--json")

    assert (2, "") == (outcome.code, outcome.out)
    assert "no date" in outcome.err


def test_demo(tmp_path):
    """The demo stores its runs and prints channels, ages, surveys, readings and what to do next."""
    small = ["--customers", "2000", "--seeds", "2", "--out", str(tmp_path / "runs")]
    command = [sys.executable, "-m", "canaux.demo", *small]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stderr
    for text in ("Channels", "by age", "What pollsters published", "12 % in 2012", "dashboard"):
        assert text in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert 2 == len(list((tmp_path / "runs").glob("france/*/seed=*/panel.parquet")))
