"""What tests of whole runs share: either engine, and ways to read what it hands back."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sim.output import RunOutput


@pytest.fixture(scope="session")
def runs() -> ModuleType:
    """The module tests/runs.py, which reads what a run handed back."""
    path = Path(__file__).parents[1] / "runs.py"
    specification = importlib.util.spec_from_file_location("runs", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(params=["compiled", "mesa"])
def simulate(
    request: pytest.FixtureRequest,
    worlds: ModuleType,
    runs: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., RunOutput]:
    """Either engine, reading the needs of hand-built worlds from their script."""
    worlds.script_needs(monkeypatch)
    return runs.ENGINES[request.param]
