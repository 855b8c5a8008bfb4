"""What is committed: sizes, words and addresses."""

import os
import re
import subprocess
import tomllib

import pytest

# The event loop alone may be longer: it reads as one function per kind of event.
LINES = {"sim/engine/loop.py": 450}
BUDGET = 400

# Joined here so that this file does not hold what it looks for.
HOSTS = [
    "pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian.org",
    "conda." + "anaconda", "index" + "-url", "find" + "-links",
]  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w.~}\])-])/(?:" + "|".join(["wo" + "rk", "ro" + "ot"]) + r")/")
HOME_PATH = re.compile(r"(?<![\w.])/(?:" + "ho" + "me|Us" + r"ers)/\w+/")


def matches(project_root, files, pattern):
    """Places where a pattern stands in the project's text files."""
    found = []
    for path in files:
        text = (project_root / path).read_text(encoding="utf-8", errors="replace")
        found += [
            f"{path}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), 1)
            if len(line) < 2000 and pattern.search(line)
        ]
    return found


def test_modules_keep_their_budget(project_root, python_files):
    """No module is longer than 400 lines, the event loop excepted."""
    sizes = {
        path.as_posix(): len((project_root / path).read_text(encoding="utf-8").splitlines())
        for path in python_files
    }
    too_long = {path: size for path, size in sizes.items() if size > LINES.get(path, BUDGET)}

    assert {} == too_long


def test_no_package_index_is_named(project_root, files):
    """Nothing says from which host packages come: that is each machine's own setting."""
    hosts = re.compile("|".join(re.escape(host) for host in HOSTS))
    allowed = "Makefile:"  # the options that keep them out of the lock

    found = [
        place for place in matches(project_root, files, hosts) if not place.startswith(allowed)
    ]

    assert [] == found


def test_no_path_of_one_machine(project_root, files):
    """No file names a folder of the machine on which it was written."""
    assert [] == matches(project_root, files, MACHINE_PATH)
    assert [] == matches(project_root, files, HOME_PATH)


def test_nothing_is_left_to_do(project_root, python_files):
    """No note of unfinished work stands in the code."""
    notes = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")

    assert [] == matches(project_root, python_files, notes)


def test_lock_names_versions_only(project_root):
    """The lock file has one exact version a line, a marker perhaps, and no address or path."""
    lines = (project_root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pattern = re.compile(r"[a-z0-9-]+==[\w.]+( ; .+)?")

    assert lines
    assert [] == [line for line in lines if not pattern.fullmatch(line) or "://" in line]


def test_lock_holds_every_dependency(project_root):
    """Every package that pyproject.toml asks for, test tools included, has its version locked."""
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    asked = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[\[<>=!~; ]", line)[0] for line in asked}
    locked = (project_root / "requirements.lock").read_text(encoding="utf-8").splitlines()

    assert set() == names - {line.split("==")[0] for line in locked}


@pytest.mark.parametrize("target", ["setup", "demo", "test", "test-slow", "lint", "bench"])
def test_another_interpreter_has_another_environment(project_root, target):
    """With VENV and PYTHON given, a target neither makes nor uses the usual environment."""
    # Without what a make that runs these tests was told.
    outside = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    done = subprocess.run(
        ["make", "--dry-run", target, "VENV=.venv-other", "PYTHON=python3.99"],
        cwd=project_root,
        env=outside,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "python3.99 -m venv .venv-other" in done.stdout
    assert ".venv/" not in done.stdout
    assert "/.venv*/" in (project_root / ".gitignore").read_text("utf-8").splitlines()
