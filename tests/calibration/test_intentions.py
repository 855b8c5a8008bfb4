"""What customers would do: the same utility as the engines', its error terms averaged."""

import dataclasses
import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest

from calibration.errors import NotExpressible
from calibration.intentions import utilities, would_choose
from calibration.questions import ask, expected
from calibration.targets import load_targets
from sim.behaviour.choice import CustomerView, systematic_utility
from sim.packed import records
from sim.params import WaitForm
from sim.rng import Key

DATE = dt.date(2011, 12, 15)
SIZE, CHANNELS = 500, 5
DELAYS = np.array([8.0, 3.0, 1440.0, 120.0, 720.0])


def packed(params):
    """The parameters as the behaviour functions read them."""
    channels = dict(vars(params.channels))
    by_kind = {name: channels.pop(name) for name in ("kind_appeal", "audience_appeal")}
    return SimpleNamespace(
        channels=records(channels),
        by_kind=records(by_kind, dimensions=2),
        kinds=records(vars(params.kinds)),
        behaviour=records({k: np.array([v]) for k, v in vars(params.behaviour).items()}),
    )


@pytest.fixture
def asked(tiny):
    """A run of 500 customers with all that their choice depends on; no circumstance."""
    rng = np.random.default_rng(3)
    maker = tiny(rng.integers(18, 80, SIZE), internet=rng.random(SIZE) < 0.7).at(DATE.isoformat())
    copy = maker.panel[DATE]
    copy["satisfaction_belief"] = rng.uniform(0.05, 0.95, (SIZE, CHANNELS)).astype("f4")
    copy["log_wait_belief"] = rng.normal(3.0, 1.0, (SIZE, CHANNELS)).astype("f4")
    copy["last_channel"] = rng.integers(-1, CHANNELS, SIZE)
    params = SimpleNamespace(
        channels=SimpleNamespace(
            intercept=np.array([-2.0, 2.0, 0.5, -1.0, 0.3]),
            age_slope=np.array([0.1, 0.1, -0.1, -0.36, -0.1]),
            kind_appeal=rng.normal(0.0, 1.0, (CHANNELS, 3)),
            audience_appeal=np.array([[0, 0, 0]] * 3 + [[0, 0, 0.3]] + [[0, 0, 0]]),
            acceptable_delay=DELAYS,
            log_acceptable_delay=np.log(DELAYS),
            needs_internet=np.array([0, 0, 1, 1, 0], bool),
            needs_membership=np.array([0, 0, 0, 1, 0], bool),
            needs_store=np.array([1, 0, 0, 0, 0], bool),
        ),
        behaviour=SimpleNamespace(
            beta_satisfaction=2.1,
            beta_wait=0.58,
            beta_habit=0.37,
            beta_return=1.27,
            failed_penalty=0.0,
            circumstance_sd=0.0,
            wait_form=int(WaitForm.LOG),
        ),
        kinds=SimpleNamespace(urgency=np.array([0.8, 1.0, 1.4]), nothing=np.full(3, -1.5)),
    )
    customers = SimpleNamespace(
        age=maker.age,
        taste=rng.normal(0.0, 1.0, (SIZE, CHANNELS)).astype("f4"),
        audience=rng.lognormal(4.0, 1.0, SIZE).astype("f4"),
        internet=maker.internet,
        store_access=rng.random(SIZE) < 0.5,
        member_from=np.where(rng.random(SIZE) < 0.5, -np.inf, np.inf),
        page_until=np.full(SIZE, np.inf),
    )
    world = SimpleNamespace(key=Key(5, 0), params=params, customers=customers)
    kinds = ("question", "order", "complaint")
    return dataclasses.replace(maker.run(), kinds=kinds, world=lambda: world)


def test_utility_is_that_of_the_engines(asked):
    """For each customer and channel with access: `systematic_utility` of sim.behaviour.choice."""
    world, copy = asked.world(), asked.copy(DATE)
    one = getattr(systematic_utility, "py_func", systematic_utility)
    p = packed(world.params)
    ours, nothing = utilities(asked, DATE, 2)

    assert nothing == -1.5
    assert np.isinf(ours).any()
    for i in range(SIZE):
        view = CustomerView(
            satisfaction_belief=copy["satisfaction_belief"][i],
            log_wait_belief=copy["log_wait_belief"][i],
            image=np.zeros(CHANNELS, "f4"),
            taste=world.customers.taste[i],
            opens_in=np.zeros(CHANNELS),
            available=0,
            age_decades=(world.customers.age[i] - 45) / 10,
            audience_term=np.log1p(np.float64(world.customers.audience[i]) / 50),
            kind=2,
            last_channel=copy["last_channel"][i],
            previous_channel=-1,
            failed=0,
        )
        for c in np.flatnonzero(np.isfinite(ours[i])):
            assert one(view, c, p) == pytest.approx(ours[i, c], abs=1e-6)


def test_probabilities_are_those_of_the_largest_of_gumbel_sums(asked):
    """Drawing the error terms finds the same shares, doing nothing included."""
    rng = np.random.default_rng(4)
    utility, nothing = utilities(asked, DATE, 2)
    everything = np.column_stack([utility, np.full(SIZE, nothing)])
    draws = 400
    won = np.zeros(CHANNELS + 1)
    for _ in range(draws):
        won += np.bincount(
            np.argmax(everything + rng.gumbel(size=everything.shape), axis=1),
            minlength=CHANNELS + 1,
        )
    share = won[:CHANNELS] / (draws * SIZE)
    probability = would_choose(asked, DATE, "complaint").mean(axis=0)
    error = np.sqrt(share * (1 - share) / (draws * SIZE))

    assert np.all(np.abs(share - probability) < 4.5 * error)


def test_nobody_would_choose_what_they_cannot_reach(asked):
    """Without internet, membership or a store there is no probability; the rest sums below 1."""
    probability = would_choose(asked, DATE, "complaint")
    world = asked.world()

    assert np.all(probability[~asked.internet][:, 2:4] == 0)
    assert np.all(probability[np.isinf(world.customers.member_from) & (
        world.customers.member_from > 0)][:, 3] == 0)  # fmt: skip
    assert np.all(probability[~world.customers.store_access][:, 0] == 0)
    assert np.all(probability.sum(axis=1) < 1)


def test_circumstance_is_a_function_of_the_customer(asked):
    """The same run asked twice answers the same; circumstance moves single customers."""
    calm = would_choose(asked, DATE, "complaint")
    asked.world().params.behaviour.circumstance_sd = 1.0

    first, again = (would_choose(asked, DATE, "complaint") for _ in range(2))

    assert np.array_equal(first, again)
    assert not np.allclose(calm, first)


def test_intentions_are_asked_of_the_ages_of_the_figure(asked):
    """S21 is the mean over adults, A32 over those of 18 to 24."""
    targets = load_targets()
    probability = would_choose(asked, DATE, "complaint")[:, 3]
    young = (asked.age >= 18) & (asked.age <= 24)

    for figure_id, who in (("S21", asked.age >= 18), ("A32", young)):
        found = expected(ask(targets[figure_id], asked, targets)).value
        assert found == pytest.approx(probability[who].mean())


def test_a_run_without_tastes_or_the_kind_says_so(asked, tiny):
    """Tables alone cannot answer, nor can a run whose needs have other kinds."""
    with pytest.raises(NotExpressible, match="tastes"):
        would_choose(tiny([20]).at(DATE.isoformat()).run(), DATE, "complaint")
    with pytest.raises(NotExpressible, match="kind “return”"):
        would_choose(asked, DATE, "return")
