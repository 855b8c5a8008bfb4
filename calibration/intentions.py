r"""What customers would do: the choice of a need that has not arisen.

The probability that a need of a kind would go to each channel first, given the beliefs held at a
date: the utility of `sim.behaviour.choice.systematic_utility` with all desks open. Its Gumbel error
terms are averaged in closed form, doing nothing competing as it does in the model, Eq. (27) in
docs/surveys.md,

.. math:: P_{ic} = e^{V_{ic}} \,/\, (e^{V_0} + \sum_j e^{V_{ij}})

and one circumstance ν is drawn per customer and channel, whose noise averages out over customers.
The image of public channels is left out: a panel does not hold it, and it fades within weeks.
"""

import datetime as dt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from calibration.errors import NotExpressible
from calibration.runs import SurveyedRun
from sim.rng import Stream, fill_uniform

Floats = NDArray[np.float64]


def would_choose(run: SurveyedRun, date: dt.date, kind: str) -> Floats:
    """Return the probability (N, C) that a need of a kind would go to each channel first."""
    if run.world is None:
        raise NotExpressible("no-world")
    if kind not in run.kinds:
        raise NotExpressible("no-kind", kind=kind)
    utility, nothing = utilities(run, date, run.kinds.index(kind))
    largest = np.maximum(utility.max(axis=1), nothing)[:, np.newaxis]
    odds = np.exp(utility - largest)
    return np.asarray(odds / (odds.sum(axis=1, keepdims=True) + np.exp(nothing - largest)))


def utilities(run: SurveyedRun, date: dt.date, kind: int) -> tuple[Floats, float]:
    """Return utilities (N, C) before the error terms, and that of doing nothing.

    A channel the customer has no access to has a utility of minus infinity.
    """
    assert run.world is not None
    assert run.start is not None
    world = run.world()
    channels, behaviour = world.params.channels, world.params.behaviour
    customers = world.customers
    age = (customers.age.astype(np.float64) - 45.0) / 10.0
    audience = np.log1p(customers.audience.astype(np.float64) / 50.0)
    cost = run.field("log_wait_belief", date).astype(np.float64) - np.log(channels.acceptable_delay)
    utility = (
        channels.intercept
        + channels.age_slope * age[:, np.newaxis]
        + customers.taste.astype(np.float64)
        + channels.kind_appeal[:, kind]
        + channels.audience_appeal[:, kind] * audience[:, np.newaxis]
        + behaviour.beta_satisfaction * run.field("satisfaction_belief", date).astype(np.float64)
        - behaviour.beta_wait * world.params.kinds.urgency[kind] * cost
    )
    last = run.field("last_channel", date)[:, np.newaxis] == np.arange(len(run.channels))
    utility += behaviour.beta_habit * last
    luck = np.empty(customers.age.size)
    for c, name in enumerate(run.channels):
        fill_uniform(world.key, Stream.SURVEY, crc32(f"circumstance {name}".encode()), luck)
        utility[:, c] += behaviour.circumstance_sd * ndtri(luck)
    minutes = (date - run.start) / dt.timedelta(minutes=1)
    member = (customers.member_from <= minutes) & (minutes < customers.page_until)
    for c in range(len(run.channels)):
        if channels.needs_internet[c]:
            utility[~customers.internet, c] = -np.inf
        if channels.needs_membership[c]:
            utility[~member, c] = -np.inf
        if channels.needs_store[c]:
            utility[~customers.store_access, c] = -np.inf
    return utility, float(world.params.kinds.nothing[kind])
