import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside the tests

import browsing
import synthetic

import scenarios
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


@pytest.fixture(scope="session")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a made-up run and a small real one of `france`, two seeds."""
    folder = synthetic.write_store(tmp_path_factory.mktemp("two"))
    scenarios.run(scenarios.load("france", customers=1_500), seed=1, replications=2, out=folder)
    return folder


@pytest.fixture(scope="session")
def france(two_runs: Path) -> Run:
    return next(run for run in Store(two_runs).runs() if run.scenario == "france")


@pytest.fixture(scope="session")
def france_key(france: Run) -> str:
    return france.key


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of all tests of a process: a second one could not start beside it."""
    with browsing.browser() as started:
        yield started
