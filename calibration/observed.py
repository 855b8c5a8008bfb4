r"""The published figures as a vector with its covariance: what the model is held against.

On the scale of `calibration.scales` the covariance of the figures about the model's is

.. math:: \Sigma = \Sigma_\text{sampling} + \Sigma_\text{rounding} + \Sigma_\text{wave}
          + \Sigma_\text{discrepancy} + \Sigma_\text{emulator}

The first holds that the figures of a wave come from the same respondents: correlations are those of
the virtual survey. The last is `calibration.emulator`'s. Figures whose base was inferred may have
another one: there is a vector for each combination, with its weight.
"""

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble import Answered
from calibration.operators import Contacted, MeanContacts, Used
from calibration.scales import Scales
from calibration.study import Study
from calibration.study_checks import offset_of
from calibration.uncertainty import DESIGN_EFFECT

Floats = NDArray[np.float64]

REPORTS_OF_USE = (Used, Contacted, MeanContacts)
"""Questions whose answers a wave may move together."""


@dataclass(frozen=True)
class Observed:
    """Figures on one combination of bases."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    """What is asked, with ``@base`` where it is not the printed one."""
    weight: float
    """Probability of the combination before the fit."""
    scales: Scales
    value: Floats
    """Published shares, 0 to 1, or means."""
    compared: Floats
    """The same as they are compared."""
    shift: NDArray[np.int64]
    """Which of what is learnt is added to the logit of each figure; -1: nothing is."""
    sampling: Floats
    rounding: Floats
    wave: Floats
    discrepancy: Floats
    """Four covariances."""

    @property
    def covariance(self) -> Floats:
        """Of the figures about what the model has, the emulator's error apart."""
        return self.sampling + self.rounding + self.wave + self.discrepancy

    def without(self, out: NDArray[np.bool_]) -> "Observed":
        """Return the figures that are not `out`."""
        keep = np.flatnonzero(~out)
        square = np.ix_(keep, keep)
        return Observed(
            tuple(self.ids[i] for i in keep),
            tuple(self.names[i] for i in keep),
            self.weight,
            self.scales[keep],
            self.value[keep],
            self.compared[keep],
            self.shift[keep],
            self.sampling[square],
            self.rounding[square],
            self.wave[square],
            self.discrepancy[square],
        )


def observed(
    study: Study, runs: Answered, ids: tuple[str, ...] | None = None
) -> tuple[Observed, ...]:
    """Return the figures on every combination of bases, the printed ones first.

    Parameters
    ----------
    study
        Which figures, and the noise assumed.
    runs
        Whose surveys give correlations and spreads.
    ids
        Figures; those that are fitted if None.
    """
    ids = tuple(study.fitted) if ids is None else ids
    others = [one for one in study.design.bases if any(figure in ids for figure in one.figures)]
    found = []
    for on in product((False, True), repeat=len(others)):
        bases = {
            figure: one.base
            for one, other in zip(others, on, strict=True)
            if other
            for figure in one.figures
        }
        weight = math.prod(
            one.weight if other else 1.0 - one.weight for one, other in zip(others, on, strict=True)
        )
        names = tuple(f"{i}@{bases[i]}" if i in bases else i for i in ids)
        found.append(_observed(study, runs, ids, names, weight))
    return tuple(found)


def _observed(
    study: Study, runs: Answered, ids: tuple[str, ...], names: tuple[str, ...], weight: float
) -> Observed:
    targets = [study.targets[figure_id] for figure_id in ids]
    figures = [target.figure for target in targets]
    scales = Scales([figure.unit for figure in figures])
    unit = np.where(scales.share, 100.0, 1.0)
    value = np.array([figure.value for figure in figures]) / unit
    step = np.array([figure.rounding for figure in figures]) / unit
    compared = scales.compared(scales.link(value))
    at, printed = runs.columns(names), runs.columns(ids)
    n = np.array([float(figure.respondents or 0) for figure in figures])
    # On another base more or fewer of the wave's respondents were asked.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = runs.bottom[:, at].mean(axis=0) / runs.bottom[:, printed].mean(axis=0)
        relative = runs.variance[:, at] / runs.value[:, at] ** 2
    n = np.where(at == printed, n, n * np.nan_to_num(ratio, nan=1.0))
    spread = np.where(scales.share, 0.25, np.nanmean(relative, axis=0))
    sampling_sd = np.sqrt(DESIGN_EFFECT * spread / n)
    noise = study.design.noise
    own = np.array(
        [noise.soft if study.fitted.get(i) == "soft" else noise.discrepancy for i in ids]
    )
    in_logit = scales.of_logit(value)
    use = np.array([isinstance(figure.operator, REPORTS_OF_USE) for figure in figures])
    publication = np.array([target.publication for target in targets])
    same_wave = publication[:, np.newaxis] == publication
    together = np.where(use, noise.wave * in_logit, 0.0)
    learnt = {name: k for k, name in enumerate(study.names)}
    moved = [offset_of(target) for target in targets]
    shift = [-1 if m is None else learnt.get(f"offsets.{m[0]}.{m[1]}", -1) for m in moved]
    return Observed(
        ids=ids,
        names=names,
        weight=weight,
        scales=scales,
        value=value,
        compared=compared,
        shift=np.array(shift, dtype=np.int64),
        sampling=runs.correlation[np.ix_(at, at)] * np.outer(sampling_sd, sampling_sd),
        rounding=np.diag((step * scales.slope(value)) ** 2 / 12.0),
        wave=np.where(same_wave, np.outer(together, together), 0.0),
        discrepancy=np.diag((own * in_logit) ** 2),
    )


def shifted(linked: Floats, z: Floats, shift: NDArray[np.int64], study: Study) -> Floats:
    """Return emulated figures with the offsets at points `z` added."""
    out = linked.copy()
    for k in set(shift.tolist()) - {-1}:
        amount = study.laws[k].at(z[:, k])
        out[:, shift == k] += amount[:, np.newaxis]
    return out
