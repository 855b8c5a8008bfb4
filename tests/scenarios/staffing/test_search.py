"""The search from end to end: against Erlang A, against all plans, and on further luck."""

import math
from itertools import product

import numpy as np
import pytest

from scenarios import load
from scenarios.errors import RunError
from scenarios.ledger import Ledger
from scenarios.staffing.document import document
from scenarios.staffing.goals import Goal
from scenarios.staffing.odds import feasible_probability, missed_probability, within_probability
from scenarios.staffing.shifts import Plan
from scenarios.staffing.staff import APART, ATTEMPTS, prepared, search
from scenarios.staffing.trials import Trial, Trials
from sim.theory import erlang_a

MONTH = ["end=2010-02-01"]
MANY = range(7_000_000, 7_000_003)


def erlang_answer(meets):
    """The least number of advisers at which Erlang A meets a goal at the lab's rates."""
    return next(n for n in range(1, 40) if meets(erlang_a(3.5, 1 / 3, n, 1 / 5, 1 / 3)))


@pytest.mark.parametrize(
    ("goal", "meets"),
    [
        ("phone.service_level>=0.8", lambda q: q.service_level >= 0.8),
        ("phone.mean_wait_minutes<=30 s", lambda q: q.mean_wait <= 0.5),
        ("phone.share_abandoned<=0.025", lambda q: q.p_abandon <= 0.025),
    ],
)
@pytest.mark.slow
def test_the_lab_has_the_answer_of_erlang_a(goal, meets):
    """On `lab-mmcm` the posts are exactly as many as the formula asks for."""
    found = search(prepared(load("lab-mmcm", settings=MONTH), [goal]))

    assert (erlang_answer(meets),) == found.plan.at("phone")


def plans_below(desks, most, cost):
    """Every choice of `most` advisers at most on each shift of each desk, cheaper than `cost`."""
    names = list(desks)
    rows = [product(range(1, most + 1), repeat=len(desks[name].shifts)) for name in names]
    for choice in product(*rows):
        posted = dict(zip(names, choice, strict=True))
        if sum(desks[name].cost(posted[name]) for name in names) < cost:
            yield Plan.of(posted)


CASES = {
    "a line": ["phone.service_level>=0.7"],
    "a backlog": ["email.service_level>=0.52"],
    "two desks": ["phone.share_abandoned<=0.15", "email.service_level>=0.52"],
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_small_cases_have_the_optimum_of_brute_force(kiosk, halves, case):
    """Of all plans there are, with luck of their own, none that is cheaper meets the goals."""
    found = search(prepared(kiosk, CASES[case], rules=halves, within=0.0))
    trials = Trials(kiosk, found.trials.desks, Ledger(None))
    plans = list(plans_below(trials.desks, 8, found.cost))
    (answer, *cheaper) = trials.run([found.plan, *plans], MANY)

    assert answer.meets(found.goals)
    assert [] == [
        plan for plan, trial in zip(plans, cheaper, strict=True) if trial.meets(found.goals)
    ]
    assert len(plans) >= 1


def test_a_small_search_from_end_to_end(kiosk, halves, tmp_path):
    """A search meets its goals on its check; asked again with its ledger, it makes no run."""
    asked = prepared(kiosk, ["phone.service_level>=0.6"], rules=halves)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        first = document(search(asked, ledger=ledger))
        rows = ledger.rows()
        again = document(search(asked, ledger=ledger))
        assert len(rows) == len(ledger.rows())

    assert first == again
    assert first["plan"]["probability_feasible"] >= 0.95
    assert first["plan"]["goals"][0]["mean"] >= 0.6
    assert ["phone"] == list(first["plan"]["desks"])
    assert first["plan"]["cost_per_week"] == pytest.approx(
        first["plan"]["desks"]["phone"]["cost_per_week"]
    )
    assert first["fixed_demand"]["difference"]["cost_per_week"] == pytest.approx(
        first["fixed_demand"]["cost_per_week"] - first["plan"]["cost_per_week"]
    )
    assert 4 <= len(first["sentences"]["en"]) == len(first["sentences"]["fr"])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"confidence": 1.0}, "confidence: found 1"),
        ({"confidence": 0.4}, "confidence: found 0.4"),
        ({"within": 1.0}, "within: found 1"),
        ({"seed": 2**32 - APART * ATTEMPTS}, "seed: found"),
    ],
)
def test_numbers_out_of_range(kiosk, values, told):
    """A confidence, cost share or seed out of its range is refused before anything is run."""
    with pytest.raises(RunError, match=told):
        prepared(kiosk, ["phone.service_level>=0.6"], **values)


def test_the_probability_of_a_miss_is_student_s():
    """It is one half at the bound, and that of t further off; a figure that is not there misses."""
    margins = np.array([-1.0, 0.0, 1.0])

    assert 0.5 == missed_probability(margins)
    # P(T < -t) of two degrees of freedom is 1/2 - t / (2 √(2 + t²)); here t = √3.
    assert 0.5 - math.sqrt(3) / (2 * math.sqrt(5)) == pytest.approx(
        missed_probability(margins + 1.0)
    )
    assert 1.0 == missed_probability(np.array([1.0, -np.inf]))


def test_the_probability_that_nothing_cheaper_meets_the_goals():
    """Differences on common luck are added to the answer's own figure; bounds add up over plans."""
    goal = Goal("phone.service_level>=0.8", ("channels", "phone", "service_level"), True, 0.8)

    def trial(values):
        figures = [{"figures": {"channels": {"phone": {"service_level": x}}}} for x in values]
        return Trial(None, figures)

    luck = np.array([0.02, -0.01, 0.03, -0.04])
    searched, checked = trial(0.85 + luck), trial([0.79, 0.81, 0.83])
    # Worse by exactly 0.02 on the same luck: 0.81 - 0.02 with the check's error of 0.02 / √3, on
    # its two degrees of freedom; P(T < t) = 1/2 + t / (2 √(2 + t²)).
    cheaper = trial(0.83 + luck)
    t = (0.81 - 0.02 - 0.8) / (0.02 / math.sqrt(3))
    met = 0.5 + t / (2 * math.sqrt(2 + t * t))

    assert 1.0 == within_probability([], searched, checked, [goal])
    assert 1.0 - met == pytest.approx(within_probability([cheaper], searched, checked, [goal]))
    assert 1.0 - 2 * met == pytest.approx(
        within_probability([cheaper, cheaper], searched, checked, [goal])
    )


@pytest.mark.slow
def test_the_brand_on_fresh_luck():
    """On `brand` the plan meets every goal with 50 fresh seeds, at the stated confidence.

    It beats the present rosters at less cost; planned for present volumes it would miss a goal.
    """
    goals = [
        "phone.service_level>=0.8",
        "store.service_level>=0.9",
        "email.service_level>=0.7",
        "social.satisfaction>=0.3",
    ]
    found = search(prepared(load("brand"), goals), workers=2)
    (fresh,) = found.trials.run([found.plan], range(8_000_000, 8_000_050))

    assert fresh.meets(found.goals)
    assert found.confidence <= feasible_probability(fresh, found.goals)
    assert found.cost < found.trials.present_cost
    assert found.fixed is not None
    assert not found.fixed.meets(found.goals)
