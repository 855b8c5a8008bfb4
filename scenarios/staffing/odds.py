"""How sure an answer is: that it meets the goals, and that nothing cheaper that was tried does."""

from collections.abc import Sequence

import numpy as np
from scipy import special

from scenarios.staffing.goals import Goal
from scenarios.staffing.trials import Trial
from scenarios.staffing.week import Floats


def feasible_probability(trial: Trial, goals: Sequence[Goal]) -> float:
    """Return a lower bound (Bonferroni) of the probability that a plan meets all goals."""
    return max(0.0, 1.0 - sum(missed_probability(trial.margins(goal)) for goal in goals))


def missed_probability(margins: Floats) -> float:
    """Return the probability that the expected margin is negative, given independent margins.

    Student's t of the observed mean: the posterior under the vague prior of normal data.
    """
    if not np.isfinite(margins).all():
        return 1.0
    mean, spread = float(margins.mean()), float(margins.std(ddof=1))
    if spread == 0.0:
        return float(mean < 0.0)
    return float(special.stdtr(margins.size - 1, -mean / spread * np.sqrt(margins.size)))


def within_probability(
    cheaper: Sequence[Trial], searched: Trial, checked: Trial, goals: Sequence[Goal]
) -> float:
    """Return a lower bound (Bonferroni) of the probability that no cheaper plan meets the goals.

    Parameters
    ----------
    cheaper
        Cheaper plans.
    searched
        The answer with their luck: only what differs between plans on common luck is uncertain.
    checked
        The answer with other luck.
    goals
        What a plan must meet to be better than the answer.
    """
    return max(
        0.0, 1.0 - sum(min(_met(one, searched, checked, g) for g in goals) for one in cheaper)
    )


def _met(plan: Trial, searched: Trial, checked: Trial, goal: Goal) -> float:
    """Return the probability that a plan's expected figure meets a goal.

    Its difference to the answer is read on common luck, the answer's own figure off its check;
    degrees of freedom of the sum by Satterthwaite (1946).
    """
    differences = plan.margins(goal) - searched.margins(goal)
    margins = checked.margins(goal)
    if not (np.isfinite(differences).all() and np.isfinite(margins).all()):
        return 0.0
    parts = np.array(
        [differences.var(ddof=1) / differences.size, margins.var(ddof=1) / margins.size]
    )
    mean = float(differences.mean() + margins.mean())
    if parts.sum() == 0.0:
        return float(mean >= 0.0)
    freedom = parts.sum() ** 2 / (
        parts[0] ** 2 / (differences.size - 1) + parts[1] ** 2 / (margins.size - 1)
    )
    return float(special.stdtr(freedom, mean / np.sqrt(parts.sum())))
