"""Who joins a line, and how long people stay in it."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.behaviour.laws import duration
from sim.behaviour.patience import balks, patience
from sim.packed import pack
from sim.params import Law

LUCK = (np.arange(10_000) + 0.5) / 10_000


@pytest.fixture
def phone(values):
    """Make a channel's record with an exponential patience of mean 5 and some shares."""
    params = values.random_params(np.random.default_rng(4))

    def make(impatient=0.0, patient=0.0, law=(float(Law.EXPONENTIAL), 5.0, 0.0)):
        channels = params.channels._replace(
            patience=np.tile(law, (4, 1)),
            impatient=np.full(4, impatient),
            patient=np.full(4, patient),
        )
        return pack(params._replace(channels=channels)).channels[1]

    return make


@pytest.mark.parametrize(("ahead", "advisers"), [(0, 1), (3, 2), (10, 4)])
def test_the_share_that_joins_falls_with_the_line(ahead, advisers):
    """Over evenly spread luck, exp(-α (ahead + 1) / advisers) join."""
    joining = np.mean([not balks(0.5, ahead, advisers, u) for u in LUCK])

    assert math.exp(-0.5 * (ahead + 1) / advisers) == pytest.approx(joining, abs=1e-4)


def test_nobody_balks_without_aversion():
    """A channel without balking is joined however long its line is."""
    assert not any(balks(0.0, 1e6, 1, u) for u in LUCK)


def test_the_impatient_leave_at_once_and_the_patient_never(phone):
    """Below the share patience is 0, above the other endless; between, the law, of all its luck."""
    channel = phone(impatient=0.05, patient=0.15)

    assert 0.0 == patience(channel, 1.0, 0.05 - 1e-12)
    assert math.inf == patience(channel, 1.0, 0.85)
    assert duration(channel["patience"], 0.5) == pytest.approx(patience(channel, 1.0, 0.45))
    assert duration(channel["patience"], 1e-6) == pytest.approx(patience(channel, 1.0, 0.0500008))


@pytest.mark.parametrize(("impatient", "patient"), [(0.0, 0.0), (0.2, 0.0), (0.0, 0.3), (0.1, 0.6)])
def test_shares_and_law_mix(phone, impatient, patient):
    """Of evenly spread luck the two shares are as asked for, and the rest follows the law."""
    found = np.array([patience(phone(impatient, patient), 2.0, u) for u in LUCK])
    rest = found[(found > 0.0) & np.isfinite(found)]

    assert round(10_000 * impatient) == np.count_nonzero(found == 0.0)
    assert round(10_000 * patient) == np.count_nonzero(np.isinf(found))
    # Evenly spread luck leaves half a step between the two distribution functions.
    law = stats.expon(scale=10.0)
    assert stats.kstest(rest, law.cdf).statistic < 0.51 / rest.size


def test_without_shares_patience_is_the_law(phone):
    """Shares of 0 change no bit, and the factor of the kind multiplies."""
    channel = phone()

    for u in (0.01, 0.3, 0.99):
        assert duration(channel["patience"], u) == patience(channel, 1.0, u)
        assert 0.5 * duration(channel["patience"], u) == patience(channel, 0.5, u)


def test_a_kind_without_patience_of_its_own_may_still_be_endless(phone):
    """The law of never is endless whatever the factor."""
    channel = phone(law=(float(Law.NEVER), 0.0, 0.0))

    assert math.inf == patience(channel, 0.5, 0.5)
