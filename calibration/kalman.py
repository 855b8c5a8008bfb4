"""Ensemble Kalman steps: from runs spread over the prior to runs near the figures.

Ensemble smoother with multiple data assimilation (Emerick and Reynolds 2013): with S steps each
uses the figures with S times their covariance, so that together they count once. The spread it
ends with is no posterior; it only says where to look.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def kalman_step(
    z: Floats,
    found: Floats,
    published: Floats,
    covariance: Floats,
    inflation: float,
    rng: np.random.Generator,
) -> Floats:
    """Move the members of an ensemble towards the figures.

    Parameters
    ----------
    z
        (members, learnt) points, where the prior is standard normal.
    found
        (members, figures) what the run at each point has, as it is compared.
    published
        (figures,) the same of what was published.
    covariance
        Of the published figures about the model's.
    inflation
        Number of steps in all.
    rng
        Perturbs the figures, differently for each member.
    """
    members = len(z)
    dz = z - z.mean(axis=0)
    df = found - found.mean(axis=0)
    cross = dz.T @ df / (members - 1)
    spread = df.T @ df / (members - 1)
    noise = rng.multivariate_normal(
        np.zeros(len(published)), inflation * covariance, size=members, method="cholesky"
    )
    gap = published + noise - found
    gain = np.linalg.solve(spread + inflation * covariance, gap.T)
    return np.asarray(z + (cross @ gain).T)
