"""From a scenario to what the engines take: parameters, customers, needs and calendar."""

import math
from datetime import date, datetime, time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.checks import NOTHING
from scenarios.laws import NEVER
from scenarios.population_data import population_data
from scenarios.rosters import in_force
from scenarios.schema import Scenario
from scenarios.schema_channels import (
    Belief,
    Channel,
    ChannelChange,
    ChannelKind,
    DesklessChannel,
    LiveChannel,
    WrittenChannel,
)
from sim.clock import Period, add_months, make_desks, make_timeline, minutes
from sim.params import (
    AtClose,
    Behaviour,
    Change,
    Changes,
    Channels,
    Form,
    Kinds,
    NeedProfile,
    Params,
    Timeline,
)
from sim.population import Audience, Traits, build_customers, expected_logit
from sim.rng import Key, name_hash
from sim.world import World

MINUTES_PER_YEAR = 365.25 * 1440
_DAYS_OF_MONTH = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
NO_THRESHOLD = -1.0
"""Of a channel without a service level: no wait is within it."""

Floats = NDArray[np.float64]

_FORM = {"live": Form.LIVE, "written": Form.WRITTEN, "deskless": Form.DESKLESS}
_NO_KIND = ChannelKind()
_NO_AUDIENCE = Audience(median=0.0, log_sd=0.0, tail_share=0.0, tail_index=1.0)


def build(scenario: Scenario, seed: int, organisation: int = 0) -> World:
    """Return the world of a scenario with the luck of a seed and an organisation.

    Parameters
    ----------
    scenario
        See `scenarios.load`.
    seed, organisation
        0 to 2**32 - 1. The same seed gives two scenarios the same customers and the same needs, as
        far as their population and needs sections are the same.
    """
    key = Key(seed, organisation)
    margins, access = population_data(midnight(scenario.start), midnight(scenario.end))
    customers = build_customers(key, scenario.population.size, margins, access, traits(scenario))
    calendar = timeline(scenario)
    rosters = [
        [Period(minutes_at(scenario, day), shifts) for day, shifts in in_force(scenario, name)]
        for name in scenario.desks
    ]
    params = Params(
        channels=channels(scenario, expected_logit(customers)),
        kinds=kinds(scenario),
        desks=make_desks(rosters, calendar),
        behaviour=behaviour(scenario),
        changes=answering_changes(scenario),
    )
    return World(key, params, customers, profile(scenario), calendar)


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


def traits(scenario: Scenario) -> Traits:
    """Return how customers differ, apart from what the population's data say."""
    population, all_of = scenario.population, list(scenario.channels.values())
    given = population.audience
    beliefs = {
        f"belief_{name}": np.array([getattr(channel.belief, name) for channel in all_of])
        for name in Belief.model_fields
    }
    numbers = {
        name: np.array([getattr(channel, name) for channel in all_of], dtype=np.float64)
        for name in ("taste_sd", "prior_wait", "acceptable_delay")
    }
    return Traits(
        store_access=population.store_access,
        need_rate=population.need_rate,
        need_shape=math.inf if population.need_shape is None else population.need_shape,
        audience=_NO_AUDIENCE if given is None else Audience(**given.model_dump()),
        internet_taste_sd=population.internet_taste_sd,
        name_hash=np.array([name_hash(name) for name in scenario.channels], dtype=np.uint32),
        internet_taste=np.array([channel.internet_taste for channel in all_of]),
        **beliefs,
        **numbers,
    )


def channels(scenario: Scenario, prior_logit: Floats) -> Channels:
    """Return the channels' parameters; `prior_logit` is the customers' mean prior (m_c)."""
    desks = list(scenario.desks)
    all_of = list(scenario.channels.values())
    numbers = {
        name: np.array([getattr(channel, name) for channel in all_of], dtype=np.float64)
        for name in ("intercept", "age_slope", "acceptable_delay", "judgement", "skill")
    }
    return Channels(
        name_hash=np.array([name_hash(name) for name in scenario.channels], dtype=np.uint32),
        form=np.array([_FORM[channel.form] for channel in all_of], dtype=np.int64),
        desk=np.array(
            [-1 if isinstance(c, DesklessChannel) else desks.index(c.desk) for c in all_of],
            dtype=np.int64,
        ),
        needs_internet=_requires(all_of, "internet"),
        needs_membership=_requires(all_of, "membership"),
        needs_store=_requires(all_of, "store"),
        kind_appeal=_by_kind(scenario, "appeal"),
        audience_appeal=_by_kind(scenario, "audience_appeal"),
        expected_logit=prior_logit,
        resolution_factor=_by_kind(scenario, "resolution_factor")
        * np.array([kind.resolution_factor for kind in scenario.needs.kinds.values()]),
        handling=_laws(all_of, "handling"),
        handling_factor=_by_kind(scenario, "handling_factor")
        * np.array([kind.handling_factor for kind in scenario.needs.kinds.values()]),
        delay=_laws(all_of, "delay"),
        patience=_laws(all_of, "patience"),
        impatient=_optional(all_of, "impatient", 0.0),
        balking=_optional(all_of, "balking", 0.0),
        line_limit=_optional(all_of, "line_limit", math.inf),
        chase=_laws(all_of, "chase"),
        answer_probability=_optional(all_of, "answer_probability", 1.0),
        threshold=_optional(all_of, "threshold", NO_THRESHOLD),
        at_close=np.array(
            [
                AtClose[c.at_close.upper()] if isinstance(c, LiveChannel) else AtClose.CARRY
                for c in all_of
            ],
            dtype=np.int64,
        ),
        drop_when_closed=_optional(all_of, "drop_when_closed", 0.0),
        opening_spread=_optional(all_of, "opening_spread", 0.0),
        **numbers,
    )


