"""Down and up the stairs: where customers are lost, and what wins them back."""

import numpy as np
import pytest

from scenarios.errors import RunError
from scenarios.staffing.tipping import Tipping, desk_of, first_crossing, stairs, tipping


def test_the_first_crossing():
    """Between two levels it is interpolated; where nothing reaches it, there is none."""
    levels = np.array([0.4, 0.6, 0.8])

    assert 0.5 == pytest.approx(first_crossing(levels, np.array([0.8, 1.0, 1.0]), 0.9))
    assert 0.4 == first_crossing(levels, np.array([1.0, 0.8, 1.0]), 0.9)
    assert np.isnan(first_crossing(levels, np.array([0.1, 0.2, 0.3]), 0.9))


def test_half_of_a_loss():
    """A channel that falls to 0.6 has lost half of that at 0.8, on either way."""
    found = Tipping(
        "phone", "phone", (1.0, 0.8, 0.6), (0.6, 0.8, 1.0),
        down=np.array([[1.0, 0.9, 0.6]]), up=np.array([[0.6, 0.7, 0.9]]),
    )  # fmt: skip

    assert [0.4] == pytest.approx(found.lost.tolist())
    assert 0.8 - 0.2 / 3 == pytest.approx(found.loses_at[0])
    assert 0.9 == pytest.approx(found.wins_back_at[0])


def test_a_channel_that_keeps_its_customers():
    """A loss of less than 5 % has no level."""
    found = Tipping(
        "phone", "phone", (1.0, 0.5), (0.5, 1.0), np.array([[1.0, 0.97]]), np.array([[0.97, 1.0]])
    )

    assert np.isnan(found.loses_at[0])
    assert np.isnan(found.wins_back_at[0])


def test_stairs_are_dated_changes(kiosk):
    """Each level holds for its months, one after the other, to the end of the longer run."""
    found = stairs(kiosk, "phone", (1.0, 0.5, 1.0), 3)

    assert [
        ("2014-01-06", "2014-04-01"),
        ("2014-04-01", "2014-07-01"),
        ("2014-07-01", "2014-10-01"),
    ] == [(str(change.start), str(change.stop)) for change in found.changes]
    assert [1.0, 0.5, 1.0] == [c.values["desks.phone.staff_factor"] for c in found.changes]
    assert "2014-10-01" == str(found.end)


def test_a_mailbox_that_is_not_read_loses_its_customers(kiosk):
    """With a tenth of its staff the mailbox loses first attempts; without a change it does not."""
    swept = tipping(kiosk, "email", down=(1.0, 0.25), up=(1.0, 3.0), hold_months=6, seeds=2)
    still = tipping(kiosk, "email", down=(1.0, 1.0), up=(1.0,), hold_months=2, seeds=1)

    assert (swept.lost > 0.1).all()
    assert (swept.up[:, -1] > swept.down[:, -1]).all()
    assert (1.0 == still.down).all()
    assert (1.0 == still.up).all()


def test_a_channel_without_a_desk(kiosk):
    """Only a channel with a desk can be swept; the nearest one is named."""
    with pytest.raises(RunError, match="Did you mean 'email'"):
        desk_of(kiosk, "e-mail")
