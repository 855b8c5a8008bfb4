r"""The posterior on the emulator, and the walk through it.

.. math:: \log p(z) = -\tfrac12 |z|^2 - \tfrac12 \lambda(z)
          + \log \sum_h w_h\,\mathcal N\bigl(y;\ m_h(z),\ \Sigma_h\bigr)

z is standard normal before the figures are looked at; h runs over the bases that figures may have;
:math:`\lambda` is a soft wall around the runs. Walkers are drawn by differential evolution (emcee).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from calibration.emulator import Emulator
from calibration.observed import Observed, shifted
from calibration.study import Study

Floats = NDArray[np.float64]

ENSEMBLES = 4
"""Independent walks: that they agree is the check."""

HEATING = (0.1, 0.25, 0.5, 1.0)
"""Powers of the likelihood while the walk settles: walkers that start badly are not left behind."""


class Posterior:
    """Log density of the posterior on the emulator, up to a constant."""

    def __init__(self, study: Study, emulator: Emulator, figures: Sequence[Observed]) -> None:
        self.study = study
        self.emulator = emulator
        self.figures = tuple(figures)
        self._parts = [self._part(one) for one in figures]

    def _part(self, one: Observed) -> tuple[NDArray[np.int64], Floats, float]:
        at = self.emulator.columns(one.names)
        covariance = one.covariance + self.emulator.covariance(one.names)
        lower = np.linalg.cholesky(covariance)
        root = np.linalg.inv(lower)
        return at, root, float(np.log(one.weight) - np.log(np.diag(lower)).sum())

    def likelihoods(self, z: Floats) -> Floats:
        """Return the log likelihood on each combination of bases, (combinations, points)."""
        linked = self.emulator.linked(z)
        found = []
        for one, (at, root, constant) in zip(self.figures, self._parts, strict=True):
            told = one.scales.compared(shifted(linked[:, at], z, one.shift, self.study))
            away = (told - one.compared) @ root.T
            found.append(constant - 0.5 * (away * away).sum(axis=1))
        return np.array(found)

    def log_likelihood(self, z: Floats) -> Floats:
        """Return the log likelihood at points, the bases averaged over."""
        return np.asarray(logsumexp(self.likelihoods(z), axis=0))

    def log_prior(self, z: Floats) -> Floats:
        """Return the log prior at points, with the wall around the runs."""
        return np.asarray(-0.5 * (z * z).sum(axis=1) - 0.5 * self.emulator.beyond(z))

    def __call__(self, z: Floats, power: float = 1.0) -> Floats:
        """Return the log density at points, the likelihood to a power."""
        z = np.atleast_2d(z)
        return self.log_prior(z) + power * self.log_likelihood(z)


@dataclass(frozen=True)
class Walk:
    """Draws of the posterior."""

    z: Floats
    """(ensembles, draws, learnt)."""
    log_likelihood: Floats
    """(ensembles, draws)."""
    acceptance: float
    autocorrelation: float
    """Largest autocorrelation time over what is learnt, steps; NaN if the walk was too short."""

    @property
    def draws(self) -> Floats:
        """All draws, one after the other."""
        return self.z.reshape(-1, self.z.shape[-1])


def walk(
    posterior: Posterior,
    starts: Floats,
    *,
    walkers: int,
    steps: int,
    draws: int,
    seed: Sequence[int],
) -> Walk:
    """Walk through the posterior.

    Parameters
    ----------
    posterior
        Where.
    starts
        Points to start near, such as the last members of the ensemble.
    walkers, steps
        Of each of the `ENSEMBLES`; the walk settles for a quarter of the steps before.
    draws
        To keep in all.
    seed
        Decides the walk.
    """
    import emcee

    learnt = starts.shape[1]
    kept, likelihoods, accepted, times = [], [], [], []
    each = max(1, draws // ENSEMBLES)
    for ensemble in range(ENSEMBLES):
        rng = np.random.default_rng([*seed, ensemble])
        # Half of each start is the prior's own: what the figures say nothing of must be spread.
        place = starts[rng.integers(len(starts), size=walkers)]
        place = place + 0.5 * rng.standard_normal((walkers, learnt))
        state: object = place
        for power in HEATING:
            sampler = emcee.EnsembleSampler(
                walkers,
                learnt,
                posterior,
                kwargs={"power": power},
                vectorize=True,
                moves=[
                    (emcee.moves.DEMove(), 0.7),
                    (emcee.moves.DESnookerMove(), 0.1),
                    (emcee.moves.StretchMove(), 0.2),
                ],
            )
            luck = np.random.RandomState(rng.integers(2**32, dtype=np.uint64).astype(np.uint32))
            sampler.random_state = luck.get_state()
            settle = max(1, steps // (4 * len(HEATING)))
            state = sampler.run_mcmc(state, settle, skip_initial_state_check=True).coords
        sampler.reset()
        sampler.run_mcmc(state, steps, skip_initial_state_check=True)
        chain = sampler.get_chain()  # (steps, walkers, learnt)
        accepted.append(float(np.mean(sampler.acceptance_fraction)))
        times.append(float(np.max(sampler.get_autocorr_time(tol=0, quiet=True))))
        flat = chain.reshape(-1, learnt)
        # In steps, evenly: neighbouring walkers of one step are no more alike than any others.
        at = np.linspace(0, len(flat) - 1, each).astype(np.int64)
        kept.append(flat[at])
        likelihoods.append(posterior.log_likelihood(flat[at]))
    return Walk(np.array(kept), np.array(likelihoods), float(np.mean(accepted)), max(times))
