from pathlib import Path

import pytest

from scenarios import Result, Scenario, load, run


@pytest.fixture(scope="session")
def shop() -> Path:
    """The scenario file of the tests: every form of channel, numbers that are never tuned."""
    return Path(__file__).with_name("shop.toml")


@pytest.fixture(scope="session")
def scenario(shop: Path) -> Scenario:
    """Eight months of the shop, about 7,000 contacts."""
    return load(shop)


@pytest.fixture(scope="session")
def result(scenario: Scenario) -> Result:
    """A run of it with everything kept."""
    return run(scenario, seed=3)
