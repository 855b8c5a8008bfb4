"""Several desks and channels, several contacts in hand, interruptions, followed by hand."""

import math

import numpy as np
import pytest

from sim.params import AtClose
from sim.records import Outcome

ALWAYS = [(0.0, 1, 20.0)]
TWO = [(0.0, 2, 20.0)]
PHONE_OR_EMAIL = ([1e4, 0.0, 0.0], [0.0, 1e4, 0.0])
"""Appeal by kind: kind 0 takes the first channel, kind 1 the second."""


def by_customer(output, *names):
    """These fields of all contacts, of one a customer, in the order of customers."""
    rows = np.sort(output.contacts, order="customer")
    return [tuple(row[name].item() for name in names) for row in rows]


# ------------------------------------------------------------------------------ routes, priorities


def test_a_call_goes_to_the_first_desk_with_a_place(simulate, worlds):
    """The second desk takes over when the first is busy, at its own pace and with its own skill."""
    handling = {0: worlds.fixed(10.0), 1: worlds.fixed(20.0)}
    phone = worlds.live(1, 0, handling=handling, skill={0: 1.0, 1: 0.0})
    needs = [(10.0, 0, 0), (11.0, 1, 0), (12.0, 2, 0)]

    output = simulate(worlds.build([phone], [ALWAYS, ALWAYS], needs))

    expected = [(1, 10.0, 30.0, 0), (0, 11.0, 21.0, 1), (0, 21.0, 31.0, 1)]
    assert expected == by_customer(output, "desk", "start", "end", "resolved")
    assert [20.0, 20.0] == output.work.sum(axis=0)[:, 0].tolist()


@pytest.mark.parametrize(
    ("priorities", "order"),
    [((0, 0), [0, 1, 2, 3]), ((0, 1), [0, 2, 3, 1]), ((1, 0), [0, 1, 3, 2])],
)
def test_a_desk_serves_the_channel_of_highest_priority(simulate, worlds, runs, priorities, order):
    """Smaller numbers go first; equal ones share one line. Nobody is interrupted for it."""
    phone = worlds.live(0, priority=priorities[0], kind_appeal=PHONE_OR_EMAIL[0])
    email = worlds.written(0, priority=priorities[1], kind_appeal=PHONE_OR_EMAIL[1])
    needs = [(10.0, 0, 0), (11.0, 1, 1), (12.0, 2, 0), (19.0, 3, 0 if priorities[1] else 1)]

    output = simulate(worlds.build([phone, email], [ALWAYS], needs))

    starts = [10.0, 15.0, 20.0, 25.0]
    assert list(zip(order, starts, strict=True)) == runs.times(output, "customer", "start")


def test_trunks_count_those_in_line_and_in_service(simulate, worlds):
    """With two trunks the third caller is blocked, and so is who would find a free adviser."""
    phone = worlds.live(0, 1, trunks=2.0)
    needs = [(10.0, 0, 0), (11.0, 1, 0), (12.0, 2, 0), (15.0, 3, 0)]

    output = simulate(worlds.build([phone], [ALWAYS, TWO], needs))

    expected = [
        (0, 10.0, Outcome.HANDLED),
        (1, 11.0, Outcome.HANDLED),
        (0, 12.0, Outcome.BLOCKED),
        (0, 15.0, Outcome.HANDLED),
    ]
    assert expected == by_customer(output, "desk", "arrival", "outcome")


def test_trunks_hold_the_line_short(simulate, worlds):
    """One in service and one in line take two trunks; who then comes is blocked."""
    phone = worlds.live(trunks=2.0)
    needs = [(10.0, 0, 0), (11.0, 1, 0), (12.0, 2, 0), (16.0, 3, 0)]

    output = simulate(worlds.build([phone], [ALWAYS], needs))

    expected = [Outcome.HANDLED, Outcome.HANDLED, Outcome.BLOCKED, Outcome.HANDLED]
    assert expected == [outcome for (outcome,) in by_customer(output, "outcome")]


# ----------------------------------------------------------------------------- several in one hand


