import pickle
from datetime import timedelta

import numpy as np
import pytest

from scenarios import build, load
from scenarios.build import people
from sim.engine import simulate
from sim.params import AtClose, Belief, Felt, Form, Law, WaitForm
from sim.rng import name_hash


@pytest.fixture(scope="module")
def world(scenario):
    return build(scenario, 1)


def test_parameters_are_those_of_the_file(world) -> None:
    """A number of the file arrives under its symbol, in minutes, at its channel and kind."""
    channels, kinds, serving = world.params.channels, world.params.kinds, world.params.serving
    behaviour = world.params.behaviour
    names = ["store", "phone", "social", "site"]
    assert [name_hash(name) for name in names] == channels.name_hash.tolist()
    assert [Form.LIVE, Form.LIVE, Form.WRITTEN, Form.DESKLESS] == channels.form.tolist()
    assert [[0, -1, -1], [1, -1, -1], [2, -1, -1], [-1] * 3] == world.params.desks.route.tolist()
    assert np.eye(3, 4).astype(bool).tolist() == serving.serves.tolist()
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
    assert [Law.FIXED, 10.0, 0.0] == serving.handling[0, 0].tolist()
    assert [Law.LOGNORMAL, 8.0, 0.5] == serving.handling[1, 1].tolist()
    assert [0.0, 0.5, 0.0, 0.0] == serving.skill[1].tolist()
    assert [[0, 0, 1, 0]] * 2 == [serving.concurrency[2].tolist(), serving.priority[2].tolist()]
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


def test_known_customers_are_taken_only_where_drawing_gives_the_same() -> None:
    """Customers of another plan serve; not those of another seed, number, or law."""
    brand = load("brand", customers=1_000)
    known = people(brand, 1)
    plan = load("brand", customers=1_000, settings=["desks.phone.staff_factor=0.5"])
    world = build(plan, 1, known=known)

    assert world.customers is known.customers
    assert pickle.dumps(build(plan, 1)) == pickle.dumps(world)

    for setting in ("population.need_rate=2.0", "channels.phone.taste_sd=2.0", "end=2015-12-01"):
        other = load("brand", customers=1_000, settings=[setting])
        assert build(other, 1, known=known).customers is not known.customers
    for other in (
        build(brand, 2, known=known),
        build(brand, 1, 1, known=known),
        build(load("brand", customers=1_001), 1, known=known),
    ):
        assert other.customers is not known.customers


def test_organisations_have_customers_of_their_own() -> None:
    """The second organisation is another slice of the population."""
    first, second = (build(load("brand", customers=300), 5, k) for k in (0, 1))
    assert (first.customers.taste != second.customers.taste).all()


def test_rosters_are_laid_out_once_for_a_scenario() -> None:
    """Organisations share calendar and rosters; another scenario in between has its own."""
    base = load("brand", customers=20_000)
    plan = load("brand", customers=20_000, settings=["desks.phone.wage=99.0"])
    fresh = pickle.dumps(base)  # as a worker gets it
    first, second = (build(pickle.loads(fresh), 5, k) for k in (0, 1))
    assert first.timeline is second.timeline
    assert first.params.desks is second.params.desks
    shorter = base.model_copy(update={"end": base.start + timedelta(days=28)})
    assert 28 * 24 == build(shorter, 5).timeline.month_index.size
    other, again = build(plan, 5), build(base, 5)
    assert other.params.desks.step_wage.sum() > first.params.desks.step_wage.sum()
    for before, after in zip(first.params.desks, again.params.desks, strict=True):
        np.testing.assert_array_equal(before, after)


def test_mechanisms_are_off_unless_asked_for(world) -> None:
    """A scenario that says nothing of word of mouth, images, records or policies has none."""
    channels, kinds, rules = world.params.channels, world.params.kinds, world.params.behaviour
    policies, desks = world.params.policies, world.params.desks
    for field in ("public", "in_record", "impatient", "patient", "balking"):
        assert not getattr(channels, field).any()
    for field in ("line_limit", "trunks", "message_after"):
        assert np.isposinf(getattr(channels, field)).all()
    assert (channels.expiry == [Law.NEVER, 0.0, 0.0]).all()
    assert not kinds.needs_identification.any()
    rates = ("word_of_mouth", "word_of_mouth_goodwill", "image_rate", "image_goodwill")
    assert [0.0] * 4 == [getattr(rules, field) for field in rates]
    assert -np.inf == rules.leave_below
    assert (WaitForm.LOG, Felt.JUDGED, Belief.OWN) == (rules.wait_form, rules.felt, rules.belief)
    assert not policies.move_to_private
    assert not policies.loud_first
    assert (0.0, 0.0, np.inf) == (
        policies.record_saving,
        policies.delete_share,
        policies.loud_audience,
    )
    assert [[1.0]] * 3 == desks.speed.tolist()
    assert not desks.suspends.any()
    assert np.isposinf(world.customers.page_until).all()
    np.testing.assert_array_equal(desks.step_advisers, desks.step_paid)


