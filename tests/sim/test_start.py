"""A start made once serves many runs of the same customers, under other parameters too."""

import numpy as np
import pytest

import scenarios
from sim import reference
from sim.engine import prepare, simulate
from sim.params import DatedChange


@pytest.fixture(scope="module")
def world():
    """Three months of a small world: four windows of needs."""
    return scenarios.build(scenarios.load("brand", customers=2_000, settings=["end=2015-04-01"]), 1)


def test_a_start_changes_no_digest(world):
    """Runs from one start are those without, the second and a shorter one too."""
    start = prepare(world)

    for until in (None, None, 40 * 1440.0):
        alone = simulate(world, until=until)
        again = simulate(world, until=until, start=start)
        assert alone.digest == again.digest
        assert alone.hourly.tobytes() == again.hourly.tobytes()


def test_a_start_serves_another_plan(world):
    """More tries: the same as a world of that plan by itself, and not as before."""
    settings = ["end=2015-04-01", "behaviour.retry=0.9"]
    plan = scenarios.build(scenarios.load("brand", customers=2_000, settings=settings), 1)

    moved = simulate(world._replace(params=plan.params), start=prepare(world))
    assert simulate(plan).digest == moved.digest
    assert simulate(world).digest != moved.digest


def test_a_start_of_others_is_refused(world):
    """Customers of another seed are not those of this world."""
    other = scenarios.build(scenarios.load("brand", customers=2_000), 2)

    with pytest.raises(ValueError, match="other customers or needs"):
        simulate(world, start=prepare(other))


def test_a_panel_that_nobody_wants_changes_nothing_else(world):
    """Without it, the same digest and counts."""
    surveyed = world._replace(
        timeline=world.timeline._replace(panel=np.array([60_000.5, 100_000.0]))
    )
    asked, not_asked = simulate(surveyed), simulate(surveyed, keep_panel=False)

    assert [2, 0] == [len(output.panel) for output in (asked, not_asked)]
    assert asked.digest == not_asked.digest
    assert asked.tally.tobytes() == not_asked.tally.tobytes()


@pytest.mark.parametrize("order", [(0.0, 1.5), (1.5, 0.0), (1.5, 0.5)])
def test_circumstances_may_begin_to_count_while_needs_are_open(order):
    """Whoever comes back after the change has the circumstances of the need, kept or drawn then."""
    settings = ["end=2015-01-20", "behaviour.retry=0.95", "warm_up=60"]
    built = scenarios.build(scenarios.load("brand", customers=2_000, settings=settings), 1)
    first, then = (
        built.params._replace(behaviour=built.params.behaviour._replace(circumstance_sd=sd))
        for sd in order
    )
    changed = built._replace(params=first, changes=(DatedChange(8 * 1440.0, then),))

    assert reference.simulate(changed).digest == simulate(changed).digest
    assert simulate(changed).digest != simulate(built._replace(params=first)).digest
