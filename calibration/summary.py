"""What a fit says, as tables: each parameter, pairs of them, each figure beside its prediction."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble import Answered
from calibration.fit import Fit
from calibration.observed import Observed, observed, shifted
from calibration.priors import interval

Floats = NDArray[np.float64]

SHARE = 0.9
"""Of a central interval."""

TAIL = 0.5 * (1.0 - SHARE)

NOISES = 50
"""Surveys drawn for each run of the posterior predictive."""

PAIR = 0.5
"""Correlation from which two parameters are named as a pair that the figures do not tell apart."""

INFORMED = 0.3
"""Contraction from which the figures are said to inform a parameter."""


@dataclass(frozen=True)
class Learnt:
    """What was learnt of one parameter or offset."""

    name: str
    prior_low: float
    prior_high: float
    mean: float
    sd: float
    low: float
    high: float
    contraction: float
    """1 less the posterior's variance over the prior's, where the prior is standard normal."""
    r_hat: float
    """Of the independent walks; near 1 if they agree."""
    effective_draws: float


@dataclass(frozen=True)
class Pair:
    """Two parameters that move together in the posterior."""

    first: str
    second: str
    correlation: float


@dataclass(frozen=True)
class Predicted:
    """A figure beside what the same survey finds at draws of the posterior, in its unit."""

    id: str
    use: str
    """``fit`` or ``soft`` if it was fitted, ``left out`` if it could have been, else its role."""
    publication: str
    unit: str
    published: float
    mean: float
    low: float
    high: float
    """Central 90 % of surveys drawn at the posterior: sampling, wave and discrepancy included."""
    z: float
    """(published - predicted) / standard deviation, on the scale of comparison."""
    inside: bool


@dataclass(frozen=True)
class Base:
    """How likely a combination of bases is."""

    figures: tuple[str, ...]
    """Names with ``@base`` of those that are not on their printed base."""
    before: float
    after: float


@dataclass(frozen=True)
class Summary:
    """All tables of a fit."""

    learnt: tuple[Learnt, ...]
    pairs: tuple[Pair, ...]
    predicted: tuple[Predicted, ...]
    bases: tuple[Base, ...]

    @property
    def inside(self) -> tuple[int, int]:
        """Fitted figures inside their interval, and how many there are."""
        fitted = [row for row in self.predicted if row.use in ("fit", "soft")]
        return sum(row.inside for row in fitted), len(fitted)

    def as_dict(self) -> dict[str, Any]:
        """Return the tables as plain values."""
        inside, count = self.inside
        return {
            "parameters": [asdict(row) for row in self.learnt],
            "pairs": [asdict(row) for row in self.pairs],
            "figures": [asdict(row) for row in self.predicted],
            "bases": [asdict(row) for row in self.bases],
            "inside": inside,
            "fitted": count,
        }


def summary(fit: Fit) -> Summary:
    """Return the tables of a fit."""
    return Summary(learnt(fit), pairs(fit), predicted(fit), bases(fit))


def learnt(fit: Fit) -> tuple[Learnt, ...]:
    """Return what was learnt of each parameter and offset."""
    from calibration.archive import convergence

    r_hat, effective = convergence(fit.walk.z)
    values, z = fit.values, fit.walk.draws
    low, high = np.quantile(values, [TAIL, 1.0 - TAIL], axis=0)
    rows = []
    for j, (name, law) in enumerate(zip(fit.study.names, fit.study.laws, strict=True)):
        before = interval(law, SHARE)
        rows.append(
            Learnt(
                name=name,
                prior_low=before[0],
                prior_high=before[1],
                mean=float(values[:, j].mean()),
                sd=float(values[:, j].std(ddof=1)),
                low=float(low[j]),
                high=float(high[j]),
                contraction=float(1.0 - z[:, j].var(ddof=1)),
                r_hat=float(r_hat[j]),
                effective_draws=float(effective[j]),
            )
        )
    return tuple(rows)


def pairs(fit: Fit) -> tuple[Pair, ...]:
    """Return the pairs that move together, the closest first."""
    learnt = len(fit.study.names)
    correlation = np.asarray(np.corrcoef(fit.walk.draws.T)).reshape(learnt, learnt)
    names = fit.study.names
    found = [
        Pair(names[i], names[j], float(correlation[i, j]))
        for i in range(len(names))
        for j in range(i)
        if abs(correlation[i, j]) >= PAIR
    ]
    return tuple(sorted(found, key=lambda pair: -abs(pair.correlation)))


def bases(fit: Fit) -> tuple[Base, ...]:
    """Return how likely each combination of bases is, before and after."""
    figures = fit.posterior.figures
    likelihoods = fit.posterior.likelihoods(fit.walk.draws)
    shares = np.exp(likelihoods - likelihoods.max(axis=0))
    after = (shares / shares.sum(axis=0)).mean(axis=1)
    return tuple(
        Base(tuple(name for name in one.names if "@" in name), one.weight, float(share))
        for one, share in zip(figures, after, strict=True)
    )


def predicted(fit: Fit) -> tuple[Predicted, ...]:
    """Return every figure that can be asked, beside the posterior predictive of the simulator."""
    study = fit.study
    ids = tuple(
        name
        for name in fit.measure.questions
        if "@" not in name and study.targets[name].figure.respondents is not None
    )
    figures = observed(study, fit.predictive, ids)[0]
    surveys = surveyed(fit, fit.predictive, figures)
    mean, sd = surveys.mean(axis=0), surveys.std(axis=0, ddof=1)
    unit = np.where(figures.scales.share, 100.0, 1.0)
    low, high = figures.scales.value(np.quantile(surveys, [TAIL, 1.0 - TAIL], axis=0)) * unit
    middle = figures.scales.value(surveys).mean(axis=0) * unit
    z = (figures.compared - mean) / sd
    return tuple(
        Predicted(
            id=figure_id,
            use=_use(fit, figure_id),
            publication=study.targets[figure_id].publication,
            unit=study.targets[figure_id].figure.unit,
            published=study.targets[figure_id].figure.value,
            mean=float(middle[i]),
            low=float(low[i]),
            high=float(high[i]),
            z=float(z[i]),
            inside=bool(low[i] <= study.targets[figure_id].figure.value <= high[i]),
        )
        for i, figure_id in enumerate(ids)
    )


def _use(fit: Fit, figure_id: str) -> str:
    role = fit.study.targets[figure_id].figure.role
    return fit.study.fitted.get(figure_id) or ("left out" if role in ("fit", "soft") else role)


def surveyed(fit: Fit, runs: Answered, figures: Observed) -> Floats:
    """Return surveys of runs at posterior draws, (surveys, figures), as they are compared."""
    at = runs.columns(figures.names)
    value = runs.value[:, at]
    value = np.where(np.isnan(value), np.nanmean(value, axis=0), value)
    bounded = np.clip(value, 1e-9, np.where(figures.scales.share, 1.0 - 1e-9, np.inf))
    linked = shifted(figures.scales.link(bounded), runs.z, figures.shift, fit.study)
    centre = np.repeat(figures.scales.compared(linked), NOISES, axis=0)
    rng = np.random.default_rng([fit.study.design.seed, 0x707265])
    return centre + noise(rng, figures, len(centre))


def noise(rng: np.random.Generator, figures: Observed, count: int) -> Floats:
    """Return what separates published figures from the model's, `count` times."""
    zero = np.zeros(len(figures.ids))
    return rng.multivariate_normal(zero, figures.covariance, size=count, method="cholesky")
