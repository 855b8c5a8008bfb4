"""``canaux run --until --save`` and ``--from``: the same figures, and what goes wrong."""

import json

import pytest

SMALL = ("brand", "--customers", 2000, "--set", "end=2015-02-01")


def test_a_run_in_two_parts(canaux, tmp_path):
    """The second part prints the figures of the whole run; with --set those of another future."""
    place = tmp_path / "kept"
    first = canaux("run", *SMALL, "--seed", 4, "--until", "2015-01-15", "--save", place, "--json")
    whole = json.loads(canaux("run", *SMALL, "--seed", 4, "--json").out)
    second = json.loads(canaux("run", "--from", place, "--json").out)
    other = canaux("run", "--from", place, "--set", "behaviour.retry=0.1", "--json")

    assert 0 == first.code, first.err
    document = json.loads(first.out)
    assert {
        "scenario", "scenario_hash", "seed", "until", "saved", "contacts", "events"
    } == set(document)  # fmt: skip
    assert ("brand", 4, "2015-01-15") == (
        document["scenario"], document["seed"], document["until"]
    )  # fmt: skip
    del whole["seconds"], second["seconds"]
    assert whole == second
    assert whole["digest"] != json.loads(other.out)["digest"]


def test_both_parts_in_french(canaux, tmp_path):
    """``--language fr``: what was kept and the figures of the whole run."""
    place = tmp_path / "kept"
    options = ("--until", "2015-01-15", "--save", place, "--language", "fr")
    first = canaux("run", *SMALL, *options).out
    second = canaux("run", "--from", place, "--language", "fr").out

    assert first.startswith("brand jusqu’au 15 janvier 2015, graine 1 : ")
    assert f"canaux run --from {place}" in first
    assert "moteur compilé" in second
    assert "Canaux" in second
    assert "Channels" not in second


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*SMALL, "--until", "2015-01-15"), "--until: found without --save"),
        ((*SMALL, "--save", "kept"), "--save: found without --until"),
        ((*SMALL, "--until", "soon", "--save", "kept"), "--until: found 'soon'"),
        ((*SMALL, "--until", "2019-01-15", "--save", "kept"), "until: found 2019-01-15"),
        (("--until", "2015-01-15", "--save", "kept"), "SCENARIO: found nothing"),
        ((*SMALL, "--until", "2015-01-15", "--save", "kept", "--engine", "mesa"), "--engine"),
        (("--from", "nowhere"), "found no moment of a run"),
        (("--from", "nowhere", "--replications", 3), "--replications: found with --from"),
        (("--from", "nowhere", "--until", "2015-01-15"), "--until: found with --from"),
        ((), "SCENARIO: found nothing"),
    ],
)
def test_bad_input(canaux, tmp_path, monkeypatch, arguments, told):
    """One message, exit code 2, nothing on stdout, nothing written."""
    monkeypatch.chdir(tmp_path)
    outcome = canaux("run", *arguments)

    assert (2, "") == (outcome.code, outcome.out)
    assert told in outcome.err
    assert [] == list(tmp_path.iterdir())
