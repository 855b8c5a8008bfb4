"""`canaux theory` prints the published figures, and refuses what is no queue."""

import json

import pytest

from canaux.cli import main

DESK = ["theory", "--arrivals", "3.5", "--handling", "3", "--advisers", "13"]


def called(arguments, capsys):
    """Exit code, and what the command printed on both streams."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capsys.readouterr()
    return ended.value.code, printed.out, printed.err


@pytest.mark.parametrize(
    ("options", "model", "wait", "level"),
    [
        ([], "M/M/c", 0.442615, 0.720612),
        (["--patience", "5"], "M/M/c+M", 0.165213, 0.81631),
        (["--patience", "5", "--places", "400"], "M/M/c/K+M", 0.165213, 0.81631),
    ],
)
def test_it_prints_the_published_figures(capsys, options, model, wait, level):
    """Erlang C and A of the Callcenter Simulator's example (TU Clausthal), in JSON."""
    code, out, err = called([*DESK, *options, "--json"], capsys)
    document = json.loads(out)

    assert (0, "") == (code, err)
    assert model == document["model"]
    assert wait == pytest.approx(document["mean_wait_minutes"], abs=1e-6)
    assert level == pytest.approx(document["service_level"], abs=1e-6)


def test_it_prints_lines_for_people(capsys):
    """Each figure stands on a line of its own, with its name."""
    code, out, _ = called(DESK, capsys)

    assert 0 == code
    assert "mean wait minutes           0.442615" in out.splitlines()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--advisers", "10"], "load 1.05 with 10 servers"),
        (["--handling", "0"], "--handling: found 0"),
        (["--patience", "-1"], "--patience: found -1"),
        (["--places", "5"], "5 places for 13 servers"),
    ],
)
def test_what_is_no_queue_is_bad_input(capsys, options, message):
    """Exit code 2, and one message that names the value."""
    code, out, err = called([*DESK, *options], capsys)

    assert (2, "") == (code, out)
    assert message in " ".join(err.split())
