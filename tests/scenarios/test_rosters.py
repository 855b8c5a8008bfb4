from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.load import load
from scenarios.rosters import closed_days, scaled, week, weeks
from scenarios.schema.calendar import weekdays


def test_days_are_read_as_planners_write_them() -> None:
    """Ranges and lists of days mean the same days."""
    assert (0, 1, 2, 3, 4, 6) == weekdays("mon-fri, sun") == weekdays("sun,mon-fri")


def test_a_cut_is_spread_by_largest_remainder() -> None:
    """Five equal days at 3.85 advisers are four days of 4 and one of 3, the earliest first."""
    assert [4, 4, 4, 4, 3] == scaled([11] * 5, [60] * 5, 0.35)


def test_a_step_above_zero_keeps_at_least_one_adviser() -> None:
    """However small the organisation, a desk that was open stays open."""
    assert [1, 1, 0, 1] == scaled([1, 3, 0, 2], [60, 60, 60, 60], 0.01)


def test_no_factor_is_lost_to_rounding_errors() -> None:
    """0.7 of 10 is 7, although 10 * 0.7 is not in floating point."""
    assert [7] * 9 == scaled([10] * 9, [60] * 9, 0.7)
    assert [21] == scaled([30], [60], 0.7)


def test_a_factor_of_zero_closes_the_desk() -> None:
    """No staff at all is what a factor of 0 says."""
    assert [0, 0] == scaled([3, 1], [60, 60], 0.0)


@given(
    shifts=st.lists(st.tuples(st.integers(0, 60), st.sampled_from([60, 120, 480])), min_size=1),
    factor=st.floats(0.01, 3),
)
def test_scaled_weeks_keep_their_total(shifts: list[tuple[int, int]], factor: float) -> None:
    """Each shift is rounded up or down, and the week's adviser-minutes to within half a shift."""
    advisers, minutes = [a for a, _ in shifts], [m for _, m in shifts]
    rounded = scaled(advisers, minutes, factor)
    for before, after in zip(advisers, rounded, strict=True):
        assert abs(after - before * factor) < 1 + 1e-6
        assert (after > 0) == (before > 0)
    wanted = factor * sum(a * m for a, m in shifts)
    raised = sum(
        m * (1 - a * factor) for a, m in shifts if 0 < a * factor < 1
    )  # the one adviser that each keeps
    got = sum(a * m for a, m in zip(rounded, minutes, strict=True))
    assert -max(minutes) <= got - wanted <= raised + max(minutes) / 2 + 1e-6


@pytest.mark.parametrize(("factor", "hours"), [(0.01, 48.0), (1.0, 83.0), (2.5, 207.0)])
def test_rosters_of_every_size_are_in_proportion(shop: Path, factor: float, hours: float) -> None:
    """Adviser-hours follow the factor to within half a shift, but for the one kept in each."""
    roster = load(shop).desks["phone"].roster
    minutes = [shift.advisers * (shift.stop - shift.start) for shift in week(roster, 1, factor)]
    least = 5 * 8 + 3
    assert hours == pytest.approx(max(least, sum(minutes) / 60), abs=5.0)


def test_dated_changes_hold_from_their_first_day_to_the_day_before_their_last(shop: Path) -> None:
    """A cut holds between its dates, a new roster beside it, and then the desk's own returns."""
    settings = [
        "desks.phone.roster=[{days='mon-fri', from='09:00', to='17:00', advisers=4}]",
        "changes=[{from=2015-03-01, to=2015-05-01, set={'desks.phone.staff_factor'=0.5}},"
        "{from=2015-04-01, set={'desks.phone.roster'=[{days='mon', from='09:00', to='10:00',"
        " advisers=6}]}}]",
    ]
    found = [
        (str(day), [shift.advisers for shift in shifts])
        for day, shifts in weeks(load(shop, settings=settings), "phone")
    ]
    assert [
        ("2015-01-01", [4] * 5),
        ("2015-03-01", [2] * 5),
        ("2015-04-01", [3]),
        ("2015-05-01", [6]),
    ] == found


def test_wages_carry_their_surcharge(shop: Path) -> None:
    """A Saturday hour costs the wage and a quarter more."""
    shifts = weeks(load(shop), "phone")[0][1]
    assert [24.0] * 5 + [30.0] == [shift.wage for shift in shifts]


def test_shrinkage_and_wages_may_change(shop: Path) -> None:
    """From March a tenth of paid time is lost and an hour costs 30 euros; the roster stays."""
    change = "{from=2015-03-01, set={'desks.phone.shrinkage'=0.1, 'desks.phone.wage'=30}}"
    (_, before), (_, after) = weeks(load(shop, settings=[f"changes=[{change}]"]), "phone")
    assert [shift.advisers for shift in before] == [shift.advisers for shift in after]
    assert [24.0, 30.0] == [before[0].wage, after[0].wage]
    assert [2.0, 2 / 0.9] == pytest.approx([before[0].paid, after[0].paid])


def test_a_desk_may_have_holidays_of_its_own(shop: Path) -> None:
    """The scenario's days hold where a desk names none, not even where it names no day."""
    settings = [
        "holidays=[2015-05-01, 2015-01-01]",
        "desks.store.holidays=[]",
        "desks.social.holidays=[2015-05-14]",
    ]
    scenario = load(shop, settings=settings)
    days = {name: [str(day) for day in closed_days(scenario, name)] for name in scenario.desks}
    assert {
        "store": [],
        "phone": ["2015-01-01", "2015-05-01"],
        "social": ["2015-05-14"],
    } == days
