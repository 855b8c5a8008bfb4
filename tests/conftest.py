"""What all tests share: a reproducible hypothesis profile, the project's root, the command."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import settings

from canaux.cli import main

# A failure must be the same for everybody; compilation makes a first example slow, so no deadline.
settings.register_profile("canaux", derandomize=True, deadline=None, database=None)
settings.load_profile("canaux")


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