@pytest.mark.parametrize(
    ("speed", "ends", "handling"),
    [
        # 4 of 10 minutes are done when the second comes, and the other 6 take 12 at half pace; then
        # the second, with 4 left, shares with the third.
        ((1.0, 1.0), [26.0, 34.0, 40.0], [10.0, 10.0, 10.0]),
        # Two at once get half as much again done: 6 take 8 minutes, 4 take 16 / 3.
        ((1.0, 1.5), [22.0, 82.0 / 3.0, 100.0 / 3.0], [8.0, 20.0 / 3.0, 26.0 / 3.0]),
    ],
)
def test_an_adviser_divides_his_time(simulate, worlds, speed, ends, handling):
    """Work is done at the speed of the load, shared equally, and counted as adviser minutes."""
    chat = worlds.written(concurrency=2, handling=worlds.fixed(10.0))
    needs = [(10.0, 0, 0), (14.0, 1, 0), (15.0, 2, 0)]

    output = simulate(worlds.build([chat], [ALWAYS], needs, speed={0: speed}, end=60.0))

    rows = by_customer(output, "end", "handling")
    assert ends == pytest.approx([row[0] for row in rows])
    assert handling == pytest.approx([row[1] for row in rows])
    assert sum(handling) == pytest.approx(output.work.sum())
    assert output.staffing[0, 0, 0] == pytest.approx(output.work.sum())


def test_the_least_loaded_adviser_takes_the_next(simulate, worlds):
    """Three at once: the second adviser has one in hand, so it is done in half the time."""
    chat = worlds.written(concurrency=3, handling=worlds.fixed(10.0))
    needs = [(10.0, i, 0) for i in range(3)]

    output = simulate(worlds.build([chat], [TWO], needs))

    assert [(10.0, 30.0), (10.0, 20.0), (10.0, 30.0)] == by_customer(output, "start", "end")
    assert [30.0, 20.0] == [output.work.sum(), output.staffing[:, 0, 0].sum() - 10.0]


def test_a_call_is_not_taken_beside_a_chat(simulate, worlds):
    """A channel of which one may be in hand allows none beside, whichever came first."""
    phone = worlds.live(concurrency=1, kind_appeal=PHONE_OR_EMAIL[0])
    chat = worlds.written(concurrency=3, kind_appeal=PHONE_OR_EMAIL[1])
    needs = [(10.0, 0, 1), (11.0, 1, 0), (12.0, 2, 1), (13.0, 3, 1)]

    output = simulate(worlds.build([phone, chat], [ALWAYS], needs))

    # Chats that come later find a hand free; the call waits until all fifteen minutes are done.
    assert [10.0, 25.0, 12.0, 13.0] == [row[0] for row in by_customer(output, "start")]


# ----------------------------------------------------------------------------------- interruptions


def test_a_drop_interrupts_who_started_last(simulate, worlds, runs):
    """The call goes back to the head of the line with the work that is left, and is felt as one."""
    phone = worlds.live(handling=worlds.fixed(10.0), threshold=0.0)
    roster = [(0.0, 2, 20.0), (13.0, 1, 20.0)]
    needs = [(10.0, 0, 0), (11.0, 1, 0), (12.0, 2, 0)]

    output = simulate(worlds.build([phone], [roster], needs, suspends=[0], end=60.0))

    expected = [(10.0, 20.0, 10.0), (11.0, 28.0, 10.0), (28.0, 38.0, 10.0)]
    assert expected == by_customer(output, "start", "end", "handling")
    counts = runs.total(output, "tally")
    # The second was answered at once, and then stood in line from 13 to 20; the third waited 16.
    assert (16.0, 7.0 + 16.0, 1.0, 2.0) == tuple(
        counts[n] for n in ("wait_answered_minutes", "wait_minutes", "waited", "within_threshold")
    )
    assert (2 * 13.0 + 47.0, 3.0 + 2.0 + 25.0) == tuple(
        runs.total(output, "staffing")[n] for n in ("paid_minutes", "busy_minutes")
    )


