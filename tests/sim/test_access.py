"""Who is on the internet, on social networks and near a store, held to what was published."""

import math
import tomllib
from datetime import datetime, timedelta

import numpy as np
import pytest
from scipy.special import expit, logit

from scenarios.population_data import population_data
from sim.clock import minutes
from sim.params import WaitForm
from sim.population import Audience, Traits, build_customers
from sim.rng import Key, Stream, uniform

START, END = datetime(2010, 1, 1), datetime(2016, 1, 1)
SIZE = 100_000
KEY = Key(7, 0)
AGES = np.arange(15, 106)


def traits(**values):
    """Traits of a world without channels."""
    none = np.zeros(0)
    per_channel = ("taste_sd", "belief_logit", "belief_age_slope", "belief_sex_slope", "belief_sd")
    fields = dict.fromkeys((*per_channel, "prior_wait", "acceptable_delay"), none)
    fields |= {"name_hash": none.astype(np.uint32), "internet_taste": none.astype(np.bool_)}
    fields |= {"store_access": 0.45, "need_rate": 2.9, "need_shape": 1.3, "internet_taste_sd": 0.0}
    fields |= {"unfollow_rate": 0.0, "minutes_per_year": 525_960.0, "wait_form": int(WaitForm.LOG)}
    fields |= {"audience": Audience(median=80.0, log_sd=1.0, tail_share=0.0, tail_index=1.2)}
    return Traits(**{**fields, **values})


@pytest.fixture(scope="module")
def data():
    """Margins and access of France, 2010 to 2015."""
    return population_data(START, END)


@pytest.fixture(scope="module")
def people(data):
    """An organisation of 100,000."""
    return build_customers(KEY, SIZE, *data, traits())


@pytest.fixture(scope="module")
def published(project_root):
    """Read the published rows of one of the product's data files."""

    def read(name):
        path = project_root / "scenarios" / "data" / name
        return tomllib.loads(path.read_text(encoding="utf-8"))["published"]

    return read


def of_age(people, row):
    """Mask of the people that a published row is about, of 15 and over."""
    return (people.age >= row["age_min"]) & (people.age <= row.get("age_max", 200))


def members(people, date):
    """Mask of the members of social networks at a date."""
    return people.member_from <= minutes(START, date)


def test_internet_access_is_as_published(people, published):
    """Access by age is within one point of every published row."""
    for row in published("access.toml"):
        share = 100 * people.internet[of_age(people, row)].mean()
        assert abs(share - row["percent"]) < 1.0, row["id"]
    working_age = people.age < 60
    assert people.internet[working_age].mean() > 0.85


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_membership_is_as_published(data, published, seed):
    """Membership of adults is within 1.5 points of every published row, 2010 to 2015."""
    people = build_customers(Key(seed, 0), SIZE, *data, traits())
    rows = [
        row
        for row in published("membership.toml")
        if row["age_min"] >= 18 and 2010 <= row["year"] <= 2015
    ]
    assert {f"D3{letter}" for letter in "bcdefghijkl"} == {row["id"] for row in rows}
    for row in rows:
        share = members(people, datetime(row["year"], 6, 15))[of_age(people, row)].mean()
        assert abs(100 * share - row["percent"]) < 1.5, row["id"]


def test_membership_of_the_youngest_and_of_all_is_sensible(people, published):
    """Rows that hold children of 12 to 14, who are not simulated, are met within 3 points."""
    rows = [
        row
        for row in published("membership.toml")
        if row["age_min"] < 18 and 2010 <= row["year"] <= 2015
    ]
    assert 7 == len(rows)
    for row in rows:
        share = members(people, datetime(row["year"], 6, 15))[of_age(people, row)].mean()
        assert abs(100 * share - row["percent"]) < 3.0, row["id"]


@pytest.mark.parametrize("name", ["access.toml", "membership.toml"])
def test_every_published_row_says_where_it_comes_from(published, name):
    """Rows say who asked whom, where it was read, and whether it was read or derived."""
    rows = published(name)
    assert len(rows) == len({row["id"] for row in rows})
    for row in rows:
        assert {"year", "age_min", "percent", "pollster", "population"} <= row.keys()
        assert row["source"]
        assert row["note"].startswith(("read in source", "derived", "unverified"))
        assert isinstance(row["read_in_source"], bool)