def test_dated_changes_hold_from_their_first_day_and_are_undone(shop) -> None:
    """Parameters at each date are those of the file with the changes that hold then."""
    world = build(
        load(
            shop,
            settings=[
                "changes=["
                "{from=2015-01-03, to=2015-01-05, set={'channels.social.answer_probability'=0.9}},"
                "{from=2015-01-02, to=2015-01-03,"
                " set={channels={social={answer_probability=0.8}}}},"
                "{from=2015-01-04, set={'channels.phone.patience'={law='fixed', value='2 min'},"
                " 'behaviour.retry'=0.5, 'desks.phone.serving.phone.skill'=0.25}},"
                "{from=2015-01-06, set={'desks.phone.staff_factor'=2}}]"
            ],
        ),
        1,
    )
    at = {0.0: world.params} | {change.time: change.params for change in world.changes}
    assert [0.0, 1440.0, 2880.0, 4320.0, 5760.0] == list(at)
    answered = [params.channels.answer_probability[2] for params in at.values()]
    assert [0.75, 0.8, 0.9, 0.9, 0.75] == answered
    patience = [params.channels.patience[1].tolist() for params in at.values()]
    assert [[Law.WEIBULL, 4.0, 2.0]] * 3 + [[Law.FIXED, 2.0, 0.0]] * 2 == patience
    assert [0.75] * 3 + [0.5] * 2 == [params.behaviour.retry for params in at.values()]
    assert [0.5] * 3 + [0.25] * 2 == [params.serving.skill[1, 1] for params in at.values()]
    # Rosters have steps of their own, the same at all times.
    assert 1 == len({id(params.desks) for params in at.values()})
    phone = world.params.desks.step_desk == 1
    tuesday = world.params.desks.step_time[phone] == 5 * 1440 + 540
    assert [4] == world.params.desks.step_advisers[phone][tuesday].tolist()


def test_a_change_on_the_first_day_is_there_from_the_start(shop) -> None:
    """Nothing changes at 0: the world begins with it."""
    change = "changes=[{from=2015-01-01, set={'channels.phone.skill'=0.9}}]"
    world = build(load(shop, settings=[change]), 1)
    assert 0.9 == world.params.serving.skill[1, 1]
    assert () == world.changes


def test_a_channel_that_is_not_offered_has_no_utility(shop) -> None:
    """Nobody chooses a closed page; a change closes and opens it, customers stay who they are."""
    change = "changes=[{from=2015-02-01, to=2015-03-01, set={'channels.phone.offered'=false}}]"
    world = build(load(shop, settings=[change]), 1)
    at = [params.channels.intercept[1] for params in (world.params, *(c[1] for c in world.changes))]
    assert [1.0, -np.inf, 1.0] == at
    contacts = simulate(world).contacts
    chosen = contacts["chosen"][contacts["channel"] == 1] / 1440
    assert not ((chosen >= 31) & (chosen < 59)).any()
    assert (chosen < 31).any()
    assert (chosen >= 59).any()


def test_desks_may_share_channels_and_serve_several(shop) -> None:
    """An N-design: phone goes to specialists first, universal advisers also answer posts."""
    world = build(
        load(
            shop,
            settings=[
                "channels.phone.desks=['phone', 'social']",
                "channels.phone.priority=0",
                "desks.social.serving.phone={handling={law='erlang', mean='9 min', stages=3},"
                " skill=0.25, priority=2}",
                "desks.social.serving.social.concurrency=3",
                "desks.social.speed=[1, 1.5, 1.8]",
                "desks.social.roster_drop=suspend",
            ],
        ),
        1,
    )
    desks, serving = world.params.desks, world.params.serving
    assert [[0, -1, -1], [1, 2, -1], [2, -1, -1], [-1] * 3] == desks.route.tolist()
    assert [Law.LOGNORMAL, 8.0, 0.5] == serving.handling[1, 1].tolist()
    assert [Law.GAMMA, 9.0, 3.0] == serving.handling[2, 1].tolist()
    assert [[0, 0.5, 0, 0], [0, 0.25, 0.5, 0]] == serving.skill[1:].tolist()
    assert [[0, 0, 0, 0], [0, 2, 1, 0]] == serving.priority[1:].tolist()
    assert [[0, 1, 0, 0], [0, 1, 3, 0]] == serving.concurrency[1:].tolist()
    assert [[1.0] * 3, [1.0] * 3, [1.0, 1.5, 1.8]] == desks.speed.tolist()
    assert [False, False, True] == desks.suspends.tolist()


