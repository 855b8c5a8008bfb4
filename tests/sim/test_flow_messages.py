"""Messages void unread, asked twice, or continued in private, followed by hand."""

import math

import numpy as np
import pytest

from sim.records import NO_DESK, NOT_JUDGED, Outcome

ALWAYS = [(0.0, 1, 20.0)]
FROM_200 = [(0.0, 0, 0.0), (200.0, 1, 20.0)]


# ------------------------------------------------------------------------------------ void messages


def test_an_unread_message_is_void_after_a_time(simulate, worlds, runs):
    """It leaves the backlog unanswered; its customer, disappointed, may write again."""
    email = worlds.written(expiry=worlds.fixed(100.0))
    rules = worlds.behaviour(retry=1.0)
    world = worlds.build([email], [FROM_200], [(10.0, 0, 0)], rules=rules)

    output = simulate(world)

    fields = ("attempt", "outcome", "arrival", "end", "desk")
    assert [
        (0, Outcome.EXPIRED, 10.0, 110.0, 0),
        (1, Outcome.HANDLED, 140.0, 205.0, 0),
    ] == runs.times(output, *fields)
    counts = runs.total(output, "tally")
    assert (1, 2, 2, 160.0, 60.0) == tuple(
        counts[n] for n in ("expired", "joined", "judged", "wait_minutes", "wait_answered_minutes")
    )
    assert (1, 160.0) == tuple(
        runs.total(output, "hourly")[n] for n in ("abandoned", "wait_minutes")
    )
    # Void like never answered: the wait of 100 minutes, where one minute was expected.
    x = -2.0 * 3.0 - 1.0
    assert output.contacts["judged"][0] == np.float32(1.0 / (1.0 + math.exp(-x)))


def test_a_message_nobody_noticed_is_void_too(simulate, worlds, runs):
    """It was never offered, and closes unanswered."""
    email = worlds.written(answer_probability=0.0, expiry=worlds.fixed(100.0))

    output = simulate(worlds.build([email], [ALWAYS], [(10.0, 0, 0)]))

    fields = ("outcome", "end", "desk")
    assert [(Outcome.UNANSWERED, 110.0, NO_DESK)] == runs.times(output, *fields)
    assert (0, 0, 1) == tuple(
        runs.total(output, "tally")[n] for n in ("offered", "expired", "unanswered")
    )


def test_what_an_adviser_has_begun_is_not_void(simulate, worlds, runs):
    """A message started before its time is answered after it; one chased is judged once."""
    email = worlds.written(
        handling=worlds.fixed(50.0), chase=worlds.fixed(30.0), expiry=worlds.fixed(70.0)
    )
    needs = [(10.0, 0, 0), (20.0, 1, 0), (25.0, 2, 0)]

    output = simulate(worlds.build([email], [ALWAYS], needs))

    fields = ("customer", "outcome", "start", "end")
    expected = [(0, 10.0, 60.0), (2, None, 95.0), (1, 60.0, 110.0)]
    rows = runs.times(output, *fields)
    assert expected == [(i, None if start != start else start, end) for i, _, start, end in rows]
    assert [Outcome.HANDLED, Outcome.EXPIRED, Outcome.HANDLED] == runs.outcomes(output)
    # The second and the third were chased at 50 and 55, and judged then.
    assert 3 == runs.total(output, "tally")["judged"]


# -------------------------------------------------------------------------------- the shared record


@pytest.mark.parametrize("is_shared", [False, True])
def test_the_record_shows_what_was_asked_twice(simulate, worlds, runs, is_shared):
    """Who starts on a need closes its other messages; without a record they are all answered."""
    email = worlds.written(in_record=is_shared, chase=worlds.fixed(100.0))
    rules = worlds.behaviour(retry_chase=1.0, max_attempts=2)
    world = worlds.build([email], [FROM_200], [(10.0, 0, 0)], rules=rules)

    output = simulate(world)

    second = (1, Outcome.DUPLICATE, 200.0) if is_shared else (1, Outcome.HANDLED, 210.0)
    expected = sorted([second, (0, Outcome.HANDLED, 205.0)], key=lambda row: row[2])
    assert expected == runs.times(output, "attempt", "outcome", "end")
    twin = output.contacts[output.contacts["attempt"] == 1][0]
    if is_shared:
        assert (NOT_JUDGED, 0, 0.0, 0) == tuple(
            twin[n] for n in ("satisfied", "resolved", "handling", "desk")
        )
        assert math.isnan(twin["start"])
    counts = runs.total(output, "tally")
    assert (2, 2, float(is_shared), 2 - float(is_shared)) == tuple(
        counts[n] for n in ("contacts", "offered", "duplicates", "joined")
    )
    journeys = runs.total(output, "journeys")
    assert (1, 1, 2) == tuple(journeys[n] for n in ("closed", "solved", "contacts"))


