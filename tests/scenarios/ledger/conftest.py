import importlib
import sys
from pathlib import Path

import pytest

from scenarios import load


@pytest.fixture(scope="session")
def measures():
    """The module measures.py, importable by name here and in worker processes."""
    folder = str(Path(__file__).parent)
    sys.path.insert(0, folder)
    yield importlib.import_module("measures")
    sys.path.remove(folder)


@pytest.fixture(scope="session")
def lab():
    """A scenario of a few hundred contacts."""
    return load("lab-mmc", customers=50, settings=["end=2010-01-15"])