def test_the_margins_say_where_they_come_from(data, project_root):
    """The population's file names its source above its rows, which add up to France."""
    text = (project_root / "scenarios" / "data" / "population.csv").read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert any("World" in line for line in head)
    assert any("https://" in line for line in head)
    # 62.961 million in 2010 and 64.395 in 2015, half of each at the end of 2012.
    people = data[0].men.sum() + data[0].women.sum()
    assert abs(people - (62_961.1 + 64_395.3) / 2) < 5.0


def test_curves_can_hold(data):
    """At each age, membership never falls in time nor passes internet access."""
    access = data[1]

    def at_ages(knots, shares):
        return expit(np.interp(AGES, knots, logit(shares)))

    on_line = at_ages(access.internet_age, access.internet_share)
    by_date = np.array([at_ages(access.member_age, row) for row in access.member_share])
    assert np.all(np.diff(by_date, axis=0) >= 0.0)
    assert np.all(by_date <= on_line)
    assert np.all(np.diff(access.member_time) > 0)
    assert access.member_time[0] <= 0.0
    assert access.member_time[-1] >= minutes(START, END)
    # The older are less on line.
    assert np.all(np.diff(on_line) <= 0.0)


def test_only_the_connected_join(people):
    """Nobody joins without internet access, and joining is neither instant nor by all."""
    joined = people.member_from < math.inf
    assert not np.any(joined & ~people.internet)
    assert np.any(people.internet & ~joined)
    during = np.isfinite(people.member_from) & (people.member_from > 0)
    assert during.mean() > 0.1


def test_joining_is_the_curve_passing_ones_luck(people, data):
    """The twin: day by day, whether the share of one's age on line passed one's luck."""
    access = data[1]
    days = np.arange(access.member_time[0], access.member_time[-1], 1440.0)
    for customer in range(0, SIZE, 499):
        age = people.age[customer]
        shares = [
            expit(np.interp(age, access.member_age, logit(row))) for row in access.member_share
        ]
        on_line = expit(np.interp(age, access.internet_age, logit(access.internet_share)))
        curve = np.interp(days, access.member_time, shares) / on_line
        luck = uniform(KEY, int(Stream.MEMBERSHIP), customer, 0, 0, 0)
        passed = np.flatnonzero(luck < curve)
        joined = people.member_from[customer]
        if not people.internet[customer] or not passed.size:
            assert joined > days[-1]
        elif passed[0] == 0:
            assert -math.inf == joined
        else:
            assert days[passed[0]] - 1440.0 <= joined <= days[passed[0]]


def test_a_flat_curve_has_no_joining(data):
    """Where membership stands still, everybody has always been a member or never will be."""
    still = np.tile(data[1].member_share[2], (data[1].member_time.size, 1))
    access = data[1]._replace(member_share=still)
    people = build_customers(KEY, 20_000, data[0], access, traits())

    assert {-math.inf, math.inf} == set(people.member_from.tolist())


def test_membership_at_a_date_does_not_depend_on_the_start(data):
    """A run that starts two years later has the same members on the same date."""
    later = datetime(2012, 1, 1)
    moved = data[1]._replace(member_time=data[1].member_time - minutes(START, later))
    early, late = (
        build_customers(KEY, 5000, data[0], access, traits()) for access in (data[1], moved)
    )
    for date in (later, later + timedelta(days=700)):
        assert np.array_equal(members(early, date), late.member_from <= minutes(later, date))


def test_stores_are_within_reach_of_a_share(people):
    """The share with a store within reach is as told, at every age."""
    assert abs(people.store_access.mean() - 0.45) < 4.5 * math.sqrt(0.45 * 0.55 / SIZE)
    young = people.store_access[: SIZE // 2].mean()
    assert abs(young - people.store_access[SIZE // 2 :].mean()) < 4.5 / math.sqrt(SIZE)


@pytest.mark.parametrize(("share", "found"), [(0.0, 0.0), (1.0, 1.0)])
def test_stores_may_be_near_nobody_or_everybody(data, share, found):
    """Shares of none and all are exact."""
    people = build_customers(KEY, 1000, *data, traits(store_access=share))
    assert found == people.store_access.mean()
