"""Every published figure beside what the same survey finds in the model."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import pandas as pd

from calibration.errors import MissingDate, NotExpressible, SurveyError
from calibration.operators import Difference
from calibration.questions import Ratio, ask, expected
from calibration.runs import Runs, SurveyedRun, each_run
from calibration.targets import Target, Targets, load_targets
from calibration.texts import LANGUAGES, both
from calibration.uncertainty import run_variance, survey_variance


@dataclass(frozen=True)
class SurveyRow:
    """One published figure and its counterpart; all values in the figure's unit."""

    id: str
    publication: str
    question: Mapping[str, str]
    """In English (``en``) and French (``fr``)."""
    role: str
    base: str
    mode: str
    asked_on: dt.date | None
    unit: str
    published: float
    bound: str
    n: int | None
    n_printed: bool
    simulated: float | None
    """None if the model cannot express the figure, or nobody is in its base."""
    standard_error: float | None
    """Of published less simulated: sampling, rounding and the luck of the runs."""
    z: float | None
    """(published - simulated) / standard error; None for ranks and bounds."""
    run_error: float | None
    """Standard error of the simulated figure alone; None for one run."""
    reason: Mapping[str, str] | None
    """Why there is no simulated figure, in English and French; None if there is one."""

    @property
    def expressible(self) -> bool:
        """Whether the model has a counterpart."""
        return self.simulated is not None

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain values for JSON."""
        row = {item.name: getattr(self, item.name) for item in fields(self)}
        row["question"] = dict(self.question)
        row["reason"] = None if self.reason is None else dict(self.reason)
        row["asked_on"] = None if self.asked_on is None else self.asked_on.isoformat()
        return row | {"expressible": self.expressible}


@dataclass(frozen=True)
class SurveyTable:
    """All figures whose dates lie in the runs."""

    rows: tuple[SurveyRow, ...]
    warnings: tuple[str, ...]
    """One line per figure left out because the runs do not hold its dates."""
    runs: int

    def __getitem__(self, figure_id: str) -> SurveyRow:
        for row in self.rows:
            if row.id == figure_id:
                return row
        raise KeyError(figure_id)

    def frame(self) -> pd.DataFrame:
        """Return one row per figure; texts in one column per language."""
        rows = [row.as_dict() for row in self.rows]
        for row in rows:
            for name in ("question", "reason"):
                texts = row.pop(name) or {}
                row |= {f"{name}_{language}": texts.get(language, "") for language in LANGUAGES}
        return pd.DataFrame(rows)

    def to_json(self) -> dict[str, Any]:
        """Return the document of ``canaux survey --json``."""
        return {
            "runs": self.runs,
            "figures": [row.as_dict() for row in self.rows],
            "warnings": list(self.warnings),
        }


class _Asked(NamedTuple):
    """What one run gave for one figure."""

    ratio: Ratio
    survey_variance: float


class _Found(NamedTuple):
    """What all runs gave for one figure, in its unit."""

    value: float
    standard_error: float
    run_error: float | None


def survey(runs: Runs, *, targets: Targets | None = None, offsets: bool = True) -> SurveyTable:
    """Put every published survey to the customers of one or several runs.

    Parameters
    ----------
    runs
        One run, or several that differ in their luck only: a result of `scenarios.run`, which keeps
        the panels of several runs with ``keep_panel=True`` or ``out=``.
    targets
        Published figures; those of the product if None.
    offsets
        Whether the mode offsets of ``modes.toml`` apply.

    Returns
    -------
    SurveyTable
    """
    targets = load_targets() if targets is None else targets
    asked: dict[str, list[_Asked]] = {}
    reasons: dict[str, dict[str, str]] = {}
    warnings: dict[str, str] = {}
    count = 0
    for run in each_run(runs):
        count += 1
        for target in targets:
            try:
                asked.setdefault(target.id, []).append(_ask(target, run, targets, offsets))
            except MissingDate as error:
                warnings[target.id] = f"{target.id} is left out: {error}"
            except NotExpressible as error:
                reasons[target.id] = both("reasons", error.reason, **error.values)
    if count == 0:
        raise SurveyError("no run to survey; give at least one.")
    found = {
        figure_id: _pool(targets[figure_id], answers)
        for figure_id, answers in asked.items()
        if answers and figure_id not in warnings and figure_id not in reasons
    }
    for target in targets:
        operator = target.figure.operator
        if not isinstance(operator, Difference):
            continue
        del reasons[target.id]
        missing = [other for other in (operator.of, operator.less) if other not in found]
        if missing:
            warnings[target.id] = f"{target.id} is left out: it needs {' and '.join(missing)}."
        else:
            found[target.id] = _difference(found[operator.of], found[operator.less])
    rows = [
        _row(target, found.get(target.id), reasons.get(target.id))
        for target in targets
        if target.id not in warnings
    ]
    return SurveyTable(tuple(rows), tuple(warnings.values()), count)


def _ask(target: Target, run: SurveyedRun, targets: Targets, offsets: bool) -> _Asked:
    answers = ask(target, run, targets, offsets=offsets)
    ratio = expected(answers)
    if not ratio.denominator > 0:
        raise NotExpressible("nobody")
    return _Asked(ratio, survey_variance(target, answers))


def _pool(target: Target, asked: Sequence[_Asked]) -> _Found:
    """Return a figure over all runs, Eq. (18), and its standard error, Eq. (30)."""
    scale = 100.0 if target.figure.unit == "%" else 1.0
    each = [scale * one.ratio.value for one in asked]
    numerator = sum(one.ratio.numerator for one in asked)
    denominator = sum(one.ratio.denominator for one in asked)
    luck = run_variance(each)
    return _Found(
        value=scale * numerator / denominator,
        standard_error=math.sqrt(asked[0].survey_variance + luck),
        run_error=math.sqrt(luck) if len(each) > 1 else None,
    )


def _difference(first: _Found, second: _Found) -> _Found:
    luck = None
    if first.run_error is not None and second.run_error is not None:
        luck = math.hypot(first.run_error, second.run_error)
    return _Found(
        value=first.value - second.value,
        standard_error=math.hypot(first.standard_error, second.standard_error),
        run_error=luck,
    )


def _row(target: Target, found: _Found | None, reason: dict[str, str] | None) -> SurveyRow:
    """Return the row of a figure, with its distance z, Eq. (31)."""
    figure = target.figure
    error = None if found is None else _number(found.standard_error)
    z = None
    if found is not None and error and figure.bound == "exact":
        z = (figure.value - found.value) / error
    return SurveyRow(
        id=figure.id,
        publication=target.publication,
        question={"en": figure.question.en, "fr": figure.question.fr},
        role=figure.role,
        base=figure.base,
        mode=target.wave.mode,
        asked_on=target.wave.asked_on,
        unit=figure.unit,
        published=figure.value,
        bound=figure.bound,
        n=figure.respondents,
        n_printed=figure.n is not None,
        simulated=None if found is None else found.value,
        standard_error=error,
        z=z,
        run_error=None if found is None else found.run_error,
        reason=reason,
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
