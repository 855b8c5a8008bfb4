"""A survey as it is really taken: n respondents drawn from those it can reach.

Respondent k of a wave is the same person in all of the wave's figures, and is counted as a
contacter, or not, in all of them. Every draw is a pure function of the key, the wave and k.
"""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from calibration.questions import Answers, Ratio, tally
from calibration.targets import Target
from sim._jit import njit
from sim.rng import MAX_ATTEMPT, Key, Stream, uniform

Floats = NDArray[np.float64]


def sample(answers: Answers, target: Target, key: Key, n: int, *, repeat: int = 0) -> Ratio:
    """Draw a survey and return the figure as numerator and denominator, as in Eq. (18).

    Parameters
    ----------
    answers
        The question put to everybody, from `calibration.questions.ask`.
    target
        The figure; its wave names the survey.
    key
        Luck of the run that is surveyed.
    n
        Respondents of the whole wave; those in the figure's base are fewer.
    repeat
        Number of the repetition, from 0 to `sim.rng.MAX_ATTEMPT`: each is another sample.

    Raises
    ------
    ValueError
        If `repeat` is out of range: beyond it draws would be those of another decision.
    """
    if not 0 <= repeat <= MAX_ATTEMPT:
        raise ValueError(f"sample: repeat {repeat}; it must lie from 0 to {MAX_ATTEMPT}")
    cumulative = np.cumsum(answers.weight)
    drawn = _draws(key, target, "", n, repeat)
    rows = np.searchsorted(cumulative, drawn * cumulative[-1], side="right")
    # u * total may round up to the total itself, which lies past the last person
    rows = np.minimum(rows, np.flatnonzero(answers.weight)[-1])
    counted = _draws(key, target, "counted", n, repeat) < answers.base[rows]
    top = answers.top[rows]
    if answers.chance:
        luck = _draws(key, target, target.id, n, repeat)
        top = (luck.reshape(-1, *[1] * (top.ndim - 1)) < top).astype(np.float64)
    return tally(counted.astype(np.float64), top, answers.bottom[rows], answers.rank_of)


def _draws(key: Key, target: Target, what: str, n: int, repeat: int) -> Floats:
    out = np.empty(n)
    _fill(key, crc32(target.publication.encode()), repeat, crc32(what.encode()), out)
    return out


@njit
def _fill(key, wave, repeat, question, out):  # type: ignore[no-untyped-def]
    """Fill one uniform per respondent."""
    for k in range(out.size):
        out[k] = uniform(key, Stream.SURVEY, k, wave, repeat, question)
