"""What customers do in either engine: choose, judge, learn, retry; and what panels keep."""

import math

import numpy as np
import pytest

from sim.records import JOURNEY_FIELDS, TALLY_FIELDS, Outcome, Recall
from sim.rng import Stream, uniform

FIRST = ("needs", "closed", "solved", "contacts")
ALWAYS = [(0.0, 1, 20.0)]


def column(output, name):
    """A field of all contacts in closing order."""
    return output.contacts[name].tolist()


def test_retry_until_the_last_attempt(simulate, worlds):
    """Never helped, a customer tries again after each delay, until attempts run out."""
    rules = worlds.behaviour(retry=1.0, max_attempts=3)
    world = worlds.build([worlds.live(skill=0.0)], [ALWAYS], [(10.0, 0, 0)], rules=rules)

    output = simulate(world)

    assert [10.0, 45.0, 80.0] == column(output, "chosen")
    assert [10.0, 10.0, 10.0] == column(output, "need_time")
    counts = output.journeys.sum(axis=(0, 1)).tolist()
    assert {"needs": 1, "closed": 1, "solved": 0, "contacts": 3} == {
        name: count for name, count in zip(JOURNEY_FIELDS, counts, strict=True) if name in FIRST
    }


def test_abandoned_attempts_have_their_own_retry(simulate, worlds):
    """After a wait in vain the customer redials sooner, and the line may be free then."""
    phone = worlds.live(handling=worlds.fixed(9.0), patience=worlds.fixed(1.0))
    rules = worlds.behaviour(retry=0.0, retry_abandoned=1.0)

    output = simulate(worlds.build([phone], [ALWAYS], [(10.0, 0, 0), (12.0, 1, 0)], rules=rules))

    expected = [(1, 0, Outcome.ABANDONED), (0, 0, Outcome.HANDLED), (1, 1, Outcome.HANDLED)]
    rows = zip(*(column(output, name) for name in ("customer", "attempt", "outcome")), strict=True)
    assert expected == list(rows)
    assert [13.0, 19.0, 32.0] == column(output, "end")


def test_failed_channel_is_left_for_the_other_and_not_forgotten(simulate, worlds):
    """A channel that failed earlier in the journey costs φ; the one just tried costs β_r."""
    rows = [worlds.live(c, skill=0.0, intercept=-200.0 * c) for c in range(3)]
    rules = worlds.behaviour(retry=1.0, failed_penalty=1e4, beta_return=-1e6, max_attempts=4)

    output = simulate(worlds.build(rows, [ALWAYS] * 3, [(10.0, 0, 0)], rules=rules))

    # All have failed at the fourth attempt, so that the best of the two not just tried is taken.
    assert [0, 1, 2, 0] == column(output, "channel")
    tally = output.tally.sum(axis=(0, 1, 2))
    assert (3, 3) == tuple(tally[TALLY_FIELDS.index(name)] for name in ("retries", "switches"))


def test_habit_is_the_last_channel_when_the_need_arose(simulate, worlds):
    """Habit follows the previous need's channel, and stays for the need whatever comes between."""
    rows = [worlds.live(0, intercept=50.0), worlds.live(1, kind_appeal=np.array([0.0, 500.0, 0.0]))]
    rules = worlds.behaviour(beta_habit=200.0)
    needs = [(10.0, 0, 0), (20.0, 0, 1), (30.0, 0, 0)]

    output = simulate(worlds.build(rows, [ALWAYS] * 2, needs, rules=rules))

    assert [0, 1, 1] == column(output, "channel")


def test_access_decides_what_can_be_chosen(simulate, worlds):
    """Internet, membership by date and a store within reach gate channels, one by one or all."""
    rows = [
        worlds.written(0, needs_internet=True, needs_membership=True, intercept=900.0),
        worlds.live(1, needs_store=True, intercept=500.0),
        worlds.written(2, needs_internet=True),
    ]
    people = {
        "internet": [True, False, True, False],
        "member_from": [100.0, -math.inf, math.inf, math.inf],
        "store_access": [True, True, False, False],
    }
    needs = [(time, i, 0) for time in (99.0, 100.0) for i in range(4)]

    output = simulate(worlds.build(rows, [ALWAYS] * 3, needs, people=people))

    chosen = {}
    for row in output.contacts:
        chosen.setdefault(row["customer"].item(), {})[row["need_time"].item()] = row["channel"]
    expected = {0: {99.0: 1, 100.0: 0}, 1: {99.0: 1, 100.0: 1}, 2: {99.0: 2, 100.0: 2}}
    assert expected == chosen
    assert 2 == output.journeys[..., JOURNEY_FIELDS.index("not_expressed")].sum()


