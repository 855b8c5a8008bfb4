"""Tiny scenarios whose every event can be followed by hand, in both engines."""

import math

import numpy as np
import pytest

from sim.params import AtClose
from sim.records import HOURLY_FIELDS, NO_DESK, Outcome, Recall
from sim.rng import Stream, uniform

ALWAYS = [(0.0, 1, 20.0)]
"""One adviser at every hour, for 20 euros an hour."""
OPEN_TWICE = [(0.0, 1, 20.0), (20.0, 0, 0.0), (600.0, 1, 20.0), (700.0, 0, 0.0)]
"""One adviser until 20 and from 600 to 700."""


# ------------------------------------------------------------------------------------ lines, desks


def test_second_in_line_waits_for_the_first(simulate, worlds, runs):
    """One adviser, five minutes each: who comes two minutes later waits three, and is recorded."""
    world = worlds.build([worlds.live()], [ALWAYS], [(10.0, 0, 1), (12.0, 1, 2)], end=120.0)

    output = simulate(world)

    first, second = output.contacts
    names = ("customer", "need", "attempt", "kind", "channel", "desk", "outcome", "resolved")
    assert (0, 0, 0, 1, 0, 0, Outcome.HANDLED, 1) == tuple(first[name] for name in names)
    assert (1, 0, 0, 2, 0, 0, Outcome.HANDLED, 1) == tuple(second[name] for name in names)
    fields = ("need_time", "chosen", "arrival", "start", "end", "handling")
    assert [(10, 10, 10, 10, 15, 5), (12, 12, 12, 15, 20, 5)] == runs.times(output, *fields)
    tally = runs.total(output, "tally")
    ones = ("waited", "within_threshold")
    twos = ("contacts", "first_attempts", "offered", "joined", "answered", "judged", "resolved")
    assert dict.fromkeys(ones, 1) | dict.fromkeys(twos, 2) == {n: tally[n] for n in (*ones, *twos)}
    assert (3, 3, 10) == tuple(tally[f"{n}_minutes"] for n in ("wait", "wait_answered", "handling"))
    assert {
        "needs": 2,
        "closed": 2,
        "solved": 2,
        "contacts": 2,
        "not_expressed": 0,
        "left": 0,
    } == runs.total(output, "journeys")
    hour = dict(zip(HOURLY_FIELDS, output.hourly[0, 0].tolist(), strict=True))
    assert (2, 2, 1, 3) == tuple(
        hour[n] for n in ("offered", "answered", *ones[1:], "wait_minutes")
    )
    assert [10, 60, 20] == output.staffing[0, 0].tolist()
    assert 10 == output.work[0, 0, 0]


@pytest.mark.parametrize(("patience", "outcome"), [(3.0, "HANDLED"), (2.5, "ABANDONED")])
def test_patience_equal_to_the_wait_is_served(simulate, worlds, runs, patience, outcome):
    """A patience of three minutes lasts through a wait of three minutes; a shorter one does not."""
    phone = worlds.live(patience=worlds.fixed(patience))
    world = worlds.build([phone], [ALWAYS], [(10.0, 0, 0), (12.0, 1, 0)])

    output = simulate(world)

    row = output.contacts[output.contacts["customer"] == 1][0]
    assert Outcome[outcome] == row["outcome"]
    assert (20.0 if outcome == "HANDLED" else 14.5) == row["end"]
    assert (15.0 if outcome == "HANDLED" else None) == (row["start"] if row["start"] > 0 else None)
    assert 0 == row["desk"]
    assert patience == runs.total(output, "tally")["wait_minutes"]