@pytest.mark.parametrize(
    ("patience", "outcome", "end", "handling"),
    [(8.0, Outcome.ABANDONED, 22.0, 2.0), (20.0, Outcome.HANDLED, 33.0, 5.0)],
)
def test_patience_goes_on_where_it_stopped(simulate, worlds, patience, outcome, end, handling):
    """Three minutes in line before the service, two of service, then the rest of the patience."""
    roster = [(0.0, 1, 20.0), (17.0, 0, 20.0), (30.0, 1, 20.0)]
    phone = worlds.live(patience=worlds.fixed(patience), at_close=AtClose.CARRY)
    world = worlds.build([phone], [roster], [(10.0, 0, 0), (12.0, 1, 0)], suspends=[0])

    output = simulate(world)

    fields = ("outcome", "start", "end", "handling")
    assert (outcome, 15.0, end, handling) == by_customer(output, *fields)[1]


def test_patience_of_who_was_served_at_once_begins_with_the_interruption(simulate, worlds):
    """Who never stood in line has its whole patience left."""
    roster = [(0.0, 1, 20.0), (12.0, 0, 20.0), (30.0, 1, 20.0)]
    phone = worlds.live(patience=worlds.fixed(7.0), at_close=AtClose.CARRY)

    output = simulate(worlds.build([phone], [roster], [(10.0, 0, 0)], suspends=[0]))

    fields = ("outcome", "start", "end", "handling", "desk")
    assert [(Outcome.ABANDONED, 10.0, 19.0, 2.0, 0)] == by_customer(output, *fields)


def test_closing_interrupts_messages_and_lets_calls_end(simulate, worlds):
    """What will be served until the line is empty is not interrupted; what can wait is."""
    phone = worlds.live(0, handling=worlds.fixed(20.0), kind_appeal=PHONE_OR_EMAIL[0])
    email = worlds.written(0, handling=worlds.fixed(20.0), kind_appeal=PHONE_OR_EMAIL[1])
    roster = [(0.0, 2, 20.0), (20.0, 0, 20.0), (100.0, 1, 20.0)]
    needs = [(10.0, 0, 1), (11.0, 1, 0)]

    output = simulate(worlds.build([phone, email], [roster], needs, suspends=[0]))

    assert [(10.0, 110.0, 20.0), (11.0, 31.0, 20.0)] == by_customer(
        output, "start", "end", "handling"
    )


def test_an_adviser_who_is_called_away_drops_everything(simulate, worlds):
    """All that the adviser of the last started contact has in hand goes back to the line."""
    chat = worlds.written(concurrency=2, handling=worlds.fixed(10.0))
    roster = [(0.0, 2, 20.0), (14.0, 1, 20.0)]
    needs = [(10.0, i, 0) for i in range(4)]

    output = simulate(worlds.build([chat], [roster], needs, suspends=[0], end=60.0))

    # By 14 each has two minutes of work done; 1 and 3 wait until 30 and need 8 more each.
    expected = [(30.0, 10.0), (46.0, 10.0), (30.0, 10.0), (46.0, 10.0)]
    assert expected == by_customer(output, "end", "handling")
    assert 2 * 4.0 + 16.0 + 16.0 == output.staffing[0, 0, 0]


def test_what_is_in_hand_at_the_end_is_counted(simulate, worlds):
    """Adviser minutes of contacts open at the end are those spent until then."""
    chat = worlds.written(concurrency=2, handling=worlds.fixed(100.0))

    output = simulate(worlds.build([chat], [ALWAYS], [(10.0, 0, 0), (40.0, 1, 0)], end=90.0))

    fields = ("outcome", "start", "handling", "desk")
    expected = [(Outcome.OPEN, 10.0, 55.0, 0), (Outcome.OPEN, 40.0, 25.0, 0)]
    assert expected == by_customer(output, *fields)
    assert all(math.isnan(end) for (end,) in by_customer(output, "end"))
    assert [50.0, 30.0] == output.work[:, 0, 0].tolist()
