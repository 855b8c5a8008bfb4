"""Planted truths: can the inference be believed? Parameters are drawn, forgotten, and looked for.

One ledger of Sobol runs over the prior carries the emulator; those of a fit's first step are the
first of them. For each truth one run is made at a draw of the prior, its surveys are drawn, with
the noise that the study assumes, and the posterior is walked through as for the published figures.
Truths are looked for a tenth at a time: the runs of the other truths are spread over the prior too,
and help the emulator. If the inference is right, 90 % intervals hold a
truth 9 times in 10, and the truth's rank among the draws is uniform (Talts et al. 2018). Coverage
can be met by giving back the prior; contraction stands beside it for that.

Truths, their noise and what is looked for are all on the printed bases. The first truths may be
looked for by the whole method too, see `calibration.sought`.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kstest

from calibration.asking import questions_of
from calibration.emulator import Emulator
from calibration.ensemble import Answered, joined, prior_points, run_points, within
from calibration.fit import TRUTH_STEP, Where, emulate
from calibration.observed import Observed, observed, shifted
from calibration.posterior import Posterior, walk
from calibration.study import Study
from calibration.texts import number, text
from scenarios.errors import JobsFailed
from scenarios.workers import Failure, each

Floats = NDArray[np.float64]

FOLDS = 10
"""Parts of the truths: each is looked for with an emulator of all runs but its own."""

TOGETHER = 25
"""Most truths that one worker looks for before it tells: their emulator takes 6 s, each walk 4."""

RANKED = 99
"""Draws among which a truth is ranked."""

WEAK = 0.3
"""Mean contraction below which a parameter is named as weakly identified."""

PROMISED = (0.86, 0.94)
"""Between which 90 % intervals are to hold truths, all parameters together."""

LEAST = 0.82
"""Least coverage of a parameter that is not weakly identified."""

UNLIKELY = 0.01
"""Rank tests fail below this, divided by the number of parameters."""


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

    @property
    def failing(self) -> tuple[str, ...]:
        """Parameters whose coverage or ranks are not what is promised; `all` for all together."""
        low, high = PROMISED
        found = [] if low <= self.everything.cover_90 <= high else [self.everything.name]
        for row in self.rows:
            covered = row.weak or row.cover_90 >= LEAST
            if not covered or row.rank_p <= UNLIKELY / len(self.rows):
                found.append(row.name)
        return tuple(found)


@dataclass(frozen=True)
class Ground:
    """Truths, and what surveys found of them."""

    design: Answered
    """Runs spread over the prior."""
    made: Answered
    """Runs at the truths."""
    figures: Observed
    """The published figures, for their noise."""
    surveys: Floats
    """(truths, figures), as they are compared."""

    @property
    def true(self) -> Floats:
        """(truths, learnt), where the prior is standard normal."""
        return self.made.z

    def emulator(self, study: Study, fold: int) -> Emulator:
        """Return the emulator that knows nothing of a part of the truths."""
        known = np.arange(len(self.true)) % FOLDS != fold
        return emulate(study, [joined([self.design, self.made.rows(known)])])


def plant(study: Study, where: Where, runs: int, truths: int) -> Ground:
    """Make the runs: `runs` spread over the prior for the emulator, and one at each truth."""
    measure = questions_of(study)
    told = where.progress
    share = runs / (runs + truths)

    def part(low: float, high: float) -> Where:
        if told is None:
            return where
        return where._replace(progress=lambda done: told(low + (high - low) * done))

    # Points and seeds of a fit's first step, and on from there: runs in the ledger count.
    points = prior_points(study, runs)
    design = run_points(study, measure, points, 0, **part(0.0, share)._asdict())
    rng = luck_of_truths(study)
    true = within(rng.standard_normal((truths, len(study.names))))
    made = run_points(study, measure, true, TRUTH_STEP, **part(share, 1.0)._asdict())
    figures = observed(study, design)[0]
    return Ground(design, made, figures, _surveys(study, made, figures, rng))


def luck_of_truths(study: Study) -> np.random.Generator:
    """Return what truths are drawn from, then their surveys."""
    return np.random.default_rng([study.design.seed, 0x747275])


def planted(
    study: Study,
    ground: Ground,
    runs: int,
    advance: Callable[[float], None] | None = None,
    *,
    workers: int = 1,
    scheduler: str | None = None,
) -> Planted:
    """Look for planted truths.

    Parameters
    ----------
    study
        Whose parameters, figures and noise.
    ground
        The truths, see `plant`.
    runs
        Runs of the emulator, to be told.
    advance
        Told the share of truths looked for.
    workers, scheduler
        Who looks, see `scenarios.workers.each`; what is found does not depend on it.

    Raises
    ------
    JobsFailed
        A truth could not be looked for.
    """
    truths, learnt = ground.true.shape
    parts = _parts(truths)
    found = np.zeros((truths, 5, learnt))
    done = 0
    outcomes = each(_Looking(study, ground), parts, workers=workers, scheduler=scheduler)
    with closing(outcomes):
        for i, outcome in outcomes:
            if isinstance(outcome, Failure):
                raise JobsFailed(f"planted truth {parts[i][0]} and those after it: {outcome.error}")
            found[parts[i]] = outcome
            done += len(parts[i])
            if advance is not None:
                advance(done / truths)
    *tables, rank = found.transpose(1, 0, 2)
    rng = np.random.default_rng([study.design.seed, 0x72616E6B])
    rank = (rank + rng.random(rank.shape)) / (RANKED + 1)
    rows = tuple(
        _covered(name, [table[:, j] for table in tables], rank[:, j])
        for j, name in enumerate(study.names)
    )
    return Planted(runs, rows, _covered("all", tables, rank))


def _parts(truths: int) -> list[list[int]]:
    """Return truths that are looked for with one emulator, `TOGETHER` at a time."""
    folds = (range(fold, truths, FOLDS) for fold in range(min(FOLDS, truths)))
    return [
        list(fold[first : first + TOGETHER])
        for fold in folds
        for first in range(0, len(fold), TOGETHER)
    ]


@dataclass(frozen=True)
class _Looking:
    """Looks for truths of one fold."""

    study: Study
    ground: Ground

    def __call__(self, part: list[int]) -> Floats:
        """Return (truths, what is found, learnt): inside 50 % and 90 %, error, shrunk, rank."""
        emulator = self.ground.emulator(self.study, part[0] % FOLDS)
        return np.array([self._look(emulator, k) for k in part])

    def _look(self, emulator: Emulator, k: int) -> Floats:
        true = self.ground.true[k]
        seen = replace_values(self.ground.figures, self.ground.surveys[k])
        draws = _draws(self.study, emulator, seen, k)
        edges = np.quantile(draws, [0.05, 0.25, 0.75, 0.95], axis=0)
        thin = draws[np.linspace(0, len(draws) - 1, RANKED).astype(np.int64)]
        return np.array(
            [
                (edges[1] <= true) & (true <= edges[2]),
                (edges[0] <= true) & (true <= edges[3]),
                draws.mean(axis=0) - true,
                1.0 - draws.var(axis=0, ddof=1),
                (thin < true).sum(axis=0),
            ]
        )


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


def words(found: Planted, language: str) -> Iterator[str]:
    """Yield what planted truths show, in a language."""
    everything = found.everything
    yield text(
        "planted",
        "covered",
        language,
        truths=everything.truths,
        runs=number(found.runs, language, digits=0),
        cover=number(100.0 * everything.cover_90, language),
        half=number(100.0 * everything.cover_50, language),
    )
    failing = found.failing
    names = ", ".join(failing)
    yield text("planted", "failing" if failing else "as-promised", language, names=names)
    weak = ", ".join(row.name for row in found.rows if row.weak)
    if weak:
        yield text("planted", "weak", language, names=weak)
