"""The examples in the help of the commands: each is there, and each works."""

import glob
import shlex

import pytest
from rich.text import Text
from typer.main import get_command

from canaux.cli import app
from canaux.examples import EXAMPLES

QUICK = [
    "run", "compare", "survey", "list", "show", "describe", "validate", "schema", "verify",
    "export", "report", "theory", "info",
]  # fmt: skip
"""Run here, in this order: the first writes what `verify`, `export` and `report` read."""
SERVER = "dashboard"
"""Started in a process of its own, in test_commands.py."""
PAGES = {"sweep": "sweep", "staff": "staff", "profile": "profile"}
"""How-to that has the example among its lines; the others are of `calibrate`."""


def words(line: str) -> list[str]:
    """What a shell hands to the program: patterns give the names that are there."""
    program, *rest = shlex.split(line)
    assert program == "canaux"
    return [name for word in rest for name in (sorted(glob.glob(word)) or [word])]


def test_help_of_every_command_has_its_example(canaux):
    """`--help` shows an example of the command that it explains."""
    commands = get_command(app).commands

    assert set(EXAMPLES) == set(commands)
    for name, example in EXAMPLES.items():
        shown = " ".join(canaux(name, "--help").out.split())
        assert f"Example: {example.line}" in shown
        assert example.line.split()[1] == name
    assert EXAMPLES["run"].line in " ".join(canaux("--help").out.split())


def test_help_loses_no_brackets():
    """What stands in brackets is shown as it is written, not taken for markup."""
    told = {
        (name, parameter.name): parameter.help
        for name, command in get_command(app).commands.items()
        for parameter in command.params
        if getattr(parameter, "help", None)
    }
    lost = [
        key
        for key, text in told.items()
        if Text.from_markup(text).plain != text.replace("\\[", "[")
    ]

    assert len(told) > 100
    assert [] == lost
    assert "[staffing]" in told["staff", "shifts"]


def test_quick_examples_work(canaux, tmp_path, monkeypatch):
    """One after the other in an empty folder, they succeed, print or write something."""
    monkeypatch.chdir(tmp_path)
    for name in QUICK:
        outcome = canaux(*words(EXAMPLES[name].line))
        assert 0 == outcome.code, (name, outcome.err)
        assert outcome.out or outcome.err, name

    assert (tmp_path / "brand.html").stat().st_size > 10_000
    assert (tmp_path / "brand-csv" / "contacts.csv").is_file()
    assert list((tmp_path / "runs" / "comparisons").rglob("*.json"))


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {*QUICK, SERVER}))
def test_longer_examples_stand_in_a_page_that_is_run(project_root, name):
    """An example that needs files or minutes is a line of the how-to that tests/docs run."""
    example, page = EXAMPLES[name], PAGES.get(name, "calibrate")
    text = (project_root / "docs" / "how-to" / f"{page}.md").read_text("utf-8")
    tests = (project_root / "tests" / "docs" / "test_documents.py").read_text("utf-8")

    assert f"$ {example.line}" in text.splitlines()
    assert f'"docs/how-to/{page}.md"' in tests
    assert example.page in ("", page)
