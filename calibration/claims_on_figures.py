"""Claims that are about published figures: put to `france`, at draws of its parameters.

=========  ==================================================================  ===================
claim      question                                                            effect
=========  ==================================================================  ===================
readings   do the readings of 12 % and 9 % show a fall?                        none: no run needed
replies    are 21 % (S14) and the held-out 82 % (S15) met within 2 errors?     S15 less published
attitude   store judged best by most (S16), phone and email used by more?      reach less reach
intention  would more complain on social networks (S21) than phone (S23)?      share less share
=========  ==================================================================  ===================
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from calibration.asking import PutQuestions, put
from calibration.claims import Claim, Judged, Verdict, verdict
from calibration.readings import BEYOND, readings
from calibration.targets import Targets, load_targets
from calibration.uncertainty import published_share
from scenarios.ledger import Job, Ledger, values
from scenarios.posterior import SEEDS_PER_DRAW, Draws, at_draw, evenly, uncertain
from scenarios.task import Progress, Task

Floats = NDArray[np.float64]

ASKED: dict[str, tuple[str, ...]] = {
    "replies": ("S14", "S15"),
    "attitude": ("S16", "A18b", "A18c", "A19g"),
    "intention": ("S21", "S23"),
}

WITHIN = 2.0
"""Errors within which a figure is said to be met."""


def judge_figures(
    asked: Mapping[str, Claim],
    draws: Draws,
    count: int,
    *,
    ledger: Ledger,
    seed: int = 1,
    customers: int | None = None,
    settings: Sequence[str] = (),
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> list[Judged]:
    """Return what `france` says of claims about figures; see `calibration.claims.judge_pairs`."""
    targets = load_targets()
    wanted = [claim.figures for claim in asked.values() if claim.figures in ASKED]
    names = tuple(dict.fromkeys(name for what in wanted for name in ASKED[what]))
    found: dict[str, Floats] = {}
    if names:
        measure = put(names, targets)
        jobs = []
        for place, i in enumerate(evenly(draws, count)):
            scenario = at_draw("france", draws, i, customers=customers, settings=settings)
            jobs += [
                Job(measure, (Task(scenario, seed + SEEDS_PER_DRAW * place + k),))
                for k in range(SEEDS_PER_DRAW)
            ]
        rows = ledger.complete(jobs, workers=workers, scheduler=scheduler, progress=progress)
        found = _shares(measure, values(rows))
    return [_judged(name, claim, found, targets) for name, claim in asked.items()]


def _shares(measure: PutQuestions, rows: Sequence[Mapping[str, list[float]]]) -> dict[str, Floats]:
    """Return each figure by draw and seed, a share 0 to 1; NaN if nobody was asked."""
    top = np.array([row["top"] for row in rows])
    bottom = np.array([row["bottom"] for row in rows])
    with np.errstate(divide="ignore", invalid="ignore"):
        value = top / bottom
    return {
        name: value[:, j].reshape(-1, SEEDS_PER_DRAW) for j, name in enumerate(measure.questions)
    }


def _judged(name: str, claim: Claim, found: Mapping[str, Floats], targets: Targets) -> Judged:
    said = {"en": claim.en, "fr": claim.fr}
    if claim.figures == "readings":
        return Judged(name, said, "readings", None, "", None, "", None, *_readings())
    if claim.figures == "replies":
        effect = found["S15"] - targets["S15"].figure.value / 100.0
        details: dict[str, float] = {}
        met = []
        for figure in ASKED["replies"]:
            published = published_share(targets[figure])
            z = (published.value - float(found[figure].mean())) / published.error
            details |= {figure: 100.0 * float(found[figure].mean()), f"z_{figure}": z}
            met.append(abs(z) <= WITHIN)
        judgement: Verdict = "supported" if all(met) else "not supported"
        return Judged(name, said, "S15", uncertain(effect), "", None, "", None, judgement, details)
    if claim.figures == "attitude":
        effect = np.minimum(found["A18b"], found["A18c"]) - found["A19g"]
        told = uncertain(effect)
        judgement = verdict(told, 1.0, effect.size)
        if judgement == "supported" and float(found["S16"].mean()) < 0.5:
            judgement = "not supported"
    else:
        effect = found["S21"] - found["S23"]
        told = uncertain(effect)
        judgement = verdict(told, 1.0, effect.size)
    details = {figure: 100.0 * float(found[figure].mean()) for figure in ASKED[claim.figures]}
    measure = ", ".join(ASKED[claim.figures])
    return Judged(name, said, measure, told, "", None, "", None, judgement, details)


def _readings() -> tuple[Verdict, dict[str, float]]:
    """Return whether the readings show a fall; they hang on the base if they do not agree."""
    z = {}
    for reading in readings():
        error = reading.published.standard_error
        assert error is not None
        z[f"{reading.id}, {reading.footing}"] = reading.published.difference / error
    falls = [value <= -BEYOND for value in z.values()]
    if all(falls):
        return "supported", z
    return ("depends" if any(falls) else "not supported"), z
