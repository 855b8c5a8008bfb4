import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside the tests

import synthetic

from dashboard.data.runs import Run, Store


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one made-up run of three seeds."""
    return synthetic.write_store(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def store(root: Path) -> Store:
    return Store(root)


@pytest.fixture
def run(store: Store) -> Run:
    return store.runs()[0]
