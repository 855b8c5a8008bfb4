"""A search in sentences: what the answer costs and promises, what present volumes would give."""

from collections.abc import Iterator, Sequence

import numpy as np

from scenarios.staffing.goals import Goal
from scenarios.staffing.odds import feasible_probability
from scenarios.staffing.staff import Staffing
from scenarios.staffing.tipping import LEAST_LOSS, Tipping
from scenarios.texts import LANGUAGES, Texts, duration, euros, listed, number, percent

texts = Texts("scenarios.staffing")


def sentences(staffing: Staffing, tipped: Sequence[Tipping] = ()) -> dict[str, list[str]]:
    """Return what was found, as sentences in each language."""
    return {
        language: [
            *_answer(staffing, language),
            *_fixed(staffing, language),
            *(_tipping(one, language) for one in tipped),
        ]
        for language in LANGUAGES
    }


def figure(goal: Goal, value: float, language: str) -> str:
    """Return a goal's figure as people write it."""
    if not np.isfinite(value):
        return "–"
    if goal.path[-1].endswith("_minutes"):
        return duration(value, language)
    if goal.is_share:
        return percent(value, language)
    return number(value, language, digits=2)


def _answer(staffing: Staffing, language: str) -> Iterator[str]:
    difference = staffing.cost - staffing.trials.present_cost
    yield texts.text(
        "answer",
        "cheaper" if difference <= 0.0 else "dearer",
        language,
        cost=euros(staffing.cost, language),
        difference=euros(abs(difference), language),
    )
    runs = len(staffing.answer.observations)
    yield texts.text(
        "answer",
        "feasible",
        language,
        probability=_sure(feasible_probability(staffing.answer, staffing.goals), language),
        years=round(staffing.years_that_meet_all * runs),
        runs=runs,
    )
    yield texts.text(
        "answer",
        "best" if staffing.cheaper else "alone",
        language,
        probability=_sure(staffing.probability_within, language),
        tried=len(staffing.tried),
        cheaper=len(staffing.cheaper),
        within=percent(staffing.within, language),
    )


def _sure(probability: float, language: str) -> str:
    """Return a probability rounded down: no search is certain."""
    return percent(min(np.floor(1000 * probability) / 1000, 0.999), language)


def _fixed(staffing: Staffing, language: str) -> Iterator[str]:
    fixed = staffing.fixed
    if fixed is None or fixed.plan is None:
        yield texts.text("fixed", "none", language)
        return
    difference = staffing.trials.cost(fixed.plan) - staffing.cost
    missed = [goal.text for goal in staffing.goals if fixed.margin(goal) < 0.0]
    which = "cheaper" if difference <= 0.0 else "dearer"
    yield texts.text(
        "fixed",
        f"{which}_and_{'misses' if missed else 'meets'}",
        language,
        difference=euros(abs(difference), language),
        goals=listed(missed, language),
    )
    if staffing.blind:
        goals = listed([goal.name for goal in staffing.blind], language)
        yield texts.text("fixed", "blind", language, goals=goals)


def _tipping(found: Tipping, language: str) -> str:
    def share(values: object) -> str:
        return percent(float(np.mean(np.asarray(values))), language, digits=0)

    back = found.wins_back_at
    little = float(found.lost.mean()) < LEAST_LOSS
    won = np.isfinite(back).mean() >= 0.5
    return texts.text(
        "tipping",
        "little" if little else "back" if won else "lost",
        language,
        channel=found.channel,
        least=share(found.down_levels[-1]),
        most=share(found.up_levels[-1]),
        kept=share(1.0 - found.lost),
        lost=share(found.lost),
        loses_at="" if little else share(found.loses_at[np.isfinite(found.loses_at)]),
        wins_back_at=share(back[np.isfinite(back)]) if won and not little else "",
    )
