"""What all tests share: a reproducible hypothesis profile, the project's root, the command."""

import importlib.util
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from textwrap import wrap
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from canaux.cli import main

# A failure must be the same for everybody; compilation makes a first example slow, so no deadline.
settings.register_profile("canaux", derandomize=True, deadline=None, database=None)
settings.load_profile("canaux")

_COVERED = pytest.StashKey[Counter]()

LONGEST = (
    "equivalence/test_library.py",
    "validation/test_queue_cases.py",
    "scenarios/compare/test_coverage.py",
    "scenarios/staffing/test_search.py",
    "docs/test_documents.py",
    "equivalence/test_random_worlds.py",
    "dashboard/test_browser.py",
    "robustness/test_kills.py",
    "house/test_wheel.py",
    "scenarios/test_memory.py",
    "sim/test_invariants.py",
    "validation/test_bank.py",
    "dashboard/test_tour.py",
    "canaux/test_commands.py",
)
"""Files that take longest, in that order: begun last, one would keep a single processor busy."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; the others keep their order."""
    here = Path(__file__).parent
    rank = {here / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]


def beside(name: str) -> ModuleType:
    """A module or package of this folder; no other test can hide it, or be hidden by it."""
    here = Path(__file__).parent
    path, folders = here / f"{name}.py", None
    if not path.exists():
        path, folders = here / name / "__init__.py", [str(here / name)]
    specification = importlib.util.spec_from_file_location(
        name, path, submodule_search_locations=folders
    )
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    if folders:
        sys.modules[name] = module  # its parts import each other by its name
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def worlds() -> ModuleType:
    """The package tests/worlds, which builds tiny worlds by hand."""
    return beside("worlds")


@pytest.fixture(scope="session")
def random_worlds() -> ModuleType:
    """The module tests/random_worlds.py, which draws tiny worlds."""
    return beside("random_worlds")


@pytest.fixture(scope="session")
def random_scenarios() -> ModuleType:
    """The module tests/random_scenarios.py, which draws what scenario files may hold."""
    return beside("random_scenarios")


@pytest.fixture(scope="session")
def laws() -> ModuleType:
    """The module tests/laws.py, which checks what holds in every run."""
    return beside("laws")


@pytest.fixture(scope="session")
def runs() -> ModuleType:
    """The module tests/runs.py, which reads what a run handed back."""
    return beside("runs")


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def canaux(capsys):
    """Run the command in this process: ``canaux("run", "brand")``."""

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return Outcome(ended.value.code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def canaux_process():
    """Run the command in a process of its own, with other environment variables."""

    def run(*arguments, **environment):
        done = subprocess.run(
            [sys.executable, "-c", "from canaux.cli import main; main()", *map(str, arguments)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def covered(pytestconfig: pytest.Config) -> Counter:
    """What the two engines were compared on, by group and name: contacts by outcome and so on.

    Printed at the end of the session.
    """
    return pytestconfig.stash.setdefault(_COVERED, Counter())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what this process compared to the one that prints, where tests run in several."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        counts = session.config.stash.get(_COVERED, Counter())
        output["covered"] = [(group, name, count) for (group, name), count in counts.items()]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add what a process of tests compared; one that died has handed over nothing."""
    total = node.config.stash.setdefault(_COVERED, Counter())
    for group, name, count in getattr(node, "workeroutput", {}).get("covered", ()):
        total[group, name] += count


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what the two engines were compared on."""
    counts = config.stash.get(_COVERED, Counter())
    if counts:
        terminalreporter.section("both engines were compared on")
    for group in sorted({group for group, _ in counts}):
        names = (f"{name} {counts[group, name]:,}" for of, name in sorted(counts) if of == group)
        for line in wrap(f"{group}: {', '.join(names)}", 98, subsequent_indent="  "):
            terminalreporter.line(line)
