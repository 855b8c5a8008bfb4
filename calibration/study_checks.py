"""What may be wrong with a study although each of its values is of the right kind."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd
from numpy import array

from calibration.errors import NotExpressible
from calibration.figures import HOLD_OUTS
from calibration.operators import (
    GROUPS,
    AnswersBest,
    AnswersBestRank,
    Difference,
    FirstChoice,
    FirstContact,
    NoReply,
    NotSatisfied,
    Satisfied,
    Used,
    WouldChoose,
)
from calibration.priors import FromSurvey, Law, beta_of, rounded
from calibration.runs import GRACE
from calibration.study import Study
from calibration.targets import Target
from scenarios.errors import Problem, ScenarioError, nearest, quoted
from scenarios.load import load

OF_CHANNEL = (Used, FirstChoice, WouldChoose, NoReply, NotSatisfied, FirstContact, Satisfied)

MEMBERS_PER_PARAMETER = 5
"""A Kalman step with fewer runs a parameter learns from chance correlations."""

RUNS_PER_COEFFICIENT = 1.2
"""Runs in all for each coefficient of the quadratic emulator."""


def findings(study: Study, source: str) -> Iterator[Problem]:
    """Yield every problem of a study whose values are each of the right kind."""
    yield from _names(study, source)
    yield from _figures(study, source)
    yield from _priors(study, source)
    yield from _offsets(study, source)
    yield from _bases(study, source)
    yield from _budget(study, source)


def counterpart(study: Study, target: Target) -> str:
    """Return why a figure has no counterpart in the study's scenario; empty if it has one."""
    operator, scenario = target.figure.operator, study.scenario
    if operator is None:
        return str(NotExpressible(str(target.figure.not_expressible)))
    if isinstance(operator, Difference | AnswersBestRank):
        return "a difference or a rank is no figure to fit; fit those it is made of"
    asked = target.wave.asked_on
    assert asked is not None
    if isinstance(operator, OF_CHANNEL) and operator.channel not in scenario.channels:
        known = ", ".join(scenario.channels)
        return f"the scenario has no channel {operator.channel!r}; it has {known}"
    if isinstance(operator, AnswersBest) and not set(GROUPS[operator.group]) & set(
        scenario.channels
    ):
        return f"the scenario has no channel of the group {operator.group!r}"
    if isinstance(operator, WouldChoose) and operator.kind not in scenario.needs.kinds:
        return f"the scenario has no needs of kind {operator.kind!r}"
    if asked not in scenario.panel.dates or not scenario.start < asked <= scenario.end:
        return f"it is asked on {asked}, which is no survey date of the scenario"
    for months in {target.figure.months, getattr(operator, "months", None)} - {None}:
        begin = (pd.Timestamp(asked) - pd.DateOffset(months=months)).date()
        if months not in scenario.panel.windows and begin > scenario.start + GRACE:
            return f"its window of {months} months is none of the scenario's [panel] windows"
        if begin < scenario.start - GRACE:
            return f"its window begins on {begin}, before the scenario does"
    return ""


def _names(study: Study, source: str) -> Iterator[Problem]:
    design = study.design
    for what, ids in (
        ("parameters", [one.path for one in design.parameters]),
        ("offsets", [f"{one.name}.{one.channel}" for one in design.offsets]),
        ("use, leave_out", [one.id for one in (*design.use, *design.leave_out)]),
        ("bases", [figure for one in design.bases for figure in one.figures]),
        ("figures", list(design.figures)),
    ):
        for name, count in Counter(ids).items():
            if count > 1:
                yield Problem(source, what, quoted(name), f"found {count} times; allowed once")


def _figures(study: Study, source: str) -> Iterator[Problem]:
    design, targets = study.design, study.targets
    for key, chosen in (("use", design.use), ("leave_out", design.leave_out)):
        for one in chosen:
            if one.id not in targets.by_id:
                yield _unknown(study, source, key, one.id)
    for figure_id in design.figures:
        if figure_id not in targets.by_id:
            yield _unknown(study, source, "figures", figure_id)
        elif figure_id not in study.fitted:
            role = targets[figure_id].figure.role
            allowed = f"has role {role!r}; fitted are {', '.join(design.roles)}"
            yield Problem(source, "figures", quoted(figure_id), allowed)
    for used in design.use:
        if used.id in HOLD_OUTS or (
            used.id in targets.by_id and targets[used.id].figure.role == "holdout"
        ):
            yield Problem(
                source, "use", quoted(used.id), "a hold-out is never fitted, whatever happens"
            )
    for figure_id in study.fitted:
        target = targets[figure_id]
        figure = target.figure
        reason = counterpart(study, target)
        if reason:
            advice = "List it under [[leave_out]] with the reason."
            yield Problem(source, "figures", figure_id, f"cannot be fitted: {reason}", advice)
        elif figure.respondents is None:
            yield Problem(source, "figures", figure_id, "cannot be fitted: it has no n", "")
        elif figure.bound != "exact":
            yield Problem(
                source, "figures", figure_id, "cannot be fitted: its value is only a bound", ""
            )
        elif figure.unit == "%" and not 0.0 < figure.value < 100.0:
            allowed = "a share that is fitted lies between 0 and 100 %"
            yield Problem(source, "figures", f"{figure_id}, {figure.value:g} %", allowed)
    if not study.fitted:
        yield Problem(
            source, "roles", ", ".join(design.roles), "no figure is fitted; at least one is needed"
        )


