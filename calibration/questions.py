r"""The observation operators: each published question put to the customers of a run.

For every customer an operator gives the weight w in the survey, the probability b of being in the
figure's base, and the answer t (over u, where the answer is a ratio). The figure is

.. math:: \sum_i w_i b_i t_i \,/\, \sum_i w_i b_i u_i

and its numerator and denominator are returned, by expectation here and by drawing respondents in
`calibration.sampling`. Equation numbers are those of docs/surveys.md.
"""

import datetime as dt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from calibration import operators as op
from calibration.errors import NotExpressible
from calibration.intentions import would_choose
from calibration.respondents import in_cell, reach
from calibration.runs import SurveyedRun
from calibration.screening import counted, solve_q
from calibration.targets import Target, Targets
from sim.records import Recall

Floats = NDArray[np.float64]


class Answers(NamedTuple):
    """One question's answers, one entry per customer."""

    weight: Floats  # (N,) in the survey
    base: Floats  # (N,) probability of being in the figure's base
    top: Floats  # (N,) answer, or (N, G) one column per possible answer
    bottom: Floats  # (N,) what the answer is divided by; 1 for shares and means
    chance: bool  # whether the answer is the probability of a yes
    rank_of: int  # column whose rank is the figure; -1: the figure is the ratio itself


class Ratio(NamedTuple):
    """A figure as numerator and denominator."""

    numerator: float
    denominator: float

    @property
    def value(self) -> float:
        """The figure; NaN if nobody is in the base."""
        return self.numerator / self.denominator if self.denominator > 0 else float("nan")


def ask(target: Target, run: SurveyedRun, targets: Targets, *, offsets: bool = True) -> Answers:
    """Put a figure's question to the customers of a run.

    Parameters
    ----------
    target
        The published figure.
    run
        Customers and panel.
    targets
        All figures: contact rates and mode offsets are looked up there.
    offsets
        Whether the wave's mode offsets apply.

    Raises
    ------
    NotExpressible
        The figure has no operator, or the run lacks a channel.
    MissingDate
        The panel has no copy at the date, or at the start of the recall window.
    """
    figure = target.figure
    date = target.wave.asked_on
    if figure.operator is None or date is None:
        raise NotExpressible(str(figure.not_expressible))
    weight = reach(target.wave, run)
    base = in_cell(target, run) * _contacter(target, run, targets, weight)
    everybody = np.ones(weight.size)
    match figure.operator:
        case op.Used(channel=channel):
            used = run.count("contacts", date, _months(target), channel) > 0
            top = _shift(used, weight * base, _offset(target, targets, channel, offsets))
            return Answers(weight, base, top, everybody, True, -1)
        case op.Contacted():
            return _share(weight, base, run.count("contacts", date, _months(target)) > 0)
        case op.MeanContacts(months=months):
            contacts = run.count("contacts", date, months).astype(np.float64)
            return Answers(weight, base, contacts, everybody, False, -1)
        case op.ContactsPerNeed():
            contacts = run.count("contacts", date, _months(target)).astype(np.float64)
            needs = run.count("first_attempts", date, _months(target))
            return Answers(weight, base, contacts, needs.astype(np.float64), False, -1)
        case op.FirstChoice(channel=channel):
            needs = run.count("first_attempts", date, _months(target))
            firsts = run.count("first_attempts", date, _months(target), channel)
            share = firsts / np.maximum(needs, 1)
            return Answers(weight, base * (needs > 0), share, everybody, True, -1)
        case op.AnswersBest(group=group):
            best = run.once(("best", date), lambda: _best_group(run, date))
            return _share(weight, base, best == list(op.GROUPS).index(group))
        case op.AnswersBestRank(group=group):
            best = run.once(("best", date), lambda: _best_group(run, date))
            answers = (best[:, np.newaxis] == np.arange(len(op.GROUPS))).astype(np.float64)
            rank_of = list(op.GROUPS).index(group)
            return Answers(weight, base, answers, everybody, True, rank_of)
        case op.WouldChoose(channel=channel, kind=kind):
            probability = run.once(
                ("would_choose", date, kind), lambda: would_choose(run, date, kind)
            )
            return Answers(weight, base, probability[:, run.index(channel)], everybody, True, -1)
        case op.NoReply(channel=channel):
            bits = run.state("last_complaint", channel, date)
            return _share(weight, base * _has(bits, Recall.JUDGED), _has(bits, Recall.IGNORED))
        case op.NotSatisfied(channel=channel):
            bits = run.state("last_complaint", channel, date)
            replied = _has(bits, Recall.JUDGED) & ~_has(bits, Recall.IGNORED)
            return _share(weight, base * replied, ~_has(bits, Recall.SATISFIED))
        case op.FirstContact(channel=channel, found=found):
            bits = run.state("first_contact", channel, date)
            users = run.count("contacts", date, _months(target), channel) > 0
            resolved = _has(bits, Recall.RESOLVED)
            answer = resolved if found == "resolved" else ~resolved
            return _share(weight, base * (users & _has(bits, Recall.JUDGED)), answer)
        case op.Satisfied(channel=channel):
            bits = run.state("last_contact", channel, date)
            users = run.count("contacts", date, _months(target), channel) > 0
            return _share(
                weight, base * (users & _has(bits, Recall.JUDGED)), _has(bits, Recall.SATISFIED)
            )
        case op.Difference():
            raise NotExpressible("difference")


