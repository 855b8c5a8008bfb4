"""What all tests share: one reproducible hypothesis profile and the project's root."""

from pathlib import Path

import pytest
from hypothesis import settings

# A failure must be the same for everybody; compilation makes a first example slow, so no deadline.
settings.register_profile("canaux", derandomize=True, deadline=None, database=None)
settings.load_profile("canaux")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]
