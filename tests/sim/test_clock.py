"""The calendar and the rosters laid out over a run, against a minute-by-minute twin."""

import math
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import (
    BEYOND_END,
    DAY,
    WEEK,
    Period,
    Shift,
    Team,
    add_months,
    make_desks,
    make_timeline,
    minutes,
    moment,
)

MONDAY = datetime(2010, 1, 4)
INF = math.inf


def office(advisers=5, wage=20.0, days=range(5), start=9.0, stop=18.0):
    """Shifts of equal hours on some days of the week."""
    return [Shift(day * DAY + start * 60, day * DAY + stop * 60, advisers, wage) for day in days]


def steps(desks, desk=0):
    """One desk's steps as tuples (time, advisers, wage, opens, closes)."""
    columns = [desks.step_time, desks.step_advisers, desks.step_wage]
    columns += [desks.step_opens, desks.step_closes]
    return [
        tuple(float(column[i]) for column in columns)
        for i in range(desks.step_time.size)
        if desks.step_desk[i] == desk
    ]


def of_one(*periods, **values):
    """Desks of one team that serves one channel."""
    timeline = values.pop("timeline")
    return make_desks([Team(periods, **values)], [[0]], timeline)


def on_duty_each_minute(team, timeline):
    """The twin: who is on duty and paid in every minute, and their pay per hour, by the roster."""
    advisers, paid, pay = [], [], []
    for minute in range(int(timeline.end + BEYOND_END)):
        in_force = [period for period in team.periods if period.begin <= minute]
        shifts = in_force[-1].shifts if in_force else []
        if any(day <= minute < day + DAY for day in team.holidays):
            shifts = []
        of_week = (timeline.start_weekday * DAY + timeline.start_minute_of_day + minute) % WEEK
        present = [shift for shift in shifts if shift.start <= of_week < shift.stop]
        advisers.append(sum(shift.advisers for shift in present))
        paid.append(sum(shift.advisers / (1.0 - shift.shrinkage) for shift in present))
        pay.append(sum(shift.paid * shift.wage for shift in present))
    # Nothing is laid out further on.
    return [*advisers, 0], [*paid, 0.0], [*pay, 0.0]


