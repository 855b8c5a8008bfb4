"""What is compared: the figures of a run, reach, and the same by month."""

import numpy as np
import pytest

from scenarios import load
from scenarios.compare.measures import flat, known, measures
from scenarios.result import Result
from scenarios.summary import AGE_BANDS
from scenarios.task import Task, make_run
from sim.records import AGE_BAND_MINIMA, Outcome


@pytest.fixture(scope="module")
def run():
    """A small brand with its contacts."""
    return make_run(Task(load("brand", customers=2_000), 3, keep_contacts=True))


@pytest.fixture(scope="module")
def tree(run):
    """Its measures."""
    return measures(run)


def test_figures_are_those_of_the_summary(run, tree):
    """Every figure of ``canaux run`` is a measure, with the same value."""
    found, summary = flat(tree), Result((run,)).summary()
    figures = flat({key: summary[key] for key in ("channels", "desks", "journeys")})

    assert 400 < len(figures)
    assert figures == {path: found[path] for path in figures}


def test_measures_are_known_before_a_run(run, tree):
    """What a precision may be asked of needs no run, and is there after one."""
    assert set(known(run.scenario)) <= set(flat(tree))
    assert {"journeys.satisfaction", "channels.phone.reach"} <= set(known(run.scenario))


def test_reach_counts_people_once(run, tree):
    """Reach is the share of customers of an age with a contact on the channel after the warm-up."""
    contacts, customers = run.tables.output.contacts, run.tables.customers
    bounds = [*AGE_BAND_MINIMA, 200]
    for c, channel in enumerate(run.scenario.channels):
        users = {
            int(row["customer"])
            for row in contacts
            if row["channel"] == c
            and row["arrival"] >= run.scenario.warm_up
            and row["outcome"] != Outcome.DROPPED
        }
        assert tree["channels"][channel]["reach"] == len(users) / len(customers.age)
        for b, band in enumerate(AGE_BANDS):
            of_band = {i for i in range(len(customers.age)) if bounds[b] <= customers.age[i]}
            of_band -= {i for i in of_band if customers.age[i] >= bounds[b + 1]}
            expected = len(users & of_band) / len(of_band)
            assert tree["channels"][channel]["by_age"][band]["reach"] == expected


def test_satisfaction_of_everybody_is_over_all_judged_contacts(run, tree):
    """Satisfied over judged contacts, open ones left out, on all channels together."""
    contacts = run.tables.output.contacts
    judged = contacts[
        (contacts["arrival"] >= run.scenario.warm_up)
        & (contacts["outcome"] != Outcome.OPEN)
        & (contacts["satisfied"] != 2)
    ]

    assert tree["journeys"]["satisfaction"] == pytest.approx(judged["satisfied"].mean())


def test_months_add_up(tree):
    """Contacts of the months are those of the year; a month of the warm-up alone has no figures."""
    months = tree["months"]
    everywhere = sum(channel["contacts"] for channel in tree["channels"].values())

    assert ["2015-01", "2015-12"] == [min(months), max(months)]
    assert everywhere == sum(month["contacts"] for month in months.values())
    for name, channel in tree["channels"].items():
        by_month = [month["channels"][name] for month in months.values()]
        assert channel["contacts"] == sum(part["contacts"] for part in by_month)
        waits = [part["mean_wait_minutes"] for part in by_month if part["contacts"] > 0]
        assert min(waits) < channel["mean_wait_minutes"] < max(waits)


def test_waits_by_age_average_to_the_channels(run, tree):
    """Mean waits of the age brackets, weighted by who joined, give the channel's."""
    tally = run.tables.output.tally.sum(axis=0)
    joined = tally[:, :, 3]
    for c, channel in enumerate(tree["channels"].values()):
        waits = [channel["by_age"][band]["mean_wait_minutes"] or 0.0 for band in AGE_BANDS]
        mean = np.average(waits, weights=joined[c])
        assert channel["mean_wait_minutes"] == pytest.approx(mean)
