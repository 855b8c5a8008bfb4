"""The multinomial logit: shares, the value of a choice, and the likelihood of a sample.

A customer with utilities V takes c with probability exp(V_c) / Σ exp(V_j) when each alternative has
an independent standard Gumbel error (D. McFadden, "Conditional logit analysis", in: Frontiers in
Econometrics, ed. P. Zarembka, 1974, 105-142).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


def logit_shares(utilities: ArrayLike, available: ArrayLike | None = None) -> Floats:
    """Probabilities of the alternatives, which stand along the last axis.

    Parameters
    ----------
    utilities
        V; -inf is the same as not available.
    available
        Whether each can be chosen at all; None: all can.

    Raises
    ------
    ValueError
        If somebody has no alternative left.
    """
    values = _values(utilities, available)
    return np.asarray(special.softmax(values, axis=-1))


def logsum(utilities: ArrayLike, available: ArrayLike | None = None) -> Floats:
    """Expected largest utility less Euler's constant, log Σ exp(V) along the last axis."""
    return np.asarray(special.logsumexp(_values(utilities, available), axis=-1))


def log_likelihood(
    utilities: ArrayLike, chosen: ArrayLike, available: ArrayLike | None = None
) -> float:
    """Log-likelihood of what a sample chose.

    Parameters
    ----------
    utilities
        V, a row per observation and a column per alternative.
    chosen
        Column that each observation took.
    available
        Whether each could be chosen; None: all could.

    Raises
    ------
    ValueError
        If somebody chose what was not available.
    """
    values = _values(utilities, available)
    taken = np.take_along_axis(values, np.asarray(chosen)[:, np.newaxis], axis=-1)[:, 0]
    refused = np.flatnonzero(np.isneginf(taken))
    if refused.size:
        raise ValueError(
            f"log_likelihood: observation {refused[0]} chose what was not available to it "
            f"({refused.size} in all); leave such observations out"
        )
    return float((taken - special.logsumexp(values, axis=-1)).sum())


def _values(utilities: ArrayLike, available: ArrayLike | None) -> Floats:
    values = np.asarray(utilities, dtype=np.float64)
    if available is not None:
        values = np.where(np.asarray(available, dtype=np.bool_), values, -np.inf)
    if not np.isfinite(values).any(axis=-1).all():
        raise ValueError("logit: found a choice with no alternative available; leave it out")
    return values