def _requires(all_of: list[Channel], what: str) -> NDArray[np.bool_]:
    return np.array([what in channel.requires for channel in all_of], dtype=np.bool_)


def _by_kind(scenario: Scenario, field: str) -> Floats:
    """Return a (channels, kinds) array of one field of the channels' kinds."""
    return np.array(
        [
            [getattr(channel.kinds.get(kind, _NO_KIND), field) for kind in scenario.needs.kinds]
            for channel in scenario.channels.values()
        ],
        dtype=np.float64,
    )


def _laws(all_of: list[Channel], field: str) -> Floats:
    """Return a row per channel, `NEVER` where its form has no such law."""
    rows = [getattr(channel, field, NEVER).row() for channel in all_of]
    return np.array(rows, dtype=np.float64)


def _optional(all_of: list[Channel], field: str, default: float) -> Floats:
    """Return one number per channel, `default` where its form has no such key or it is not set."""
    values = (getattr(channel, field, None) for channel in all_of)
    return np.array([default if v is None else v for v in values], dtype=np.float64)


def kinds(scenario: Scenario) -> Kinds:
    """Return the parameters of the kinds of need."""
    all_of = list(scenario.needs.kinds.values())
    cumulative = np.cumsum([kind.share for kind in all_of])
    cumulative[-1] = 1.0
    nothing = [-math.inf if kind.nothing is None else kind.nothing for kind in all_of]
    return Kinds(
        cumulative_share=cumulative,
        urgency=np.array([kind.urgency for kind in all_of]),
        judgement=np.array([kind.judgement for kind in all_of]),
        nothing=np.array(nothing),
        complaint=next((k for k, kind in enumerate(all_of) if kind.is_complaint), -1),
    )


def behaviour(scenario: Scenario) -> Behaviour:
    """Return what customers have in common."""
    values = scenario.behaviour
    laws = ("retry_delay", "retry_delay_abandoned")
    fields: dict[str, Any] = {
        name: np.array(getattr(values, name).row()) if name in laws else getattr(values, name)
        for name in type(values).model_fields
    }
    return Behaviour(nothing_hash=name_hash(NOTHING), **fields)


def profile(scenario: Scenario) -> NeedProfile:
    """Return when needs arise."""
    given = scenario.needs.profile
    day = np.outer(given.day_of_week, given.hour_of_day).ravel()
    hour_of_week = day * np.array(given.hour_of_week)
    month = np.array(given.month)
    mean_month = (month * _DAYS_OF_MONTH).sum() / _DAYS_OF_MONTH.sum()
    return NeedProfile(
        hour_of_week=hour_of_week / hour_of_week.mean(),
        month=month / mean_month,
        day_log_sd=given.day_log_sd,
        hour_log_sd=given.hour_log_sd,
        minutes_per_year=MINUTES_PER_YEAR,
    )


def answering_changes(scenario: Scenario) -> Changes:
    """Return the dated answering probabilities, sorted by time, each undone where it ends."""
    names = list(scenario.channels)
    rows: list[tuple[float, int, float]] = []
    given = [change for change in scenario.changes if isinstance(change, ChannelChange)]
    begins = {(change.channel, change.start) for change in given}
    for change in given:
        channel = scenario.channels[change.channel]
        assert isinstance(channel, WrittenChannel)
        c = names.index(change.channel)
        rows.append((minutes_at(scenario, change.start), c, change.answer_probability))
        # Where the next change begins the same day, it has the last word by itself.
        if change.stop is not None and (change.channel, change.stop) not in begins:
            rows.append((minutes_at(scenario, change.stop), c, channel.answer_probability))
    rows.sort(key=lambda row: row[0])
    return Changes(
        time=np.array([row[0] for row in rows], dtype=np.float64),
        what=np.full(len(rows), Change.ANSWER_PROBABILITY, dtype=np.int64),
        target=np.array([row[1] for row in rows], dtype=np.int64),
        value=np.array([row[2] for row in rows], dtype=np.float64),
    )