def test_doing_nothing_leaves_no_trace(simulate, worlds):
    """A need whose customer does nothing is counted as not expressed and nowhere else."""
    world = worlds.build([worlds.live()], [ALWAYS], [(10.0, 0, 0)], nothing=1e6, panel=(1440.0,))

    output = simulate(world)

    assert 0 == output.n_contacts == output.tally.sum()
    assert [0, 0, 0, 0, 1, 0] == output.journeys.sum(axis=(0, 1)).tolist()
    assert [-1] == output.panel[0].last_channel.tolist()


def test_judgement_and_learning(simulate, worlds):
    """Satisfaction, beliefs and goodwill after a short wait are those of Eq. (9)-(14)."""
    world = worlds.build([worlds.live()], [ALWAYS], [(10.0, 0, 0), (12.0, 1, 0)], panel=(60.0,))

    output = simulate(world)

    # Both expected a minute: l̂ = log(1 + 3). One waited 0, the other 3; delays hurt twice.
    surprise = [math.log(4.0 / 3.0), 2.0 * math.log(4.0 / 6.0)]
    felt = [1.0 / (1.0 + math.exp(-(1.0 + d))) for d in surprise]
    assert felt == pytest.approx(column(output, "judged"), rel=1e-6)
    panel = output.panel[0]
    assert [0.5 + 0.5 * (s - 0.5) for s in felt] == pytest.approx(
        panel.satisfaction_belief[:, 0].tolist(), rel=1e-6
    )
    assert [0.5 + 0.25 * (s - 0.5) for s in felt] == pytest.approx(
        panel.goodwill.tolist(), rel=1e-6
    )
    assert [0.5 * (math.log(4.0) + math.log(3.0 + w)) for w in (0.0, 3.0)] == pytest.approx(
        panel.log_wait_belief[:, 0].tolist(), rel=1e-6
    )
    u = [uniform(world.key, int(Stream.SATISFIED), i, 0, 0, 0) for i in range(2)]
    assert [int(u[i] < felt[i]) for i in range(2)] == column(output, "satisfied")


def test_wait_in_vain_raises_the_wait_expected_only(simulate, worlds):
    """Who gives up after a short wait does not learn that waits are short."""
    phone = worlds.live(handling=worlds.fixed(99.0), patience=worlds.fixed(0.5))
    needs = [(10.0, 0, 0), (12.0, 1, 0)]

    output = simulate(worlds.build([phone], [ALWAYS], needs, panel=(60.0,)))

    assert [Outcome.ABANDONED] == column(output, "outcome")[:1]
    assert np.float32(math.log(4.0)) == output.panel[0].log_wait_belief[1, 0]
    assert output.panel[0].satisfaction_belief[1, 0] < 0.5


def test_panel_holds_what_happened_up_to_its_minute(simulate, worlds):
    """A panel comes after everything of its minute: uses, counts, and what a pollster could ask."""
    world = worlds.build(
        [worlds.live(), worlds.deskless(intercept=-900.0)],
        [ALWAYS],
        [(10.0, 0, 2), (30.0, 0, 0)],
        panel=(9.0, 10.0, 15.0, 1440.0),
        end=1440.0,
    )

    output = simulate(world)

    before, used, judged, last = output.panel
    assert [9.0, 10.0, 15.0, 1440.0] == [panel.time for panel in output.panel]
    assert np.isnan(before.last_use).all()
    assert [[0, 0], [1, 0], [1, 0], [2, 0]] == [p.contacts[0].tolist() for p in output.panel]
    assert [10.0, 10.0, 30.0] == [p.last_use[0, 0] for p in (used, judged, last)]
    assert 0 == used.last_contact.sum()
    satisfied = output.contacts["satisfied"]
    seen = Recall.JUDGED | Recall.RESOLVED | Recall.FIRST_ATTEMPT
    bits = [seen | (Recall.SATISFIED if s else Recall(0)) for s in satisfied]
    for field in ("last_contact", "first_contact", "last_complaint"):
        assert [bits[0], 0] == getattr(judged, field)[0].tolist()
    assert bits[1] == last.last_contact[0, 0]
    assert bits[0] == last.last_complaint[0, 0]


