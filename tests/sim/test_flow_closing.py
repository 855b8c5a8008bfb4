"""Closing and overtime, and messages left after waiting, followed by hand."""

import pytest

from sim.params import AtClose
from sim.records import Outcome

ALWAYS = [(0.0, 1, 20.0)]
UNTIL_20 = [(0.0, 1, 20.0), (20.0, 0, 12.0)]


def test_a_channel_closes_with_its_last_desk(simulate, worlds, runs):
    """While another of its desks is open, a desk that closes leaves the line to that one."""
    phone = worlds.live(0, 1, handling=worlds.fixed(15.0), at_close=AtClose.SEND_AWAY)
    until_40 = [(0.0, 1, 20.0), (40.0, 0, 20.0)]
    needs = [(10.0, 0, 0), (11.0, 1, 0), (12.0, 2, 0), (13.0, 3, 0), (30.0, 4, 0)]

    output = simulate(worlds.build([phone], [UNTIL_20, until_40], needs))

    # Desk 0 ends its service at 25 and leaves; desk 1 takes the next at 26; at 40 all are sent.
    fields = ("customer", "desk", "outcome", "end")
    assert [
        (0, 0, Outcome.HANDLED, 25.0),
        (1, 1, Outcome.HANDLED, 26.0),
        (3, 0, Outcome.SENT_AWAY, 40.0),
        (4, 0, Outcome.SENT_AWAY, 40.0),
        (2, 1, Outcome.HANDLED, 41.0),
    ] == runs.times(output, *fields)


def test_after_hours_only_the_line_is_served(simulate, worlds, runs):
    """An adviser who stays serves who stands in line, not the messages of the same desk.

    Not even if these go first while the desk is open. Overtime is paid on top of the roster.
    """
    rows = [
        worlds.live(0, priority=1, kind_appeal=[1e4, 0.0, 0.0]),
        worlds.written(0, priority=0, kind_appeal=[0.0, 1e4, 0.0]),
    ]
    for row in rows:
        row["handling"] = worlds.fixed(15.0)
    roster = [*UNTIL_20, (100.0, 1, 20.0)]
    needs = [(10.0, 0, 0), (11.0, 1, 0), (12.0, 2, 0), (13.0, 3, 1)]

    output = simulate(worlds.build(rows, [roster], needs, end=120.0))

    assert [(0, 10.0), (1, 25.0), (2, 40.0), (3, 100.0)] == runs.times(output, "customer", "start")
    # From 10 to 55 and from 100 to 115; of this 20 to 55 after hours, for 12 euros an hour.
    staffing = runs.total(output, "staffing")
    assert (60.0, 20.0 + 35.0 + 20.0) == (staffing["busy_minutes"], staffing["paid_minutes"])
    assert 40.0 / 60.0 * 20.0 + 35.0 / 60.0 * 12.0 == pytest.approx(staffing["cost"])
    assert [45.0, 15.0] == output.work.sum(axis=(0, 1)).tolist()


def test_shrinkage_is_paid_and_does_not_serve(simulate, worlds, runs):
    """Of three paid advisers two are on duty; overtime adds to the paid ones."""
    roster = [(0.0, 2, 20.0, 3.0), (20.0, 0, 20.0, 0.0)]
    phone = worlds.live(handling=worlds.fixed(15.0))
    needs = [(10.0, i, 0) for i in range(3)]

    output = simulate(worlds.build([phone], [roster], needs, end=60.0))

    assert [(10.0, 25.0), (10.0, 25.0), (25.0, 40.0)] == runs.times(output, "start", "end")
    assert 3 * 20 + 2 * 5 + 15 == runs.total(output, "staffing")["paid_minutes"]


def test_who_stays_goes_when_another_desk_opens(simulate, worlds, runs):
    """An opening of the channel anywhere ends the duty to serve its line after hours."""
    phone = worlds.live(0, 1, handling=worlds.fixed(15.0))
    opens_at_30 = [(0.0, 0, 0.0), (30.0, 1, 20.0)]
    needs = [(10.0, i, 0) for i in range(4)]

    output = simulate(worlds.build([phone], [UNTIL_20, opens_at_30], needs))

    # Desk 0 works on from 20, takes the second at 25, and leaves at 40; the others are for desk 1.
    fields = ("customer", "desk", "start")
    assert [(0, 0, 10.0), (1, 0, 25.0), (2, 1, 30.0), (3, 1, 45.0)] == runs.times(output, *fields)


