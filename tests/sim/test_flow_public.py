"""Public exchanges, followed by hand: loud customers, deleted complaints."""

import pytest

from sim.records import NO_DESK, Outcome

ALWAYS = [(0.0, 1, 20.0)]
FROM_130 = [(0.0, 0, 0.0), (130.0, 1, 20.0)]
LOUD = {"audience": [10.0, 5000.0, 10.0, 5000.0]}
"""Customers 1 and 3 have many readers."""


@pytest.mark.parametrize(
    ("is_public", "is_first", "expected"),
    [
        (True, True, [1, 3, 0, 2]),
        (True, False, [0, 1, 2, 3]),
        (False, True, [0, 1, 2, 3]),
    ],
)
def test_loud_customers_may_stand_ahead(simulate, worlds, runs, is_public, is_first, expected):
    """In public, where the organisation minds, many readers go first, in their own order."""
    policy = worlds.policies(loud_audience=5000.0, loud_first=is_first)
    needs = [(10.0 + i, i, 0) for i in range(4)]
    world = worlds.build(
        [worlds.written(public=is_public)], [FROM_130], needs, policy=policy, people=LOUD
    )

    output = simulate(world)

    assert expected == [i for (i,) in runs.times(output, "customer")]
    # The oldest item is who came first, wherever it stands.
    assert [50.0, 110.0] == output.hourly[:2, 0, -1].tolist()


def test_loud_customers_go_ahead_at_the_shop_too(simulate, worlds, runs):
    """A line in front of everybody's eyes can have two parts as well; service goes on."""
    shop = worlds.live(public=True)
    policy = worlds.policies(loud_audience=5000.0, loud_first=True)
    needs = [(10.0, 0, 0), (11.0, 2, 0), (12.0, 3, 0), (13.0, 1, 0)]
    world = worlds.build([shop], [ALWAYS], needs, policy=policy, people=LOUD)

    assert [0, 3, 1, 2] == [i for (i,) in runs.times(simulate(world), "customer")]


@pytest.mark.parametrize("is_public", [True, False])
def test_loud_customers_may_be_the_ones_who_are_heard(simulate, worlds, runs, is_public):
    """Listening can depend on how many would read of it; in private all are alike."""
    policy = worlds.policies(loud_audience=5000.0, loud_answer_probability=0.0)
    rows = [worlds.written(public=is_public, chase=worlds.fixed(30.0))]
    world = worlds.build(
        rows, [ALWAYS], [(10.0, i, 0) for i in range(4)], policy=policy, people=LOUD
    )

    output = simulate(world)

    unanswered = [i for i, outcome in runs.times(output, "customer", "outcome") if outcome != 0]
    assert ([1, 3] if is_public else []) == unanswered


def test_deleted_complaints_come_back_louder(simulate, worlds, runs):
    """A deleted complaint is never answered; its customer notices at the chase, and asks again.

    What it then has to say is read by more; questions are left alone.
    """
    social = worlds.written(public=True, chase=worlds.fixed(30.0))
    policy = worlds.policies(delete_share=1.0, repost_factor=3.0)
    rules = worlds.behaviour(retry_chase=1.0, max_attempts=2, view_share=0.5)
    needs = [(10.0, 0, 2), (10.0, 1, 0)]
    world = worlds.build(
        [social], [ALWAYS], needs, policy=policy, rules=rules, people={"audience": [100.0, 40.0]}
    )

    output = simulate(world)

    fields = ("customer", "attempt", "desk", "outcome", "end")
    assert [
        (1, 0, 0, Outcome.HANDLED, 15.0),
        (0, 0, NO_DESK, Outcome.UNANSWERED, 40.0),
        (0, 1, NO_DESK, Outcome.UNANSWERED, 70.0),
    ] == runs.times(output, *fields)
    tally = runs.total(output, "tally")
    assert (2, 2, 1) == (tally["deleted"], tally["unanswered"], tally["offered"])
    assert 2 * 3.0 * 50.0 + 20.0 == tally["views"]
    journeys = runs.total(output, "journeys")
    assert (2, 1) == (journeys["closed"], journeys["solved"])


@pytest.mark.parametrize(
    ("values", "kind"),
    [({"public": False}, 2), ({"public": True, "answer_probability": 0.0}, 2)],
)
def test_nothing_else_is_deleted(simulate, worlds, runs, values, kind):
    """What is private cannot be deleted, and what is not noticed is not."""
    social = worlds.written(chase=worlds.fixed(30.0), **values)
    policy = worlds.policies(delete_share=1.0, repost_factor=3.0)

    output = simulate(worlds.build([social], [ALWAYS], [(10.0, 0, kind)], policy=policy))

    assert 0 == runs.total(output, "tally")["deleted"]
