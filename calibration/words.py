"""What a fit says in plain words, and what the figures cannot tell."""

from collections.abc import Iterator

from calibration.fit import Fit
from calibration.priors import FromSurvey
from calibration.study import Design
from calibration.summary import INFORMED, Learnt, Summary
from calibration.texts import LANGUAGES, number, text

AGREED = 1.05
"""R-hat up to which independent walks are said to agree."""

UNLIKELY = 0.02
"""Probability of a combination of bases under which it is not mentioned."""


def words(fit: Fit, found: Summary) -> dict[str, list[str]]:
    """Return the sentences in each language, the most important first."""
    return sentences(fit.study.design, found)


def sentences(design: Design, found: Summary) -> dict[str, list[str]]:
    """Return what `words` does, of a study's design and the tables of its fit."""
    return {language: list(_sentences(design, found, language)) for language in LANGUAGES}


def _sentences(design: Design, found: Summary, language: str) -> Iterator[str]:
    parameters = len(design.parameters)
    worst = max(found.learnt, key=lambda row: row.r_hat)
    if worst.r_hat > AGREED:
        yield text(
            "fit", "walks-disagree", language, parameter=worst.name,
            r_hat=number(worst.r_hat, language, digits=2),
        )  # fmt: skip
    inside, count = found.inside
    yield text("fit", "predictive", language, inside=inside, count=count)
    outside = [row.id for row in found.predicted if row.use in ("fit", "soft") and not row.inside]
    if outside:
        yield text("fit", "outside", language, figures=", ".join(outside))
    for figure in found.predicted:
        if figure.use == "holdout":
            yield text(
                "fit",
                "holdout",
                language,
                id=figure.id,
                published=number(figure.published, language),
                low=number(figure.low, language),
                high=number(figure.high, language),
                z=number(figure.z, language, signed=True),
                verdict=text("fit", "inside" if figure.inside else "not-inside", language),
            )
    rows = found.learnt[:parameters]
    set_from = {
        one.path: one.prior.target for one in design.parameters if isinstance(one.prior, FromSurvey)
    }
    informed = [row.name for row in rows if row.contraction >= INFORMED]
    if informed:
        yield text(
            "fit", "informed", language, count=len(informed), total=parameters,
            names=", ".join(informed),
        )  # fmt: skip
    else:
        yield text("fit", "none-informed", language, total=parameters)
    for row in rows:
        if row.name in set_from:
            yield text("fit", "set", language, parameter=row.name, figure=set_from[row.name])
        elif row.contraction < INFORMED:
            yield text(
                "fit",
                "silent",
                language,
                parameter=row.name,
                before=_between(row.prior_low, row.prior_high, language),
                after=_between(row.low, row.high, language),
            )
    for pair in found.pairs:
        yield text(
            "fit",
            "pair",
            language,
            first=pair.first,
            second=pair.second,
            correlation=number(pair.correlation, language, signed=True, digits=2),
        )
    for offset, row in zip(design.offsets, found.learnt[parameters:], strict=True):
        yield _offset(offset.channel, row, language)
    for base in found.bases:
        if base.figures and base.after >= UNLIKELY:
            yield text(
                "fit",
                "bases",
                language,
                figures=", ".join(base.figures),
                before=number(100.0 * base.before, language, digits=0),
                after=number(100.0 * base.after, language, digits=0),
            )


def _offset(channel: str, row: Learnt, language: str) -> str:
    return text(
        "fit",
        "offset",
        language,
        channel=channel,
        low=number(row.low, language, signed=True, digits=2),
        high=number(row.high, language, signed=True, digits=2),
    )


def _between(low: float, high: float, language: str) -> str:
    joined = {"en": "and", "fr": "et"}[language]
    return f"{_short(low, language)} {joined} {_short(high, language)}"


def _short(value: float, language: str) -> str:
    digits = 3 if abs(value) < 0.1 else 2 if abs(value) < 10.0 else 0
    return number(value, language, digits=digits)
