"""Survival curves and laws of durations of which some were cut short."""

import numpy as np
import pytest
from scipy import stats

from scenarios.profile.laws import LAWS, best, fit, survival
from scenarios.profile.patience import estimate
from scenarios.profile.survival import Counts, kaplan_meier


def counts(times, ended) -> Counts:
    """Return durations and how often each was seen."""
    seconds = np.unique(times)
    exact = np.array([np.count_nonzero((times == s) & ended) for s in seconds], float)
    every = np.array([np.count_nonzero(times == s) for s in seconds], float)
    return Counts(seconds, exact, every - exact)


def censored(draw, n: int = 4000, seed: int = 1) -> Counts:
    """Return whole seconds of a law cut short by exponential waits."""
    rng = np.random.default_rng(seed)
    patience, wait = draw(rng, n), rng.exponential(150.0, n)
    return counts(np.ceil(np.minimum(patience, wait) * 10) / 10, patience <= wait)


DRAWS = {
    "exponential": ({"mean": 200.0}, lambda rng, n: rng.exponential(200.0, n)),
    "weibull": ({"scale": 180.0, "shape": 0.7}, lambda rng, n: 180.0 * rng.weibull(0.7, n)),
    "lognormal": ({"log_mean": 5.0, "log_sd": 1.2}, lambda rng, n: rng.lognormal(5.0, 1.2, n)),
}


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined:RuntimeWarning")
@pytest.mark.parametrize("seed", range(5))
def test_the_curve_is_that_of_another_implementation(seed: int) -> None:
    """Kaplan-Meier by scipy, from single durations, gives the same survival and interval."""
    rng = np.random.default_rng(seed)
    times, ended = np.ceil(rng.exponential(60, 300)), rng.random(300) < 0.4
    sample = stats.CensoredData(uncensored=times[ended], right=times[~ended])
    theirs = stats.ecdf(sample).sf
    ours = kaplan_meier(counts(times, ended))

    np.testing.assert_allclose(ours.survival, theirs.evaluate(ours.seconds), rtol=1e-12)
    interval = theirs.confidence_interval(method="log-log")
    inside = (ours.survival > 0) & (ours.survival < 1)
    for mine, other in ((ours.low, interval.low), (ours.high, interval.high)):
        np.testing.assert_allclose(mine[inside], other.evaluate(ours.seconds)[inside], rtol=1e-9)


def test_the_curve_of_a_hand_case() -> None:
    """Five customers leave at 1, 3, 4; two are answered at 2 and 3: 4/5, 8/15 and 0."""
    curve = kaplan_meier(counts(np.array([1, 2, 3, 3, 4.0]), np.array([1, 0, 1, 0, 1], bool)))

    assert [5, 4, 3, 1] == curve.at_risk.tolist()
    np.testing.assert_allclose(curve.survival, [4 / 5, 4 / 5, 8 / 15, 0])
    assert curve.error[0] == pytest.approx(4 / 5 * (1 / (5 * 4)) ** 0.5)
    assert curve.error[2] == pytest.approx(8 / 15 * (1 / (5 * 4) + 1 / (3 * 2)) ** 0.5)
    assert curve.at(0.5) is None
    assert 2 == curve.at(3.9)


@pytest.mark.parametrize("law", LAWS)
def test_the_parameters_of_each_law_are_found(law: str) -> None:
    """From censored durations of a law: its parameters within 4 standard errors; it fits best."""
    truth, draw = DRAWS[law]
    sample = censored(draw)
    found = fit(law, sample)

    for name, value in truth.items():
        assert abs(found.parameters[name] - value) < 4 * found.errors[name]
        assert found.errors[name] < 0.1 * value
    assert found.distance < 1.63 / sample.exact.sum() ** 0.5
    if law != "exponential":  # a Weibull law may be one
        assert law == best(tuple(fit(other, sample) for other in LAWS)).law


def test_errors_have_the_size_they_say() -> None:
    """Over 60 samples the parameters scatter as their standard errors say, to a quarter."""
    truth, draw = DRAWS["lognormal"]
    fits = [fit("lognormal", censored(draw, 400, seed)) for seed in range(60)]
    for name in truth:
        scatter = np.std([one.parameters[name] for one in fits], ddof=1)
        said = np.mean([one.errors[name] for one in fits])
        assert said == pytest.approx(scatter, rel=0.25)


def test_without_censoring_the_estimates_are_those_of_the_textbook() -> None:
    """Mean and its error d^-1/2; moments of the logarithms; scipy's Weibull and KS distance."""
    times = np.random.default_rng(3).lognormal(5, 0.9, 2000)
    sample = counts(times, np.ones(2000, bool))
    exponential, weibull, lognormal = (fit(law, sample) for law in LAWS)

    assert exponential.parameters["mean"] == pytest.approx(times.mean(), rel=1e-6)
    assert exponential.errors["mean"] == pytest.approx(times.mean() / 2000**0.5, rel=1e-3)
    assert lognormal.parameters["log_mean"] == pytest.approx(np.log(times).mean(), rel=1e-6)
    assert lognormal.parameters["log_sd"] == pytest.approx(np.log(times).std(), rel=1e-6)
    shape, _, scale = stats.weibull_min.fit(times, floc=0)
    assert weibull.parameters["shape"] == pytest.approx(shape, rel=1e-3)
    assert weibull.parameters["scale"] == pytest.approx(scale, rel=1e-3)
    law = stats.lognorm(lognormal.parameters["log_sd"], scale=np.exp(np.log(times).mean()))
    kept = np.sort(times)[:-9]  # the last nine are too few to be compared
    steps = np.arange(kept.size + 1) / 2000
    gaps = np.maximum(abs(law.cdf(kept) - steps[1:]), abs(law.cdf(kept) - steps[:-1]))
    assert lognormal.distance == pytest.approx(gaps.max(), rel=1e-4)


def test_survival_of_each_law() -> None:
    """The shares that wait longer are those of scipy's laws."""
    at = np.array([1.0, 60.0, 600.0])
    for law, theirs in (
        ("exponential", stats.expon(scale=200.0)),
        ("weibull", stats.weibull_min(0.7, scale=180.0)),
        ("lognormal", stats.lognorm(1.2, scale=np.exp(5.0))),
    ):
        np.testing.assert_allclose(survival(law, DRAWS[law][0], at), theirs.sf(at), rtol=1e-9)


def test_who_hangs_up_at_once_is_counted_apart() -> None:
    """A tenth leaves within 2 s: the laws see the others, the share is that tenth."""
    rng = np.random.default_rng(5)
    truth, draw = DRAWS["exponential"]
    patience = np.where(rng.random(6000) < 0.1, rng.uniform(0.5, 2, 6000), 5 + draw(rng, 6000))
    wait = rng.exponential(150.0, 6000)
    found = estimate(counts(np.ceil(10 * np.minimum(patience, wait)) / 10, patience <= wait), 3.0)
    share = found.immediate_share

    assert abs(share.value - 0.1) < 4 * share.error
    # Beyond the 5 seconds that nobody leaves in, it is the exponential law.
    assert found.fits[0].parameters["mean"] == pytest.approx(truth["mean"], rel=0.12)
    assert 6000 == found.waiting
    assert estimate(counts(np.array([9.0, 20.0]), np.array([True, False])), 3.0).fits == ()
