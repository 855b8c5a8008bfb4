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


@pytest.fixture(scope="session")
def worlds() -> ModuleType:
    """The module tests/worlds.py, which builds tiny worlds by hand."""
    specification = importlib.util.spec_from_file_location(
        "worlds", Path(__file__).with_name("worlds.py")
    )
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
