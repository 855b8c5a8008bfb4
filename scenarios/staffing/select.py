"""The last word: the cheapest plan of those that meet the goals, on luck not used before."""

from collections.abc import Sequence
from typing import NamedTuple

from scenarios.staffing.feasibility import Verdict, verdict
from scenarios.staffing.goals import Goal
from scenarios.staffing.shifts import Plan
from scenarios.staffing.trials import Report, Trial, Trials

FIRST = 20
"""Runs of each plan before the first decision."""

BATCH = 10
"""Further runs of each plan that is not decided."""

TIGHTER = (1.0, 1.5, 2.0)
"""Tolerances by which goals are tightened to find candidates."""

CHEAPER = 2
"""Cheaper plans that are put to the test although the search's luck was against them."""


class Candidate(NamedTuple):
    """A plan that was put to the test."""

    plan: Plan
    cost: float
    """Euros a week."""
    verdicts: tuple[Verdict, ...]
    """One a goal."""
    runs: int

    @property
    def met(self) -> bool | None:
        """Whether all goals are met; None: it was left undecided."""
        if any(one.met is False for one in self.verdicts):
            return False
        return None if any(one.met is None for one in self.verdicts) else True


class Selection(NamedTuple):
    """What the test found."""

    answer: Candidate | None
    """The cheapest plan found to meet every goal."""
    candidates: tuple[Candidate, ...]
    """All that were put to the test, the cheapest first."""


def select(
    trials: Trials,
    plans: Sequence[Plan],
    aims: Sequence[Goal],
    tolerances: Sequence[float],
    *,
    seed: int,
    confidence: float,
    within: float,
    report: Report,
) -> Selection:
    """Find the cheapest plan that meets the goals.

    Parameters
    ----------
    trials
        Where plans are simulated.
    plans
        Candidates.
    aims
        The goals, their bounds moved to the safe side by the tolerance.
    tolerances
        One a goal.
    seed
        The first of seeds that no search has used.
    confidence
        Probability with which all decisions outside the tolerances are right, at least.
    within
        Share of the cost by which a cheaper plan does not matter.
    report
        Told of every batch.
    """
    plans = sorted(set(plans), key=trials.cost)
    error = (1.0 - confidence) / (len(plans) * len(aims))
    none = tuple(Verdict(None, 0) for _ in aims)
    tested = {plan: Candidate(plan, trials.cost(plan), none, 0) for plan in plans}
    waiting = list(plans)
    runs = FIRST
    while waiting:
        for trial in trials.run(waiting, range(seed, seed + runs)):
            assert trial.plan is not None
            found = tuple(
                verdict(trial.margins(goal), tolerance, error, FIRST)
                for goal, tolerance in zip(aims, tolerances, strict=True)
            )
            tested[trial.plan] = Candidate(trial.plan, trials.cost(trial.plan), found, runs)
        answer = _answer(list(tested.values()))
        limit = float("inf") if answer is None else (1.0 - within) * answer.cost
        waiting = [
            plan for plan in waiting if tested[plan].met is None and tested[plan].cost < limit
        ]
        verdicts = [one.met for one in tested.values()]
        report(
            f"test: {runs} runs each, {verdicts.count(True)} of {len(plans)} plans meet the goals, "
            f"{verdicts.count(False)} do not, {len(waiting)} go on"
        )
        runs += BATCH
    return Selection(_answer(list(tested.values())), tuple(tested.values()))


def _answer(candidates: Sequence[Candidate]) -> Candidate | None:
    met = [one for one in candidates if one.met]
    return min(met, key=lambda one: one.cost, default=None)


def candidates(
    trials: Trials,
    goals: Sequence[Goal],
    tolerances: Sequence[float],
    tried: Sequence[Trial],
    within: float,
) -> list[Plan]:
    """Return the plans worth a test, from those that a search has simulated.

    The cheapest that met the goals one tolerance tighter; the cheapest that met them tighter still,
    in case its luck was good; and the cheaper ones, by more than `within`, that missed least.
    """
    chosen: list[Plan] = []
    for times in TIGHTER:
        aims = [g.tighter(times * t) for g, t in zip(goals, tolerances, strict=True)]
        met = [t.plan for t in tried if t.plan is not None and t.meets(aims)]
        chosen += sorted(met, key=trials.cost)[:1]
    limit = (1.0 - within) * min(map(trials.cost, chosen), default=0.0)
    aims = [goal.tighter(tolerance) for goal, tolerance in zip(goals, tolerances, strict=True)]

    def missed(trial: Trial) -> float:
        return max(
            -trial.margin(goal) / tolerance
            for goal, tolerance in zip(aims, tolerances, strict=True)
        )

    cheaper = [t for t in tried if t.plan is not None and trials.cost(t.plan) < limit]
    chosen += [t.plan for t in sorted(cheaper, key=missed)[:CHEAPER] if t.plan is not None]
    return list(dict.fromkeys(chosen))
