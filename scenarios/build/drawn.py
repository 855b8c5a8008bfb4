"""The customers of a scenario, and whether another scenario of the same seed has the same."""

import pickle
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.build.calendar import midnight
from scenarios.build.customers import traits
from scenarios.population_data import population_data
from scenarios.schema import Scenario
from sim.population import Customers, build_customers, expected_logit
from sim.rng import Key


class People(NamedTuple):
    """Customers with what they were drawn from."""

    drawn_from: bytes
    """Luck, number, days and laws: equal bytes draw equal customers."""
    customers: Customers
    prior_logit: NDArray[np.float64]
    """Their mean prior of each channel, m_c in Eq. (11)."""


def people(
    scenario: Scenario, seed: int, organisation: int = 0, known: People | None = None
) -> People:
    """Return the customers of a scenario with the luck of a seed and an organisation.

    Parameters
    ----------
    scenario, seed, organisation
        See `scenarios.build.build`.
    known
        Customers of another scenario, returned if they are these too: drawing 200,000 takes longer
        than half a year of them.
    """
    size, laws = scenario.population.size, traits(scenario)
    days = midnight(scenario.start), midnight(scenario.end)
    drawn_from = pickle.dumps((seed, organisation, size, days, laws))
    if known is not None and known.drawn_from == drawn_from:
        return known
    margins, access = population_data(*days)
    customers = build_customers(Key(seed, organisation), size, margins, access, laws)
    return People(drawn_from, customers, expected_logit(customers))