def test_without_speeds_contacts_share_one_adviser(shop) -> None:
    """An adviser with three chats does one minute of work a minute, unless the desk says more."""
    world = build(load(shop, settings=["channels.social.concurrency=3"]), 1)
    assert [[1.0] * 3] * 3 == world.params.desks.speed.tolist()


def test_policies_and_public_channels_arrive(shop) -> None:
    """Each decision of the organisation, and what customers show and hear, under its symbol."""
    world = build(
        load(
            shop,
            settings=[
                "channels.social.public=true",
                "channels.social.expiry={law='fixed', value='3 days'}",
                "channels.phone.leave_message_after='90 s'",
                "channels.phone.trunks=7",
                "channels.phone.line_limit=5",
                "channels.phone.patient=0.125",
                "channels.phone.kinds.complaint.patience_factor=2",
                "needs.kinds.complaint.patience_factor=1.5",
                "needs.kinds.question.needs_identification=true",
                "policies={shared_record=['phone', 'social'], record_saving=0.25,"
                " public_handling={law='fixed', value=2}, move_to_private=true,"
                " private_delay={law='exponential', mean='1 h'}, private_loss=0.125,"
                " delete_share=0.5, repost_factor=3, loud_audience=1000,"
                " loud_answer_probability=1.0, loud_first=true, unfollow_rate=0.5}",
                "behaviour.word_of_mouth=0.0625",
                "behaviour.word_of_mouth_goodwill=0.03125",
                "behaviour.image_rate=2",
                "behaviour.image_life='1 week'",
                "behaviour.image_goodwill=0.5",
                "behaviour.view_share=0.05",
                "behaviour.leave_below=0.125",
                "behaviour.wait_form=linear",
                "behaviour.satisfaction=served",
                "behaviour.belief=public",
            ],
        ),
        1,
    )
    channels, kinds, rules = world.params.channels, world.params.kinds, world.params.behaviour
    policies = world.params.policies
    assert [False, False, True, False] == channels.public.tolist()
    assert [False, True, True, False] == channels.in_record.tolist()
    assert [Law.FIXED, 4320.0, 0.0] == channels.expiry[2].tolist()
    assert (1.5, 7.0, 5.0, 0.125) == (
        channels.message_after[1],
        channels.trunks[1],
        channels.line_limit[1],
        channels.patient[1],
    )
    assert [[1.0, 1.5], [1.0, 3.0]] == channels.patience_factor[:2].tolist()
    assert [True, False] == kinds.needs_identification.tolist()
    assert (0.25, True, 0.125, 0.5, 3.0, 1000.0, 1.0, True) == (
        policies.record_saving,
        policies.move_to_private,
        policies.private_loss,
        policies.delete_share,
        policies.repost_factor,
        policies.loud_audience,
        policies.loud_answer_probability,
        policies.loud_first,
    )
    assert [Law.FIXED, 2.0, 0.0] == policies.public_handling.tolist()
    assert [Law.EXPONENTIAL, 60.0, 0.0] == policies.private_delay.tolist()
    assert (0.0625, 0.03125, 2.0, 10080.0, 0.5, 0.05, 0.125) == (
        rules.word_of_mouth,
        rules.word_of_mouth_goodwill,
        rules.image_rate,
        rules.image_life,
        rules.image_goodwill,
        rules.view_share,
        rules.leave_below,
    )
    assert (0.60, 15, 0.39, 8) == (
        rules.tell_dissatisfied,
        rules.listeners_dissatisfied,
        rules.tell_satisfied,
        rules.listeners_satisfied,
    )
    assert (WaitForm.LINEAR, Felt.SERVED, Belief.PUBLIC) == (
        rules.wait_form,
        rules.felt,
        rules.belief,
    )
    # In the linear form a belief is the wait itself.
    assert [5.0, 2.0, 60.0, 0.0] == world.customers.log_wait_belief[0].tolist()
    members = np.isfinite(world.customers.member_from) | (world.customers.member_from < 0)
    assert np.isfinite(world.customers.page_until[members]).all()


def test_long_days_share_one_factor(shop) -> None:
    """Days of two days: hours 0 to 47 have one luck; of gamma form if it has a shape."""
    settings = [
        "needs.profile.day_hours=48",
        "needs.profile.day_log_sd=0",
        "needs.profile.day_shape=28.7",
    ]
    profile = build(load(shop, settings=settings), 1).profile
    assert [0] * 48 + [1] * 48 == profile.factor_of_hour[:96].tolist()
    assert 243 * 24 == profile.factor_of_hour.size
    assert (28.7, 0.0) == (profile.day_shape, profile.day_log_sd)


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
