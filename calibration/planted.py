"""Planted truths: can the inference be believed? Parameters are drawn, forgotten, and looked for.

One ledger of Sobol runs over the prior carries one emulator. For each truth one run is made at
a draw of the prior, its surveys are drawn, with the noise that the study assumes, and the posterior
is walked through as for the published figures. If the inference is right, 90 % intervals hold a
truth 9 times in 10, and the truth's rank among the draws is uniform (Talts et al. 2018). Coverage
can be met by giving back the prior; contraction stands beside it for that.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kstest

from calibration.asking import questions_of
from calibration.emulator import Emulator
from calibration.ensemble import Answered, prior_points, run_points, within
from calibration.fit import TRUTH_STEP, Where, emulate
from calibration.observed import Observed, observed, shifted
from calibration.posterior import Posterior, walk
from calibration.study import Study

Floats = NDArray[np.float64]

DESIGN_STEP = 4000
"""Number of the step of Sobol runs: their seeds are those of no other step."""

RANKED = 99
"""Draws among which a truth is ranked."""

WEAK = 0.3
"""Mean contraction below which a parameter is named as weakly identified."""


@dataclass(frozen=True)
class Covered:
    """How often intervals held the truth, for one parameter or all together."""

    name: str
    truths: int
    cover_50: float
    cover_90: float
    error: float
    """Root mean square of posterior mean less truth, where the prior is standard normal."""
    contraction: float
    rank_p: float
    """Probability of ranks so far from uniform, by a Kolmogorov-Smirnov test."""
    weak: bool


@dataclass(frozen=True)
class Planted:
    """What planted truths show."""

    runs: int
    rows: tuple[Covered, ...]
    everything: Covered


def planted(
    study: Study,
    where: Where,
    *,
    runs: int,
    truths: int,
    advance: Callable[[float], None] | None = None,
) -> Planted:
    """Plant truths and look for them.

    Parameters
    ----------
    study
        Whose parameters, figures and noise.
    where
        Ledger and workers.
    runs
        Sobol runs of the emulator.
    truths
        Number of truths, a run each.
    advance
        Told the share of truths looked for.
    """
    measure = questions_of(study)
    wide = replace(
        study, design=study.design.model_copy(update={"seed": study.design.seed ^ 0x5A5A})
    )
    design = run_points(study, measure, prior_points(wide, runs), DESIGN_STEP, **where._asdict())
    emulator = emulate(study, [design])
    rng = np.random.default_rng([study.design.seed, 0x747275])
    true = within(rng.standard_normal((truths, len(study.names))))
    made = run_points(study, measure, true, TRUTH_STEP, **where._asdict())
    figures = observed(study, design)[0]
    surveys = _surveys(study, made, figures, rng)
    inside_50, inside_90, errors, shrunk, ranks = [], [], [], [], []
    for k in range(truths):
        draws = _draws(study, emulator, replace_values(figures, surveys[k]), k)
        edges = np.quantile(draws, [0.05, 0.25, 0.75, 0.95], axis=0)
        inside_90.append((edges[0] <= true[k]) & (true[k] <= edges[3]))
        inside_50.append((edges[1] <= true[k]) & (true[k] <= edges[2]))
        errors.append(draws.mean(axis=0) - true[k])
        shrunk.append(1.0 - draws.var(axis=0, ddof=1))
        thin = draws[np.linspace(0, len(draws) - 1, RANKED).astype(np.int64)]
        ranks.append((thin < true[k]).sum(axis=0))
        if advance is not None:
            advance((k + 1) / truths)
    tables = [np.array(one, dtype=np.float64) for one in (inside_50, inside_90, errors, shrunk)]
    rank = (np.array(ranks) + rng.random((truths, len(study.names)))) / (RANKED + 1)
    rows = tuple(
        _covered(name, [table[:, j] for table in tables], rank[:, j])
        for j, name in enumerate(study.names)
    )
    return Planted(runs, rows, _covered("all", tables, rank))


def replace_values(figures: Observed, compared: Floats) -> Observed:
    """Return the figures with other values."""
    return replace(figures, compared=compared, value=figures.scales.value(compared))


def _surveys(study: Study, made: Answered, figures: Observed, rng: np.random.Generator) -> Floats:
    """Return the surveys drawn in each run, as they are compared, with all other noise."""
    at = made.columns(figures.names)
    value = np.where(np.isnan(made.drawn[:, at]), made.value[:, at], made.drawn[:, at])
    value = np.where(np.isnan(value), np.nanmean(value, axis=0), value)
    edge = np.where(figures.scales.share, 1.0 - 1e-4, np.inf)
    linked = shifted(figures.scales.link(np.clip(value, 1e-4, edge)), made.z, figures.shift, study)
    rest = figures.rounding + figures.wave + figures.discrepancy
    luck = rng.multivariate_normal(np.zeros(len(at)), rest, size=len(value), method="cholesky")
    return figures.scales.compared(linked) + luck


def _draws(study: Study, emulator: Emulator, figures: Observed, k: int) -> Floats:
    posterior = Posterior(study, emulator, [replace(figures, weight=1.0)])
    rng = np.random.default_rng([study.design.seed, 0x73746172, k])
    points = rng.standard_normal((4000, len(study.names)))
    best = points[np.argsort(-posterior(points, 0.1))[:200]]
    budget = study.design.budget
    found = walk(
        posterior,
        best,
        walkers=budget.walkers,
        steps=max(100, budget.walk // 8),
        draws=800,
        seed=[study.design.seed, 0x706C616E, k],
    )
    return found.draws


def _covered(name: str, tables: list[Floats], rank: Floats) -> Covered:
    inside_50, inside_90, errors, shrunk = tables
    contraction = float(shrunk.mean())
    return Covered(
        name=name,
        truths=len(inside_50),
        cover_50=float(inside_50.mean()),
        cover_90=float(inside_90.mean()),
        error=float(np.sqrt((errors**2).mean())),
        contraction=contraction,
        rank_p=float(kstest(rank.ravel(), "uniform").pvalue),
        weak=contraction < WEAK,
    )
