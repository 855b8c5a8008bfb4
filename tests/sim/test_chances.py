"""Probabilities are what they say, drawn once for each attempt: shares among many customers."""

import math

import numpy as np
import pytest
from scipy.stats import chisquare

from sim.params import AtClose
from sim.records import Outcome

N = 4_000
PLENTY = [(0.0, 200, 20.0)]
"""Nobody waits: every fifth of a minute one comes, for five minutes."""
CLOSED = [(0.0, 0, 20.0), (1000.0, 200, 20.0)]


def everybody(worlds, channel, roster=PLENTY, kind=0, rules=None, **values):
    """A world in which N customers have a need each, all of one kind."""
    needs = [(10.0 + i / 5.0, i, kind) for i in range(N)]
    return worlds.build([channel], [roster], needs, rules=rules, **values)


def assert_share(expected, count, n=N):
    """A binomial share, within 4.5 standard errors, these being below two points."""
    error = math.sqrt(expected * (1.0 - expected) / n)

    assert error < 0.02
    assert abs(count / n - expected) < 4.5 * error


def count(output, outcome):
    """How many contacts ended so."""
    return int((output.contacts["outcome"] == outcome).sum())


def test_each_attempt_decides_anew_whether_another_follows(simulate, worlds):
    """Never helped, customers make a truncated geometric number of attempts, half of them more."""
    rules = worlds.behaviour(retry=0.5, max_attempts=4)
    output = simulate(everybody(worlds, worlds.live(skill=0.0), rules=rules))

    made = np.bincount(np.bincount(output.contacts["customer"]))[1:]
    assert chisquare(made, N * np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])).pvalue > 1e-4


def test_each_abandoned_attempt_decides_anew_too(simulate, worlds):
    """So do those who gave up, with a probability of their own."""
    phone = worlds.live(impatient=1.0, at_close=AtClose.CARRY)
    rules = worlds.behaviour(retry=1.0, retry_abandoned=0.3, max_attempts=3)
    # One adviser, busy with the first caller to the end.
    phone["handling"] = worlds.fixed(5000.0)
    output = simulate(everybody(worlds, phone, roster=[(0.0, 1, 20.0)], rules=rules))

    made = np.bincount(np.bincount(output.contacts["customer"])[1:])[1:]
    assert chisquare(made, (N - 1) * np.array([0.7, 0.3 * 0.7, 0.09])).pvalue > 1e-4


@pytest.mark.parametrize("listening", [0.8, 0.3])
def test_messages_are_noticed_as_often_as_the_channel_listens(simulate, worlds, listening):
    """Of messages the share that is noticed is answered, the rest closed at the chase."""
    email = worlds.written(answer_probability=listening, chase=worlds.fixed(60.0))
    output = simulate(everybody(worlds, email))

    assert N == count(output, Outcome.HANDLED) + count(output, Outcome.UNANSWERED)
    assert_share(listening, count(output, Outcome.HANDLED))


def test_those_who_find_it_closed_drop_their_attempt_as_often_as_told(simulate, worlds):
    """A fifth drops the attempt, the others come when it opens."""
    shop = worlds.live(drop_when_closed=0.2)
    output = simulate(everybody(worlds, shop, roster=CLOSED))

    assert N == count(output, Outcome.DROPPED) + count(output, Outcome.HANDLED)
    assert_share(0.2, count(output, Outcome.DROPPED))


def test_private_messages_are_lost_and_posts_deleted_as_often_as_told(simulate, worlds):
    """A third of those asked to go on in private never do; a quarter of complaints is deleted."""
    page = worlds.written(public=True)
    policy = worlds.policies(move_to_private=True, private_loss=0.3)
    output = simulate(everybody(worlds, page, policy=policy, identified=(0,)))
    assert_share(0.3, count(output, Outcome.LOST))

    page["chase"] = worlds.fixed(60.0)
    policy = worlds.policies(delete_share=0.25)
    output = simulate(everybody(worlds, page, kind=2, policy=policy))
    assert_share(0.25, count(output, Outcome.UNANSWERED))


def test_contacts_are_resolved_and_satisfy_as_often_as_told(simulate, worlds):
    """Skill times the kind's factor resolves; satisfaction is a coin of the probability felt."""
    phone = worlds.live(skill=0.6, resolution_factor=0.5)
    output = simulate(everybody(worlds, phone))

    assert_share(0.3, int(output.contacts["resolved"].sum()))
    for resolved in (0, 1):
        group = output.contacts[output.contacts["resolved"] == resolved]
        felt = np.unique(group["judged"])
        assert 1 == felt.size
        assert_share(float(felt[0]), int(group["satisfied"].sum()), group.size)


def test_luck_of_a_choice_is_held_between_plans(simulate, worlds):
    """Who minds no wait chooses the same channel first, however many advisers there are."""
    needs = [(10.0 + i, i, 0) for i in range(200)]
    chosen = []
    for advisers in (1, 7):
        desks = [[(0.0, advisers, 20.0)], PLENTY]
        world = worlds.build([worlds.live(0), worlds.live(1)], desks, needs)
        contacts = simulate(world).contacts
        chosen.append(
            dict(zip(contacts["customer"].tolist(), contacts["channel"].tolist(), strict=True))
        )

    assert chosen[0] == chosen[1]
    assert 200 == len(chosen[0])
    assert 60 < sum(chosen[0].values()) < 140
