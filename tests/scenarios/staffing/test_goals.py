"""Goals: what they may say, and what is said of those that make no sense."""

import pytest

from scenarios import load
from scenarios.errors import RunError
from scenarios.measures import figures
from scenarios.run import run
from scenarios.staffing.goals import desks_of, read_goals


@pytest.mark.parametrize(
    ("text", "path", "at_least", "bound"),
    [
        ("phone.service_level>=0.8", ("channels", "phone", "service_level"), True, 0.8),
        ("phone.service_level >= 80 %", ("channels", "phone", "service_level"), True, 0.8),
        (
            "email.mean_wait_answered_minutes<=8 h",
            ("channels", "email", "mean_wait_answered_minutes"),
            False,
            480.0,
        ),
        ("phone.share_abandoned<=0.05", ("channels", "phone", "share_abandoned"), False, 0.05),
        (
            "phone.by_age.65-74.satisfaction>=0.7",
            ("channels", "phone", "by_age", "65-74", "satisfaction"),
            True,
            0.7,
        ),
        (
            "phone.by_age.75+.mean_wait_minutes<=90 s",
            ("channels", "phone", "by_age", "75+", "mean_wait_minutes"),
            False,
            1.5,
        ),
        ("journeys.satisfaction>=0.6", ("journeys", "satisfaction"), True, 0.6),
        (
            "journeys.by_age.75+.needs_unsolved_share<=0.1",
            ("journeys", "by_age", "75+", "needs_unsolved_share"),
            False,
            0.1,
        ),
        ("desks.phone.occupancy<=0.85", ("desks", "phone", "occupancy"), False, 0.85),
    ],
)
def test_goals_are_read(kiosk, text, path, at_least, bound):
    """A goal names a figure of ``canaux run --json`` and a bound, with a unit if it has one."""
    (goal,) = read_goals([text], kiosk)

    assert (path, at_least) == (goal.path, goal.at_least)
    assert bound == pytest.approx(goal.bound, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("phone.servce_level>=0.8", "'service_level'"),
        ("fone.service_level>=0.8", "'phone'"),
        ("phone.by_age.60-70.satisfaction>=0.8", "65-74"),
        ("phone.service_level=0.8", "FIGURE>=BOUND"),
        ("phone.service_level>0.8", "FIGURE>=BOUND"),
        ("phone.service_level>=high", "percentage"),
        ("phone.mean_wait_minutes<=2 moons", "duration"),
        ("phone>=0.8", "no single figure"),
        ("phone.service_level.x>=0.8", "'x'"),
        ("phone.service_level>=1e999", "finite"),
        ("", "FIGURE>=BOUND"),
    ],
)
def test_bad_goals_are_explained(kiosk, text, told):
    """A goal that makes no sense names itself, what was found and what to write; exit code 2."""
    with pytest.raises(RunError) as raised:
        read_goals([text], kiosk)

    assert str(raised.value).startswith(f"goal {text}: found ")
    assert told in str(raised.value)
    assert 2 == raised.value.exit_code


def test_no_goal_is_no_search(kiosk):
    """Without a goal nothing is searched for, and an example is shown."""
    with pytest.raises(RunError, match=r"found none; give at least one, such as phone"):
        read_goals([], kiosk)


def test_figures_are_those_of_a_run(kiosk):
    """A goal's figure is the one that ``canaux run --json`` prints."""
    goals = read_goals(["phone.service_level>=0.5", "email.mean_wait_minutes<=60"], kiosk)
    (one,) = run(kiosk, seed=3, keep_contacts=False).runs
    summary = figures(one)

    assert summary["channels"]["phone"]["service_level"] == goals[0].value(summary)
    assert summary["channels"]["email"]["mean_wait_minutes"] == goals[1].value(summary)


def test_margins_point_the_right_way(kiosk):
    """A margin is positive on the better side, and a tighter goal is harder to meet."""
    least, most = read_goals(["phone.service_level>=0.8", "phone.share_abandoned<=0.1"], kiosk)

    assert (0.1, 0.05) == pytest.approx((least.margin(0.9), most.margin(0.05)))
    assert least.tighter(0.01).margin(0.8) < 0.0
    assert most.tighter(0.01).margin(0.1) < 0.0


def test_whose_business_a_goal_is(kiosk):
    """A channel's goal concerns its desk; one of everybody, or of a channel without, all desks."""
    goals = read_goals(["phone.service_level>=0.8", "journeys.satisfaction>=0.5"], kiosk)
    (other,) = read_goals(["other.satisfaction>=0.5"], load("france"))

    assert [("phone",), ("phone", "email")] == [desks_of(goal, kiosk) for goal in goals]
    assert ("store", "phone", "email", "social") == desks_of(other, load("france"))
