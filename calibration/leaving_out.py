r"""How a fit does on figures it has not seen: each left out in turn, each survey left out in turn.

The posterior without some figures comes from that with all of them, draws weighted by

.. math:: w \propto p(y_\text{kept} \mid z) \,/\, p(y \mid z)

smoothed in the tail (Vehtari et al. 2024); where too few draws carry the weight, by a walk of its
own. No run is made: predictions are the emulator's, its error included.

Two naive predictions stand beside: the last value published for the same question by somebody else,
and, for an age group or a sex, the share of everybody.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.archive import smoothed
from calibration.fit import Fit
from calibration.observed import Observed, shifted
from calibration.posterior import Posterior, walk
from calibration.summary import TAIL
from calibration.targets import Target, Targets

Floats = NDArray[np.float64]

TOO_FEW = 0.7
"""Pareto shape from which weights are not trusted, and a walk is made."""

SHORTER = 4
"""A walk without some figures is so many times shorter: it starts where the posterior is."""


@dataclass(frozen=True)
class LeftOut:
    """A figure predicted without it, or without its whole survey, in its unit."""

    without: str
    """Id of the figure, or name of the survey, that was left out."""
    id: str
    published: float
    mean: float
    low: float
    high: float
    z: float
    inside: bool
    width: float
    """Of the interval, over that of the survey's own sampling error."""
    naive: float | None
    """Last value published elsewhere for the question; None: there is none."""
    naive_source: str
    walked: bool
    """Whether a walk of its own was needed."""


@dataclass(frozen=True)
class Against:
    """A fit's predictions against naive ones, over the figures that have both."""

    without: str
    """``figure`` or ``survey``."""
    figures: int
    inside: int
    count: int
    """Figures inside their interval, of so many."""
    error: float
    """Root mean square error on the scale of comparison, in sampling standard errors."""
    naive_error: float
    alike: int
    """Figures whose naive prediction was asked of the same people, on the same base."""
    alike_error: float
    alike_naive_error: float
    """The same of these: what a change of base adds is no merit of the model."""

    @property
    def beaten(self) -> bool:
        """Whether the naive predictions are worse."""
        return self.error < self.naive_error


Advance = Callable[[float], None]


def leave_figures_out(fit: Fit, advance: Advance | None = None) -> list[LeftOut]:
    """Return each fitted figure as it is predicted without it."""
    return list(_left_out(fit, [(one,) for one in fit.figures.ids], advance))


def leave_surveys_out(fit: Fit, advance: Advance | None = None) -> list[LeftOut]:
    """Return each fitted figure as it is predicted without its survey."""
    surveys: dict[str, list[str]] = {}
    for figure_id in fit.figures.ids:
        surveys.setdefault(fit.study.targets[figure_id].publication, []).append(figure_id)
    return list(_left_out(fit, [tuple(ids) for ids in surveys.values()], advance))


def against(fit: Fit, rows: Sequence[LeftOut], without: str) -> Against:
    """Return how predictions do beside the naive ones, for the figures that have one."""
    figures, targets = fit.figures, fit.study.targets
    se = np.sqrt(np.diag(figures.sampling))
    ours, naive, alike = [], [], []
    for row in rows:
        if row.naive is None:
            continue
        i = figures.ids.index(row.id)
        unit = 100.0 if figures.scales.share[i] else 1.0
        one = figures.scales[np.array([i])]

        def away(value: float, i: int = i, unit: float = unit, one: object = one) -> float:
            compared = one.compared(one.link(np.array([value / unit])))[0]  # type: ignore[attr-defined]
            return float((compared - figures.compared[i]) / se[i])

        ours.append(away(row.mean))
        naive.append(away(row.naive))
        alike.append(asked_alike(targets[row.id], targets[row.naive_source]))
    same = np.array(alike, dtype=np.bool_)
    return Against(
        without,
        len(ours),
        sum(row.inside for row in rows),
        len(rows),
        _root_mean_square(np.array(ours)),
        _root_mean_square(np.array(naive)),
        int(same.sum()),
        _root_mean_square(np.array(ours)[same]),
        _root_mean_square(np.array(naive)[same]),
    )


def asked_alike(one: Target, other: Target) -> bool:
    """Return whether two figures are of the same people on the same base."""
    return _same_people(one, other) and one.figure.base == other.figure.base


def _root_mean_square(errors: Floats) -> float:
    return float(np.sqrt(np.mean(np.square(errors)))) if errors.size else float("nan")