def expected(answers: Answers) -> Ratio:
    """Return the figure by expectation, Eq. (18): what an endless sample would find."""
    return tally(answers.weight * answers.base, answers.top, answers.bottom, answers.rank_of)


def tally(weight: Floats, top: Floats, bottom: Floats, rank_of: int) -> Ratio:
    """Return the figure of weighted answers; a rank is returned over 1."""
    # Not weight @ top: BLAS would use several threads (8 ms instead of 0.02 on 100,000 people), and
    # sum in another order on another number of cores.
    numerator = (weight * top.T).sum(axis=-1)
    if rank_of >= 0:
        return Ratio(float(1 + np.sum(numerator > numerator[rank_of])), 1.0)
    return Ratio(float(numerator), float((weight * bottom).sum()))


def _contacter(target: Target, run: SurveyedRun, targets: Targets, weight: Floats) -> Floats:
    """Return the probability of being counted as a contacter; 1 where the base does not ask."""
    if target.figure.base not in ("contacters", "channel_users"):
        return np.ones(weight.size)
    assert target.wave.asked_on is not None
    contacts = run.count("contacts", target.wave.asked_on, _months(target))
    if not target.wave.screened_by:
        return counted(contacts, 1.0)
    rate = targets[target.wave.screened_by].figure.value / 100.0
    return counted(contacts, solve_q(contacts, weight, rate))


def _shift(answer: NDArray[np.bool_], weight: Floats, offset: float) -> Floats:
    """Shift the share of yes by `offset` on the logit scale, Eq. (23)-(24).

    An offset above 0 makes some of the others say yes, one below 0 makes some of the yes say no,
    each with the same probability.
    """
    yes = answer.astype(np.float64)
    if offset == 0.0:
        return yes
    total = weight.sum()
    share = float((weight * yes).sum() / total) if total > 0 else 0.0
    if share <= 0.0 or share >= 1.0:
        return yes
    shifted = 1.0 / (1.0 + (1.0 - share) / share * np.exp(-offset))
    if shifted >= share:
        return np.asarray(yes + (1.0 - yes) * (shifted - share) / (1.0 - share))
    return np.asarray(yes * shifted / share)


def _offset(target: Target, targets: Targets, channel: str, offsets: bool) -> float:
    if not offsets or not target.wave.mode_offset:
        return 0.0
    return targets.offsets[target.wave.mode_offset].get(channel, 0.0)


def _best_group(run: SurveyedRun, date: dt.date) -> NDArray[np.int64]:
    """Return the index of the group that holds each customer's largest ŝ; the first on a tie."""
    best = []
    for channels in op.GROUPS.values():
        present = [channel for channel in channels if channel in run.channels]
        if not present:
            raise NotExpressible("no-channel", channel=", ".join(channels))
        beliefs = [run.state("satisfaction_belief", channel, date) for channel in present]
        best.append(np.max(beliefs, axis=0))
    return np.asarray(np.argmax(best, axis=0), dtype=np.int64)


def _has(bits: NDArray[Any], bit: int) -> NDArray[np.bool_]:
    return np.asarray((bits.astype(np.uint8) & bit) != 0, dtype=np.bool_)


def _share(weight: Floats, base: Floats, answer: NDArray[np.bool_]) -> Answers:
    return Answers(weight, base, answer.astype(np.float64), np.ones(weight.size), True, -1)


def _months(target: Target) -> int:
    months = target.figure.months
    assert months is not None, f"{target.id}: the loader refuses figures without a window"
    return months
