"""Comparisons: pairs, precision, what is refused, what is kept."""

import numpy as np
import pytest

from scenarios import load
from scenarios.compare import PILOT, compare
from scenarios.compare.pairs import pair_jobs
from scenarios.errors import JobsFailed, RunError
from scenarios.ledger import Ledger

SMALL = 3_000
SETTINGS = ["end=2015-03-01"]


@pytest.fixture(scope="module")
def plans():
    """Two months of a small brand, and the same with half the advisers on the phone."""
    half = [*SETTINGS, "desks.phone.wage=30.0", "channels.phone.skill=0.3"]
    return (
        load("brand", customers=SMALL, settings=SETTINGS),
        load("brand", customers=SMALL, settings=half),
    )


@pytest.fixture(scope="module")
def found(plans):
    """Four pairs of them."""
    return compare(*plans, replications=4, seed=5)


def test_a_plan_against_itself_differs_nowhere(plans):
    """The difference of a plan from itself is exactly 0 in every measure, with no width."""
    effects = compare(plans[0], plans[0], replications=3).effects
    differences = np.array([effect.difference for effect in effects.values()])

    assert 500 < len(effects)
    assert not np.nan_to_num(differences).any()
    assert all(effect.is_nil for effect in effects.values() if not np.isnan(effect.difference.mean))


def test_differences_are_of_the_same_seed(found, plans):
    """A difference is the mean of plan less base, seed by seed."""
    one_by_one = [compare(*plans, replications=1, seed=seed) for seed in (5, 6, 7, 8)]
    measure = "channels.phone.satisfaction"
    differences = [
        one.effect(measure).plan.mean - one.effect(measure).base.mean for one in one_by_one
    ]

    assert [5, 6, 7, 8] == [pair.seed for pair in found.pairs]
    assert found.effect(measure).difference.mean == pytest.approx(np.mean(differences))
    assert found.effect(measure).is_real
    assert found.effect(measure).difference.ci_high < 0.0


def test_a_single_pair_has_no_interval(plans):
    """One pair gives a difference, and no interval: nothing is said to be real."""
    effect = compare(*plans, replications=1).effect("satisfaction")

    assert np.isfinite(effect.difference.mean)
    assert np.isnan(effect.half_width)
    assert not effect.is_real


def test_a_measure_of_everybody_has_a_short_name(found):
    """``satisfaction`` is that of all journeys."""
    assert found.effect("satisfaction") == found.effects["journeys.satisfaction"]


def test_an_unknown_measure_is_refused(found):
    """The nearest known measure is suggested."""
    with pytest.raises(RunError, match=r"satisfactoin.*satisfaction"):
        found.effect("journeys.satisfactoin")


def test_a_precision_decides_the_number_of_pairs(lab):
    """Pairs are made until the interval is as narrow as asked, after saying how many it takes."""
    said = []
    measure = "channels.left.share_of_first_attempts"
    found = compare(*lab, precision=[f"{measure}=0.012"], say=said.append)
    (reached,) = found.reached

    assert PILOT < len(found.pairs)
    assert len(said) >= 1
    assert "pairs are needed" in said[0]
    assert reached.is_reached
    assert found.effect(measure).half_width <= 0.012
    assert list(range(1, len(found.pairs) + 1)) == [pair.seed for pair in found.pairs]


def test_a_precision_out_of_reach_stops_after_the_pilot(lab):
    """If too many pairs are needed, none is made in vain, and their number is told."""
    found = compare(*lab, precision=["channels.left.share_of_first_attempts=0.0001"])
    (reached,) = found.reached

    assert PILOT == len(found.pairs)
    assert not reached.is_reached
    assert 10_000 < reached.pairs_needed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("satisfaction", "must be MEASURE=VALUE"),
        ("satisfactoin=0.1", "Did you mean 'satisfaction'"),
        ("satisfaction=-1", "must be a number above 0"),
        ("satisfaction=few", "must be a number above 0"),
        ("satisfaction=nan", "must be a number above 0"),
        ("channels.fax.satisfaction=1", "must be one of the comparison"),
    ],
)
def test_a_precision_that_means_nothing_is_refused(plans, text, message):
    """Each fault has its message, before anything is run."""
    with pytest.raises(RunError, match=message):
        compare(*plans, precision=[text])


def test_number_and_precision_exclude_each_other(plans):
    """Either the number of pairs is given, or the precision that decides it."""
    with pytest.raises(RunError, match="found both"):
        compare(*plans, replications=3, precision=["satisfaction=0.1"])


def test_other_days_are_refused(plans):
    """Two plans that cover other days are not compared."""
    later = load("brand", customers=SMALL, settings=["end=2015-04-01"])

    with pytest.raises(RunError, match=r"end: found 2015-04-01, and 2015-03-01 in brand"):
        compare(plans[0], later, replications=2)


@pytest.mark.parametrize("replications", [0, -1])
def test_no_pairs_are_refused(plans, replications):
    """There is at least one pair."""
    with pytest.raises(RunError, match="replications"):
        compare(*plans, replications=replications)


def test_pairs_in_a_ledger_are_not_made_again(plans, found, tmp_path, monkeypatch):
    """Asked again, a comparison takes what is kept; with more pairs, it makes only the rest."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        compare(*plans, replications=2, seed=5, ledger=ledger)
        assert 2 == len(ledger.rows())
        again = compare(*plans, replications=4, seed=5, ledger=ledger)
        assert 4 == len(ledger.rows())

    assert found.to_json() == again.to_json()


def test_workers_change_nothing(plans, found):
    """Two processes give the same comparison as one."""
    assert found.to_json() == compare(*plans, replications=4, seed=5, workers=2).to_json()


def test_a_channel_that_closes_has_no_difference(plans):
    """Figures of a channel that only one plan has are shown for that one."""
    base, _ = plans
    without = base.resolved()
    del without["channels"]["social"]
    del without["desks"]["social"]
    # They name the channel, or need a public one.
    without["policies"] = {}
    without["behaviour"] |= {"image_rate": 0.0, "image_goodwill": 0.0}
    plan = type(base).model_validate(without)
    effect = compare(base, plan, replications=2).effect("channels.social.contacts")

    assert 0.0 < effect.base.mean
    assert np.isnan(effect.plan.mean)
    assert np.isnan(effect.difference.mean)


def test_a_pair_is_one_job(plans):
    """A pair's job has a run of each plan, base first, with one seed."""
    (job,) = pair_jobs(*plans, 9, 1)

    assert [("brand", 9), ("brand", 9)] == [
        (run["scenario"], run["seed"]) for run in job.description()["runs"]
    ]


def test_a_run_that_fails_is_told(plans):
    """A pair whose run ends with an error ends the comparison, and says which."""
    broken = plans[0].model_copy(update={"name": "broken", "channels": {}})

    with pytest.raises(JobsFailed, match="broken, seed 1"):
        compare(plans[0], broken, replications=1)
