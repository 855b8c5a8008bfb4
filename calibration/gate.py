"""Whether any point of the prior comes near the figures, before anything is fitted.

The implausibility of a point is the largest distance of a figure, the second largest over figures
rather, so that one odd figure rules nothing out (Vernon, Goldstein and Bower 2010). If every point
is implausible the model is wrong, or its prior is, and no posterior would say so.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.emulator import Emulator
from calibration.ensemble import Answered
from calibration.observed import Observed, shifted
from calibration.study import Study

Floats = NDArray[np.float64]

CUT = 3.0
"""Implausible from here: three standard deviations, whatever the law (Pukelsheim 1994)."""

POINTS = 20_000
"""Points of the prior at which the emulator is asked."""


@dataclass(frozen=True)
class Reached:
    """What the prior says of one figure."""

    id: str
    published: float
    low: float
    high: float
    """Central 90 % of the prior's runs."""
    inside: bool
    """Whether any run of the prior is as low and any as high as the figure."""
    nearest: float
    """Least distance of a point that is plausible otherwise, in standard deviations."""


@dataclass(frozen=True)
class Gate:
    """Prior predictive check and history matching."""

    points: int
    plausible: int
    least: float
    """Implausibility of the most plausible point."""
    figures: tuple[Reached, ...]

    @property
    def is_open(self) -> bool:
        """Whether any point survives."""
        return self.plausible > 0


def gate(study: Study, emulator: Emulator, runs: Answered, figures: Observed, seed: int) -> Gate:
    """Hold the prior against the figures.

    Parameters
    ----------
    study
        Gives the offsets' laws.
    emulator
        Fitted to runs spread over the prior.
    runs
        These runs.
    figures
        On their printed bases.
    seed
        Decides the points.
    """
    rng = np.random.default_rng([seed, 0x67617465])
    z = rng.standard_normal((POINTS, len(study.names)))
    at = emulator.columns(figures.names)
    linked = shifted(emulator.linked(z)[:, at], z, figures.shift, study)
    variance = np.diag(figures.covariance + emulator.covariance(figures.names))
    distance = np.abs(figures.scales.compared(linked) - figures.compared) / np.sqrt(variance)
    in_order = np.sort(distance, axis=1)
    second = in_order[:, -2] if distance.shape[1] > 1 else in_order[:, -1]
    plausible = second < CUT
    found = figures.scales.value(
        figures.scales.compared(
            shifted(
                figures.scales.link(
                    np.clip(runs.value[:, runs.columns(figures.names)], 1e-9, None)
                ),
                runs.z,
                figures.shift,
                study,
            )
        )
    )
    unit = np.where(figures.scales.share, 100.0, 1.0)
    low, high = np.nanquantile(found, [0.05, 0.95], axis=0) * unit
    least, most = np.nanmin(found, axis=0) * unit, np.nanmax(found, axis=0) * unit
    nearest = distance[plausible].min(axis=0) if plausible.any() else distance.min(axis=0)
    published = figures.value * unit
    return Gate(
        points=POINTS,
        plausible=int(plausible.sum()),
        least=float(second.min()),
        figures=tuple(
            Reached(
                figure_id,
                float(published[i]),
                float(low[i]),
                float(high[i]),
                bool(least[i] <= published[i] <= most[i]),
                float(nearest[i]),
            )
            for i, figure_id in enumerate(figures.ids)
        ),
    )