def test_a_line_carried_overnight_waits_without_the_night(simulate, worlds, runs):
    """Closed from 20 to 600, two wait in line: their waits are those of open minutes."""
    roster = [(0.0, 1, 20.0), (20.0, 0, 20.0), (600.0, 1, 20.0)]
    phone = worlds.live(handling=worlds.fixed(15.0), at_close=AtClose.CARRY, threshold=10.0)
    world = worlds.build([phone], [roster], [(10.0, 0, 0), (12.0, 1, 0), (13.0, 2, 0)])

    output = simulate(world)

    assert [(0, 10), (1, 600), (2, 615)] == runs.times(output, "customer", "start")
    counts = runs.total(output, "tally")
    assert (0 + 8 + 22, 2) == (counts["wait_minutes"], counts["within_threshold"])


def test_full_line_turns_away(simulate, worlds, runs):
    """With one place in line the third caller is blocked, judges at once, and may call again."""
    phone = worlds.live(line_limit=1.0, handling=worlds.fixed(10.0))
    rules = worlds.behaviour(
        retry_abandoned=1.0, retry_delay_abandoned=np.array(worlds.fixed(30.0)), max_attempts=2
    )
    needs = [(10.0, 0, 0), (11.0, 1, 0), (12.0, 2, 0)]
    world = worlds.build([phone], [ALWAYS], needs, rules=rules)

    output = simulate(world)

    assert [(2, 0), (0, 0), (1, 0), (2, 1)] == runs.times(output, "customer", "attempt")
    blocked = output.contacts[0]
    assert (Outcome.BLOCKED, 0, 12.0, 12.0) == tuple(
        blocked[field] for field in ("outcome", "desk", "arrival", "end")
    )
    assert np.isnan(blocked["start"])
    assert 0.0 < blocked["judged"] < 1.0
    counts = runs.total(output, "tally")
    assert (1, 4, 3) == tuple(counts[n] for n in ("blocked", "offered", "joined"))


def test_balking_is_by_the_length_of_the_line(simulate, worlds, runs):
    """An extreme aversion keeps everybody out of a line, and nobody from a free adviser."""
    phone = worlds.live(balking=1000.0, handling=worlds.fixed(10.0))
    needs = [(10.0, 0, 0), (11.0, 1, 0), (30.0, 2, 0)]
    world = worlds.build([phone], [ALWAYS], needs)

    output = simulate(world)

    expected = [(1, Outcome.BALKED), (0, Outcome.HANDLED), (2, Outcome.HANDLED)]
    assert expected == runs.times(output, "customer", "outcome")
    assert 1 == runs.total(output, "tally")["balked"]


def test_impatient_customers_leave_at_once_if_they_have_to_wait(simulate, worlds, runs):
    """Who is impatient is served by a free adviser, and leaves a line in the minute it joins it."""
    phone = worlds.live(impatient=1.0, handling=worlds.fixed(10.0))
    world = worlds.build([phone], [ALWAYS], [(10.0, 0, 0), (11.0, 1, 0)])

    output = simulate(world)

    expected = [(1, Outcome.ABANDONED, 11.0), (0, Outcome.HANDLED, 20.0)]
    assert expected == runs.times(output, "customer", "outcome", "end")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (AtClose.SERVE, [(0, 10, 25), (1, 25, 40), (2, 40, 55)]),
        (AtClose.SEND_AWAY, [(1, None, 20), (2, None, 20), (0, 10, 25)]),
        (AtClose.CARRY, [(0, 10, 25), (1, 600, 615), (2, 615, 630)]),
    ],
)
def test_closing_rules(simulate, worlds, runs, rule, expected):
    """At closing, those in line are served, sent away in their order, or wait for the opening."""
    phone = worlds.live(handling=worlds.fixed(15.0), at_close=rule)
    needs = [(10.0, 0, 0), (12.0, 1, 0), (13.0, 2, 0)]

    output = simulate(worlds.build([phone], [OPEN_TWICE], needs))

    rows = runs.times(output, "customer", "start", "end")
    assert expected == [(i, None if math.isnan(start) else start, end) for i, start, end in rows]
    staffing = runs.total(output, "staffing")
    overtime = 35 if rule == AtClose.SERVE else 5
    assert 15 * len([row for row in expected if row[1]]) == staffing["busy_minutes"]
    assert 20 + overtime + 100 == staffing["paid_minutes"]
    # An adviser who stays after hours is paid the wage of the step then in force, here none.
    assert (20 + 100) / 3 == pytest.approx(staffing["cost"], rel=1e-12)


