"""Drawing a survey: unbiased, reproducible, respondents shared by the questions of a wave."""

import numpy as np
import pytest

from calibration.questions import ask, expected
from calibration.sampling import sample
from calibration.targets import load_targets
from sim.rng import Key

TARGETS = load_targets()
KEY = Key(7, 0)


@pytest.mark.parametrize("figure_id", ["S01", "S02", "S05", "A18c", "A28b", "A27b", "A11", "S18"])
def test_a_sample_finds_the_expectation_within_its_standard_error(many, figure_id):
    """The mean of 40 samples lies within 4.5 standard errors of the expectation."""
    target = TARGETS[figure_id]
    answers = ask(target, many, TARGETS)
    found = [sample(answers, target, KEY, 500, repeat=r).value for r in range(40)]
    error = np.std(found, ddof=1) / np.sqrt(len(found))

    assert abs(np.mean(found) - expected(answers).value) < 4.5 * error
    assert error < 0.1 * expected(answers).value


def test_a_sample_is_a_function_of_its_key_and_repetition(many):
    """The same key draws the same sample, another repetition another one."""
    target = TARGETS["S01"]
    answers = ask(target, many, TARGETS)

    first, again = (sample(answers, target, KEY, 800) for _ in range(2))

    assert first == again
    assert first != sample(answers, target, KEY, 800, repeat=1)
    assert first != sample(answers, target, Key(8, 0), 800)


def test_questions_of_a_wave_share_respondents_and_screening(many):
    """All questions of 2012 about contacters are answered by the same respondents."""
    sizes = {
        sample(ask(TARGETS[i], many, TARGETS), TARGETS[i], KEY, 967).denominator
        for i in ("S05", "A02a", "A02c", "A02e")
    }

    assert 1 == len(sizes)
    assert sizes.pop() == pytest.approx(967 * 0.46, abs=4.5 * np.sqrt(967 * 0.46 * 0.54))


def test_nobody_out_of_reach_is_drawn(tiny):
    """A customer without internet access is never asked online, an adult only among adults."""
    run = (
        tiny([20, 20, 17], internet=[1, 0, 1])
        .at("2014-09-15")
        .at("2015-09-15", contacts_social=[0, 1, 1])
        .run()
    )

    ratio = sample(ask(TARGETS["S01"], run, TARGETS), TARGETS["S01"], KEY, 200)

    assert (0.0, 200.0) == ratio


def test_a_rank_can_be_drawn(many):
    """The rank in a sample is a rank."""
    target = TARGETS["S17"]

    assert sample(ask(target, many, TARGETS), target, KEY, 1010).value in (1.0, 2.0, 3.0)


def test_a_repetition_out_of_range_is_refused(many):
    """Beyond 16 bits a repetition would use another decision's draws: it is an error."""
    answers = ask(TARGETS["S01"], many, TARGETS)

    with pytest.raises(ValueError, match="from 0 to 65535"):
        sample(answers, TARGETS["S01"], KEY, 10, repeat=65536)
