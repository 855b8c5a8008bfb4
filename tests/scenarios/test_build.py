import numpy as np
import pytest

from scenarios import build, load
from scenarios.build import answering_changes
from sim.params import AtClose, Form, Law
from sim.rng import name_hash


@pytest.fixture(scope="module")
def world(scenario):
    return build(scenario, 1)


def test_parameters_are_those_of_the_file(world) -> None:
    """A number of the file arrives under its symbol, in minutes, at its channel and kind."""
    channels, kinds, behaviour = world.params.channels, world.params.kinds, world.params.behaviour
    names = ["store", "phone", "social", "site"]
    assert [name_hash(name) for name in names] == channels.name_hash.tolist()
    assert [Form.LIVE, Form.LIVE, Form.WRITTEN, Form.DESKLESS] == channels.form.tolist()
    assert [0, 1, 2, -1] == channels.desk.tolist()
    assert [False, False, True, False] == channels.needs_internet.tolist()
    assert [False, False, True, False] == channels.needs_membership.tolist()
    assert [True, False, False, False] == channels.needs_store.tolist()
    assert [0.0, 1.0, 0.0, 0.0] == channels.intercept.tolist()
    assert [0.0, 0.25, 0.0, 0.0] == channels.age_slope.tolist()
    assert [[0, 0], [0, 0.5], [0, 0], [0, 0]] == channels.kind_appeal.tolist()
    assert [0.0, 0.25] == channels.audience_appeal[2].tolist()
    assert [10.0, 3.0, 120.0, 720.0] == channels.acceptable_delay.tolist()
    assert [[1.5, 0.5], [0.75, 0.5]] == channels.resolution_factor[1:3].tolist()
    assert [[1.0, 2.0], [0.5, 2.0]] == channels.handling_factor[1:3].tolist()
    assert [Law.FIXED, 10.0, 0.0] == channels.handling[0].tolist()
    assert [Law.LOGNORMAL, 8.0, 0.5] == channels.handling[1].tolist()
    assert [Law.WEIBULL, 4.0, 2.0] == channels.patience[1].tolist()
    assert [Law.NEVER, 0.0, 0.0] == channels.patience[0].tolist()
    assert [Law.EXPONENTIAL, 1440.0, 0.0] == channels.chase[2].tolist()
    assert [Law.LOGNORMAL, 360.0, 1.0] == channels.delay[3].tolist()
    assert 0.75 == channels.answer_probability[2]
    assert [5.0, 0.5, 120.0] == channels.threshold[:3].tolist()
    assert [AtClose.SEND_AWAY, AtClose.CARRY] == channels.at_close[:2].tolist()
    assert [0.2, 0.1] == channels.drop_when_closed[:2].tolist()
    assert [60.0, 120.0] == channels.opening_spread[:2].tolist()
    assert [0.75, 1.0] == kinds.cumulative_share.tolist()
    assert [-1.0, -np.inf] == kinds.nothing.tolist()
    assert 1 == kinds.complaint
    assert name_hash("nothing") == behaviour.nothing_hash
    assert [Law.FIXED, 60.0, 0.0] == behaviour.retry_delay_abandoned.tolist()
    assert (0.75, 0.5, 0.5, 6) == (
        behaviour.retry,
        behaviour.retry_abandoned,
        behaviour.retry_chase,
        behaviour.max_attempts,
    )


def test_the_profile_has_mean_one(world) -> None:
    """Weights are scaled to mean 1 over the week and the year, Monday 00:00 first."""
    profile = world.profile
    assert 1.0 == pytest.approx(profile.hour_of_week.mean())
    days = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    assert 365.25 == pytest.approx((profile.month * days).sum())
    assert 8.0 == pytest.approx(profile.hour_of_week[10] / profile.hour_of_week[2])
    assert 2.0 == pytest.approx(profile.hour_of_week[10] / profile.hour_of_week[34])
    assert 2.0 == pytest.approx(profile.month[0] / profile.month[1])


def test_customers_are_those_of_the_seed_whatever_the_staff() -> None:
    """A plan for the desks changes nobody's age, tastes or beliefs, nor m_c."""
    few = ["population.size=300"]
    base, plan = (build(load(name, settings=few), 5) for name in ("brand", "brand-fewer-phone"))
    for field, values in base.customers._asdict().items():
        np.testing.assert_array_equal(values, getattr(plan.customers, field))
    np.testing.assert_array_equal(
        base.params.channels.expected_logit, plan.params.channels.expected_logit
    )
    assert base.params.desks.step_advisers.sum() > plan.params.desks.step_advisers.sum()


def test_organisations_have_customers_of_their_own() -> None:
    """The second organisation is another slice of the population."""
    first, second = (build(load("brand", customers=300), 5, k) for k in (0, 1))
    assert (first.customers.taste != second.customers.taste).all()


def test_answering_changes_end_where_they_say(shop) -> None:
    """A change holds from its first day and is undone on its last, unless another takes over."""
    changes = answering_changes(
        load(
            shop,
            settings=[
                "changes=["
                "{channel='social', from=2015-01-03, to=2015-01-05, answer_probability=0.9},"
                "{channel='social', from=2015-01-02, to=2015-01-03, answer_probability=0.8}]"
            ],
        )
    )
    assert [1440.0, 2880.0, 5760.0] == changes.time.tolist()
    assert [0.8, 0.9, 0.75] == changes.value.tolist()
    assert [2, 2, 2] == changes.target.tolist()


def test_surveys_are_prepared_at_their_dates_and_window_starts(shop) -> None:
    """The state is written down at each date and where its windows begin, within the run."""
    settings = ["panel.dates=[2015-01-15, 2015-03-31, 2015-09-01, 2017-01-01]", "panel.windows=[1]"]
    days = build(load(shop, settings=settings), 1).timeline.panel / 1440
    assert [14.0, 58.0, 89.0, 212.0, 243.0] == days.tolist()


def test_desks_open_and_close_as_the_roster_says(world) -> None:
    """The first Thursday of 2015: closed at midnight, ten to half past seven, then Friday."""
    desks = world.params.desks
    store = desks.step_desk == 0
    hours = (desks.step_time[store][:5] / 60).tolist()
    assert [0.0, 10.0, 19.5, 34.0, 43.5] == hours
    assert [0, 1, 0, 1, 0] == desks.step_advisers[store][:5].tolist()
    assert [600.0, 600.0, 2040.0] == desks.step_opens[store][:3].tolist()
    assert 20.0 == desks.step_wage[store][1]
    saturday = (desks.step_desk == 1) & (desks.step_time == 2 * 1440 + 540)
    assert [30.0] == desks.step_wage[saturday].tolist()