def test_who_was_started_on_leads_on(simulate, worlds, runs):
    """After the duplicates are closed, the contact in hand may lead to the next attempt.

    With the record, that one takes the time of a need that is known.
    """
    email = worlds.written(in_record=True, chase=worlds.fixed(100.0), skill=0.0)
    rules = worlds.behaviour(retry_chase=1.0, retry=1.0, max_attempts=3)
    policy = worlds.policies(record_saving=0.4)
    world = worlds.build([email], [FROM_200], [(10.0, 0, 0)], rules=rules, policy=policy)

    output = simulate(world)

    expected = [
        (1, Outcome.DUPLICATE, 200.0, 0.0),
        (0, Outcome.HANDLED, 205.0, 5.0),
        (2, Outcome.HANDLED, 238.0, 3.0),
    ]
    assert expected == runs.times(output, "attempt", "outcome", "end", "handling")
    journeys = runs.total(output, "journeys")
    assert (1, 0, 3) == tuple(journeys[n] for n in ("closed", "solved", "contacts"))


def test_who_let_go_is_not_brought_back(simulate, worlds, runs):
    """Without a further attempt after the chase, an answer that solves nothing is the last."""
    email = worlds.written(in_record=True, chase=worlds.fixed(100.0), skill=0.0)
    rules = worlds.behaviour(retry_chase=0.0, retry=1.0)

    output = simulate(worlds.build([email], [FROM_200], [(10.0, 0, 0)], rules=rules))

    assert [(0, 205.0)] == runs.times(output, "attempt", "end")


# --------------------------------------------------------------------------------- on to private


def social_world(worlds, needs, **values):
    """A public page whose needs of kind 1 cannot be solved in public."""
    policy = worlds.policies(move_to_private=True, **values)
    return worlds.build(
        [worlds.written(public=True)], [ALWAYS], needs, policy=policy, identified=(1,)
    )


def test_an_exchange_goes_on_in_private(simulate, worlds, runs):
    """A minute in public, twenty minutes until the customer writes, then the main handling."""
    output = simulate(social_world(worlds, [(10.0, 0, 1), (10.5, 1, 0)]))

    fields = ("customer", "start", "end", "handling", "resolved")
    expected = [(1, 11.0, 16.0, 5.0, 1), (0, 10.0, 36.0, 6.0, 1)]
    assert expected == runs.times(output, *fields)
    counts = runs.total(output, "tally")
    assert (2, 11.0, 0.5) == tuple(
        counts[n] for n in ("judged", "handling_minutes", "wait_minutes")
    )


def test_waiting_in_private_is_not_felt(simulate, worlds, runs):
    """The private message joins the end of the line; its customer was answered long ago."""
    needs = [(10.0, 0, 1), (29.0, 1, 0), (30.0, 2, 0)]

    output = simulate(social_world(worlds, needs))

    # The adviser is busy with the second until 34 and with the third, who came before 31, until 39.
    fields = ("customer", "start", "end", "handling")
    expected = [(1, 29.0, 34.0, 5.0), (2, 34.0, 39.0, 5.0), (0, 10.0, 44.0, 6.0)]
    assert expected == runs.times(output, *fields)
    assert 4.0 == runs.total(output, "tally")["wait_minutes"]


def test_some_never_write_in_private(simulate, worlds, runs):
    """Lost on the way: answered, unresolved, judged when the delay ends."""
    output = simulate(social_world(worlds, [(10.0, 0, 1)], private_loss=1.0))

    fields = ("outcome", "start", "end", "handling", "resolved", "desk")
    assert [(Outcome.LOST, 10.0, 31.0, 1.0, 0, 0)] == runs.times(output, *fields)
    counts = runs.total(output, "tally")
    assert (1, 1, 1, 0) == tuple(counts[n] for n in ("lost", "handled", "judged", "resolved"))


def test_without_the_policy_a_public_answer_is_all(simulate, worlds, runs):
    """Nobody moves to private: the exchange ends in public, unresolved."""
    world = worlds.build([worlds.written(public=True)], [ALWAYS], [(10.0, 0, 1)], identified=(1,))

    output = simulate(world)

    fields = ("outcome", "end", "handling", "resolved")
    assert [(Outcome.HANDLED, 11.0, 1.0, 0)] == runs.times(output, *fields)