def test_draining_ends_when_the_desk_opens_again(simulate, worlds, runs):
    """Advisers who stayed after closing take the next in line; at the opening the roster counts."""
    phone = worlds.live(handling=worlds.fixed(50.0))
    roster = [(0.0, 2, 20.0), (20.0, 0, 0.0), (80.0, 1, 20.0)]
    needs = [(10.0, i, 0) for i in range(6)]

    output = simulate(worlds.build([phone], [roster], needs))

    # At 60 both advisers, off duty since 20, take the next; at 110 only one is on duty.
    expected = [(0, 10), (1, 10), (2, 60), (3, 60), (4, 110), (5, 160)]
    assert expected == runs.times(output, "customer", "start")


def test_roster_drop_lets_services_end(simulate, worlds, runs):
    """Of two busy advisers, one leaves after her service; nobody is cut off."""
    roster = [(0.0, 2, 20.0), (12.0, 1, 20.0)]
    phone = worlds.live(handling=worlds.fixed(10.0))
    needs = [(10.0, 0, 0), (11.0, 1, 0), (11.5, 2, 0)]

    output = simulate(worlds.build([phone], [roster], needs, end=60.0))

    assert [(10, 20), (11, 21), (21, 31)] == runs.times(output, "start", "end")
    # Two on duty for 12 minutes, two busy for another 8, then one on duty or busy.
    assert 2 * 12 + 2 * 8 + 1 * 40 == runs.total(output, "staffing")["paid_minutes"]


def test_backlog_and_age_at_the_end_of_each_hour(simulate, worlds):
    """Levels are those just before the hour strikes: what happens at that minute comes after."""
    roster = [(0.0, 0, 0.0), (120.0, 2, 20.0)]
    needs = [(10.0, 0, 0), (50.0, 1, 0), (60.0, 2, 0)]

    output = simulate(worlds.build([worlds.written()], [roster], needs, end=180.0))

    levels = [HOURLY_FIELDS.index(name) for name in ("backlog", "oldest_minutes")]
    assert [[2, 50], [3, 110], [0, 0]] == output.hourly[:, 0][:, levels].tolist()


# ------------------------------------------------------------------------------------ closed doors


def test_arrival_at_closing_is_outside_hours(simulate, worlds, runs):
    """Who comes at the very minute of closing finds the desk closed, and comes at the opening."""
    world = worlds.build([worlds.live()], [OPEN_TWICE], [(19.0, 0, 0), (20.0, 1, 0)])

    output = simulate(world)

    assert [(19, 19, 24), (20, 600, 605)] == runs.times(output, "chosen", "arrival", "end")


@pytest.mark.parametrize("spread", [50.0, 1000.0])
def test_postponed_customers_spread_over_the_opening(simulate, worlds, runs, spread):
    """They come within the spread after the opening, and within opening hours."""
    phone = worlds.live(opening_spread=spread)
    world = worlds.build([phone], [OPEN_TWICE], [(20.0, i, 0) for i in range(9)])

    output = simulate(world)

    u = [uniform(world.key, int(Stream.CLOSED_SPREAD), i, 0, 0, 0) for i in range(9)]
    expected = {i: 600.0 + u[i] * min(spread, 100.0) for i in range(9)}
    assert expected == dict(runs.times(output, "customer", "arrival"))


