"""Whom a survey can reach, and how much each person counts in it.

An online sample sees internet users only. If it stands for everyone, its quotas of age and sex are
those of the whole population: internet users are weighted so that each cell has its share.
Equation numbers are those of docs/surveys.md.
"""

import numpy as np
from numpy.typing import NDArray

from calibration.figures import Figure, Wave
from calibration.runs import SurveyedRun
from calibration.targets import Target

Floats = NDArray[np.float64]

QUOTA_AGES = (15, 18, 25, 35, 50, 65)
"""Youngest age of each quota cell: the brackets that French pollsters print."""


def reach(wave: Wave, run: SurveyedRun) -> Floats:
    """Return the weight of each customer in a wave, Eq. (22); 0 for those it cannot reach.

    Weights of those reached sum to the number of customers in the wave's population.
    """
    old_enough = run.age >= wave.age_min
    if wave.represents == "internet_users":
        return np.asarray(old_enough & run.internet, dtype=np.float64)
    if wave.mode != "online":
        return np.asarray(old_enough, dtype=np.float64)
    reached = old_enough & run.internet
    cell = _quota_cell(run)
    size = 2 * len(QUOTA_AGES) + 2
    everyone = np.bincount(cell[old_enough], minlength=size)
    online = np.bincount(cell[reached], minlength=size)
    ratio = np.divide(everyone, online, out=np.zeros(size), where=online > 0)
    return np.where(reached, ratio[cell], 0.0)


def in_cell(target: Target, run: SurveyedRun) -> NDArray[np.bool_]:
    """Return who is of the ages and sex that a figure is about."""
    figure: Figure = target.figure
    youngest, oldest = target.ages
    inside = (run.age >= youngest) & (run.age <= oldest)
    if figure.sex == "men":
        inside &= ~run.woman
    elif figure.sex == "women":
        inside &= run.woman
    if figure.base == "internet_users":
        inside &= run.internet
    return np.asarray(inside, dtype=np.bool_)


def _quota_cell(run: SurveyedRun) -> NDArray[np.int64]:
    bracket = np.searchsorted(QUOTA_AGES, run.age, side="right")
    return np.asarray(2 * bracket + run.woman, dtype=np.int64)
