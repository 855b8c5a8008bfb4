"""The cheapest roster of a desk that reaches a share in time, as the formulas have it."""

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
    assert posted is not None, "every opening hour is covered by some shift"
    return posted


def most_of(forecast: DeskForecast) -> Posted:
    """Return the roster that reaches all that can be had."""
    return roster_reaching(forecast, 1.0)
