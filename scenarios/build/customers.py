"""How customers differ, apart from what the population's data say."""

import math

import numpy as np

from scenarios.build.calendar import MINUTES_PER_YEAR
from scenarios.build.rules import WAIT_FORM
from scenarios.schema import Scenario
from scenarios.schema.channels import Belief
from sim.population import Audience, Traits
from sim.rng import name_hash

_NO_AUDIENCE = Audience(median=0.0, log_sd=0.0, tail_share=0.0, tail_index=1.0)


def traits(scenario: Scenario) -> Traits:
    """Return the laws from which customers are drawn."""
    population, all_of = scenario.population, list(scenario.channels.values())
    given = population.audience
    beliefs = {
        f"belief_{name}": np.array([getattr(channel.belief, name) for channel in all_of])
        for name in Belief.model_fields
    }
    numbers = {
        name: np.array([getattr(channel, name) for channel in all_of], dtype=np.float64)
        for name in ("taste_sd", "prior_wait", "acceptable_delay")
    }
    return Traits(
        store_access=population.store_access,
        need_rate=population.need_rate,
        need_shape=math.inf if population.need_shape is None else population.need_shape,
        audience=_NO_AUDIENCE if given is None else Audience(**given.model_dump()),
        unfollow_rate=scenario.policies.unfollow_rate,
        minutes_per_year=MINUTES_PER_YEAR,
        internet_taste_sd=population.internet_taste_sd,
        name_hash=np.array([name_hash(name) for name in scenario.channels], dtype=np.uint32),
        internet_taste=np.array([channel.internet_taste for channel in all_of]),
        wait_form=WAIT_FORM[scenario.behaviour.wait_form],
        **beliefs,
        **numbers,
    )
