r"""The readings of 12 % in 2012 and 9 % in 2015: which base, which contact rate, which mode.

The press set the reach of social networks among those who contacted a service (2012, by telephone)
beside that among all adults (2015, online). Each reading puts the two on a base:

=====================  ==========================  ===========================================
reading                2012                        2015
=====================  ==========================  ===========================================
as_published           S05                         S01
contacters             S05                         S01 / contact rate of the other waves
adults_printed_rate    S05 × contact rate, A01     S01
adults_other_rate      S05 × that of other waves   S01
=====================  ==========================  ===========================================

on two footings: the online figure as printed, or with the mode offset taken off. The arithmetic is
done on the published figures, on those of the same surveys put to the model, and beside it stands
what the model knows of all its customers, Eq. (32)-(36) in docs/surveys.md.
No reading is preferred.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from calibration.errors import MissingDate, NotExpressible
from calibration.questions import ask, expected
from calibration.runs import Runs, SurveyedRun, each_run
from calibration.targets import Target, Targets, load_targets
from calibration.texts import LANGUAGES, both, number, text
from calibration.uncertainty import Uncertain, logit, published_share, run_variance

Footing = Literal["as_printed", "offset_removed"]

FIRST, SECOND, PRINTED_RATE = "S05", "S01", "A01"
OTHER_RATES = ("A29a", "A27a", "A18a")
"""Contact rates of the waves of 2010, 2011 and 2014."""

READINGS = ("as_published", "contacters", "adults_printed_rate", "adults_other_rate")
FOOTINGS: tuple[Footing, ...] = ("as_printed", "offset_removed")
CHANNEL = "social"
BEYOND = 1.96
"""|z| from which a difference is called beyond the uncertainty of the figures."""


@dataclass(frozen=True)
class Change:
    """Reach in 2012 and 2015, in percent, and their difference in points."""

    first: float
    second: float
    difference: float
    standard_error: float | None
    """Of the difference; None for what one run gives."""


@dataclass(frozen=True)
class Reading:
    """One way to read the two figures."""

    id: str
    footing: Footing
    rate: float | None
    """Contact rate used, percent; None if the reading needs none."""
    rate_error: float | None
    offset: float
    """Mode offset of the online wave, logit; taken off on the footing ``offset_removed``."""
    offset_for_no_change: float
    """Mode offset at which this reading of the published figures would show no change."""
    published: Change
    simulated: Change | None
    """The same arithmetic on the same surveys put to the model; None without a run."""
    in_the_model: Change | None
    """What the model knows: everybody of 18 and over counted on the reading's bases."""
    sentence: Mapping[str, str]
    """What the published figures imply on this reading, in English and French."""

    def as_dict(self) -> dict[str, Any]:
        """Return the reading as plain values for JSON."""
        return asdict(self) | {"sentence": dict(self.sentence)}


@dataclass(frozen=True)
class _Figures:
    """What the arithmetic starts from, published or found in a run."""

    first: Uncertain
    second: Uncertain
    printed_rate: Uncertain
    other_rate: Uncertain


class _FromRun(NamedTuple):
    """What one run gives."""

    surveys: dict[Footing, _Figures]
    truth: dict[str, tuple[float, float]]


def readings(runs: Runs = (), *, targets: Targets | None = None) -> tuple[Reading, ...]:
    """Return every reading on both footings.

    Parameters
    ----------
    runs
        Runs to survey; none for the published side alone.
    targets
        Published figures; those of the product if None.
    """
    targets = load_targets() if targets is None else targets
    published = _published(targets)
    offset = targets.offsets.get(targets[SECOND].wave.mode_offset, {}).get(CHANNEL, 0.0)
    found = _from_runs(runs, targets)
    rows = []
    for name in READINGS:
        for footing in FOOTINGS:
            taken_off = offset if footing == "offset_removed" else 0.0
            on_footing = replace(published, second=published.second.shifted(-taken_off))
            rate = _rate(name, published)
            change = _change_published(name, on_footing)
            simulated = [_pair(name, one.surveys[footing]) for one in found]
            truth = [one.truth[name] for one in found]
            rows.append(
                Reading(
                    id=name,
                    footing=footing,
                    rate=None if rate is None else 100.0 * rate.value,
                    rate_error=None if rate is None else 100.0 * rate.error,
                    offset=offset,
                    offset_for_no_change=_break_even(name, published),
                    published=change,
                    simulated=_change(simulated) if found else None,
                    in_the_model=_change(truth) if found else None,
                    sentence=_sentence(name, footing, offset, rate, change),
                )
            )
    return tuple(rows)


