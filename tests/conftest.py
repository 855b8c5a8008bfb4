"""What all tests share: one reproducible hypothesis profile and the project's root."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

# A failure must be the same for everybody; compilation makes a first example slow, so no deadline.
settings.register_profile("canaux", derandomize=True, deadline=None, database=None)
settings.load_profile("canaux")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]


def beside(name: str) -> ModuleType:
    """A module of this folder; tests are no packages, so that none can hide another."""
    specification = importlib.util.spec_from_file_location(
        name, Path(__file__).with_name(f"{name}.py")
    )
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def worlds() -> ModuleType:
    """The module tests/worlds.py, which builds tiny worlds by hand."""
    return beside("worlds")


@pytest.fixture(scope="session")
def random_worlds() -> ModuleType:
    """The module tests/random_worlds.py, which draws tiny worlds."""
    return beside("random_worlds")


@pytest.fixture(scope="session")
def laws() -> ModuleType:
    """The module tests/laws.py, which checks what holds in every run."""
    return beside("laws")