class TestCalendar:
    """Dates and minutes."""

    @given(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)), st.integers(-(10**7), 10**7))
    def test_minutes_and_moments_are_inverse(self, start, minute):
        """A minute of the run is a date and time, and back."""
        assert minute == minutes(start, moment(start, minute))

    @pytest.mark.parametrize(
        ("date", "months", "expected"),
        [
            (datetime(2012, 9, 7), -12, datetime(2011, 9, 7)),
            (datetime(2012, 9, 7), -6, datetime(2012, 3, 7)),
            (datetime(2012, 3, 31), -1, datetime(2012, 2, 29)),
            (datetime(2011, 3, 31), -1, datetime(2011, 2, 28)),
            (datetime(2012, 2, 29), 12, datetime(2013, 2, 28)),
            (datetime(2012, 1, 15), -1, datetime(2011, 12, 15)),
            (datetime(2012, 12, 15, 8, 30), 1, datetime(2013, 1, 15, 8, 30)),
            (datetime(2012, 5, 5), 0, datetime(2012, 5, 5)),
        ],
    )
    def test_add_months(self, date, months, expected):
        """Months later or earlier is the same day of the month, or the month's last day."""
        assert expected == add_months(date, months)

    def test_timeline_reads_the_calendar(self):
        """A run knows its length, weekday, and the month of each of its hours."""
        start, end = datetime(2011, 11, 30, 22), datetime(2012, 3, 1)
        timeline = make_timeline(start, end, warm_up=1440.0)

        assert (end - start).total_seconds() / 60 == timeline.end
        assert 1440.0 == timeline.warm_up
        assert start.weekday() == timeline.start_weekday
        assert 22 * 60.0 == timeline.start_minute_of_day
        dates = [start + timedelta(hours=hour) for hour in range(int(timeline.end // 60))]
        assert [date.month - 1 for date in dates] == timeline.month_of_hour.tolist()
        index = [(date.year - 2011) * 12 + date.month - 11 for date in dates]
        assert index == timeline.month_index.tolist()

    def test_a_part_of_an_hour_at_the_end_counts(self):
        """A run that ends within an hour has that hour."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(minutes=61))
        assert 2 == timeline.month_of_hour.size

    def test_panel_moments_are_sorted_and_said_once(self):
        """Survey dates may come in any order and twice."""
        days = [5, 0, 3, 5]
        timeline = make_timeline(
            MONDAY,
            MONDAY + timedelta(days=5),
            panel=[MONDAY + timedelta(days=day) for day in days],
        )
        assert [0.0, 3 * DAY, 5 * DAY] == timeline.panel.tolist()

    @pytest.mark.parametrize(
        ("start", "days", "panel", "says"),
        [
            (MONDAY, 0, (), "not after start"),
            (MONDAY, -1, (), "not after start"),
            (MONDAY, 5, (-1,), "outside"),
            (MONDAY, 5, (2, 6), "outside"),
            (MONDAY + timedelta(minutes=30), 5, (), "full hour"),
        ],
    )
    def test_impossible_timelines_are_refused(self, start, days, panel, says):
        """A run of no length, a survey outside it and a start within an hour are errors."""
        with pytest.raises(ValueError, match=says):
            make_timeline(
                start,
                start + timedelta(days=days),
                panel=[start + timedelta(days=day) for day in panel],
            )


@st.composite
def rosters(draw):
    """Periods of shifts at odd minutes, some overlapping, and a run that starts in a week."""
    run = make_timeline(
        MONDAY + timedelta(hours=draw(st.integers(0, 167))),
        MONDAY + timedelta(hours=168 + draw(st.integers(1, 300))),
    )
    quarter = st.integers(0, 7 * 96).map(lambda n: 15.0 * n)
    shift = st.builds(
        lambda a, b, n, wage, lost: Shift(min(a, b), max(a, b), n, wage, lost),
        quarter,
        quarter,
        st.integers(0, 4),
        st.sampled_from([18.0, 22.5, 30.0]),
        st.sampled_from([0.0, 0.0, 0.2]),
    )
    begins = sorted(draw(st.sets(st.integers(1, int(run.end)), max_size=2)))
    periods = [Period(float(begin), draw(st.lists(shift, max_size=5))) for begin in [0, *begins]]
    midnights = st.integers(-1, 14).map(lambda day: day * DAY - run.start_minute_of_day)
    holidays = draw(st.lists(midnights, max_size=4, unique=True))
    return Team(periods, holidays), run


class TestRosters:
    """Weekly rosters and their dated changes as steps."""

    @settings(max_examples=40)
    @given(rosters())
    def test_steps_are_the_roster_minute_by_minute(self, given_rosters):
        """Steps say in every minute who is on duty and paid, at which mean wage, the next opening
        after it and the closing after that; and there is a step only where something changes.
        """
        team, timeline = given_rosters
        advisers, paid, pay = on_duty_each_minute(team, timeline)
        opening = closing = INF
        opens, closes = [INF] * len(advisers), [INF] * len(advisers)
        for minute in reversed(range(len(advisers))):
            if advisers[minute]:
                opening = minute if not minute or not advisers[minute - 1] else opening
                opens[minute], closes[minute] = minute, closing
            else:
                closing = minute
                opens[minute], closes[minute] = opening, INF
            if opens[minute] < INF and not advisers[minute]:
                closes[minute] = closes[int(opens[minute])]

        desks = make_desks([team], [[0]], timeline)
        rows = steps(desks)

        assert 0.0 == rows[0][0]
        assert sorted({row[0] for row in rows}) == [row[0] for row in rows]
        for (time, n, wage, opens_at, closes_at), of_them, following, paid_then in zip(
            rows, desks.step_paid, [*rows[1:], None], [*desks.step_paid[1:], None], strict=True
        ):
            until = int(following[0]) if following else len(advisers)
            assert {n} == set(advisers[int(time) : until])
            if n:
                np.testing.assert_allclose(pay[int(time) : until], of_them * wage, atol=1e-6)
            np.testing.assert_allclose(paid[int(time) : until], of_them, atol=1e-6)
            assert opens[int(time)] == opens_at
            assert closes[int(time)] == closes_at
            if following:
                assert (n, wage, of_them) != (*following[1:3], paid_then)

    def test_an_office_week(self):
        """An office opens at nine and closes at six, and on Friday evening looks at Monday."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=7))
        rows = steps(of_one(Period(0.0, office()), timeline=timeline))

        assert (0.0, 0, 0.0, 540.0, 1080.0) == rows[0]
        assert (540.0, 5, 20.0, 540.0, 1080.0) == rows[1]
        friday = 4 * DAY + 1080
        assert (friday, 0, 20.0, WEEK + 540, WEEK + 1080) in rows

    def test_work_after_closing_costs_the_wage_before_it(self):
        """A closed desk keeps its last shift's wage, for those who finish what they began."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=1))
        evening = Shift(1080.0, 1200.0, 2, 25.0)
        rows = steps(of_one(Period(0.0, [*office(days=[0]), evening]), timeline=timeline))

        closed = [row for row in rows if row[0] == 1200.0]
        assert [(0.0, 25.0)] == [row[1:3] for row in closed]

    def test_overlapping_shifts_add_up(self):
        """Advisers of overlapping shifts add up and cost their mean wage."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=1))
        shifts = [Shift(540.0, 1080.0, 3, 20.0), Shift(600.5, 720.0, 1, 40.0)]
        rows = steps(of_one(Period(0.0, shifts), timeline=timeline))

        expected = [(0.0, 0, 0.0), (540.0, 3, 20.0), (600.5, 4, 25.0), (720.0, 3, 20.0)]
        assert [*expected, (1080.0, 0, 20.0)] == [row[:3] for row in rows[:5]]

    def test_a_night_shift_is_one_shift(self):
        """A desk open until 24:00 and again from 0:00 does not close at midnight."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=2))
        around_the_clock = office(days=range(7), start=0.0, stop=24.0)
        rows = steps(of_one(Period(0.0, around_the_clock), timeline=timeline))

        horizon = timeline.end + BEYOND_END
        assert [(0.0, 5, 20.0, 0.0, horizon), (horizon, 0, 20.0, INF, INF)] == rows

    def test_a_desk_that_never_opens_says_so(self):
        """Without shifts the next opening never comes."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=2))
        assert [(0.0, 0, 0.0, INF, INF)] == steps(of_one(Period(0.0, []), timeline=timeline))

    def test_a_dated_roster_takes_over_within_a_shift(self):
        """A roster in force from noon replaces the one before at noon."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=1))
        periods = [Period(0.0, office(advisers=5)), Period(720.0, office(advisers=3, wage=21.0))]
        rows = steps(of_one(*periods, timeline=timeline))

        expected = [(0.0, 0, 0.0), (540.0, 5, 20.0), (720.0, 3, 21.0), (1080.0, 0, 21.0)]
        assert expected == [row[:3] for row in rows[:4]]
        assert 1080.0 == rows[1][4]

    def test_steps_of_all_desks_are_merged(self):
        """Steps are sorted by time, then desk, and every desk has one at 0."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=3))
        desks = make_desks(
            [Team([Period(0.0, office(start=start))]) for start in (9.0, 0.0, 9.0)],
            [[0], [1, 2]],
            timeline,
        )

        order = list(zip(desks.step_time.tolist(), desks.step_desk.tolist(), strict=True))
        assert [[0, -1, -1], [1, 2, -1]] == desks.route.tolist()
        assert sorted(set(order)) == order
        assert [(0.0, 0), (0.0, 1), (0.0, 2)] == order[:3]
        for column in (desks.step_desk, desks.step_advisers):
            assert np.int64 == column.dtype

    def test_no_desk_is_no_step(self):
        """A world without desks has an empty roster."""
        desks = make_desks([], [[]], make_timeline(MONDAY, MONDAY + timedelta(days=1)))
        assert (0, (1, 0)) == (desks.step_time.size, desks.route.shape)

    def test_a_holiday_closes_a_desk_for_a_day(self):
        """On a closed Tuesday, Monday's customers wait for Wednesday, and nobody is paid."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=7))
        week = Period(0.0, office(days=range(3)))
        desks = of_one(week, holidays=[DAY], timeline=timeline)
        assert [(1080.0, 0, 20.0, 2 * DAY + 540, 2 * DAY + 1080)] == steps(desks)[2:3]
        assert [0.0, 5.0, 0.0, 5.0] == desks.step_paid[:4].tolist()

    def test_shrinkage_is_paid_on_top_of_the_roster(self):
        """Of ten paid, two are at lunch: eight are on duty, and ten cost their wage."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=1))
        shifts = [Shift(540.0, 1080.0, 8, 20.0, 0.2)]
        desks = of_one(Period(0.0, shifts), timeline=timeline)
        assert [0, 8, 0] == desks.step_advisers[:3].tolist()
        assert [0.0, 10.0, 0.0] == desks.step_paid[:3].tolist()
        assert 20.0 == desks.step_wage[1]

    def test_teams_differ_in_how_they_work(self):
        """Speeds of short lists go on as their last, and each desk has its own rule."""
        timeline = make_timeline(MONDAY, MONDAY + timedelta(days=1))
        nobody = [Period(0.0, [])]
        teams = [Team(nobody, suspends=True), Team(nobody, speed=(1.0, 1.5, 1.75))]
        desks = make_desks(teams, [[0], [1]], timeline)
        assert [True, False] == desks.suspends.tolist()
        assert [[1.0, 1.0, 1.0], [1.0, 1.5, 1.75]] == desks.speed.tolist()
