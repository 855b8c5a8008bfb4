"""The parts of a fit, each against what is known: quadratics, linear problems, drawn samples."""

import numpy as np
import pytest
from scipy import stats

from calibration.asking import _spread, _unit_variance
from calibration.emulator import features, fit_emulator, nearness
from calibration.ensemble import Answered, joined
from calibration.information import other_noise
from calibration.kalman import kalman_step
from calibration.observed import observed
from calibration.priors import Beta, LogUniform, Normal, Uniform, beta_of, interval
from calibration.questions import ask, expected
from calibration.sampling import sample
from calibration.scales import Scales
from calibration.study import read_study
from calibration.targets import load_targets
from calibration.uncertainty import DESIGN_EFFECT
from sim.rng import Key

TARGETS = load_targets()


def made_up(z, share, people=100_000.0, names=("A",)):
    """Runs whose answer to each question is known."""
    bottom = np.full(share.shape, people)
    size = len(names)
    return Answered(
        names, z, share * bottom, bottom, np.ones(share.shape), share,
        (np.broadcast_to(np.eye(size), (len(z), size, size)),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("law", "same"),
    [
        (Uniform(law="uniform", low=2.0, high=5.0), stats.uniform(2.0, 3.0)),
        (LogUniform(law="log-uniform", low=0.1, high=10.0), stats.loguniform(0.1, 10.0)),
        (Normal(law="normal", mean=-1.0, sd=0.5), stats.norm(-1.0, 0.5)),
        (Beta(yes=158.0, no=42.0), stats.beta(159.0, 43.0)),
    ],
)
def test_priors_are_the_laws_they_are_named_after(law, same):
    """At a standard normal's quantile each has its own quantile, as scipy has it."""
    u = np.array([0.001, 0.1, 0.5, 0.77, 0.999])

    assert law.at(stats.norm.ppf(u)) == pytest.approx(same.ppf(u), rel=1e-9)
    assert interval(law) == pytest.approx(same.ppf([0.05, 0.95]), rel=1e-9)


def test_a_share_set_from_a_survey_is_its_beta_posterior():
    """21 % of 300, worth 200 under the design effect, leave 79 % with a standard error of 2.9."""
    law = beta_of(21.0, 300, complement=True)

    same = stats.beta(1.0 + 0.79 * 300 / DESIGN_EFFECT, 1.0 + 0.21 * 300 / DESIGN_EFFECT)
    assert interval(law) == pytest.approx(same.ppf([0.05, 0.95]))
    assert same.std() == pytest.approx(0.029, abs=0.001)


def test_scales_go_there_and_back():
    """Shares and means come back from both scales; a sample's variance does not depend on p."""
    scales = Scales(["%", "contacts", "%"])
    value = np.array([[0.03, 4.2, 0.9]])

    assert scales.value(scales.compared(scales.link(value))) == pytest.approx(value)
    p = np.array([0.1, 0.5, 0.8])
    slope = Scales(["%"] * 3).slope(p)
    assert slope * np.sqrt(p * (1.0 - p) / 700) == pytest.approx(
        np.sqrt(1.0 / (4 * 700)) * np.ones(3)
    )


def test_the_emulator_finds_a_quadratic():
    """Shares that are a quadratic on the logit scale are told to a thousandth of a logit."""
    rng = np.random.default_rng(1)
    z = rng.standard_normal((200, 4))
    truth = rng.normal(size=(features(z).shape[1], 1)) * 0.2
    eta = features(z) @ truth
    runs = made_up(z, 1.0 / (1.0 + np.exp(-eta)))
    emulator = fit_emulator(runs, ["%"], 4, np.ones(200, bool))

    new = rng.standard_normal((50, 4))
    assert emulator.linked(new) == pytest.approx(features(new) @ truth, abs=2e-3)
    assert emulator.covariance(["A"])[0, 0] < 1e-6


def test_the_emulator_knows_its_error():
    """With luck of a known size in the runs, its error is that size."""
    rng = np.random.default_rng(2)
    z = rng.standard_normal((400, 3))
    luck = 0.1 * rng.standard_normal((400, 1))
    share = 1.0 / (1.0 + np.exp(-(0.3 * z[:, :1] + luck)))
    emulator = fit_emulator(made_up(z, share), ["%"], 3, np.ones(400, bool))

    # a logit at p near 1/2 is worth a quarter of an arcsine
    assert np.sqrt(emulator.covariance(["A"])[0, 0]) == pytest.approx(0.25 * 0.1, rel=0.15)


def test_more_terms_than_runs_do_not_hide_the_error():
    """50 runs of pure luck and 66 terms: the error told is that luck, not what is left over."""
    rng = np.random.default_rng(6)
    z = rng.standard_normal((50, 10))
    share = 1.0 / (1.0 + np.exp(-0.2 * rng.standard_normal((50, 1))))
    emulator = fit_emulator(made_up(z, share), ["%"], 10, np.ones(50, bool))

    told = np.sqrt(emulator.covariance(["A"])[0, 0])
    assert 0.25 * 0.2 * 0.8 < told < 0.25 * 0.2 * 1.6


def test_a_handful_of_people_pulls_nothing():
    """Runs with two people in the base, all of them no, hardly move a share of 30 %."""
    rng = np.random.default_rng(3)
    z = rng.standard_normal((120, 2))
    people = np.where(np.arange(120) % 2, 5_000.0, 2.0)[:, np.newaxis]
    top = np.where(people > 2.0, 0.3 * people, 0.0)
    runs = Answered(("A",), z, top, people, people, people, (np.ones((120, 1, 1)),))
    emulator = fit_emulator(runs, ["%"], 2, np.ones(120, bool))

    assert 1.0 / (1.0 + np.exp(-emulator.linked(z))) == pytest.approx(0.3, abs=0.001)


def test_runs_far_off_do_not_bend_the_emulator_nearby():
    """A share that is no quadratic: with near runs counting more, it is better told near them."""
    rng = np.random.default_rng(7)
    z = np.concatenate([rng.normal(0.0, 1.0, (100, 2)), rng.normal(1.0, 0.3, (100, 2))])
    share = 1.0 / (1.0 + np.exp(-np.sin(2.0 * z[:, :1]) - 0.3 * z[:, 1:]))
    near = np.arange(200) >= 100
    runs = made_up(z, share)
    weight = nearness(z, z[100:])

    flat = fit_emulator(runs, ["%"], 2, near).covariance(["A"])[0, 0]
    local = fit_emulator(runs, ["%"], 2, near, weight).covariance(["A"])[0, 0]
    assert local < 0.5 * flat
    middle, beyond = nearness(np.array([[1.0, 1.0], [-2.0, 1.0]]), z[100:])
    assert middle > 0.95
    assert beyond < 0.01


def test_kalman_steps_solve_a_linear_problem():
    """Four steps on a linear model with normal noise end at the exact posterior mean and spread."""
    rng = np.random.default_rng(4)
    slope = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    noise = np.diag([0.1, 0.2, 0.3]) ** 2
    published = np.array([0.8, 0.1, -0.7])
    z = rng.standard_normal((20_000, 2))
    for _ in range(4):
        z = kalman_step(z, z @ slope.T, published, noise, 4.0, rng)

    precision = np.eye(2) + slope.T @ np.linalg.inv(noise) @ slope
    exact = np.linalg.inv(precision)
    mean = exact @ slope.T @ np.linalg.inv(noise) @ published
    assert z.mean(axis=0) == pytest.approx(mean, abs=0.005)
    assert np.cov(z.T) == pytest.approx(exact, rel=0.05, abs=2e-4)


def test_figures_of_a_wave_vary_together_as_drawn_samples_do(many):
    """Variances and correlations of a wave's figures are those of 2,000 samples really drawn."""
    names = ("S01", "S02", "A19a", "A19b")
    answers = [ask(TARGETS[name], many, TARGETS, offsets=False) for name in names]
    n = 600
    drawn = np.array(
        [
            [
                sample(one, TARGETS[name], Key(1, 0), n, repeat=k).value
                for one, name in zip(answers, names, strict=True)
            ]
            for k in range(2000)
        ]
    )

    told = _spread(answers)
    assert np.corrcoef(drawn.T) == pytest.approx(told, abs=0.08)
    assert told[0, 1] > 0.2  # the young are among all
    in_base = [float((a.weight * a.base).sum() / a.weight.sum()) for a in answers]
    variance = np.array(_unit_variance(answers)) / (n * np.array(in_base))
    assert drawn.var(axis=0) == pytest.approx(variance, rel=0.12)
    shares = np.array([expected(one).value for one in answers])
    assert np.array(_unit_variance(answers)) == pytest.approx(shares * (1.0 - shares))


def france_runs(count: int = 40) -> Answered:
    """Made-up runs that answer all questions of `france`, two of a wave half correlated."""
    from calibration.asking import by_wave, questions_of

    study = read_study("france")
    names = questions_of(study).questions
    rng = np.random.default_rng(5)
    share = rng.uniform(0.2, 0.6, (count, len(names)))
    blocks = tuple(
        np.broadcast_to(
            0.5 * np.eye(len(wave)) + 0.5 * np.ones((len(wave),) * 2),
            (count, len(wave), len(wave)),
        )
        for wave in by_wave(names, study.targets)
    )
    bottom = np.full(share.shape, 1000.0)
    z = rng.standard_normal((count, len(study.names)))
    return Answered(names, z, share * bottom, bottom, np.ones(share.shape), share, blocks)


def test_the_covariance_is_that_of_the_sample_the_wave_and_the_rounding():
    """S01, 9 % of 1,001: sampling 1.5 / 4n, rounding of a point, discrepancy and wave in logits."""
    study = read_study("france")
    figures = observed(study, france_runs())[0]
    i, j = figures.ids.index("S01"), figures.ids.index("S02")
    other = figures.ids.index("A18b")

    assert figures.sampling[i, i] == pytest.approx(DESIGN_EFFECT / (4 * 1001))
    assert figures.sampling[i, j] == pytest.approx(0.5 * DESIGN_EFFECT / (4 * np.sqrt(1001 * 105)))
    root = np.sqrt(0.09 * 0.91)
    assert figures.rounding[i, i] == pytest.approx((0.01 * 0.5 / root) ** 2 / 12.0)
    assert figures.discrepancy[i, i] == pytest.approx((0.1 * 0.5 * root) ** 2)
    assert figures.wave[i, i] == pytest.approx((0.05 * 0.5 * root) ** 2)
    assert 0.0 == figures.covariance[i, other]  # another wave has other respondents
    assert np.linalg.eigvalsh(figures.covariance).min() > 0.0


def test_a_new_survey_is_as_noisy_as_the_fit_holds_surveys_to_be():
    """Reports of use move with their wave; a soft figure tells little however many are asked."""
    study = read_study("france")
    told = [other_noise(study, name) for name in ("A18b", "A18b@contacters", "A09", "S18", "A19g")]

    assert told == pytest.approx(
        [np.hypot(0.1, 0.05), np.hypot(0.1, 0.05), 0.1, 0.4, np.hypot(0.4, 0.05)]
    )
    figures = observed(study, france_runs())[0]
    for name in ("A18b", "A09", "S18", "A19g"):
        i = figures.ids.index(name)
        own = figures.discrepancy[i, i] + figures.wave[i, i]
        root = np.sqrt(figures.value[i] * (1.0 - figures.value[i]))
        assert own == pytest.approx((0.5 * root * other_noise(study, name)) ** 2)


def test_inferred_bases_are_a_mixture_whose_weights_add_up():
    """Two inferred bases make four combinations; the printed one has 0.9 times 0.8."""
    found = observed(read_study("france"), france_runs())

    assert [0.72, 0.18, 0.08, 0.02] == pytest.approx([one.weight for one in found])
    assert "A02a@adults" in found[2].names
    assert "A02a" in found[0].names


def test_ensembles_are_put_together_in_their_order():
    """Runs of two steps are those of the first, then those of the second."""
    first, second = france_runs(10), france_runs(12)
    both = joined([first, second])

    assert np.array_equal(both.z[10:], second.z)
    assert np.array_equal(both.rows(slice(0, 10)).top, first.top)
    assert both.correlation == pytest.approx(first.correlation)


def test_the_measure_names_every_module_that_its_value_depends_on():
    """All that it imports of this package, and these in turn, but for files and errors."""
    import ast
    import importlib.util

    from calibration.asking import PutQuestions

    # What these hold is hashed by PutQuestions.asked, or cannot change a value.
    apart = {
        "errors", "texts", "figures", "targets", "study", "study_checks", "priors", "uncertainty",
    }  # fmt: skip
    seen, todo = set(), ["calibration.asking"]
    while todo:
        name = todo.pop()
        seen.add(name)
        spec = importlib.util.find_spec(name)
        with open(spec.origin, encoding="utf-8") as stream:
            tree = ast.parse(stream.read())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("calibration."):
                module = node.module
                if module.rpartition(".")[2] not in apart and module not in seen | set(todo):
                    todo.append(module)

    assert seen == set(PutQuestions.depends_on)
