"""Laboratory forms, followed by hand: linear waits, satisfaction by service, one shared belief."""

import math

import numpy as np
import pytest

from sim.params import Belief, Felt, WaitForm

ALWAYS = [(0.0, 1, 20.0)]


def test_waits_can_count_in_proportion(simulate, worlds, runs):
    """In the linear form beliefs are minutes: d = (expected - waited) / δ, and so learnt."""
    rules = worlds.behaviour(wait_form=int(WaitForm.LINEAR), judgement_resolved=0.0)
    world = worlds.build(
        [worlds.live(acceptable_delay=2.0)],
        [ALWAYS],
        [(10.0, 0, 0), (12.0, 1, 0)],
        rules=rules,
        people={"log_wait_belief": 1.0},
        panel=(60.0,),
    )

    output = simulate(world)

    # One waited nothing instead of a minute, the other three: d = 1/2 and -2/2, which hurts twice.
    felt = [1.0 / (1.0 + math.exp(-d)) for d in (0.5, -2.0)]
    assert felt == pytest.approx([s for (s,) in runs.times(output, "judged")], rel=1e-6)
    assert [0.5, 2.0] == output.panel[0].log_wait_belief[:, 0].tolist()


def test_a_linear_wait_weighs_in_choice_by_the_minute(simulate, worlds, runs):
    """Each minute expected costs β_w / δ, and so does each minute until the channel opens."""
    rules = worlds.behaviour(wait_form=int(WaitForm.LINEAR), beta_wait=1000.0)
    # Costs 1000 · 0.8 · (wait + closed) / 10: 240 at the one, 160 + 80 · closed at the other.
    rows = [worlds.live(c, acceptable_delay=10.0) for c in (0, 1)]
    opens_at_30 = [(0.0, 0, 0.0), (30.0, 1, 20.0)]
    needs = [(28.0, 0, 0), (29.5, 1, 0)]
    world = worlds.build(
        rows,
        [ALWAYS, opens_at_30],
        needs,
        rules=rules,
        people={"log_wait_belief": [[3.0, 2.0], [3.0, 2.0]]},
    )

    # Two minutes before the opening the first is nearer; half a minute before, the second.
    assert {0: 0, 1: 1} == dict(runs.times(simulate(world), "customer", "channel"))


def test_satisfaction_can_be_service(simulate, worlds, runs):
    """Where only service counts, who is answered is satisfied, solved or not; who gives up is not.

    A message judged at the chase is not, although a reply comes later.
    """
    rows = [
        worlds.live(0, skill=0.0, patience=worlds.fixed(1.0), kind_appeal=[1e4, 0.0, 0.0]),
        worlds.written(1, chase=worlds.fixed(30.0), kind_appeal=[0.0, 1e4, 0.0]),
    ]
    late = [(0.0, 0, 0.0), (60.0, 1, 20.0)]
    needs = [(10.0, 0, 0), (11.0, 1, 0), (12.0, 2, 1), (50.0, 3, 1)]
    world = worlds.build(rows, [ALWAYS, late], needs, rules=worlds.behaviour(felt=int(Felt.SERVED)))

    output = simulate(world)

    expected = [(0, 1.0, 1), (1, 0.0, 0), (2, 0.0, 0), (3, 1.0, 1)]
    assert expected == sorted(runs.times(output, "customer", "judged", "satisfied"))


def shared_rules(worlds, **values):
    """Customers who go by one belief a channel, which moves by at least a tenth a contact."""
    return worlds.behaviour(
        belief=int(Belief.PUBLIC), wait_form=int(WaitForm.LINEAR), learning_rate=0.1, **values
    )


def test_a_shared_belief_is_the_mean_of_all_waits(simulate, worlds, runs):
    """Each contact is judged against the mean of the prior and of all before it, whoever had them.

    Nobody's own belief moves, and goodwill is everybody's own as ever.
    """
    rules = shared_rules(worlds, loss_aversion=1.0, judgement_resolved=0.0)
    needs = [(10.0 + i, i, 0) for i in range(4)]
    world = worlds.build(
        [worlds.live(acceptable_delay=20.0)],
        [ALWAYS],
        needs,
        rules=rules,
        people={"log_wait_belief": 6.0},
        panel=(600.0,),
    )

    output = simulate(world)

    # Five minutes each, a minute apart: waits of 0, 4, 8, 12 against means of those before and 6.
    waits = [0.0, 4.0, 8.0, 12.0]
    d = [(np.mean([6.0, *waits[:i]]) - waits[i]) / 20.0 for i in range(4)]
    felt = [1.0 / (1.0 + math.exp(-x)) for x in d]
    assert felt == pytest.approx([s for (s,) in runs.times(output, "judged")], rel=1e-6)
    panel = output.panel[0]
    assert [6.0] * 4 == panel.log_wait_belief[:, 0].tolist()
    assert [0.5] * 4 == panel.satisfaction_belief[:, 0].tolist()
    assert [0.5 + 0.25 * (s - 0.5) for s in felt] == pytest.approx(panel.goodwill.tolist())


def test_a_shared_belief_forgets_at_its_rate(simulate, worlds, runs):
    """From the tenth contact on, the newest weighs a tenth: old ones fade."""
    rules = shared_rules(worlds, loss_aversion=1.0, judgement_resolved=0.0)
    needs = [(10.0 * i + 1.0, 0, 0) for i in range(21)] + [(205.0, 1, 0)]
    world = worlds.build(
        [worlds.live(acceptable_delay=20.0)],
        [ALWAYS],
        needs,
        rules=rules,
        people={"log_wait_belief": 6.0},
    )

    output = simulate(world)

    # Twenty-one contacts without a wait, of which nine took off 1/2 ... 1/10 each, then a tenth
    # each; the last customer waits a minute.
    mean = 6.0 / 10.0 * 0.9 ** (21 - 9)
    felt = 1.0 / (1.0 + math.exp(-(mean - 1.0) / 20.0))
    assert [felt] == pytest.approx([s for i, s in runs.times(output, "customer", "judged") if i])


def test_everybody_chooses_by_the_shared_belief(simulate, worlds, runs):
    """A newcomer avoids the channel on which others were disappointed."""
    rules = shared_rules(
        worlds, beta_satisfaction=1e4, judgement_intercept=-50.0, judgement_expectation=0.0
    )
    rows = [worlds.live(0, intercept=1000.0, expected_logit=0.0), worlds.live(1)]
    needs = [(10.0, 0, 0), (14.0, 1, 0), (20.0, 2, 0)]
    world = worlds.build(rows, [[(0.0, 2, 20.0)], ALWAYS], needs, rules=rules)

    # The first judges at 15: satisfaction of channel 0 falls from 1/2 to 1/4, which weighs 2500.
    assert [(0, 0), (1, 0), (2, 1)] == runs.times(simulate(world), "customer", "channel")
