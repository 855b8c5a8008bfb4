"""Dated changes, followed by hand: what a new value touches, and what goes on as it was drawn."""

import numpy as np
import pytest

from sim.records import Outcome

ALWAYS = [(0.0, 1, 20.0)]


def test_new_handling_times_hold_for_services_that_start_later(simulate, worlds, runs):
    """A service under way ends as expected; in the minute of the change, ends come before it.

    So who starts because another ends in that minute has the old time, who arrives then the new.
    """
    needs = [(10.0, 0, 0), (11.0, 1, 0), (20.0, 2, 0)]
    change = (15.0, {"serving": {(0, 0): {"handling": worlds.fixed(30.0)}}})
    world = worlds.build([worlds.live()], [ALWAYS], needs, changes=[change])

    output = simulate(world)

    assert [(0, 10, 15), (1, 15, 20), (2, 20, 50)] == runs.times(output, "customer", "start", "end")


def test_arrivals_of_the_minute_meet_the_new_rules(simulate, worlds, runs):
    """A change comes before the arrivals of its minute."""
    change = (20.0, {"channels": {0: {"line_limit": 0.0}}})
    phone = worlds.live(handling=worlds.fixed(50.0))
    needs = [(10.0, 0, 0), (19.0, 1, 0), (20.0, 2, 0)]

    output = simulate(worlds.build([phone], [ALWAYS], needs, changes=[change]))

    # Who already stands in line stays there.
    assert [(2, Outcome.BLOCKED), (0, Outcome.HANDLED), (1, Outcome.HANDLED)] == runs.times(
        output, "customer", "outcome"
    )


def test_patience_and_chase_stay_as_drawn(simulate, worlds, runs):
    """Who already waits is as patient as before; who comes later is as the new law says."""
    rows = [
        worlds.live(0, handling=worlds.fixed(90.0), patience=worlds.fixed(40.0)),
        worlds.written(1, chase=worlds.fixed(60.0), kind_appeal=[0.0, 1e4, 0.0]),
    ]
    rows[0]["kind_appeal"] = np.array([1e4, 0.0, 0.0])
    needs = [(9.0, 0, 0), (10.0, 1, 0), (10.0, 2, 1), (20.0, 3, 0), (20.0, 4, 1)]
    change = {"channels": {0: {"patience": worlds.fixed(5.0)}, 1: {"chase": worlds.fixed(7.0)}}}
    world = worlds.build(
        rows, [ALWAYS, [(0.0, 0, 0.0)]], needs, changes=[(15.0, change)], panel=(26.0, 69.0, 70.0)
    )

    output = simulate(world)

    ends = dict(runs.times(output, "customer", "end"))
    assert (25.0, 50.0) == (ends[3], ends[1])
    judged = [np.flatnonzero(panel.last_contact[:, 1]).tolist() for panel in output.panel]
    assert [[], [4], [2, 4]] == judged


def test_changes_add_up(simulate, worlds, runs):
    """A later change leaves what an earlier one set; each holds until another replaces it."""
    changes = [
        (20.0, {"channels": {0: {"threshold": 0.0}}}),
        (40.0, {"serving": {(0, 0): {"skill": 0.0}}}),
        (60.0, {"channels": {0: {"threshold": 9.0}}}),
    ]
    needs = [(t, i, 0) for t in (0.0, 20.0, 40.0, 60.0) for i in (0, 1)]
    world = worlds.build([worlds.live(threshold=9.0)], [ALWAYS], needs, changes=changes)

    output = simulate(world)

    assert [1, 1, 1, 1, 0, 0, 0, 0] == output.contacts["resolved"].tolist()
    # The second of each pair waits five minutes, too long between 20 and 60.
    assert 6 == runs.total(output, "tally")["within_threshold"]


@pytest.mark.parametrize(("retry", "attempts"), [(1.0, 1), (0.0, 3)])
def test_customers_and_policies_change_too(simulate, worlds, runs, retry, attempts):
    """Retrying and deleting by the values in force when a contact ends or comes."""
    rules = worlds.behaviour(retry=retry, max_attempts=3)
    change = (12.0, {"behaviour": {"retry": 1.0 - retry}})
    world = worlds.build(
        [worlds.live(skill=0.0)], [ALWAYS], [(10.0, 0, 0)], rules=rules, changes=[change]
    )

    assert attempts == simulate(world).n_contacts


def test_image_fades_by_the_life_in_force(simulate, worlds, runs):
    """From a change on, an image is read with the new life, over all the time since the post."""
    rules = worlds.behaviour(image_rate=1.0, image_life=1e9, judgement_intercept=-50.0)
    social = worlds.written(public=True)
    world = worlds.build(
        [social],
        [ALWAYS],
        [(10.0, 0, 0)],
        rules=rules,
        people={"audience": [1e6]},
        changes=[(90.0, {"behaviour": {"image_life": 105.0}})],
        end=180.0,
    )

    image = simulate(world).image[:, 0]

    assert [-0.5, -0.5 * np.exp(-1.0), -0.5 * np.exp(-165.0 / 105.0)] == pytest.approx(
        image.tolist(), rel=1e-6
    )
