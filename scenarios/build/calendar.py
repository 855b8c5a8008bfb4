"""Where a scenario's minutes lie, and when its needs arise."""

import math
from datetime import date, datetime, time

import numpy as np

from scenarios.schema import Scenario
from sim.clock import add_months, make_timeline, minutes
from sim.params import NeedProfile, Timeline

MINUTES_PER_YEAR = 365.25 * 1440
_DAYS_OF_MONTH = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def midnight(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time())


def minutes_at(scenario: Scenario, day: date) -> float:
    """Return the minutes from the scenario's start to a day's midnight."""
    return minutes(midnight(scenario.start), midnight(day))


def timeline(scenario: Scenario) -> Timeline:
    """Return where the run's minutes lie, and when the customers' state is written down."""
    start, end = midnight(scenario.start), midnight(scenario.end)
    surveys = [
        midnight(day) for day in scenario.panel.dates if scenario.start <= day <= scenario.end
    ]
    window_starts = [
        add_months(survey, -months) for survey in surveys for months in scenario.panel.windows
    ]
    moments = surveys + [moment for moment in window_starts if moment >= start]
    return make_timeline(start, end, warm_up=scenario.warm_up, panel=moments)


def profile(scenario: Scenario) -> NeedProfile:
    """Return when needs arise."""
    given = scenario.needs.profile
    day = np.outer(given.day_of_week, given.hour_of_day).ravel()
    hour_of_week = day * np.array(given.hour_of_week)
    month = np.array(given.month)
    mean_month = (month * _DAYS_OF_MONTH).sum() / _DAYS_OF_MONTH.sum()
    hours = np.arange((scenario.end - scenario.start).days * 24)
    return NeedProfile(
        hour_of_week=hour_of_week / hour_of_week.mean(),
        month=month / mean_month,
        day_log_sd=given.day_log_sd,
        day_shape=math.inf if given.day_shape is None else given.day_shape,
        hour_log_sd=given.hour_log_sd,
        factor_of_hour=hours // given.day_hours,
        minutes_per_year=MINUTES_PER_YEAR,
    )
