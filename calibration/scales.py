"""On which scale a figure is emulated, and on which it is compared.

=========  ============  ==================  ==================================================
figure     emulated as   compared as         why
=========  ============  ==================  ==================================================
a share    logit         arcsine of its root  a sample of n has variance 1 / (4 n), whatever it is
a mean     logarithm     logarithm           its relative error is what a sample fixes
=========  ============  ==================  ==================================================
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Scales:
    """The scales of several figures.

    Parameters
    ----------
    units
        Unit of each figure; ``%`` is a share, anything else a mean or a ratio above 0.
    """

    def __init__(self, units: Sequence[str]) -> None:
        self.share: Flags = np.array([unit == "%" for unit in units], dtype=np.bool_)

    def __getitem__(self, which: NDArray[np.int64]) -> "Scales":
        """Return the scales of some of the figures."""
        return Scales(["%" if share else "" for share in self.share[which]])

    def link(self, value: Floats) -> Floats:
        """Return values, figures on the last axis, as they are emulated."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.share, np.log(value / (1.0 - value)), np.log(value))

    def compared(self, linked: Floats) -> Floats:
        """Return emulated values as they are compared."""
        return np.where(self.share, np.arcsin(np.sqrt(expit(linked))), linked)

    def value(self, compared: Floats) -> Floats:
        """Return compared values as shares 0 to 1, or means."""
        bounded = np.clip(compared, 0.0, np.pi / 2.0)
        with np.errstate(over="ignore"):
            return np.where(self.share, np.sin(bounded) ** 2, np.exp(compared))

    def slope(self, value: Floats) -> Floats:
        """Return how much the compared value moves with a share or mean."""
        inside = np.clip(value, 1e-9, 1.0 - 1e-9)
        return np.where(self.share, 0.5 / np.sqrt(inside * (1.0 - inside)), 1.0 / value)

    def of_logit(self, value: Floats) -> Floats:
        """Return how much the compared value moves with its logit, or a mean's logarithm."""
        return np.where(self.share, 0.5 * np.sqrt(np.abs(value * (1.0 - value))), 1.0)
