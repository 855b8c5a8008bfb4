"""Laws of durations fitted to counts of exact and right-censored values by maximum likelihood.

With d exact values and censored ones beside them, log L = Σ log f(exact) + Σ log S(censored).
Standard errors come from the observed information at the maximum (Kalbfleisch and Prentice, *The
Statistical Analysis of Failure Time Data*, 2002, section 3.3); times are in seconds.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from scenarios.profile.survival import Counts, kaplan_meier

Floats = NDArray[np.float64]

FEWEST_AT_RISK = 10
"""Durations still running below which the curve says nothing that a law could be held to."""


class Fit(NamedTuple):
    """A law with its parameters on the scale on which their errors are normal."""

    law: str
    parameters: dict[str, float]
    errors: dict[str, float]  # standard errors
    log_likelihood: float
    distance: float  # largest gap between this law's survival and the Kaplan-Meier curve

    @property
    def aic(self) -> float:
        """Akaike's criterion: smaller fits better for its number of parameters."""
        return 2.0 * len(self.parameters) - 2.0 * self.log_likelihood


def survival(law: str, parameters: dict[str, float], seconds: Floats) -> Floats:
    """Return the share of durations longer than each of `seconds`."""
    return np.exp(_LAWS[law].log_survival(np.array(list(parameters.values())), np.log(seconds)))


def fit(law: str, counts: Counts) -> Fit:
    """Fit one law.

    Parameters
    ----------
    law
        ``exponential``, ``weibull`` or ``lognormal``.
    counts
        At least two different exact durations.
    """
    form = _LAWS[law]
    log_seconds = np.log(counts.seconds)
    total = float(counts.exact.sum() + counts.censored.sum())

    def minus(raw: Floats) -> float:
        # Per duration, so that rounding does not grow with the log.
        return -_log_likelihood(form, raw, log_seconds, counts) / total

    begin = form.begin(log_seconds, counts)
    options: Any = {"xatol": 1e-8, "fatol": 1e-12, "maxiter": 10_000, "maxfev": 10_000}
    found = optimize.minimize(minus, begin, method="Nelder-Mead", options=options)
    spread = np.sqrt(np.diag(np.linalg.inv(total * _information(minus, found.x))))
    shown, errors = form.shown(found.x), spread * form.slopes(found.x)
    parameters = dict(zip(form.names, shown.tolist(), strict=True))
    return Fit(
        law,
        parameters,
        dict(zip(form.names, errors.tolist(), strict=True)),
        -float(found.fun) * total,
        _distance(law, parameters, counts),
    )


def _distance(law: str, parameters: dict[str, float], counts: Counts) -> float:
    """Return the Kolmogorov-Smirnov distance of a law and the Kaplan-Meier curve."""
    curve = kaplan_meier(counts)
    before = np.concatenate([[1.0], curve.survival[:-1]])
    modelled = survival(law, parameters, counts.seconds)
    gaps = np.maximum(np.abs(curve.survival - modelled), np.abs(before - modelled))
    compared = (counts.exact > 0) & (curve.at_risk >= FEWEST_AT_RISK)
    return float(gaps[compared].max(initial=0.0))


class _Form(NamedTuple):
    """A law on unbounded parameters `raw`, of durations given by their logarithm."""

    names: tuple[str, ...]
    begin: Callable[[Floats, Counts], Floats]
    log_density: Callable[[Floats, Floats], Floats]  # of the duration, shown parameters
    log_survival: Callable[[Floats, Floats], Floats]
    shown: Callable[[Floats], Floats]  # raw to shown
    slopes: Callable[[Floats], Floats]  # of shown by raw


def _log_likelihood(form: _Form, raw: Floats, log_seconds: Floats, counts: Counts) -> float:
    shown = form.shown(raw)
    with np.errstate(over="ignore", under="ignore", divide="ignore"):
        ended = form.log_density(shown, log_seconds)
        cut = form.log_survival(shown, log_seconds)
    # A weight of 0 keeps out what is -inf there.
    return float(ended[counts.exact > 0] @ counts.exact[counts.exact > 0]) + float(
        cut[counts.censored > 0] @ counts.censored[counts.censored > 0]
    )


def _information(minus: Callable[[Floats], float], at: Floats) -> Floats:
    """Return the matrix of second derivatives by central differences."""
    step = 1e-4 * np.maximum(1.0, np.abs(at))
    size = at.size
    out = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            e_i, e_j = np.eye(size)[i] * step, np.eye(size)[j] * step
            corners = (
                minus(at + e_i + e_j) - minus(at + e_i - e_j)
                - minus(at - e_i + e_j) + minus(at - e_i - e_j)
            )  # fmt: skip
            out[i, j] = corners / (4.0 * step[i] * step[j])
    return out


def _exponential_mean(log_seconds: Floats, counts: Counts) -> Floats:
    total = (counts.exact + counts.censored) @ counts.seconds
    return np.array([math.log(total / counts.exact.sum())])


def _weibull_begin(log_seconds: Floats, counts: Counts) -> Floats:
    return np.array([_exponential_mean(log_seconds, counts)[0], 0.0])


def _lognormal_begin(log_seconds: Floats, counts: Counts) -> Floats:
    mean = np.average(log_seconds, weights=counts.exact + counts.censored)
    sd = math.sqrt(np.average((log_seconds - mean) ** 2, weights=counts.exact + counts.censored))
    return np.array([mean, math.log(max(sd, 1e-3))])


def _weibull_density(p: Floats, y: Floats) -> Floats:
    scaled = p[1] * (y - math.log(p[0]))
    return math.log(p[1]) + scaled - y - np.exp(scaled)


_HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)


def _lognormal_density(p: Floats, y: Floats) -> Floats:
    z = (y - p[0]) / p[1]
    return -0.5 * z * z - _HALF_LOG_TWO_PI - math.log(p[1]) - y


_LAWS = {
    "exponential": _Form(
        ("mean",),
        _exponential_mean,
        lambda p, y: -math.log(p[0]) - np.exp(y) / p[0],
        lambda p, y: -np.exp(y) / p[0],
        np.exp,
        np.exp,
    ),
    "weibull": _Form(
        ("scale", "shape"),
        _weibull_begin,
        _weibull_density,
        lambda p, y: -np.exp(p[1] * (y - math.log(p[0]))),
        np.exp,
        np.exp,
    ),
    "lognormal": _Form(
        ("log_mean", "log_sd"),
        _lognormal_begin,
        _lognormal_density,
        lambda p, y: special.log_ndtr(-(y - p[0]) / p[1]),
        lambda raw: np.array([raw[0], math.exp(raw[1])]),
        lambda raw: np.array([1.0, math.exp(raw[1])]),
    ),
}

LAWS = tuple(_LAWS)
"""Laws that are fitted, all of which a scenario can say."""


def best(fits: tuple[Fit, ...]) -> Fit:
    """Return the law with the smallest Akaike criterion."""
    return min(fits, key=lambda one: one.aic)
