"""Draws of what is believed before the figures, for want of a posterior."""

import numpy as np

from calibration.ensemble import values_at, within
from calibration.priors import rounded
from calibration.study import read_study
from scenarios.load import load
from scenarios.posterior import Draws

COUNT = 200


def prior_draws(study: str, seed: int) -> Draws:
    """Return draws of the prior of a study of the product."""
    found = read_study(study)
    rng = np.random.default_rng([seed, 0x7072])
    z = within(rng.standard_normal((COUNT, len(found.names))))
    paths = tuple(parameter.path for parameter in found.design.parameters)
    return Draws(paths, rounded(values_at(found, z)[:, : len(paths)]), load(found.design.scenario))
