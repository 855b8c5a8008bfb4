"""Forecasts against the formulas and loops that they stand for, and against the simulation."""

import numpy as np
import pytest

from scenarios import load
from scenarios.run import run
from scenarios.staffing.forecast import forecasts
from scenarios.staffing.reaching import roster_reaching
from scenarios.staffing.rules import StaffingRules
from scenarios.staffing.shifts import desk_shifts
from scenarios.staffing.trials import observe_volumes
from scenarios.staffing.volumes import Volumes, rates, volumes, whole_weeks
from sim.theory import erlang_a


@pytest.fixture(scope="module")
def found(kiosk, desks):
    """Forecasts on the volumes of a run of the kiosk."""
    (one,) = run(kiosk, seed=1, keep_contacts=False).runs
    return forecasts(kiosk, desks, volumes(kiosk, observe_volumes(one)))


def test_a_flat_line_is_erlang_a():
    """At a constant rate the service level is that of the formula, at the rate rounded to 0.5 %."""
    lab = load("lab-mmcm")
    shifts = desk_shifts(lab, StaffingRules(), ["phone"])
    flat = {"phone": {"phone": Volumes(np.full((4, 168), 210.0), 3.0)}}
    forecast = forecasts(lab, shifts, flat)["phone"]
    low, high = (erlang_a(3.5 * f, 1 / 3, 13, 1 / 5, 1 / 3) for f in (1.0025, 0.9975))
    figures = forecast.figures(shifts["phone"].advisers([13]))

    assert low.service_level <= figures["service_level"] <= high.service_level
    assert high.p_abandon <= figures["share_abandoned"] <= low.p_abandon
    assert high.mean_wait <= figures["mean_wait_minutes"] <= low.mean_wait
    assert 210.0 * 168 == pytest.approx(forecast.contacts)
    assert 10.5 == pytest.approx(forecast.load.mean())


def test_a_backlog_drains_as_a_loop_says(kiosk, desks):
    """The reflected sum against a loop: every piece of work in order, each to its own minute."""
    rng = np.random.default_rng(5)
    weeks = rng.poisson(2.0, (3, 168)).astype(float)
    shifts = desks["email"]
    seen = {"email": Volumes(weeks, 7.0)}
    forecast = forecasts(kiosk, {"email": shifts}, {"email": seen})["email"]
    advisers = np.where(shifts.open, 2, 0)
    grid = shifts.grid

    came = np.repeat(weeks.ravel(), 60 // grid) / (60 // grid) * 7.0
    capacity = np.tile(advisers * grid, 3)
    backlog, waiting = 0.0, 0.0
    done = [0.0]
    for work, able in zip(came, capacity, strict=True):
        served = min(backlog + work, able)
        backlog += work - served
        waiting += backlog * grid
        done.append(done[-1] + served)
    arrived = np.concatenate([[0.0], np.cumsum(came)])
    ends = grid * np.arange(len(done))
    in_time = counted = 0.0
    for i, work in enumerate(came):
        deadline = (i + 0.5) * grid + 1440.0
        if (i + 1) * grid + 1440.0 > ends[-1]:
            break
        served = np.interp(deadline, ends, done) - arrived[i]
        in_time += min(max(served, 0.0), work)
        counted += work
    figures = forecast.figures(advisers)

    assert in_time / counted == pytest.approx(figures["service_level"], abs=2e-3)
    assert waiting / came.sum() == pytest.approx(figures["mean_wait_minutes"])


def test_more_advisers_are_never_worse(found, desks):
    """The share in time does not fall with another adviser, at either kind of desk."""
    for desk, forecast in found.items():
        shares = [forecast.standing(np.where(desks[desk].open, n, 0)) for n in range(1, 8)]

        assert (np.diff(shares) >= -1e-12).all()
        assert shares[0] < shares[-1]


def test_where_rosters_stand(found, desks):
    """A line stands where its service level is; a backlog at 1 if all is done when it opens."""
    line, backlog = found["phone"], found["email"]
    here = desks["phone"].present
    many = np.where(desks["email"].open, 1000, 0)

    assert line.standing(here) == pytest.approx(line.figures(here)["service_level"])
    assert 1.0 == pytest.approx(backlog.standing(many))
    assert 0.0 < backlog.standing(desks["email"].present) < 0.5


def test_forecasts_are_near_the_simulation(kiosk, desks, found):
    """On the volumes of a run, the share in time is within 5 points of what the run had."""
    (one,) = run(kiosk, seed=1, keep_contacts=False).runs
    figures = observe_volumes(one)["figures"]
    for desk, forecast in found.items():
        simulated = figures["channels"][desk]["service_level"]

        assert simulated == pytest.approx(
            forecast.figures(desks[desk].present)["service_level"], abs=0.05
        )


@pytest.mark.parametrize(("desk", "share"), [("phone", 0.7), ("email", 0.6)])
def test_rosters_reach_their_share(found, desks, desk, share):
    """A roster reaches its share, but for what the envelope flatters; a lower one is cheaper."""
    forecast, shifts = found[desk], desks[desk]
    posted = roster_reaching(forecast, share)
    reached = forecast.standing(shifts.advisers(posted))

    assert share - 0.02 <= reached <= share + 0.05
    cheaper = roster_reaching(forecast, share - 0.2)
    assert shifts.cost(cheaper) < shifts.cost(posted)


def test_whole_weeks_begin_on_monday(kiosk):
    """Weeks are whole, after the warm-up, and begin on Monday; the first day of the run is one."""
    hours = np.arange(24.0 * (kiosk.end - kiosk.start).days)
    weeks = whole_weeks(kiosk, hours)

    assert (20, 168) == weeks.shape
    assert 168.0 == weeks[0, 0]


def test_a_run_shorter_than_a_week(kiosk):
    """Hours of a short run lie where they belong in the week."""
    weeks = whole_weeks(kiosk.model_copy(update={"warm_up": 0.0}), np.ones(30))

    assert [1.0] * 30 + [0.0] * 138 == weeks[0].tolist()


def test_rates_keep_the_contacts(desks):
    """What reaches a desk in the open part of its hours adds up to what was offered then."""
    shifts = desks["phone"]
    weeks = np.zeros((2, 168))
    open_hours = shifts.open.reshape(168, -1).any(axis=1)
    weeks[:, open_hours] = 3.0
    weeks[1] *= 2.0
    found = rates(Volumes(weeks, 5.0), shifts.grid, shifts.open)

    assert weeks.sum(axis=1) == pytest.approx(found.sum(axis=1) * shifts.grid)
    assert not found[:, ~shifts.open].any()
