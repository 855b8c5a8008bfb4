"""A profile as JSON-ready values: every estimate with its standard error or interval."""

from typing import Any

import numpy as np

from scenarios.profile.arrivals import Spread
from scenarios.profile.estimate import Handling, OfChannel, Profile
from scenarios.profile.laws import Fit, best
from scenarios.profile.patience import Patience
from scenarios.profile.returns import Inertia, Redial
from scenarios.profile.survival import Curve, Share

TIMES = (5, 10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 3600)
"""Seconds at which survival is told."""


def document(found: Profile) -> dict[str, Any]:
    """Return a profile as a tree of texts and numbers; times are in seconds."""
    arrivals = found.arrivals
    return {
        "log": found.log,
        "remarks": list(found.remarks),
        "limits_seconds": vars(found.limits),
        "arrivals": {
            "contacts": float(arrivals.days.counts.sum()),
            "contacts_per_day": float(arrivals.days.counts.sum(axis=1).mean()),
            "hour_of_week": _numbers(arrivals.hour_of_week),
            "hour_of_week_error": _numbers(arrivals.hour_of_week_error),
            "month": _numbers(arrivals.month),
            "day_log_sd": _spread(arrivals.day_log_sd),
            "hour_log_sd": _spread(arrivals.hour_log_sd),
        },
        "channels": {name: _channel(one) for name, one in found.channels.items()},
        "redial": None if found.redial is None else _redial(found.redial),
        "needs_per_first_contact": share(found.needs),
        "inertia": None if found.inertia is None else _inertia(found.inertia),
        "not_estimated": found.not_estimated,
    }


def _numbers(values: Any) -> list[float]:
    return [round(float(value), 6) for value in values]


def _spread(spread: Spread | None) -> dict[str, float] | None:
    return None if spread is None else spread._asdict()


def _channel(one: OfChannel) -> dict[str, Any]:
    return {
        "contacts": one.contacts,
        "answered": one.answered,
        "abandoned": one.abandoned,
        "handling": None if one.handling is None else _handling(one.handling),
        "patience": None if one.patience is None else _patience(one.patience),
    }


def _handling(one: Handling) -> dict[str, Any]:
    seconds, n = one.counts.seconds, one.counts.exact
    logs, total = np.log(seconds), n.sum()
    log_mean = float(n @ logs / total)
    log_sd = float(np.sqrt(n @ (logs - log_mean) ** 2 / max(total - 1, 1)))
    mean = float(n @ seconds / total)
    return {
        "contacts": int(total),
        "short_contacts": one.short,
        "mean_seconds": mean,
        "mean_seconds_error": float(np.sqrt(n @ (seconds - mean) ** 2) / total),
        "log_mean": log_mean,
        "log_mean_error": log_sd / float(np.sqrt(total)),
        "log_sd": log_sd,
        "log_sd_error": log_sd / float(np.sqrt(2 * total)),
        "law": best(one.fits).law if one.fits else None,
        "laws": _laws(one.fits),
    }


def _patience(one: Patience) -> dict[str, Any]:
    return {
        "waiting": one.waiting,
        "abandoned": one.abandoned,
        "immediate": one.immediate,
        "immediate_share": share(one.immediate_share),
        "survival": [point for seconds in TIMES for point in _point(one.curve, seconds)],
        "median_seconds": _median(one.curve),
        "law": best(one.fits).law if one.fits else None,
        "laws": _laws(one.fits),
    }


def _point(curve: Curve, seconds: float) -> list[dict[str, float]]:
    i = curve.at(seconds)
    if i is None or seconds > curve.seconds[-1]:
        return []
    values = {
        "seconds": float(seconds),
        "survival": curve.survival[i],
        "error": curve.error[i],
        "low": curve.low[i],
        "high": curve.high[i],
        "at_risk": curve.at_risk[curve.seconds >= seconds][0],
    }
    return [{name: float(value) for name, value in values.items()}]


def _median(curve: Curve) -> dict[str, float | None]:
    """Return when the curve reaches a half, and when the ends of its interval do."""

    def first(values: Any) -> float | None:
        below = np.flatnonzero(values <= 0.5)
        return float(curve.seconds[below[0]]) if below.size else None

    return {"value": first(curve.survival), "low": first(curve.low), "high": first(curve.high)}


def _laws(fits: tuple[Fit, ...]) -> dict[str, Any]:
    return {
        one.law: {
            **{name: float(value) for name, value in one.parameters.items()},
            **{f"{name}_error": float(value) for name, value in one.errors.items()},
            "log_likelihood": one.log_likelihood,
            "aic": one.aic,
            "largest_gap": one.distance,
        }
        for one in fits
    }


def _redial(one: Redial) -> dict[str, Any]:
    return {
        "within_seconds": one.within_seconds,
        "after_abandoned": share(one.after_abandoned),
        "after_answered": share(one.after_answered),
        "same_channel": share(one.same_channel),
        "median_seconds": one.median_seconds,
        "law": best(one.delays).law if one.delays else None,
        "laws": _laws(one.delays),
    }


def _inertia(one: Inertia) -> dict[str, Any]:
    return {
        "same_channel": share(one.same),
        "same_channel_by_chance": one.by_chance,
        "runs_kept": one.runs_kept,
        "runs_changed": one.runs_changed,
        "habit": one.habit,
        "habit_error": one.habit_error,
    }


def share(one: Share | None) -> dict[str, Any] | None:
    """Return a share with its standard error and interval."""
    if one is None:
        return None
    low, high = one.interval
    return {"value": one.value, "error": one.error, "low": low, "high": high, "of": one.of}