def _priors(study: Study, source: str) -> Iterator[Problem]:
    design, targets = study.design, study.targets
    for i, parameter in enumerate(design.parameters):
        key = f"parameters.{i}"
        prior = parameter.prior
        if isinstance(prior, FromSurvey):
            found = list(_from_survey(study, source, f"{key}.prior.target", prior))
            yield from found
            if found:
                continue
            figure = targets[prior.target].figure
            assert figure.respondents is not None
            law: Law = beta_of(figure.value, figure.respondents, complement=prior.complement)
        else:
            law = prior
        # What the walk may reach: 1 in 100,000 draws lies beyond.
        for value in rounded(law.at(array([-4.3, 0.0, 4.3]))):
            setting = f"{parameter.path}={float(value)!r}"
            try:
                load(
                    design.scenario,
                    customers=design.customers,
                    settings=(*design.settings, setting),
                )
            except ScenarioError as error:
                text = str(error).removesuffix(".")
                allowed = f"the scenario must make sense over the whole prior: {text}"
                yield Problem(source, f"{key}.path", quoted(parameter.path), allowed)
                break
    for i, offset in enumerate(design.offsets):
        if isinstance(offset.prior, FromSurvey):
            allowed = "no survey measures an offset; use law normal"
            yield Problem(source, f"offsets.{i}.prior.law", "'from-survey'", allowed)


def _from_survey(study: Study, source: str, key: str, prior: FromSurvey) -> Iterator[Problem]:
    if prior.target not in study.targets.by_id:
        yield _unknown(study, source, key, prior.target)
        return
    figure = study.targets[prior.target].figure
    if figure.role != "set" or figure.unit != "%" or figure.respondents is None:
        allowed = "must be a percentage with role 'set' and a number of respondents"
        yield Problem(source, key, f"{quoted(prior.target)} with role {figure.role!r}", allowed)
    elif prior.target in study.fitted:
        allowed = "the figure sets its parameter: fitted too, it would count twice"
        yield Problem(source, key, quoted(prior.target), allowed, "Take it out of [[use]].")


def _offsets(study: Study, source: str) -> Iterator[Problem]:
    offsets = study.targets.offsets
    for i, offset in enumerate(study.design.offsets):
        if offset.name not in offsets:
            advice = nearest(offset.name, sorted(offsets))
            allowed = "must be a table of modes.toml"
            yield Problem(source, f"offsets.{i}.name", quoted(offset.name), allowed, advice)
            continue
        moved = [
            figure_id
            for figure_id in study.fitted
            if offset_of(study.targets[figure_id]) == (offset.name, offset.channel)
        ]
        if not moved:
            allowed = "no fitted figure is moved by it, so nothing could be learnt of it"
            name = f"{offset.name}, {offset.channel}"
            yield Problem(source, f"offsets.{i}.channel", quoted(name), allowed)


def offset_of(target: Target) -> tuple[str, str] | None:
    """Return name and channel of the offset that applies to a figure; None if none does."""
    operator = target.figure.operator
    if target.wave.mode_offset and isinstance(operator, Used):
        return target.wave.mode_offset, operator.channel
    return None


def _bases(study: Study, source: str) -> Iterator[Problem]:
    for i, other in enumerate(study.design.bases):
        for figure_id in other.figures:
            key = f"bases.{i}.figures"
            if figure_id not in study.targets.by_id:
                yield _unknown(study, source, key, figure_id)
            elif figure_id not in study.fitted:
                yield Problem(source, key, quoted(figure_id), "must be a figure that is fitted")
            elif study.targets[figure_id].figure.base == other.base:
                allowed = "is its base already; the other must differ"
                yield Problem(source, f"bases.{i}.base", quoted(other.base), allowed)


def _budget(study: Study, source: str) -> Iterator[Problem]:
    budget, count = study.design.budget, len(study.design.parameters)
    # The offsets are learnt with the parameters but need no runs.
    least = MEMBERS_PER_PARAMETER * count
    if budget.members < least:
        allowed = f"must be at least {least}, five times the {count} parameters"
        yield Problem(source, "budget.members", str(budget.members), allowed)
    runs, needed = budget.members * budget.steps, least_runs(count)
    if runs < needed:
        coefficients = (count + 1) * (count + 2) // 2
        allowed = f"makes {runs} runs; at least {needed} are needed for {coefficients} coefficients"
        yield Problem(source, "budget", f"{budget.members} times {budget.steps}", allowed)
    learnt = len(study.names)
    if budget.walkers < 2 * learnt:
        allowed = f"must be at least {2 * learnt}, twice what is learnt"
        yield Problem(source, "budget.walkers", str(budget.walkers), allowed)


def least_runs(parameters: int) -> int:
    """Return how many runs the quadratic emulator of so many parameters needs."""
    coefficients = (parameters + 1) * (parameters + 2) // 2
    return int(RUNS_PER_COEFFICIENT * coefficients) + 1


def _unknown(study: Study, source: str, key: str, figure_id: str) -> Problem:
    known: Sequence[str] = sorted(study.targets.by_id)
    advice = nearest(figure_id, known) if len(known) < 30 else ""
    return Problem(
        source, key, quoted(figure_id), "must be the id of a published figure",
        advice or "canaux survey france --all lists them.",
    )  # fmt: skip
