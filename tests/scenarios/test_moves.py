"""Who moved and why: flows are the difference of the tables, parts add up to the difference."""

import json

import numpy as np
import pytest

from scenarios import load
from scenarios.errors import ReplayStrayed, RunError
from scenarios.moves import NO_ATTEMPT, NOTHING, REASONS, counted, find_moves, moves
from scenarios.summary import AGE_BANDS
from scenarios.task import Task, make_run
from sim.records import AGE_BAND_MINIMA

KEY = ("customer", "need", "attempt")


def pair(base, plan, seed=1):
    """Two runs with the same luck, their contacts kept."""
    return [make_run(Task(scenario, seed, keep_contacts=True)) for scenario in (base, plan)]


def attempts(run):
    """Channel of every attempt that arrived after the warm-up."""
    contacts = run.tables.output.contacts
    names = list(run.scenario.channels)
    return {
        tuple(int(row[name]) for name in KEY): names[row["channel"]]
        for row in contacts
        if row["arrival"] >= run.scenario.warm_up
    }


@pytest.fixture(scope="module")
def runs():
    """A quarter of the brand, and the same with fewer advisers on the phone."""
    return pair(*(load(name, customers=50_000) for name in ("brand", "brand-fewer-phone")))


@pytest.fixture(scope="module")
def found(runs):
    """Their moves."""
    return find_moves(*runs)


def test_parts_add_up_to_the_difference_of_utility(found):
    """The parts of every switch sum to its utility difference, which is above 0, within 1e-9."""
    switches = found.switches
    finite = np.isfinite(switches["difference"])

    assert 500 < len(switches)
    np.testing.assert_allclose(
        switches.loc[finite, REASONS].sum(axis=1), switches.loc[finite, "difference"], atol=1e-9
    )
    assert (switches["difference"] > 0.0).all()


def test_flows_are_the_difference_of_the_contact_tables(runs, found):
    """By channel and age, what comes less what goes is the plan's contacts less the base's."""
    contacts = [run.tables.output.tally.sum(axis=0)[:, :, 0] for run in runs]
    by_age = found.flows.groupby(["from", "to", "age_band"], observed=False).size()
    for c, channel in enumerate(runs[0].scenario.channels):
        for b, band in enumerate(AGE_BANDS):
            flows = by_age.xs(band, level="age_band")
            comes = flows[flows.index.get_level_values("to") == channel].sum()
            goes = flows[flows.index.get_level_values("from") == channel].sum()
            assert comes - goes == contacts[1][c, b] - contacts[0][c, b]


def test_attempts_are_matched_one_by_one(runs, found):
    """Flows are those of comparing the two tables attempt by attempt."""
    base, plan = map(attempts, runs)
    expected = {
        key: (base.get(key, NO_ATTEMPT), plan.get(key, NO_ATTEMPT))
        for key in base.keys() | plan.keys()
        if base.get(key) != plan.get(key)
    }
    flows = {
        tuple(row[name] for name in KEY): (
            row["from"].replace(NOTHING, NO_ATTEMPT),
            row["to"].replace(NOTHING, NO_ATTEMPT),
        )
        for row in found.flows.to_dict("records")
    }

    assert expected == flows
    assert len(base.keys() & plan.keys()) == found.in_both


def test_ages_are_those_of_the_customers(runs, found):
    """Each switch has the age bracket of its customer."""
    age = runs[0].tables.customers.age[found.switches["customer"]]
    bands = np.searchsorted(AGE_BAND_MINIMA, age, side="right") - 1

    assert [AGE_BANDS[b] for b in bands] == found.switches["age_band"].tolist()


def test_the_main_reason_is_the_largest_part(found):
    """No other part is larger."""
    parts = found.switches[REASONS]
    main = [parts.at[i, reason] for i, reason in found.switches["main_reason"].items()]

    assert parts.max(axis=1).tolist() == main


def test_first_choices_leave_the_phone_for_its_waits_and_failures(found):
    """First attempts that leave the short-staffed phone do so for waits, experience and habit."""
    first = found.switches[(found.switches["attempt"] == 0) & (found.switches["from"] == "phone")]

    assert 50 < len(first)
    assert {"wait", "own_experience", "word_of_mouth", "image", "habit"} >= set(
        first["main_reason"]
    )
    assert NOTHING in set(first["to"])


def test_a_plan_against_itself_moves_nobody(runs):
    """The same run twice has no flows and no switches."""
    nobody = find_moves(runs[0], runs[0])

    assert (0, 0) == (len(nobody.flows), len(nobody.switches))
    assert len(attempts(runs[0])) == nobody.in_both


def test_counts_are_those_of_the_moves(found):
    """What is kept of a pair counts each flow and each main reason once."""
    kept = json.loads(json.dumps(counted(found)))

    assert len(found.flows) == sum(row[-1] for row in kept["flows"])
    assert len(found.switches) == sum(row[-1] for row in kept["reasons"])
    assert list(REASONS) == list(kept["utility"])


def test_a_channel_that_closes_leaves_no_choice(runs):
    """Without social networks, everybody who used them moves, because they are not there."""
    base = load("brand", customers=8_000)
    without = base.resolved()
    del without["channels"]["social"]
    del without["desks"]["social"]
    # They name the channel, or need a public one.
    without["policies"] = {}
    without["behaviour"] |= {"image_rate": 0.0, "image_goodwill": 0.0}
    found = find_moves(*pair(base, type(base).model_validate(without)))
    left = found.switches[found.switches["from"] == "social"]

    assert 20 < len(left)
    assert {"availability"} == set(left["main_reason"])
    assert np.isinf(left["difference"]).all()
    assert not (found.switches["to"] == "social").any()


def test_a_plan_that_changes_appeal_moves_by_its_own_terms(lab_plans):
    """Where nothing is learnt and nothing closes, switches are the plan's own doing."""
    found = find_moves(*pair(*lab_plans))

    assert 50 < len(found.switches)
    assert {"plan"} == set(found.switches["main_reason"])
    assert {("right", "left"), ("middle", "left"), ("right", "middle")} == set(
        zip(found.switches["from"], found.switches["to"], strict=True)
    )


@pytest.fixture
def lab_plans(project_root):
    """The laboratory of choice, and more appeal for the left channel than for the others."""
    file = project_root / "tests" / "scenarios" / "compare" / "lab-choice.toml"
    appeal = ["channels.left.intercept=1.0", "channels.middle.intercept=0.5"]
    return load(file), load(file, settings=appeal)


def test_other_needs_are_refused(runs):
    """Plans with other customers or needs cannot be followed customer by customer."""
    more = load("brand", customers=50_000, settings=["population.need_rate=1.5"])
    other = make_run(Task(more, 1, keep_contacts=True))

    with pytest.raises(RunError, match="found other needs"):
        find_moves(runs[0], other)


def test_a_replay_that_strays_is_told(runs, monkeypatch):
    """If a contact came out otherwise, nothing is said about why customers moved."""
    base, plan = runs
    contacts = plan.tables.output.contacts
    changed = contacts.copy()
    changed["judged"] = np.where(np.isnan(changed["judged"]), np.nan, 0.5)
    side_of = moves.side_of
    monkeypatch.setattr(
        moves,
        "side_of",
        lambda run: side_of(run)._replace(contacts=changed) if run is plan else side_of(run),
    )

    with pytest.raises(ReplayStrayed, match="came out otherwise"):
        find_moves(base, plan)