def test_postponed_until_just_after_closing_is_postponed_again(simulate, worlds, runs):
    """Who would come at the minute of closing, by rounding, comes after the opening after that."""
    closes = math.nextafter(600.0, 700.0)
    roster = [(0.0, 0, 0.0), (600.0, 1, 20.0), (closes, 0, 0.0), (800.0, 1, 20.0)]
    phone = worlds.live(opening_spread=100.0)
    world = worlds.build([phone], [roster], [(20.0, i, 0) for i in range(9)])

    arrivals = dict(runs.times(simulate(world), "customer", "arrival"))

    u = [uniform(world.key, int(Stream.CLOSED_SPREAD), i, 0, 0, 0) for i in range(9)]
    assert {i: 600.0 if u[i] < 0.5 else 800.0 + u[i] * 100.0 for i in range(9)} == arrivals
    assert 1 < sum(arrival == 600.0 for arrival in arrivals.values()) < 8


def test_dropped_attempt_is_not_offered_and_may_be_retried(simulate, worlds, runs):
    """Outside hours an attempt can be dropped: no judgement, and the retry of those who gave up."""
    phone = worlds.live(drop_when_closed=1.0)
    rules = worlds.behaviour(retry_abandoned=1.0, retry_delay_abandoned=np.array(worlds.fixed(575)))
    world = worlds.build([phone], [OPEN_TWICE], [(30.0, 0, 0)], rules=rules, panel=(600.0,))

    output = simulate(world)

    assert [Outcome.DROPPED, Outcome.HANDLED] == runs.outcomes(output)
    fields = ("attempt", "desk", "satisfied", "chosen", "arrival", "end")
    assert (0, NO_DESK, 2, 30, 30, 30) == runs.times(output, *fields)[0]
    assert (1, 0, 605, 605, 610) == runs.times(
        output, "attempt", "desk", "chosen", "arrival", "end"
    )[1]
    tally = runs.total(output, "tally")
    assert (2, 1, 1, 1, 0) == tuple(
        tally[n] for n in ("contacts", "offered", "dropped", "retries", "switches")
    )
    assert 0 == output.panel[0].contacts.sum()


def test_nobody_waits_for_a_desk_that_never_opens(simulate, worlds, runs):
    """A live channel without another opening is not available; the need is not expressed."""
    roster = [(0.0, 1, 20.0), (20.0, 0, 0.0)]

    output = simulate(worlds.build([worlds.live()], [roster], [(10.0, 0, 0), (30.0, 1, 0)]))

    assert [(0,)] == runs.times(output, "customer")
    journeys = runs.total(output, "journeys")
    assert (1, 1) == (journeys["needs"], journeys["not_expressed"])


# -------------------------------------------------------------------------- messages, late replies


def test_message_is_chased_once_and_answered_late(simulate, worlds, runs):
    """A message without an answer is judged and repeated; the late reply is not judged again."""
    roster = [(0.0, 0, 0.0), (1000.0, 1, 20.0)]
    email = worlds.written(chase=worlds.fixed(100.0))
    rules = worlds.behaviour(retry_chase=1.0, max_attempts=2)
    world = worlds.build([email], [roster], [(10.0, 0, 0)], rules=rules, panel=(500.0, 1400.0))

    output = simulate(world)

    fields = ("attempt", "chosen", "start", "end", "resolved")
    assert [(0, 10, 1000, 1005, 1), (1, 110, 1005, 1010, 1)] == runs.times(output, *fields)
    before, after = output.panel
    luck = Recall.SATISFIED
    unanswered = Recall.JUDGED | Recall.NEVER_ANSWERED
    assert unanswered == Recall(before.last_contact.item()) & ~luck
    assert unanswered | Recall.FIRST_ATTEMPT == Recall(before.first_contact.item()) & ~luck
    assert before.goodwill == after.goodwill
    assert (2, 0) == tuple(runs.total(output, "tally")[n] for n in ("judged", "unanswered"))


