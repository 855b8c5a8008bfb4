from pathlib import Path

import pytest

from scenarios import Scenario, load
from scenarios.staffing.rules import StaffingRules
from scenarios.staffing.shifts import desk_shifts


@pytest.fixture(scope="session")
def kiosk() -> Scenario:
    """A phone and a mailbox, 5 months, 3,000 customers: 0.02 s a run."""
    return load(Path(__file__).with_name("kiosk.toml"))


@pytest.fixture(scope="session")
def halves() -> StaffingRules:
    """Mornings and afternoons, each for the whole week: rosters are few enough to try them all."""
    half = {"length": 300.0, "together": True, "days": "mon-fri"}
    return StaffingRules.model_validate(
        {
            "interval": 60.0,
            "shifts": [{**half, "starts": ["08:00"]}, {**half, "starts": ["13:00"]}],
        }
    )


@pytest.fixture(scope="session")
def desks(kiosk: Scenario):
    """Everything that may be posted at both desks by default."""
    return desk_shifts(kiosk, StaffingRules(), list(kiosk.desks))
