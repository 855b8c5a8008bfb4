"""The logit code gives the likelihoods that others printed for public samples."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.theory import log_likelihood, logit_shares, logsum

# Closed form: utilities (1, 0.5, -0.3, 0).
PLAIN = [1.0, 0.5, -0.3, 0.0]
PLAIN_SHARES = [0.445049, 0.269936, 0.12129, 0.163725]
PLAIN_LOGSUM = 1.80957


@pytest.fixture(scope="module")
def data(project_root):
    """The folder of public samples that lies beside the project on some machines."""
    folder = project_root.parent / "shared" / "data"
    if not (folder / "swissmetro.csv.gz").exists():
        pytest.skip("the samples swissmetro.csv.gz and travelmode_aer.csv are not on this machine")
    return folder


@pytest.fixture(scope="module")
def swissmetro(data):
    """Utilities, availability and choices of the base model of Biogeme (b01a_logit).

    Bierlaire, Axhausen and Abay, "The acceptance of modal innovation: the case of Swissmetro"
    (2001): commuters and business travellers with a known choice, 6,768 of them; train, Swissmetro,
    car. Times and costs in hundreds; holders of an annual pass pay nothing on rails.
    """
    rows = pd.read_csv(data / "swissmetro.csv.gz")
    rows = rows[rows["PURPOSE"].isin([1, 3]) & (rows["CHOICE"] != 0)]
    asc_train, asc_car, b_time, b_cost = -0.701187, -0.154632, -1.27786, -1.08379
    pays = rows["GA"] == 0
    utilities = np.column_stack(
        [
            asc_train + (b_time * rows["TRAIN_TT"] + b_cost * rows["TRAIN_CO"] * pays) / 100,
            (b_time * rows["SM_TT"] + b_cost * rows["SM_CO"] * pays) / 100,
            asc_car + (b_time * rows["CAR_TT"] + b_cost * rows["CAR_CO"]) / 100,
        ]
    )
    stated = rows["SP"] != 0
    available = np.column_stack(
        [rows["TRAIN_AV"] * stated, rows["SM_AV"], rows["CAR_AV"] * stated]
    ).astype(bool)
    return utilities, rows["CHOICE"].to_numpy() - 1, available


@pytest.fixture(scope="module")
def travelmode(data):
    """Utilities and choices of Greene's conditional logit (Econometric Analysis, Table 21.11)."""
    rows = pd.read_csv(data / "travelmode_aer.csv")
    constants = {"air": 5.20744, "train": 3.86904, "bus": 3.16319, "car": 0.0}
    utility = (
        rows["mode"].map(constants)
        - 0.0155015 * rows["gcost"]
        - 0.0961248 * rows["wait"]
        + 0.013287 * rows["income"] * (rows["mode"] == "air")
    )
    modes = len(constants)
    chosen = (rows["choice"] == "yes").to_numpy().reshape(-1, modes).argmax(axis=1)
    return utility.to_numpy().reshape(-1, modes), chosen


def test_swissmetro_has_the_printed_likelihood(swissmetro):
    """Biogeme prints -5331.252 at its estimates and -6964.663 with equal chances."""
    utilities, chosen, available = swissmetro

    assert 6768 == len(chosen)
    assert -5331.252 == pytest.approx(log_likelihood(utilities, chosen, available), abs=0.01)
    assert -6964.663 == pytest.approx(log_likelihood(0 * utilities, chosen, available), abs=0.01)


def test_travel_mode_has_the_printed_likelihood(travelmode):
    """Greene prints -199.128."""
    assert -199.128 == pytest.approx(log_likelihood(*travelmode), abs=0.005)


def test_estimates_are_where_the_likelihood_is_highest(swissmetro):
    """Constants at their estimates: predicted shares equal observed ones, the logit's own law."""
    utilities, chosen, available = swissmetro

    predicted = logit_shares(utilities, available).sum(axis=0)

    assert np.bincount(chosen) == pytest.approx(predicted, abs=0.05)


def test_explicit_errors_choose_by_the_same_shares(swissmetro):
    """The largest of utility + Gumbel error, drawn for each traveller, has the sample's shares."""
    utilities, chosen, available = swissmetro
    draws = np.random.default_rng(3).gumbel(size=utilities.shape)
    drawn = np.where(available, utilities + draws, -np.inf).argmax(axis=1)
    shares = np.bincount(chosen) / len(chosen)
    probabilities = logit_shares(utilities, available)
    errors = np.sqrt((probabilities * (1 - probabilities)).sum(axis=0)) / len(chosen)

    assert (np.abs(np.bincount(drawn) / len(chosen) - shares) < 3 * errors).all()


def test_plain_shares_are_the_closed_form():
    """Shares and logsum of four utilities, to the digits printed."""
    assert PLAIN_SHARES == pytest.approx(logit_shares(PLAIN), abs=1e-6)
    assert PLAIN_LOGSUM == pytest.approx(float(logsum(PLAIN)), abs=5e-6)


@given(st.lists(st.floats(-700.0, 700.0), min_size=1, max_size=6), st.floats(-500.0, 500.0))
def test_only_differences_of_utility_count(utilities, constant):
    """Shares add up to 1 and do not change if all utilities do, whatever their size."""
    shares = logit_shares(utilities)

    assert 1.0 == pytest.approx(shares.sum())
    assert shares == pytest.approx(logit_shares([v + constant for v in utilities]), abs=1e-9)


def test_who_cannot_choose_is_refused():
    """An unavailable alternative has share 0; no alternative, or a forbidden one, is an error."""
    assert [1.0, 0.0] == logit_shares([0.0, 5.0], [True, False]).tolist()
    assert -math.log(2.0) == pytest.approx(log_likelihood([[0.0, 0.0]], [1]))
    with pytest.raises(ValueError, match="no alternative available"):
        logit_shares([1.0, 2.0], [False, False])
    with pytest.raises(ValueError, match=r"observation 1 chose what was not available.*1 in all"):
        log_likelihood([[0.0, 0.0], [0.0, 0.0]], [0, 1], [[True, True], [True, False]])
