"""Our choice with explicit errors, on public samples with the coefficients printed for them."""

import numpy as np
import pytest

from sim import rng
from sim.behaviour.choice import choose
from sim.choice_luck import draw_choice, make_choice_luck
from sim.packed import pack
from sim.theory import logit_shares


@pytest.fixture
def chooser(values):
    """Make a function of utilities and luck that chooses as customers do, by utility alone."""
    draw = np.random.default_rng(1)
    params, view = values.random_params(draw), values.random_view(draw)
    c = len(values.NAMES)
    zeros = dict.fromkeys(("intercept", "age_slope"), np.zeros(c))
    zeros |= dict.fromkeys(("kind_appeal", "audience_appeal"), np.zeros((c, 3)))
    p = pack(
        params._replace(
            channels=params.channels._replace(**zeros),
            behaviour=params.behaviour._replace(
                beta_satisfaction=0.0, beta_wait=0.0, circumstance_sd=0.0
            ),
        )
    )
    view = view._replace(
        opens_in=np.zeros(c), kind=0, last_channel=-1, previous_channel=-1, failed=0
    )

    def take(utilities, available, luck):
        """The alternative taken; `taste` carries utilities, whatever it is for."""
        taste = np.zeros(c, np.float32)
        taste[: utilities.size] = utilities
        mask = int((available * 2 ** np.arange(utilities.size)).sum())
        return choose(view._replace(taste=taste, available=mask), luck, p)

    return take


def drawn_shares(chooser, utilities, available, repetitions):
    """Shares of the alternatives when everybody draws errors and takes the best, again and again.

    Errors are those of the model: a function of customer, attempt and the alternative's hash.
    """
    hashes = np.array([rng.name_hash(f"alternative {m}") for m in range(4)], np.uint32)
    luck = make_choice_luck(hashes, rng.name_hash("nothing"))
    counts = np.zeros(utilities.shape[1])
    for person, (values, usable) in enumerate(zip(utilities, available, strict=True)):
        for attempt in range(repetitions):
            draw_choice(rng.Key(11, 0), luck, person, 0, attempt, False)
            counts[chooser(values, usable, luck)] += 1
    return counts / (utilities.shape[0] * repetitions)


@pytest.mark.parametrize(("sample", "repetitions"), [("swissmetro", 10), ("travelmode", 300)])
def test_explicit_errors_choose_by_the_samples_shares(request, chooser, sample, repetitions):
    """With the printed coefficients, the shares drawn are the sample's, within 3 standard errors.

    A fitted logit with constants predicts its sample's shares, so only the draws' error is left.
    """
    utilities, chosen, *rest = request.getfixturevalue(sample)
    available = rest[0] if rest else np.ones(utilities.shape, bool)

    shares = drawn_shares(chooser, utilities, available, repetitions)

    n = len(chosen)
    observed = np.bincount(chosen, minlength=utilities.shape[1]) / n
    p = logit_shares(utilities, available)
    error = np.sqrt((p * (1 - p)).sum(axis=0) / repetitions) / n
    assert error.max() < 0.003
    assert np.all(np.abs(shares - observed) < 3 * error)
