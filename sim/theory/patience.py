"""Laws of patience, as the integrals of queues with impatient customers need them.

Each law gives its survival function S(x), the share that would wait longer than x, and
H(x) = ∫₀ˣ S(u) du, the mean of the smaller of x and patience.
"""

import math
from dataclasses import dataclass
from typing import Protocol

from scipy import special


class Patience(Protocol):
    """A law of patience."""

    def survival(self, wait: float) -> float:
        """Return S(x), the share whose patience is longer than `wait`."""

    def mean_up_to(self, wait: float) -> float:
        """Return H(x), the mean of the smaller of patience and `wait`."""

    def jumps(self) -> tuple[float, ...]:
        """Return the waits above 0 at which S jumps."""


@dataclass(frozen=True)
class ExponentialPatience:
    """Exponential patience: who has waited leaves as readily as who has not."""

    mean: float

    def __post_init__(self) -> None:
        _positive("ExponentialPatience", mean=self.mean)

    def survival(self, wait: float) -> float:
        """Return S(x) = exp(-x / mean)."""
        return math.exp(-wait / self.mean)

    def mean_up_to(self, wait: float) -> float:
        """Return H(x) = mean · (1 - exp(-x / mean))."""
        return -self.mean * math.expm1(-wait / self.mean)

    def jumps(self) -> tuple[float, ...]:
        """Return none."""
        return ()


@dataclass(frozen=True)
class WeibullPatience:
    """Weibull patience; below shape 1 who has waited gets more patient."""

    scale: float
    shape: float

    def __post_init__(self) -> None:
        _positive("WeibullPatience", scale=self.scale, shape=self.shape)

    def survival(self, wait: float) -> float:
        """Return S(x) = exp(-(x / scale)^shape)."""
        return math.exp(-((wait / self.scale) ** self.shape))

    def mean_up_to(self, wait: float) -> float:
        """Return H(x) = mean · P(1 / shape, (x / scale)^shape), P the incomplete gamma ratio."""
        mean = self.scale * math.gamma(1.0 + 1.0 / self.shape)
        return mean * float(special.gammainc(1.0 / self.shape, (wait / self.scale) ** self.shape))

    def jumps(self) -> tuple[float, ...]:
        """Return none."""
        return ()


@dataclass(frozen=True)
class FixedPatience:
    """Everybody waits just so long."""

    value: float

    def __post_init__(self) -> None:
        _positive("FixedPatience", value=self.value)

    def survival(self, wait: float) -> float:
        """Return 1 up to the value, 0 from there on."""
        return 1.0 if wait < self.value else 0.0

    def mean_up_to(self, wait: float) -> float:
        """Return H(x) = min(x, value)."""
        return min(wait, self.value)

    def jumps(self) -> tuple[float, ...]:
        """Return the value."""
        return (self.value,)


@dataclass(frozen=True)
class LognormalPatience:
    """Lognormal patience."""

    median: float
    log_sd: float

    def __post_init__(self) -> None:
        _positive("LognormalPatience", median=self.median, log_sd=self.log_sd)

    def survival(self, wait: float) -> float:
        """Return S(x) = Φ(-log(x / median) / log_sd)."""
        return 1.0 if wait <= 0.0 else float(special.ndtr(-self._standard(wait)))

    def mean_up_to(self, wait: float) -> float:
        """Return H(x) = mean · Φ(z - log_sd) + x · Φ(-z), z = log(x / median) / log_sd."""
        if wait <= 0.0:
            return 0.0
        z = self._standard(wait)
        mean = self.median * math.exp(0.5 * self.log_sd**2)
        return float(mean * special.ndtr(z - self.log_sd) + wait * special.ndtr(-z))

    def jumps(self) -> tuple[float, ...]:
        """Return none."""
        return ()

    def _standard(self, wait: float) -> float:
        return math.log(wait / self.median) / self.log_sd


@dataclass(frozen=True)
class MixedPatience:
    """A share who leave at once if they would have to wait, a share who never leave, and others."""

    others: Patience
    at_once: float = 0.0
    never: float = 0.0

    def __post_init__(self) -> None:
        if not (self.at_once >= 0.0 and self.never >= 0.0 and self.at_once + self.never <= 1.0):
            raise ValueError(
                f"MixedPatience: shares at_once {self.at_once} and never {self.never}; "
                "each must be 0 or more, both together at most 1"
            )

    def survival(self, wait: float) -> float:
        """Return S(x) = never + (1 - at_once - never) · S of the others."""
        return self.never + (1.0 - self.at_once - self.never) * self.others.survival(wait)

    def mean_up_to(self, wait: float) -> float:
        """Return H(x), in the same shares."""
        rest = 1.0 - self.at_once - self.never
        return self.never * wait + rest * self.others.mean_up_to(wait)

    def jumps(self) -> tuple[float, ...]:
        """Return those of the others."""
        return self.others.jumps()


def _positive(law: str, **values: float) -> None:
    for name, value in values.items():
        if not 0.0 < value < math.inf:
            raise ValueError(f"{law}: {name} {value}; it must be above 0 and finite")
