"""All checks of a fit together, and what they say in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from calibration.ensemble import Answered
from calibration.fit import Fit
from calibration.leaving_out import (
    Against,
    LeftOut,
    against,
    leave_figures_out,
    leave_surveys_out,
)
from calibration.profiles import Profile, profiles
from calibration.rejection import APART, CrossCheck, cross_check
from calibration.summary import learnt
from calibration.texts import LANGUAGES, number, text
from calibration.two_readings import Needed, Way, applies, two_ways

SHRUNK = 0.5
"""Contraction under which a parameter gets a profile."""

MOST_NEEDED = 3
"""Parameters named of those that a reading would have elsewhere."""

FLAT = 1.92
"""Drop of log likelihood at the edge of a 95 % interval."""

Advance = Callable[[float], None]


@dataclass(frozen=True)
class Checked:
    """What the checks of a fit found."""

    figures: tuple[LeftOut, ...]
    surveys: tuple[LeftOut, ...]
    scores: tuple[Against, Against]
    """Of figures left out, and of surveys."""
    cross: tuple[CrossCheck, ...]
    effective: float
    """Effective number of runs behind the cross-check."""
    profiles: tuple[Profile, ...]
    ways: tuple[Way, ...]
    """12 % and 9 % read two ways; empty if the study has them not."""
    needed: tuple[Needed, ...]


def check(fit: Fit, prior: Answered | None = None, advance: Advance | None = None) -> Checked:
    """Check a fit on the runs it has.

    Parameters
    ----------
    fit
        What is checked.
    prior
        Runs spread over the prior that rejection is to rest on; None: those of the fit.
    advance
        Told the share done.
    """

    def part(low: float, high: float) -> Advance | None:
        if advance is None:
            return None
        return lambda share: advance(low + (high - low) * share)

    figures = leave_figures_out(fit, part(0.0, 0.6))
    surveys = leave_surveys_out(fit, part(0.6, 0.9))
    cross, effective = cross_check(fit, prior)
    weak = tuple(row.name for row in learnt(fit) if row.contraction < SHRUNK)
    flat = profiles(fit, weak)
    ways, needed = two_ways(fit) if applies(fit) else ([], [])
    if advance is not None:
        advance(1.0)
    return Checked(
        tuple(figures),
        tuple(surveys),
        (against(fit, figures, "figure"), against(fit, surveys, "survey")),
        tuple(cross),
        effective,
        tuple(flat),
        tuple(ways),
        tuple(needed),
    )


def words(found: Checked) -> dict[str, list[str]]:
    """Return what the checks say, in each language."""
    return {language: list(_sentences(found, language)) for language in LANGUAGES}


def _sentences(found: Checked, language: str) -> Iterator[str]:
    for score in found.scores:
        what = text("check", score.without, language)
        yield text("check", "left-out", language, what=what, inside=score.inside, count=score.count)
        if score.figures:
            yield text(
                "check",
                "beaten" if score.beaten else "not-beaten",
                language,
                figures=score.figures,
                error=number(score.error, language),
                naive=number(score.naive_error, language),
            )
        if score.alike:
            yield text(
                "check",
                "alike",
                language,
                figures=score.alike,
                error=number(score.alike_error, language),
                naive=number(score.alike_naive_error, language),
            )
    apart = [row.name for row in found.cross if abs(row.apart) > APART]
    yield text(
        "check",
        "apart" if apart else "agree",
        language,
        names=", ".join(apart),
        count=len(found.cross),
        effective=number(found.effective, language, digits=0),
    )
    for name in dict.fromkeys(row.name for row in found.profiles):
        drop = max(row.drop for row in found.profiles if row.name == name)
        if drop < FLAT:
            shown = number(drop, language, digits=2)
            yield text("check", "flat", language, parameter=name, drop=shown)
    if found.ways:
        here, there = found.ways
        yield text(
            "check",
            "readings",
            language,
            cost=number(here.best - there.best, language, signed=True),
            first=number(here.first, language),
            second=number(here.second, language),
            other_first=number(there.first, language),
            other_second=number(there.second, language),
            needed=", ".join(
                f"{row.name} ({number(row.apart, language, signed=True)})"
                for row in found.needed[:MOST_NEEDED]
            ),
        )
