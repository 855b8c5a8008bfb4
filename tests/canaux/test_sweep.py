"""``canaux sweep``: what is printed and written, and what the exit code says."""

import json

import pyarrow.parquet as pq
import pytest

DESIGN = """
name = "skills"
scenario = "brand"
method = "grid"
replications = 2
customers = 300
settings = ["end=2015-02-01"]

[[parameters]]
path = "channels.phone.skill"
values = [0.3, 0.9{more}]
"""


@pytest.fixture
def design(tmp_path):
    """A file with the design of four runs."""
    path = tmp_path / "skills.toml"
    path.write_text(DESIGN.format(more=""))
    return path


def test_the_summary_and_the_tables(canaux, design, tmp_path, monkeypatch):
    """A row per point with intervals, effects over all points, and four files in sweeps/<name>."""
    monkeypatch.chdir(tmp_path)
    outcome = canaux("sweep", design)

    assert 0 == outcome.code
    for word in ("skills: 2 points of brand, grid, 2 runs each", "needs_unsolved", "±", "lowest"):
        assert word in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 100
    names = {path.name for path in (tmp_path / "sweeps" / "skills").iterdir()}
    assert {"runs.parquet", "runs.csv", "effects.parquet", "effects.csv", "ledger.sqlite"} <= names


def test_the_summary_in_french(canaux, design, tmp_path):
    """``--language fr``: headings and numbers in French, paths as the design has them."""
    shown = canaux("sweep", design, "--out", tmp_path / "out", "--language", "fr").out

    for word in (
        "skills : 2 points de brand, grille, 2 simulations chacun", "À chaque point", "0,3",
        "demi-intervalle", "corrélation de rang", "minimum", "maximum", "needs_unsolved",
    ):  # fmt: skip
        assert word in shown
    for word in ("each", "lowest", "rank correlation", "0.3"):
        assert word not in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_one_failure_is_said_and_the_rest_is_there(canaux, design, tmp_path):
    """Exit code 1, one message, one JSON document that lists it, the other runs in the tables."""
    design.write_text(DESIGN.format(more=", 1.5"))
    outcome = canaux("sweep", design, "--out", tmp_path / "out", "--json")

    document = json.loads(outcome.out)
    assert 1 == outcome.code
    assert "2 of 6 runs failed" in outcome.err
    assert "channels.phone.skill: found 1.5; must be at most 1" in outcome.err
    assert [2, 2] == [failed["point"] for failed in document["failed"]]
    assert (3, 6) == (document["points"], document["runs"])
    lines = (tmp_path / "out" / "runs.csv").read_text().splitlines()
    assert 7 == len(lines)
    assert 2 == sum("must be at most 1" in line for line in lines)


def test_going_on_is_asked_for(canaux, design, tmp_path):
    """A folder that has a sweep is not touched without ``--resume``; with it, nothing changes."""
    folder = tmp_path / "out"
    assert 0 == canaux("sweep", design, "--out", folder).code
    before = {path: path.read_bytes() for path in folder.glob("*.*et")}
    outcome = canaux("sweep", design, "--out", folder)

    assert (2, "") == (outcome.code, outcome.out)
    assert "add --resume" in outcome.err
    assert 0 == canaux("sweep", design, "--out", folder, "--resume").code
    assert before == {path: path.read_bytes() for path in folder.glob("*.*et")}
    assert len(before) == 2


@pytest.mark.slow
def test_one_failure_among_200_runs(canaux, tmp_path):
    """One point whose share is 1.01: 199 rows of figures, one with its error, exit code 1."""
    values = ", ".join(str(value / 100) for value in [*range(1, 101), *range(101, 102)])
    more = ", ".join(str(value / 1000) for value in range(1, 200, 2) if value % 10)
    design = tmp_path / "many.toml"
    text = DESIGN.replace("replications = 2", "replications = 1").replace("300", "50")
    design.write_text(text.replace("0.3, 0.9{more}", f"{values}, {more}"))
    outcome = canaux("sweep", design, "--out", tmp_path / "out", "--json")

    document = json.loads(outcome.out)
    assert 1 == outcome.code
    assert 1 == len(document["failed"])
    runs = pq.read_table(tmp_path / "out" / "runs.parquet")
    assert document["runs"] == len(runs) >= 200
    assert len(runs) - 1 == runs["error"].null_count
    assert 1 == runs["journeys.needs"].null_count
    assert "found 1.01; must be at most 1" in outcome.err
