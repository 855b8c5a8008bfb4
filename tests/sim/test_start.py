"""A start made once serves many runs of the same customers, under other parameters too."""

import pytest

import scenarios
from sim.engine import prepare, simulate


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
