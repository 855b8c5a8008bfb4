"""Plant a fault in a copy of the project and see whether the tests that should find it do."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[1]
COPIED = (
    "canaux", "sim", "scenarios", "calibration", "dashboard", "tests", "benchmarks", "mutants",
    "docs", "pyproject.toml",
)  # fmt: skip
LONGEST_SECONDS = 900.0
"""A fault may make a run endless; it then counts as found."""


class Edit(NamedTuple):
    """One replacement in one file; `before` stands there exactly once."""

    path: str
    before: str
    after: str


class Fault(NamedTuple):
    """A planted fault."""

    name: str
    edits: tuple[Edit, ...]
    found_by: str
    """Test of the ordinary suite that finds it: ``file::name``."""
    compiled: bool = False
    """Whether that test takes too long without the compiler, which takes half a minute itself."""


class Verdict(NamedTuple):
    """What the test said of the project with the fault."""

    fault: Fault
    is_found: bool
    says: str  # first line of the failure
    seconds: float


class NotPlantedError(Exception):
    """The fault's text is not there exactly once, or its test does not run as it should."""


def copy_project(target: Path) -> None:
    """Copy what the tests need of the project to an empty folder."""
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "results", "screenshots")
            shutil.copytree(source, target / name, ignore=ignored)
        else:
            shutil.copy2(source, target / name)


def edited(edit: Edit, root: Path = PROJECT) -> str:
    """Return the file's text with the edit made.

    Raises
    ------
    NotPlantedError
        If `before` does not stand exactly once in the file.
    """
    text = (root / edit.path).read_text(encoding="utf-8")
    if text.count(edit.before) != 1:
        raise NotPlantedError(
            f"{edit.path}: found {text.count(edit.before)} times, not once:\n{edit.before}\n"
            "Rewrite this edit in mutants/faults.py so that it fits the present source."
        )
    return text.replace(edit.before, edit.after)


def try_fault(fault: Fault, root: Path) -> Verdict:
    """Plant a fault in a copy of the project, run its test, and take the fault out again.

    Raises
    ------
    NotPlantedError
        If the fault cannot be planted, or the test could not be run at all.
    """
    originals = {edit.path: (root / edit.path).read_text(encoding="utf-8") for edit in fault.edits}
    began = time.monotonic()
    try:
        for edit in fault.edits:
            (root / edit.path).write_text(edited(edit, root), encoding="utf-8")
        passed, says = run_tests([fault.found_by], root, compiled=fault.compiled)
    finally:
        for path, text in originals.items():
            (root / path).write_text(text, encoding="utf-8")
    return Verdict(fault, not passed, says, time.monotonic() - began)


def run_tests(tests: list[str], root: Path, *, compiled: bool) -> tuple[bool, str]:
    """Run tests of a copy; return whether all passed, and the first line of what failed.

    Raises
    ------
    NotPlantedError
        If pytest did not get so far as to run them.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "CANAUX_CACHE_DIR": str(root / "cache"),
        "NUMBA_DISABLE_JIT": str(int(not compiled)),
        "COLUMNS": "400",
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True,
            timeout=LONGEST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False, f"did not end within {LONGEST_SECONDS:.0f} seconds"
    # pytest: 0 all passed, 1 some failed, others: it could not run them.
    if done.returncode not in (0, 1) or " skipped" in done.stdout.splitlines()[-1]:
        raise NotPlantedError(
            f"{' '.join(tests)}: pytest ended with {done.returncode}\n{done.stdout[-2000:]}"
        )
    error = re.search(r"^E +(.+)$", done.stdout, re.M)
    return done.returncode == 0, error[1][:120] if error else ""