def test_idle_advisers_leave_at_closing_although_one_works_on(simulate, worlds, runs):
    """Nobody stays for a line that is empty, and whoever comes later finds the door closed."""
    phone = worlds.live(handling=worlds.fixed(15.0), opening_spread=0.0)
    roster = [(0.0, 2, 20.0), (20.0, 0, 20.0), (80.0, 2, 20.0)]

    output = simulate(worlds.build([phone], [roster], [(10.0, 0, 0), (22.0, 1, 0)], end=120.0))

    assert [(0, 10.0), (1, 80.0)] == runs.times(output, "customer", "start")
    assert 2 * 20 + 5 + 2 * 40 == runs.total(output, "staffing")["paid_minutes"]


def test_closed_time_is_the_channels_not_the_lines(simulate, worlds, runs):
    """Who joins a carried line after another night does not get the earlier nights' hours off."""
    phone = worlds.live(handling=worlds.fixed(15.0), at_close=AtClose.CARRY)
    roster = [(0.0, 1, 20.0), (20.0, 0, 0.0), (100.0, 1, 20.0), (125.0, 0, 0.0), (200.0, 1, 20.0)]
    needs = [(10.0, 0, 0), (12.0, 1, 0), (110.0, 2, 0), (111.0, 3, 0)]

    output = simulate(worlds.build([phone], [roster], needs))

    assert [(0, 10.0), (1, 100.0), (2, 115.0), (3, 200.0)] == runs.times(
        output, "customer", "start"
    )
    # Waits of 0, 8, 5 and 14 open minutes.
    assert 27 == runs.total(output, "tally")["wait_minutes"]


@pytest.mark.parametrize(("rule", "desk"), [(AtClose.CARRY, 1), (AtClose.SERVE, 0)])
def test_another_desk_takes_over_who_was_interrupted(simulate, worlds, runs, rule, desk):
    """Sent back to the line, a contact goes at once to a desk of its channel with a place.

    A desk that goes off duty finishes live contacts, unless their line is carried on.
    """
    phone = worlds.live(0, 1, handling=worlds.fixed(15.0), at_close=rule)
    world = worlds.build([phone], [UNTIL_20, ALWAYS], [(10.0, 0, 0)], suspends=[0])

    fields = ("desk", "start", "end", "handling")
    assert [(desk, 10.0, 25.0, 15.0)] == runs.times(simulate(world), *fields)


# --------------------------------------------------------------------- a message instead of a wait


@pytest.mark.parametrize(
    ("patience", "outcome", "end"),
    [(9.0, Outcome.MESSAGE, 15.0), (4.0, Outcome.ABANDONED, 15.0), (2.0, Outcome.ABANDONED, 13.0)],
)
def test_callers_leave_a_message_after_some_time(simulate, worlds, runs, patience, outcome, end):
    """After four minutes in line a caller leaves a message, unless patience ends by then."""
    phone = worlds.live(
        handling=worlds.fixed(60.0), patience=worlds.fixed(patience), message_after=4.0
    )

    output = simulate(worlds.build([phone], [ALWAYS], [(10.0, 0, 0), (11.0, 1, 0)]))

    assert (1, outcome, end) == runs.times(output, "customer", "outcome", "end")[0]
    tally, hourly = runs.total(output, "tally"), runs.total(output, "hourly")
    is_message = outcome == Outcome.MESSAGE
    assert (is_message, not is_message) == (tally["messages"], tally["abandoned"])
    assert 1 == hourly["abandoned"]
    assert end - 11.0 == tally["wait_minutes"]
    assert (2, 2, 1) == (tally["offered"], tally["joined"], tally["answered"])


def test_who_left_a_message_may_call_again(simulate, worlds, runs):
    """A message is judged as a wait in vain, and followed like one."""
    phone = worlds.live(handling=worlds.fixed(60.0), message_after=4.0)
    rules = worlds.behaviour(judgement_abandoned=-50.0, retry_abandoned=1.0, max_attempts=2)

    output = simulate(worlds.build([phone], [ALWAYS], [(10.0, 0, 0), (11.0, 1, 0)], rules=rules))

    message, *_, again = (row for row in output.contacts if row["customer"] == 1)
    assert (Outcome.MESSAGE, 15.0, 0) == (message["outcome"], message["end"], message["resolved"])
    assert message["judged"] < 1e-9
    assert 25.0 == again["chosen"]
