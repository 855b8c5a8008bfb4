"""The cheapest roster of a desk that reaches a standing, as the formulas have it."""

import math

import numpy as np

from scenarios.staffing.cover import cover
from scenarios.staffing.forecast import DeskForecast
from scenarios.staffing.shifts import Posted

ALL = 0.9999
"""Of the share in time that a desk can reach at all, what counts as all: the last cost most."""

LEAST_SAFETY, MOST_SAFETY = -4.0, 6.0
"""Safety of the square-root rule, between a backlog that grows and one that is never there."""

HALVINGS = 12

EDGE = 1e-6


def roster_reaching(forecast: DeskForecast, standing: float) -> Posted:
    """Return the cheapest numbers on each shift with this standing, or the best that can be had.

    A desk with lines gets the least cost at which the week's contacts in time add up to the share;
    one with a backlog the square-root rule, at the least safety that reaches it, trimmed.
    """
    shifts = forecast.shifts
    if forecast.live:
        reachable = float(forecast.gains[:, -1].sum())
        aim = min(standing * forecast.contacts, ALL * reachable)
        posted = cover(shifts, gains=forecast.gains, aim=aim)
    else:
        low, high = LEAST_SAFETY, MOST_SAFETY
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            enough = forecast.standing(forecast.required(middle)) >= standing
            low, high = (low, middle) if enough else (middle, high)
        posted = cover(shifts, forecast.required(high))
        assert posted is not None
        posted = trimmed(forecast, posted, standing)
    assert posted is not None, "every opening hour is covered by some shift"
    return posted


def trimmed(forecast: DeskForecast, posted: Posted, standing: float) -> Posted:
    """Take shifts away, the one least missed for its cost first, while the standing is kept.

    The rule asks for advisers hour by hour, but a backlog waits: much of what whole shifts put on
    duty beside the rule's hours can go, a tenth of an email desk's cost or more.
    """
    shifts = forecast.shifts
    numbers = np.array(posted, np.int64)
    least = np.where(shifts.open, shifts.least, 0)
    while True:
        taken = np.flatnonzero((numbers > 0) & (shifts.costs > 0.0))
        rosters = shifts.advisers(numbers.tolist()) - shifts.cover[:, taken].T
        left = (rosters >= least).all(axis=1)
        taken, rosters = taken[left], rosters[left]
        if not taken.size:
            break
        found = forecast.standings(rosters)
        enough = found >= standing
        if not enough.any():
            break
        missed = (forecast.standing(shifts.advisers(numbers.tolist())) - found) / shifts.costs[
            taken
        ]
        numbers[taken[np.argmin(np.where(enough, missed, np.inf))]] -= 1
    return tuple(numbers.tolist())


def most_standing(forecast: DeskForecast) -> float:
    """Return the best standing that can be had."""
    if forecast.live:
        return float(forecast.gains[:, -1].sum()) / max(forecast.contacts, 1e-9)
    return forecast.standing(forecast.required(MOST_SAFETY))


def logit(standing: float) -> float:
    """Return a standing on a line without ends."""
    kept = min(max(standing, EDGE), 1.0 - EDGE)
    return math.log(kept / (1.0 - kept))


def from_logit(place: float) -> float:
    """Return the standing of a place on that line."""
    return 1.0 / (1.0 + math.exp(-place))
