"""The search from end to end: goals and shifts in, a roster with its guarantee out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.errors import RunError, require_whole
from scenarios.ledger import Ledger
from scenarios.schema import Scenario
from scenarios.staffing.approach import approach
from scenarios.staffing.errors import GoalsOutOfReach
from scenarios.staffing.fixed import fixed_demand_plan
from scenarios.staffing.goals import Goal, desks_of, read_goals
from scenarios.staffing.improve import cheapest, improve, standard_deviation
from scenarios.staffing.odds import feasible_probability, within_probability
from scenarios.staffing.rules import StaffingRules
from scenarios.staffing.select import Candidate, candidates, select
from scenarios.staffing.shifts import WITHOUT_WAGES, DeskShifts, Plan, desk_shifts
from scenarios.staffing.trials import Report, Trial, Trials, told
from sim.rng import MAX_SEED

SEARCH_SEEDS = 5
"""Seeds that every plan of the search meets."""

CHECK_SEEDS = 30
"""Seeds, used for nothing else, on which the answer's figures are told."""

SPREAD_SEEDS = 15
"""Of these, those that tell how much the figures of a plan near the goals vary."""

APART = 1_000_000
"""Between the seeds of search, test and check: nobody asks for so many."""

TOLERANCE = 0.7
"""Tolerance of a goal, in standard deviations of its figure between years: a plan is then decided
after 36 runs at most for one candidate and one goal, and 70 for ten and four."""

ATTEMPTS = 3
"""Searches, each aiming a tolerance higher, before it is said that there is no answer."""

WORTH_A_SEARCH = 0.01
"""Share of the cost by which an answer may exceed what the search thought enough."""

STRICTER = 5.0
"""The check asks for a fifth of the error that the user allows: then another check of as many runs,
by the user, comes out as promised too."""

LEAST_TOLERANCE = 1e-3
"""Of a share; of other figures, times the bound."""


@dataclass(frozen=True)
class Staffing:
    """What a search found."""

    scenario: Scenario
    trials: Trials
    goals: tuple[Goal, ...]
    tolerances: tuple[float, ...]
    seed: int
    confidence: float
    within: float
    candidates: tuple[Candidate, ...]
    """The plans that were put to the test, the cheapest first."""
    tried: tuple[Trial, ...]
    """The plans that the search simulated, all with the same luck."""
    answer: Trial
    """The plan with the luck of the check."""
    present: Trial
    """The scenario's own rosters with the same luck."""
    fixed: Trial | None
    """The plan on present volumes with the same luck; None: no goal can be planned so."""
    blind: tuple[Goal, ...]
    """Goals that the plan on present volumes cannot take into account."""

    @property
    def plan(self) -> Plan:
        """Return the answer."""
        assert self.answer.plan is not None
        return self.answer.plan

    @property
    def cost(self) -> float:
        """Return what the answer costs, euros a week."""
        return self.trials.cost(self.plan)

    @property
    def cheaper(self) -> tuple[Trial, ...]:
        """Return the plans simulated that are cheaper by more than does not matter."""
        limit = (1.0 - self.within) * self.cost
        return tuple(one for one in self.tried if one.plan and self.trials.cost(one.plan) < limit)

    @property
    def probability_within(self) -> float:
        """Return a lower bound of the probability that no plan of `cheaper` clears the goals."""
        clear = [g.tighter(2.0 * by) for g, by in zip(self.goals, self.tolerances, strict=True)]
        searched = next(one for one in self.tried if one.plan == self.plan)
        return within_probability(self.cheaper, searched, self.answer, clear)

    @property
    def years_that_meet_all(self) -> float:
        """Return the share of simulated runs of the answer in which every goal is met."""
        met = [self.answer.margins(goal) >= 0.0 for goal in self.goals]
        return float(np.all(met, axis=0).mean())


@dataclass(frozen=True)
class Asked:
    """What is searched for, checked: nothing in it can be bad input any more."""

    scenario: Scenario
    goals: tuple[Goal, ...]
    desks: Mapping[str, DeskShifts]
    """The shifts of the desks that a goal concerns; the others keep their rosters."""
    seed: int
    confidence: float
    within: float


def prepared(
    scenario: Scenario,
    goals: Sequence[str],
    *,
    rules: StaffingRules | None = None,
    seed: int = 1,
    confidence: float = 0.95,
    within: float = 0.01,
) -> Asked:
    """Check what is asked for, before anything is run.

    Parameters
    ----------
    scenario
        What is staffed.
    goals
        See `scenarios.staffing.goals.read_goals`.
    rules
        The shifts that may be posted; None: the defaults.
    seed
        The first seed of the search; those of test and check lie far from it.
    confidence
        Probability with which the answer meets all goals, at least.
    within
        Share of the cost by which a cheaper plan does not matter.

    Raises
    ------
    RunError
        A goal, a shift or a number is not as it must be.
    """
    require_whole("seed", seed, 0, MAX_SEED - (2 + ATTEMPTS) * APART)
    if not 0.5 <= confidence < 1.0:
        raise RunError(f"confidence: found {confidence:g}; must be from 0.5 to below 1.")
    if not 0.0 <= within < 1.0:
        raise RunError(f"within: found {within:g}; must be from 0 to below 1.")
    asked = read_goals(goals, scenario)
    concerned = {desk for goal in asked for desk in desks_of(goal, scenario)}
    desks = desk_shifts(
        scenario, rules or StaffingRules(), [name for name in scenario.desks if name in concerned]
    )
    return Asked(scenario, asked, desks, seed, confidence, within)


