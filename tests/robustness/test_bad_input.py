"""Bad input: exit code 2, one message that helps, no traceback, nothing written.

What is wrong and what is said stands in bad_input.toml; here only what no text file can hold.
"""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from scenarios import errors

HEAD = 'name = "bad"\nextends = "brand"\n'


class Bad(NamedTuple):
    """One thing that somebody gets wrong."""

    name: str
    arguments: str
    """Of the command, in the folder where the files are."""
    words: list[str]
    """What the message says: where, what was found, what is allowed, what to do."""
    files: dict[str, str | bytes]
    problems: int = 1
    """Lines of the message: one per problem."""


def from_file() -> Iterator[Bad]:
    """The cases of bad_input.toml."""
    cases = tomllib.loads(Path(__file__).with_name("bad_input.toml").read_text("utf-8"))
    for case in cases["scenario"]:
        text = {"bad.toml": HEAD + case.pop("text")}
        yield Bad(arguments="run bad.toml --out runs --json", files=text, **case)
    for case in cases["design"]:
        text = {"bad.toml": 'name = "trial"\nscenario = "brand"\n' + case.pop("text")}
        yield Bad(arguments="sweep bad.toml --out out", files=text, **case)
    for case in cases["setting"]:
        setting = shlex.quote(case.pop("set"))
        yield Bad(arguments=f"run brand --set {setting} --out runs", files={}, **case)
    for case in cases["case"]:
        yield Bad(**{"files": {}, **case})


def content(name: str, text: str | bytes, *words: str) -> Bad:
    """A file that is no scenario."""
    return Bad(name, "run bad.toml --out runs", ["bad.toml", *words], {"bad.toml": text})


DEEP = "found more than 32 tables within each other"
CASES = [
    *from_file(),
    content("binary", bytes(range(256)), "not UTF-8"),
    content("a zero byte", b'name = "a\0b"\n', "not TOML"),
    content("another encoding", 'title.fr = "L’été"'.encode("cp1252"), "byte 14 is not UTF-8"),
    content("too deep", "a = " + "[" * 100_000 + "]" * 100_000, DEEP),
    content("deep tables", f"{HEAD}population.{'a.' * 5_000}b = 1\n", DEEP),
    content("huge", HEAD + "#" * 10_000_000, "found more than 10,000,000 bytes"),
    Bad("a deep path", f"run brand --set {'a.' * 5_000}b=1", ["5001 keys; at most 32"], {}),
]


def found_by(canaux, case: Bad, folder: Path):
    """What a command says of a case; nothing may be written."""
    for name, content in case.files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = sorted(folder.rglob("*"))
    outcome = canaux(*shlex.split(case.arguments))
    assert before == sorted(folder.rglob("*"))
    return outcome


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_is_one_message(canaux, case, tmp_path, monkeypatch):
    """In this process: exit code, stdout, stderr, files."""
    monkeypatch.chdir(tmp_path)
    outcome = found_by(canaux, case, tmp_path)

    assert (2, "") == (outcome.code, outcome.out), outcome.err
    # The first to ask for memory in a fresh checkout also hears that the engine is being compiled.
    notices = ("warning: ", "compiling the engine")
    said = [line for line in outcome.err.splitlines() if not line.startswith(notices)]
    assert case.problems == len(said)
    assert said[0].startswith("canaux: ")
    assert [] == [word for word in case.words if word not in outcome.err]
    assert "Traceback" not in outcome.err


BY_PROCESS = ["unknown key", "too deep", "deep tables", "binary", "absurd customers", "NaN",
              "a path that leads nowhere", "words for customers"]  # fmt: skip


@pytest.mark.parametrize("name", BY_PROCESS)
def test_bad_input_by_process(canaux_process, name, tmp_path, monkeypatch):
    """The same from a process of its own, as a user starts it."""
    monkeypatch.chdir(tmp_path)
    (case,) = [case for case in CASES if case.name == name]
    outcome = found_by(canaux_process, case, tmp_path)

    assert (2, "") == (outcome.code, outcome.out)
    assert [] == [word for word in case.words if word not in outcome.err]
    assert "Traceback" not in outcome.err


def test_cases_are_many_and_different():
    """More than sixty, each its own."""
    assert len({case.name for case in CASES}) == len(CASES) >= 60


def _errors(kind):
    yield kind
    for child in kind.__subclasses__():
        yield from _errors(child)


def test_all_errors_are_in_one_tree():
    """Every error of ours is a CanauxError, in the tree that its module draws, with its code."""
    drawn = dict(re.findall(r"(\w+)\s+(?:exit (\d))?", errors.__doc__.partition("::")[2]))
    classes = {kind.__name__: kind for kind in _errors(errors.CanauxError)}
    ours = {name for name, kind in classes.items() if kind.__module__ == errors.__name__}

    assert ours <= set(drawn)
    for name in ours:
        if drawn[name]:
            assert int(drawn[name]) == classes[name].exit_code, name
    assert {1, 2} == {kind.exit_code for kind in classes.values()}
