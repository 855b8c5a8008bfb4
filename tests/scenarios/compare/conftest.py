"""The laboratory of choice, whose differences are known."""

import math
from pathlib import Path

import pytest

from scenarios import load

LAB = Path(__file__).with_name("lab-choice.toml")
APPEAL = 0.5
"""By how much the plan makes the left channel more appealing; the right one loses as much of its
exponential, so that the sum of the exponentials, and the middle one's share, stay as they were."""


@pytest.fixture(scope="session")
def lab():
    """The laboratory and the plan."""
    right = math.log(2.0 - math.exp(APPEAL))
    appeals = [f"channels.left.intercept={APPEAL}", f"channels.right.intercept={right}"]
    return load(LAB), load(LAB, settings=appeals)


@pytest.fixture(scope="session")
def truth():
    """What the plan changes in the share of first attempts on each channel."""
    gain = (math.exp(APPEAL) - 1.0) / 3.0
    return {
        "channels.left.share_of_first_attempts": gain,
        "channels.middle.share_of_first_attempts": 0.0,
        "channels.right.share_of_first_attempts": -gain,
    }
