"""What customers hear of each other: word of mouth, image, leaving and unfollowing."""

import math

import numpy as np
import pytest

from sim.neighbours import neighbour
from sim.rng import Stream, uniform

ALWAYS = [(0.0, 1, 20.0)]


def listeners(world, n, *, degree, local_links, need=0, attempt=0):
    """Who hears of a contact of customer 0, from the documented draw of the first link."""
    size = len(world.customers.age)
    links = min(degree, size - 1)
    first = int(uniform(world.key, int(Stream.LISTENERS), 0, need, attempt, 0) * links)
    return [neighbour(0, (first + m) % links, size, degree, local_links) for m in range(n)]


# ----------------------------------------------------------------------------------- word of mouth


@pytest.mark.parametrize(("intercept", "n"), [(50.0, 2), (-50.0, 3)])
def test_a_contact_is_told_to_neighbours(simulate, worlds, runs, intercept, n):
    """Satisfied customers tell two, dissatisfied three, each once; nobody else changes its mind."""
    rules = worlds.behaviour(
        judgement_intercept=intercept,
        tell_satisfied=1.0,
        tell_dissatisfied=1.0,
        word_of_mouth=0.4,
        word_of_mouth_goodwill=0.2,
    )
    world = worlds.build(
        [worlds.live(), worlds.live()],
        [ALWAYS],
        [(10.0, 0, 0)],
        rules=rules,
        n_customers=20,
        panel=(60.0,),
        people={"internet": np.arange(20) % 2 == 0},
    )

    output = simulate(world)

    channel, felt = runs.times(output, "channel", "judged")[0]
    heard = listeners(world, n, degree=6, local_links=2)
    belief, goodwill = np.full((20, 2), 0.5), np.full(20, 0.5)
    belief[heard, channel] = 0.5 + 0.4 * (felt - 0.5)
    goodwill[heard] = 0.5 + 0.2 * (felt - 0.5)
    belief[0, channel] = min(max(0.5 + 0.5 * (felt - 0.5), 0.01), 0.99)
    goodwill[0] = 0.5 + 0.25 * (felt - 0.5)
    assert n == len(set(heard) - {0})
    np.testing.assert_allclose(output.panel[0].satisfaction_belief, belief, rtol=1e-6)
    np.testing.assert_allclose(output.panel[0].goodwill, goodwill, rtol=1e-6)
    assert (output.panel[0].log_wait_belief[heard] == np.float32(math.log(4.0))).all()


def test_in_a_small_place_everybody_else_hears_once(simulate, worlds, runs):
    """With fewer neighbours than listeners, all of them hear, and none twice."""
    rules = worlds.behaviour(
        tell_satisfied=1.0,
        tell_dissatisfied=1.0,
        listeners_satisfied=15,
        listeners_dissatisfied=15,
        word_of_mouth=0.4,
    )
    world = worlds.build(
        [worlds.live()], [ALWAYS], [(10.0, 0, 0)], rules=rules, n_customers=3, panel=(60.0,)
    )

    output = simulate(world)

    felt = runs.times(output, "judged")[0][0]
    expected = [0.5 + 0.4 * (felt - 0.5)] * 2
    assert expected == pytest.approx(output.panel[0].satisfaction_belief[1:, 0].tolist(), rel=1e-6)
    # Goodwill has a rate of its own, here 0.
    assert [0.5, 0.5] == output.panel[0].goodwill[1:].tolist()


def test_what_was_heard_decides_the_next_choice(simulate, worlds, runs):
    """A customer who never used a channel avoids it after a bad tale, once it has heard it."""
    rules = worlds.behaviour(
        judgement_intercept=-50.0, tell_dissatisfied=1.0, word_of_mouth=1.0, beta_satisfaction=1e4
    )
    rows = [worlds.live(0, intercept=1000.0), worlds.live(1)]
    needs = [(10.0, 0, 0), (14.0, 1, 0), (16.0, 2, 0)]
    world = worlds.build(rows, [[(0.0, 2, 20.0)], ALWAYS], needs, rules=rules)

    output = simulate(world)

    # Customer 0 judges at 15 and tells the two others.
    assert [(0, 0), (1, 0), (2, 1)] == runs.times(output, "customer", "channel")


def test_nobody_hears_what_is_not_told(simulate, worlds):
    """With a probability of 0 to tell, others keep their beliefs."""
    rules = worlds.behaviour(word_of_mouth=1.0, word_of_mouth_goodwill=1.0)
    world = worlds.build(
        [worlds.live()], [ALWAYS], [(10.0, 0, 0)], rules=rules, n_customers=3, panel=(60.0,)
    )

    output = simulate(world)

    assert [0.5, 0.5] == output.panel[0].satisfaction_belief[1:, 0].tolist()
    assert [0.5, 0.5] == output.panel[0].goodwill[1:].tolist()


# ------------------------------------------------------------------------------------------- image


