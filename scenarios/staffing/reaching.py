"""The cheapest roster of a desk that reaches a share in time, as the formulas have it."""

import numpy as np

from scenarios.staffing.cover import cover
from scenarios.staffing.forecast import DeskForecast
from scenarios.staffing.shifts import Posted

ALL = 0.9999
"""Share of what a desk can reach at all that counts as all of it: the last contacts cost most."""

LEAST_SAFETY, MOST_SAFETY = -4.0, 6.0
"""Safety of the square-root rule, between a backlog that grows and one that is never there."""

HALVINGS = 12


def roster_reaching(forecast: DeskForecast, share: float) -> Posted:
    """Return the cheapest numbers on each shift with this share in time, or all that can be had.

    A desk with lines gets the least cost at which the week's contacts in time add up to the share;
    one with a backlog the square-root rule, at the least safety that reaches it.
    """
    shifts = forecast.shifts
    if forecast.live:
        reachable = float(forecast.gains[:, -1].sum())
        aim = min(share * forecast.contacts, ALL * reachable)
        posted = cover(shifts, gains=forecast.gains, aim=aim)
    else:
        low, high = LEAST_SAFETY, MOST_SAFETY
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            enough = forecast.share_in_time(forecast.required(middle)) >= share
            low, high = (low, middle) if enough else (middle, high)
        posted = cover(shifts, forecast.required(high))
        assert posted is not None
        posted = trimmed(forecast, posted, share)
    assert posted is not None, "every opening hour is covered by some shift"
    return posted


def trimmed(forecast: DeskForecast, posted: Posted, share: float) -> Posted:
    """Take shifts away, the one least missed for its cost first, while the share is still reached.

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
        shares = forecast.shares_in_time(rosters)
        enough = shares >= share
        if not enough.any():
            break
        missed = (
            forecast.share_in_time(shifts.advisers(numbers.tolist())) - shares
        ) / shifts.costs[taken]
        numbers[taken[np.argmin(np.where(enough, missed, np.inf))]] -= 1
    return tuple(numbers.tolist())


def most_share(forecast: DeskForecast) -> float:
    """Return the share in time that can be had at all."""
    if forecast.live:
        return float(forecast.gains[:, -1].sum()) / max(forecast.contacts, 1e-9)
    return forecast.share_in_time(forecast.required(MOST_SAFETY))
