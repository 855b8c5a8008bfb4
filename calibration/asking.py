"""What a study wants of a run: every question put to its customers, and how answers vary together.

The published values are not part of it: another value, role or number of respondents needs no new
run. A figure asked on another base than the one it is printed with is named ``A02a@adults``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from calibration.figures import Base
from calibration.operators import AnswersBestRank, Difference, WouldChoose
from calibration.questions import Answers, ask, expected
from calibration.runs import SurveyedRun
from calibration.sampling import sample
from calibration.study import Study
from calibration.study_checks import counterpart
from calibration.targets import Target, Targets, load_targets
from calibration.uncertainty import DESIGN_EFFECT
from scenarios.provenance import hash_of
from scenarios.result import Run
from sim.rng import Key

Floats = NDArray[np.float64]

DIGITS = 7
"""Significant digits of what a run answers: their last ones are luck in the order of sums."""


@dataclass(frozen=True)
class PutQuestions:
    """The measure: what a run answers to each question, see `Answered`."""

    questions: tuple[str, ...]
    """Ids, with ``@base`` where the base is not the printed one; those of a wave together."""
    folder: str
    """Folder of the figures; empty: those of the product."""
    asked: str
    """Hash of what is asked of whom; values, roles and numbers of respondents are no part of it."""

    depends_on: ClassVar[tuple[str, ...]] = (
        "calibration.asking",
        "calibration.intentions",
        "calibration.operators",
        "calibration.panels",
        "calibration.questions",
        "calibration.respondents",
        "calibration.runs",
        "calibration.sampling",
        "calibration.screening",
    )
    """The modules on which its value depends: work on the rest makes no run worthless."""

    def __call__(self, run: Run) -> dict[str, Any]:
        """Return what the run's customers answer, as plain values."""
        targets = load_targets(Path(self.folder) if self.folder else None)
        surveyed = SurveyedRun.of(run)
        key = Key(run.seed, run.organisation)
        top: list[float] = []
        bottom: list[float] = []
        variance: list[float] = []
        drawn: list[float | None] = []
        together: list[list[list[float]]] = []
        for wave in by_wave(self.questions, targets):
            answers = [_asked(name, surveyed, targets) for name in wave]
            for name, one in zip(wave, answers, strict=True):
                ratio = expected(one)
                top.append(_short(ratio.numerator))
                bottom.append(_short(ratio.denominator))
                target = question(name, targets)
                size = target.wave.respondents or target.figure.respondents or 1000
                effective = max(1, round(size / DESIGN_EFFECT))
                draw = sample(one, target, key, effective).value
                drawn.append(None if np.isnan(draw) else _short(draw))
            spread = _spread(answers)
            variance += [_short(v) for v in _unit_variance(answers)]
            together.append([[round(float(v), 4) for v in row] for row in spread])
        return {
            "top": top,
            "bottom": bottom,
            "variance": variance,
            "drawn": drawn,
            "together": together,
        }


def questions_of(study: Study, *, everything: bool = True) -> PutQuestions:
    """Return what a study asks of each run: all it can, so that a new role needs no new run."""
    targets = study.targets
    names = []
    for target in targets:
        operator = target.figure.operator
        fitted = target.id in study.fitted
        if isinstance(operator, Difference | AnswersBestRank) or counterpart(study, target):
            continue
        # An intention needs the world built once more, a second a run: asked only if it is fitted.
        if fitted or (everything and not isinstance(operator, WouldChoose)):
            names.append(target.id)
    for other in study.design.bases:
        names += [f"{figure_id}@{other.base}" for figure_id in other.figures]
    return put(names, targets, study.folder)


def put(names: Sequence[str], targets: Targets, folder: str = "") -> PutQuestions:
    """Return the measure that puts these questions, those of a wave together."""
    ordered = tuple(name for wave in by_wave(names, targets) for name in wave)
    return PutQuestions(ordered, folder, _hash(ordered, targets))


def question(name: str, targets: Targets) -> Target:
    """Return the figure of a name, on the base that the name asks for."""
    figure_id, at, base = name.partition("@")
    target = targets[figure_id]
    if not at:
        return target
    return replace(target, figure=target.figure.model_copy(update={"base": base}))


def by_wave(names: Sequence[str], targets: Targets) -> list[list[str]]:
    """Return the names of each wave, waves and names in the order in which they come."""
    waves: dict[str, list[str]] = {}
    for name in names:
        waves.setdefault(targets[name.partition("@")[0]].publication, []).append(name)
    return list(waves.values())


def other_base(name: str) -> Base | None:
    """Return the base that a name asks for; None: the printed one."""
    return name.partition("@")[2] or None  # type: ignore[return-value]


def _asked(name: str, run: SurveyedRun, targets: Targets) -> Answers:
    return ask(question(name, targets), run, targets, offsets=False)


def _unit_variance(answers: Sequence[Answers]) -> list[float]:
    """Return the variance of one respondent's part in each figure, as in Eq. (29); 0: nobody."""
    found = []
    for one in answers:
        weight = one.weight * one.base
        ratio = expected(one)
        if not ratio.denominator > 0.0:
            found.append(0.0)
            continue
        total = weight.sum()
        residual = one.top - ratio.value * one.bottom
        square = (weight * residual * residual).sum() / total
        if one.chance:
            # an answer that is a probability is a yes or a no when somebody is asked
            square += (weight * one.top * (1.0 - one.top)).sum() / total
        mean_bottom = ratio.denominator / total
        found.append(float(square) / mean_bottom**2)
    return found


def _spread(answers: Sequence[Answers]) -> Floats:
    """Return how the figures of a wave vary together over samples, as correlations.

    Of two figures, what those respondents add that are in the base of both: who is counted as a
    contacter is counted in all figures of a wave.
    """
    count = len(answers)
    ratios = [expected(one) for one in answers]
    known = [ratio.denominator > 0.0 for ratio in ratios]
    parts = [
        one.top - (ratio.value if ok else 0.0) * one.bottom
        for one, ratio, ok in zip(answers, ratios, known, strict=True)
    ]
    covariance = np.zeros((count, count))
    for i, one in enumerate(answers):
        for j in range(i + 1):
            both = one.weight * np.minimum(one.base, answers[j].base)
            covariance[i, j] = covariance[j, i] = (both * parts[i] * parts[j]).sum()
        if one.chance:
            covariance[i, i] += (one.weight * one.base * one.top * (1.0 - one.top)).sum()
    sd = np.sqrt(np.diag(covariance))
    empty = sd <= 0.0
    sd[empty] = 1.0
    correlation = covariance / np.outer(sd, sd)
    correlation[empty, empty] = 1.0
    return np.asarray(np.clip(correlation, -1.0, 1.0))


def _hash(names: Sequence[str], targets: Targets) -> str:
    """Hash what is asked of whom."""
    asked = []
    for name in names:
        target = question(name, targets)
        figure, wave = target.figure, target.wave
        assert figure.operator is not None
        screening = targets[wave.screened_by].figure.value if wave.screened_by else None
        asked.append(
            [
                name,
                target.publication,
                figure.operator.model_dump(),
                figure.base,
                figure.months,
                list(target.ages),
                figure.sex,
                wave.mode,
                wave.represents,
                wave.age_min,
                str(wave.asked_on),
                screening,
                wave.respondents or figure.respondents,
            ]
        )
    return hash_of(json.loads(json.dumps(asked)))


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
