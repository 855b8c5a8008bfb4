"""Comparison of the two engines' outputs."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from sim.output import RunOutput
from sim.records import Outcome


@pytest.fixture(scope="session")
def assert_same_output(covered: Counter) -> Callable[[RunOutput, RunOutput], None]:
    """Check that two runs agree: contacts and panels bit for bit, sums to rounding."""

    def check(expected: RunOutput, actual: RunOutput) -> None:
        assert expected.contacts is not None
        assert actual.contacts is not None
        assert_same_contacts(expected.contacts, actual.contacts)
        assert expected.digest == actual.digest
        assert expected.n_contacts == actual.n_contacts
        for name in ("tally", "journeys", "hourly", "staffing", "work", "image"):
            np.testing.assert_allclose(
                getattr(actual, name), getattr(expected, name), rtol=1e-9, atol=1e-9, err_msg=name
            )
        assert len(expected.panel) == len(actual.panel)
        for one, other in zip(expected.panel, actual.panel, strict=True):
            assert one.time == other.time
            for name in one._fields[1:]:
                first, second = getattr(one, name), getattr(other, name)
                assert first.dtype == second.dtype
                assert first.tobytes() == second.tobytes(), f"panel at {one.time}: {name}"
        outcomes, counts = np.unique(expected.contacts["outcome"], return_counts=True)
        for outcome, count in zip(outcomes, counts, strict=True):
            covered["contacts", Outcome(outcome).name.lower()] += int(count)

    return check


def assert_same_contacts(expected: np.ndarray, actual: np.ndarray) -> None:
    """Check that two contact tables hold the same bytes; show the first row that differs."""
    if expected.tobytes() == actual.tobytes():
        return
    for i, (one, other) in enumerate(zip(expected, actual, strict=False)):
        if one.tobytes() != other.tobytes():
            pytest.fail(f"row {i} of {len(expected)} and {len(actual)}:\n{one}\n{other}")
    pytest.fail(f"{len(expected)} rows and {len(actual)}")