def test_posts_move_the_image_and_time_wears_it_off(simulate, worlds, runs):
    """Eq. (40)-(42): by the share of customers who saw a post; each hour's end shows what is left.

    The second post, with another audience, starts from what is left of the first.
    """
    rules = worlds.behaviour(
        image_rate=0.4, image_life=100.0, view_share=0.5, judgement_intercept=-2.0
    )
    social = worlds.written(public=True, expected_logit=1.0, handling=worlds.fixed(5.0))
    world = worlds.build(
        [social, worlds.live(0, intercept=-1e4)],
        [ALWAYS],
        [(10.0, 0, 0), (70.0, 1, 0)],
        rules=rules,
        people={"audience": [40.0, 600.0]},
        end=200.0,
    )

    output = simulate(world)

    expected, moved, image = 1.0 / (1.0 + math.exp(-1.0)), 0.0, 0.0
    for audience, (end, felt) in zip(
        (40.0, 600.0), runs.times(output, "end", "judged"), strict=True
    ):
        image *= math.exp(-(end - moved) / 100.0)
        seen = 1.0 - math.exp(-0.5 * audience / 2)
        image += 0.4 * seen * (felt - expected - image)
        moved = end
        hour = int(end // 60)
        left = image * math.exp(-(60.0 * (hour + 1) - end) / 100.0)
        assert left == pytest.approx(output.image[hour, 0], rel=1e-9)
    # The last hour is cut short by the end of the run.
    assert image * math.exp(-(200.0 - moved) / 100.0) == pytest.approx(output.image[3, 0])
    assert 0 == output.image[:, 1].any()
    assert 320 == runs.total(output, "tally")["views"]


def test_followers_see_the_image_others_do_not(simulate, worlds, runs):
    """Who follows the page avoids a channel with a bad image; strangers and leavers keep using it.

    Followers' goodwill, as a pollster hears it, has the image in it too.
    """
    rules = worlds.behaviour(
        image_rate=1.0,
        image_life=1e6,
        image_goodwill=0.5,
        judgement_intercept=-50.0,
        beta_satisfaction=1e4,
        goodwill_rate=0.0,
    )
    rows = [worlds.live(0, public=True, intercept=1000.0), worlds.live(1)]
    people = {
        "audience": [1e6, 0.0, 0.0, 0.0],
        "member_from": [-math.inf, -math.inf, math.inf, -math.inf],
        "page_until": [math.inf, math.inf, math.inf, 25.0],
    }
    needs = [(10.0, 0, 0), *((30.0 + 10.0 * i, i, 0) for i in (1, 2, 3))]
    world = worlds.build(
        rows, [ALWAYS] * 2, needs, rules=rules, people=people, panel=(20.0, 30.0), end=120.0
    )

    output = simulate(world)

    assert [(0, 0), (1, 1), (2, 0), (3, 0)] == runs.times(output, "customer", "channel")
    before, after = (panel.goodwill.tolist() for panel in output.panel)
    assert [0.25, 0.25, 0.5, 0.25] == pytest.approx(before, abs=1e-4)
    # At 30 the last customer has stopped following, and the image has faded by 15 minutes of 1e6.
    assert [0.25, 0.25, 0.5, 0.5] == pytest.approx(after, abs=1e-4)


def test_private_channels_have_no_image(simulate, worlds, runs):
    """What nobody can read is seen by nobody, whatever the audience."""
    world = worlds.build(
        [worlds.live()],
        [ALWAYS],
        [(10.0, 0, 0)],
        rules=worlds.behaviour(image_rate=1.0),
        people={"audience": [1e6]},
    )

    output = simulate(world)

    assert not output.image.any()
    assert 0 == runs.total(output, "tally")["views"]


# ------------------------------------------------------------------------------------------ leaving


def test_who_leaves_has_no_further_needs(simulate, worlds, runs):
    """Goodwill under the level ends a customer's needs; those already open go on to their end."""
    rules = worlds.behaviour(leave_below=0.45, judgement_intercept=-50.0, retry=1.0, max_attempts=2)
    phone = worlds.live(handling=worlds.fixed(5.0), skill=0.0)
    needs = [(10.0, 0, 0), (12.0, 0, 1), (100.0, 0, 0), (100.0, 1, 0), (700.0, 1, 0)]
    world = worlds.build([phone], [ALWAYS], needs, rules=rules, n_months=2, warm_up=50.0)

    output = simulate(world)

    # Both needs of the first customer are tried again; its third does not arise.
    fields = ("customer", "need", "attempt", "chosen")
    assert [
        (0, 0, 0, 10.0),
        (0, 1, 0, 12.0),
        (0, 0, 1, 45.0),
        (0, 1, 1, 50.0),
        (1, 0, 0, 100.0),
        (1, 0, 1, 135.0),
    ] == runs.times(output, *fields)
    # The first left at 15, before the warm-up was over; the second in the first half of the run.
    assert 1 == runs.total(output, "journeys")["left"] == output.journeys[0, :, -1].sum()
    assert 1 == runs.total(output, "journeys")["needs"]


def test_a_tale_alone_makes_nobody_leave(simulate, worlds, runs):
    """Leaving is decided after an own contact, however low goodwill has fallen by hearsay."""
    rules = worlds.behaviour(
        leave_below=0.45,
        judgement_intercept=-50.0,
        tell_dissatisfied=1.0,
        word_of_mouth_goodwill=1.0,
        goodwill_rate=0.01,
    )
    needs = [(10.0, 0, 0), (20.0, 1, 0), (30.0, 1, 0)]
    world = worlds.build([worlds.live()], [ALWAYS], needs, rules=rules, n_customers=2)

    output = simulate(world)

    # Customer 1 heard at 15, had its need at 20 all the same, and left at 25.
    assert [(0, 10.0), (1, 20.0)] == runs.times(output, "customer", "chosen")
    assert 1 == runs.total(output, "journeys")["left"]


def test_unfollowing_ends_the_use_of_the_page(simulate, worlds, runs):
    """A member uses the page from joining until it stops following, both to the minute."""
    rows = [
        worlds.written(0, needs_membership=True, intercept=1000.0),
        worlds.live(1),
    ]
    people = {"member_from": [30.0], "page_until": [50.0]}
    needs = [(29.0, 0, 0), (30.0, 0, 0), (49.0, 0, 0), (50.0, 0, 0)]
    world = worlds.build(rows, [ALWAYS] * 2, needs, people=people)

    assert [1, 0, 0, 1] == [c for (c,) in runs.times(simulate(world), "channel")]