def _published(targets: Targets) -> _Figures:
    others = [targets[figure_id].figure.value / 100.0 for figure_id in OTHER_RATES]
    # the rate of the year is somewhere in the range of the other waves, no value preferred
    spread = (max(others) - min(others)) / math.sqrt(12.0)
    return _Figures(
        first=published_share(targets[FIRST]),
        second=published_share(targets[SECOND]),
        printed_rate=published_share(targets[PRINTED_RATE]),
        other_rate=Uncertain(float(np.mean(others)), spread),
    )


def _from_runs(runs: Runs, targets: Targets) -> list[_FromRun]:
    """Return what each run gives; nothing if the runs lack a date or the channel."""
    found = []
    for run in each_run(runs):
        try:
            surveys = {footing: _simulated(run, targets, footing) for footing in FOOTINGS}
            truth = {name: _in_the_model(run, targets, name) for name in READINGS}
        except (MissingDate, NotExpressible):
            return []
        found.append(_FromRun(surveys, truth))
    return found


def _simulated(run: SurveyedRun, targets: Targets, footing: Footing) -> _Figures:
    def found(figure_id: str) -> float:
        with_offset = footing == "as_printed"
        return expected(ask(targets[figure_id], run, targets, offsets=with_offset)).value

    first = ask(targets[FIRST], run, targets)
    counted = float((first.weight * first.base).sum() / first.weight.sum())
    return _Figures(
        first=Uncertain(expected(first).value, 0.0),
        second=Uncertain(found(SECOND), 0.0),
        printed_rate=Uncertain(counted, 0.0),
        other_rate=Uncertain(float(np.mean([found(other) for other in OTHER_RATES])), 0.0),
    )


def _in_the_model(run: SurveyedRun, targets: Targets, name: str) -> tuple[float, float]:
    """Return reach among everybody, or all contacters, at the two dates."""
    bases = {"as_published": ("contacters", "adults"), "contacters": ("contacters", "contacters")}
    first, second = bases.get(name, ("adults", "adults"))
    return (
        _known(targets[FIRST], run, targets, first),
        _known(targets[SECOND], run, targets, second),
    )


def _known(target: Target, run: SurveyedRun, targets: Targets, base: str) -> float:
    """Ask everybody in person, missing nobody: no screening, no offset."""
    in_person = {"mode": "face_to_face", "screened_by": "", "mode_offset": ""}
    everyone = replace(
        target,
        figure=target.figure.model_copy(update={"base": base}),
        wave=target.wave.model_copy(update=in_person),
    )
    return expected(ask(everyone, run, targets)).value


def _rate(name: str, figures: _Figures) -> Uncertain | None:
    if name == "as_published":
        return None
    return figures.printed_rate if name == "adults_printed_rate" else figures.other_rate


def _on_base(name: str, figures: _Figures) -> tuple[Uncertain, Uncertain]:
    """Return both figures on the base of a reading, Eq. (32)."""
    rate = _rate(name, figures)
    if rate is None:
        return figures.first, figures.second
    if name == "contacters":
        return figures.first, figures.second.over(rate)
    return figures.first.times(rate), figures.second


def _pair(name: str, figures: _Figures) -> tuple[float, float]:
    first, second = _on_base(name, figures)
    return first.value, second.value


def _change_published(name: str, figures: _Figures) -> Change:
    """Return the change with its error, Eq. (35)."""
    first, second = _on_base(name, figures)
    return Change(
        first=100.0 * first.value,
        second=100.0 * second.value,
        difference=100.0 * (second.value - first.value),
        standard_error=100.0 * math.hypot(first.error, second.error),
    )


def _change(pairs: Sequence[tuple[float, float]]) -> Change:
    """Return the mean over runs; the error is that of their luck."""
    first, second = 100.0 * np.mean(pairs, axis=0)
    differences = [100.0 * (b - a) for a, b in pairs]
    error = math.sqrt(run_variance(differences)) if len(pairs) > 1 else None
    return Change(float(first), float(second), float(second - first), error)


def _break_even(name: str, published: _Figures) -> float:
    """Return the mode offset at which a reading would show no change, Eq. (36)."""
    first, _ = _on_base(name, published)
    needed = first.value
    if name == "contacters":
        needed = first.value * published.other_rate.value
    return logit(published.second.value) - logit(needed)


def _sentence(
    name: str, footing: Footing, offset: float, rate: Uncertain | None, change: Change
) -> dict[str, str]:
    assert change.standard_error is not None
    z = change.difference / change.standard_error
    implied = "within" if abs(z) < BEYOND else "rise" if z > 0 else "fall"
    implication = both("implications", implied)
    return {
        language: text(
            "readings",
            name,
            language,
            first=number(change.first, language),
            second=number(change.second, language),
            difference=number(change.difference, language, signed=True),
            rate="" if rate is None else number(100.0 * rate.value, language),
            implication=implication[language],
            footing=text("footings", footing, language, offset=number(offset, language)),
        )
        for language in LANGUAGES
    }