def test_late_reply_drops_the_pending_retry(simulate, worlds, runs):
    """A reply that comes while the customer is about to try again ends the journey."""
    roster = [(0.0, 0, 0.0), (118.0, 1, 20.0)]
    email = worlds.written(0, chase=worlds.fixed(100.0), intercept=100.0)
    phone = worlds.live(1, skill=0.0)
    rules = worlds.behaviour(retry_chase=1.0, retry=1.0, beta_return=-1000.0, failed_penalty=1000.0)
    world = worlds.build([email, phone], [roster, ALWAYS], [(10.0, 0, 0)], rules=rules)

    output = simulate(world)

    # Chased at 110; by phone 110-115 in vain, so a retry is due at 145; the reply is there at 123.
    fields = ("channel", "chosen", "end", "resolved")
    assert [(1, 110, 115, 0), (0, 10, 123, 1)] == runs.times(output, *fields)
    assert {
        "needs": 1,
        "closed": 1,
        "solved": 1,
        "contacts": 2,
        "not_expressed": 0,
        "left": 0,
    } == runs.total(output, "journeys")
    assert 1 == runs.total(output, "tally")["switches"]


def test_unanswered_message_closes_at_the_chase(simulate, worlds, runs):
    """What nobody will answer closes when the customer stops waiting; no retry rule follows."""
    email = worlds.written(answer_probability=0.0, chase=worlds.fixed(100.0))
    rules = worlds.behaviour(retry=1.0, retry_abandoned=1.0)
    world = worlds.build([email], [ALWAYS], [(10.0, 0, 0)], rules=rules)

    output = simulate(world)

    assert [Outcome.UNANSWERED] == runs.outcomes(output)
    row = output.contacts[0]
    assert (110.0, NO_DESK, 0, 0.0) == tuple(
        row[n] for n in ("end", "desk", "resolved", "handling")
    )
    assert not math.isnan(row["judged"])
    assert 0 == runs.total(output, "tally")["offered"] == runs.total(output, "hourly")["offered"]
    assert (1, 1, 0) == tuple(
        runs.total(output, "journeys")[n] for n in ("needs", "closed", "solved")
    )


def test_unanswered_message_of_a_solved_need_is_not_judged(simulate, worlds, runs):
    """If another contact solved the need first, the chase time only closes what nobody reads."""
    roster = [(0.0, 0, 0.0), (150.0, 1, 20.0)]
    email = worlds.written(chase=worlds.fixed(100.0))
    rules = worlds.behaviour(retry_chase=1.0)
    # The first message is answered; from the minute of its repetition on, none is.
    world = worlds.build(
        [email],
        [roster],
        [(10.0, 0, 0)],
        rules=rules,
        changes=[(110.0, {"channels": {0: {"answer_probability": 0.0}}})],
    )

    output = simulate(world)

    fields = ("attempt", "outcome", "end", "resolved")
    assert [(0, Outcome.HANDLED, 155, 1), (1, Outcome.UNANSWERED, 210, 0)] == runs.times(
        output, *fields
    )
    assert (2, True) == (output.contacts[1]["satisfied"], math.isnan(output.contacts[1]["judged"]))
    assert (1, 2) == tuple(runs.total(output, "journeys")[n] for n in ("solved", "contacts"))


def test_answer_in_the_minute_of_the_chase_is_an_answer(simulate, worlds, runs):
    """A message that an adviser starts on at its chase time is not chased."""
    roster = [(0.0, 0, 0.0), (110.0, 1, 20.0)]
    email = worlds.written(chase=worlds.fixed(100.0))
    rules = worlds.behaviour(retry_chase=1.0)

    output = simulate(worlds.build([email], [roster], [(10.0, 0, 0)], rules=rules))

    assert [(0, 110, 115)] == runs.times(output, "attempt", "start", "end")


def test_deskless_channel_answers_after_its_delay(simulate, worlds, runs):
    """Start and end are the reply; no desk, no handling; the wait is judged."""
    output = simulate(worlds.build([worlds.deskless()], [], [(10.0, 0, 0)]))

    fields = ("desk", "start", "end", "handling", "resolved")
    assert [(NO_DESK, 70, 70, 0, 1)] == runs.times(output, *fields)
    hourly = runs.total(output, "hourly")
    assert (1, 1, 60) == tuple(hourly[n] for n in ("offered", "answered", "wait_minutes"))
    assert (0, 0) == (hourly["backlog"], output.staffing.size)
