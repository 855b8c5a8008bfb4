"""A customer's state stays small enough for everybody in a country."""

import numpy as np

import scenarios
from sim.engine.setup import make_memory, make_opinions, make_persons
from sim.needs import NeedStream

MOST_BYTES = 200


def test_state_is_at_most_200_bytes_a_customer():
    """What changes about a customer of `france`, and what its next need takes, fit the budget."""
    world = scenarios.build(scenarios.load("france", customers=1_000), seed=1)
    arrays = [make(world.customers) for make in (make_persons, make_opinions, make_memory)]
    stream = NeedStream(
        world.key,
        world.customers,
        world.profile,
        world.params.kinds.cumulative_share,
        world.timeline,
    )
    own = vars(stream).values()
    parts = [value for tuple_ in own if isinstance(tuple_, tuple) for value in tuple_]
    kept = [
        value for value in (*own, *parts) if isinstance(value, np.ndarray) and len(value) == 1_000
    ]

    assert 4 == len(kept)  # the next need's operational time, number and kind, and the mean gap
    assert 1_000 * MOST_BYTES >= sum(array.nbytes for array in [*arrays, *kept])