def last_value(target: Target, targets: Targets, without: set[str]) -> Target | None:
    """Return the figure that somebody would take for another: same question, asked last before.

    Figures that are left out with it are no use; a total stands in for an age group or a sex.
    """
    asked = target.wave.asked_on
    found = [
        other
        for other in targets
        if other.figure.operator == target.figure.operator
        and other.id not in without
        and other.id != target.id
        and other.figure.unit == target.figure.unit
        and other.figure.role != "holdout"
        and (_same_people(target, other) or _of_everybody(other))
        and other.wave.asked_on is not None
        and asked is not None
    ]
    if not found or asked is None:
        return None

    def preference(other: Target) -> tuple[bool, bool, int]:
        on = other.wave.asked_on
        assert on is not None
        elsewhere = other.publication != target.publication
        later = on > asked or (on == asked and elsewhere)
        # the same people first, then what was known by then, then the nearest date
        return not _same_people(target, other), later, abs((asked - on).days)

    return min(found, key=preference)


def _same_people(one: Target, other: Target) -> bool:
    return (one.ages, one.figure.sex) == (other.ages, other.figure.sex)


def _of_everybody(target: Target) -> bool:
    """Return whether a figure is of all people of its survey, not of an age group or a sex."""
    figure = target.figure
    youngest = figure.age_min is None or figure.age_min <= target.wave.age_min
    return youngest and figure.age_max is None and figure.sex == "all"


def _left_out(
    fit: Fit, groups: Sequence[tuple[str, ...]], advance: Advance | None
) -> Iterator[LeftOut]:
    for number, group in enumerate(groups):
        out = np.array([one in group for one in fit.figures.ids])
        z, weight, walked = _without(fit, out, number)
        name = group[0] if len(group) == 1 else fit.study.targets[group[0]].publication
        told, figures = _predicted(fit, out, z, weight, number)
        naive = [last_value(fit.study.targets[one], fit.study.targets, set(group)) for one in group]
        for k, i in enumerate(np.flatnonzero(out)):
            yield _row(name, fit, figures, int(i), told[:, k], naive[k], walked)
        if advance is not None:
            advance((number + 1) / len(groups))


def _without(fit: Fit, out: NDArray[np.bool_], number: int) -> tuple[Floats, Floats, bool]:
    """Return draws of the posterior without some figures, and their weights."""
    kept = [one.without(out) for one in fit.posterior.figures]
    posterior = Posterior(fit.study, fit.emulator, kept)
    z = fit.walk.draws
    ratio = posterior.log_likelihood(z) - fit.posterior.log_likelihood(z)
    weight, shape = smoothed(ratio)
    if shape < TOO_FEW:
        return z, weight, False
    budget = fit.study.design.budget
    found = walk(
        posterior,
        z,
        walkers=budget.walkers,
        steps=max(50, budget.walk // SHORTER),
        draws=budget.draws,
        seed=[fit.study.design.seed, 0x6C6F6F, number],
    )
    return found.draws, np.full(len(found.draws), 1.0 / len(found.draws)), True


def _predicted(
    fit: Fit, out: NDArray[np.bool_], z: Floats, weight: Floats, number: int
) -> tuple[Floats, Observed]:
    """Return surveys of the figures left out, as they are compared."""
    figures = fit.figures
    inside = figures.without(~out)
    rng = np.random.default_rng([fit.study.design.seed, 0x70726564, number])
    chosen = z[rng.choice(len(z), size=4 * len(z), p=weight)]
    linked = fit.emulator.linked(chosen)[:, fit.emulator.columns(inside.names)]
    centre = inside.scales.compared(shifted(linked, chosen, inside.shift, fit.study))
    covariance = inside.covariance + fit.emulator.covariance(inside.names)
    zero = np.zeros(len(inside.ids))
    luck = rng.multivariate_normal(zero, covariance, size=len(chosen), method="cholesky")
    return centre + luck, figures


def _row(
    name: str,
    fit: Fit,
    figures: Observed,
    i: int,
    told: Floats,
    naive: Target | None,
    walked: bool,
) -> LeftOut:
    one = figures.scales[np.array([i])]
    unit = 100.0 if figures.scales.share[i] else 1.0
    edges = np.quantile(told, [TAIL, 1.0 - TAIL])
    low, high = one.value(edges[:, np.newaxis])[:, 0] * unit
    published = fit.study.targets[figures.ids[i]].figure.value
    own = 2.0 * 1.6448536269514722 * np.sqrt(figures.sampling[i, i])
    return LeftOut(
        without=name,
        id=figures.ids[i],
        published=published,
        mean=float(one.value(told[:, np.newaxis]).mean() * unit),
        low=float(low),
        high=float(high),
        z=float((figures.compared[i] - told.mean()) / told.std(ddof=1)),
        inside=bool(low <= published <= high),
        width=float((edges[1] - edges[0]) / own),
        naive=None if naive is None else naive.figure.value,
        naive_source="" if naive is None else naive.id,
        walked=walked,
    )
