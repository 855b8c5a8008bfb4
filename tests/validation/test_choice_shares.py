"""A whole run's choices have the shares of the logit, age by age."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chisquare

import scenarios
from sim.engine import simulate
from sim.records import AGE_BAND_MINIMA, TALLY_FIELDS
from sim.theory import logit_shares

PLAIN = """
name = "plain-choice"
start = 2010-01-01
end = 2011-01-01
title = {en = "Choice by age alone", fr = "Un choix selon l'âge seul"}
question = {en = "Are shares those of the logit?", fr = "Les parts sont-elles celles du logit ?"}

[population]
size = 20_000
need_rate = 6.0

[needs.kinds.question]
share = 1.0

[channels.phone]
form = "deskless"
acceptable_delay = 10
delay = {law = "fixed", value = 1}
intercept = 0.3
age_slope = 0.25

[channels.email]
form = "deskless"
acceptable_delay = 10
delay = {law = "fixed", value = 1}
age_slope = -0.15

[channels.social]
form = "deskless"
acceptable_delay = 10
delay = {law = "fixed", value = 1}
intercept = -0.8
age_slope = -0.4
"""
"""Customers differ in age alone and learn nothing."""
INTERCEPT = np.array([0.3, 0.0, -0.8])
AGE_SLOPE = np.array([0.25, -0.15, -0.4])


@pytest.mark.parametrize(
    ("customers", "n"),
    [
        pytest.param(20_000, 100_000, id="1e5"),
        pytest.param(1_800_000, 10**7, id="1e7", marks=pytest.mark.slow),
    ],
)
def test_first_choices_are_logit_by_age(tmp_path: Path, customers: int, n: int) -> None:
    """In every age band each channel's first attempts are the mean of exp(V) / Σ exp(V)."""
    path = tmp_path / "plain.toml"
    path.write_text(PLAIN, "utf-8")
    world = scenarios.build(scenarios.load(path, customers=customers), seed=3)
    output = simulate(world, keep_contacts=False)
    counts = output.tally[..., TALLY_FIELDS.index("first_attempts")].sum(axis=0)

    decades = (world.customers.age.astype(float) - 45.0) / 10.0
    shares = logit_shares(INTERCEPT + AGE_SLOPE * decades[:, np.newaxis])
    band = np.searchsorted(AGE_BAND_MINIMA, world.customers.age, side="right") - 1
    expected = np.stack([shares[band == b].mean(axis=0) for b in range(len(AGE_BAND_MINIMA))])
    expected *= counts.sum(axis=0)[:, np.newaxis]

    assert n < counts.sum()
    # Each band has its own total, which takes one of its three degrees of freedom.
    ddof = len(AGE_BAND_MINIMA) - 1
    assert chisquare(counts.T.ravel(), expected.ravel(), ddof=ddof).pvalue > 1e-4