def search(
    asked: Asked,
    *,
    ledger: Ledger | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    report: Report = lambda line: None,
) -> Staffing:
    """Find the cheapest rosters that meet the goals, with the demand that they cause.

    Parameters
    ----------
    asked
        See `prepared`.
    ledger
        Where runs are written down; asked again with the same ledger, the search goes on where it
        was stopped. None: in memory.
    workers, scheduler
        Where runs are made; the answer does not depend on it.
    report
        Told, line by line, how far the search has come.

    Raises
    ------
    GoalsOutOfReach
        No plan meets the goals.
    """
    trials = Trials(
        asked.scenario,
        asked.desks,
        Ledger(None) if ledger is None else ledger,
        observed_seed=asked.seed,
        workers=workers,
        scheduler=scheduler,
    )
    return _search(trials, asked.goals, asked.seed, asked.confidence, asked.within, report)


def _search(
    trials: Trials,
    goals: tuple[Goal, ...],
    seed: int,
    confidence: float,
    within: float,
    report: Report,
) -> Staffing:
    searched = range(seed, seed + SEARCH_SEEDS)
    checked = range(seed + APART, seed + APART + CHECK_SEEDS)
    (present,) = trials.run([None], checked)
    (observed,) = trials.run([None], searched[:1])
    tolerances = _tolerances(goals, [present])
    tried: list[Trial] = []
    tested: dict[Plan, Candidate] = {}
    answers: list[Trial] = []
    if not any(trials.scenario.desks[desk].wage for desk in trials.desks):
        report(f"wages: no desk has one, so that an hour counts as €{WITHOUT_WAGES:g}")
    report(f"present: {told(present, goals, trials)}")
    for attempt in range(ATTEMPTS):
        # Of another attempt, too, the first aims are one tolerance above the goals: only the search
        # has to go higher.
        extra = 1.0 + attempt
        aims = _aims(goals, tolerances, extra)
        try:
            tried = approach(trials, aims, searched, observed, report, before=tried)
        except GoalsOutOfReach:
            if answers:
                break
            raise
        if attempt == 0:
            base = cheapest(trials, aims, tried)
            (spread,) = trials.run([base.plan], checked[:SPREAD_SEEDS])
            tolerances = _tolerances(goals, [present, spread])
            aims = _aims(goals, tolerances, extra)
            tried = approach(trials, aims, searched, observed, report, before=tried)
        tried = improve(trials, aims, searched, tried, report)
        selection = select(
            trials,
            candidates(trials, goals, tolerances, tried, within),
            _aims(goals, tolerances, 1.0),
            tolerances,
            seed=seed + (2 + attempt) * APART,
            confidence=1.0 - (1.0 - confidence) / ATTEMPTS,
            within=within,
            report=report,
        )
        tested |= {candidate.plan: candidate for candidate in selection.candidates}
        if selection.answer is not None:
            (checked_trial,) = trials.run([selection.answer.plan], checked)
            sure = feasible_probability(checked_trial, goals)
            report(f"check: all goals met with probability {sure:.3f}")
            if sure >= 1.0 - (1.0 - confidence) / STRICTER:
                answers.append(checked_trial)
        if answers and _is_near(trials, answers, cheapest(trials, aims, tried), within):
            break
    if not answers:
        raise GoalsOutOfReach(
            f"goals: plans were found, but none of {len(tested)} met all goals on other luck with "
            f"confidence {confidence:g}. Ask for a little less, or search from another seed."
        )
    answer = min(answers, key=lambda one: _cost(trials, one))
    fixed, blind = fixed_demand_plan(trials, goals, observed)
    return Staffing(
        trials.scenario,
        trials,
        goals,
        tolerances,
        seed,
        confidence,
        within,
        tuple(sorted(tested.values(), key=lambda one: one.cost)),
        tuple(tried),
        answer,
        present,
        None if fixed is None else trials.run([fixed], checked)[0],
        tuple(blind),
    )


def _is_near(trials: Trials, answers: Sequence[Trial], best: Trial, within: float) -> bool:
    """Return whether some answer costs little more than the best plan of the search.

    If not, its test was lost to luck, and another search aims so high that the next one is not.
    """
    least = min(_cost(trials, answer) for answer in answers)
    return _cost(trials, best) >= (1.0 - max(within, WORTH_A_SEARCH)) * least


def _cost(trials: Trials, trial: Trial) -> float:
    assert trial.plan is not None
    return trials.cost(trial.plan)


def _aims(goals: Sequence[Goal], tolerances: Sequence[float], times: float) -> list[Goal]:
    return [g.tighter(times * tolerance) for g, tolerance in zip(goals, tolerances, strict=True)]


def _tolerances(goals: Sequence[Goal], known: Sequence[Trial]) -> tuple[float, ...]:
    """Return a tolerance for each goal from how much its figure varies between years."""
    found = []
    for goal in goals:
        unit = 1.0 if goal.is_share else abs(goal.bound)
        spreads = [standard_deviation(trial.values(goal)) for trial in known]
        found.append(max(TOLERANCE * max(spreads), LEAST_TOLERANCE * unit, 1e-12))
    return tuple(found)