def test_open_at_the_end_are_listed_last(simulate, worlds):
    """What has not ended is open: in service with its start, in line, never to be answered."""
    rows = [
        worlds.live(0, handling=worlds.fixed(500.0), kind_appeal=np.array([900.0, 0.0, 0.0])),
        worlds.written(1, answer_probability=0.0, kind_appeal=np.array([0.0, 900.0, 0.0])),
        worlds.deskless(delay=worlds.fixed(900.0), kind_appeal=np.array([0.0, 0.0, 900.0])),
    ]
    needs = [(10.0, 3, 0), (11.0, 2, 0), (12.0, 1, 1), (13.0, 0, 2)]

    output = simulate(worlds.build(rows, [ALWAYS] * 2, needs, end=240.0))

    assert [0, 1, 2, 3] == column(output, "customer")
    assert [Outcome.OPEN] * 4 == column(output, "outcome")
    assert [255, 255, 0, 0] == column(output, "desk")
    assert [None, None, None, 10.0] == [
        None if math.isnan(t) else t for t in column(output, "start")
    ]
    assert np.isnan(output.contacts["end"]).all()
    assert [2] * 4 == column(output, "satisfied")
    tally = dict(zip(TALLY_FIELDS, output.tally.sum(axis=(0, 1, 2)).tolist(), strict=True))
    counted = {name: value for name, value in tally.items() if value}
    assert {"contacts": 4, "first_attempts": 4, "offered": 3} == counted
    assert [4, 0, 0, 0, 0, 0] == output.journeys.sum(axis=(0, 1)).tolist()


def test_one_minute_is_handled_in_the_order_of_events(simulate, worlds):
    """At one minute a service ends, a change comes into force, then customers come by number."""
    rows = [worlds.live(0, handling=worlds.fixed(10.0))]
    needs = [(10.0, 2, 0), (20.0, 1, 0), (20.0, 0, 0)]

    output = simulate(worlds.build(rows, [ALWAYS], needs))

    # At 20 the adviser is free again before the two come; customer 0 is first.
    assert [(2, 10.0), (0, 20.0), (1, 30.0)] == list(
        zip(column(output, "customer"), column(output, "start"), strict=True)
    )


def test_dated_change_counts_from_its_minute(simulate, worlds):
    """A message of the very minute of a change has the new answering probability."""
    email = worlds.written(chase=worlds.fixed(100.0))
    needs = [(19.0, 0, 0), (20.0, 1, 0), (40.0, 2, 0)]
    changes = [
        (time, {"channels": {0: {"answer_probability": p}}})
        for time, p in ((20.0, 0.0), (40.0, 1.0))
    ]

    output = simulate(worlds.build([email], [ALWAYS], needs, changes=changes))

    outcomes = dict(zip(column(output, "customer"), column(output, "outcome"), strict=True))
    assert {0: Outcome.HANDLED, 1: Outcome.UNANSWERED, 2: Outcome.HANDLED} == outcomes


def test_figures_leave_out_the_warm_up(simulate, worlds):
    """Contacts and needs count from the end of the warm-up, in their month and age band."""
    needs = [(10.0, 0, 0), (700.0, 1, 0), (730.0, 1, 0)]
    people = {"age": [40, 80]}
    world = worlds.build([worlds.live()], [ALWAYS], needs, warm_up=700.0, n_months=2, people=people)

    output = simulate(world)

    contacts = output.tally[..., TALLY_FIELDS.index("contacts")]
    assert (2, 1, 8) == contacts.shape
    assert [1, 1] == contacts[:, 0, 7].tolist()
    assert 2 == contacts.sum() == output.journeys[:, 7, JOURNEY_FIELDS.index("needs")].sum()
    assert 3 == output.n_contacts == output.hourly[..., 0].sum()
