"""What the engines are told: parameters as NamedTuples of arrays and numbers.

C channels, K kinds of need, D desks, E roster steps. Equation numbers are those of docs/model.md;
time is in minutes. A *law* is a row of three floats (form, scale, shape), see `Law`.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

MAX_CHANNELS = 16
"""Sets of channels (failed, available) are bit masks of this width."""


class Form(IntEnum):
    """How a channel takes contacts."""

    LIVE = 0  # the customer waits in line: store, phone
    WRITTEN = 1  # a backlog that is carried overnight: email, social
    DESKLESS = 2  # no desk: a delay, then an answer


class AtClose(IntEnum):
    """What a live channel does with those in line when its desk closes."""

    SERVE = 0  # advisers stay until the line is empty
    SEND_AWAY = 1
    CARRY = 2  # the line keeps its order until the next opening


class Law(IntEnum):
    """Form of a law row; scale and shape follow it."""

    NEVER = 0  # infinite
    FIXED = 1  # scale: the value
    EXPONENTIAL = 2  # scale: mean
    LOGNORMAL = 3  # scale: median; shape: standard deviation of the logarithm
    WEIBULL = 4  # scale: scale; shape: shape


class Change(IntEnum):
    """Which number a dated change overrides."""

    ANSWER_PROBABILITY = 0  # target: channel


class Channels(NamedTuple):
    """One entry per channel, in file order."""

    name_hash: NDArray[np.uint32]  # (C,) enters ε and ν
    form: Integers  # (C,) Form
    desk: Integers  # (C,) the desk that serves it; -1 for a deskless channel
    needs_internet: Flags  # (C,)
    needs_membership: Flags  # (C,) of social networks
    needs_store: Flags  # (C,) a store within reach
    intercept: Floats  # (C,) α, utility
    age_slope: Floats  # (C,) γ, utility per 10 years from age 45
    kind_appeal: Floats  # (C, K) κ, utility
    audience_appeal: Floats  # (C, K) κ_aud, utility per log(1 + audience / 50)
    acceptable_delay: Floats  # (C,) δ, minutes
    judgement: Floats  # (C,) a_c, logit of satisfaction
    expected_logit: Floats  # (C,) m_c, mean of the customers' prior logit ŝ
    skill: Floats  # (C,) probability that a handled contact is resolved, before the kind's factor
    resolution_factor: Floats  # (C, K)
    handling: Floats  # (C, 3) law, adviser minutes
    handling_factor: Floats  # (C, K)
    delay: Floats  # (C, 3) law, minutes until a deskless channel answers
    patience: Floats  # (C, 3) law, minutes; live channels
    impatient: Floats  # (C,) share that leaves at once if it has to wait; live channels
    balking: Floats  # (C,) α of Eq. (16); live channels
    line_limit: Floats  # (C,) places in line; inf: no limit; live channels
    chase: Floats  # (C, 3) law, minutes from arrival; written channels
    answer_probability: Floats  # (C,) at the start; written channels
    threshold: Floats  # (C,) minutes, of the service level
    at_close: Integers  # (C,) AtClose; live channels
    drop_when_closed: Floats  # (C,) probability; live channels
    opening_spread: Floats  # (C,) minutes after opening over which postponed customers come


class Kinds(NamedTuple):
    """One entry per kind of need, in file order."""

    cumulative_share: Floats  # (K,) last is 1
    urgency: Floats  # (K,) u, multiplies β_w
    judgement: Floats  # (K,) a_k, logit of satisfaction
    nothing: Floats  # (K,) utility of doing nothing; -inf: never
    complaint: int  # index of the kind that is a complaint; -1: none


class Desks(NamedTuple):
    """Rosters as steps, those of all desks merged by (time, desk)."""

    n_desks: int  # D
    step_time: Floats  # (E,) minutes; every desk has a step at or before 0
    step_desk: Integers  # (E,)
    step_advisers: Integers  # (E,) on duty from this step on
    step_wage: Floats  # (E,) euros per adviser-hour from this step on
    step_opens: (
        Floats  # (E,) next time the desk has advisers: the step's own if it has; inf if never
    )
    step_closes: Floats  # (E,) first time after `step_opens` without advisers; inf if never


class Behaviour(NamedTuple):
    """What customers have in common, MODEL sections 4 to 6."""

    beta_satisfaction: float  # β_s, utility per unit of ŝ
    beta_wait: float  # β_w, utility per unit of log wait
    beta_habit: float  # β_h, utility of the last channel of the previous need
    beta_return: float  # β_r, utility of the channel of the previous attempt
    failed_penalty: float  # φ, utility lost by a channel that failed earlier in the journey
    circumstance_sd: float  # σ_ν, utility
    nothing_hash: int  # 32-bit hash of the name "nothing"
    judgement_intercept: float  # a_0
    judgement_resolved: float  # a_r
    judgement_delay: float  # a_d, per unit of log disconfirmation
    judgement_never: float  # a_never
    judgement_abandoned: float  # a_ab
    judgement_expectation: float  # a_e, 0 ≤ a_e < 1
    loss_aversion: float  # λ_loss ≥ 1
    learning_rate: float  # η
    goodwill_rate: float  # η_G
    retry: float  # ρ, after an unresolved contact
    retry_abandoned: float  # ρ after an abandoned, sent-away or dropped attempt
    retry_delay: Floats  # (3,) law, minutes
    retry_delay_abandoned: Floats  # (3,) law, minutes
    retry_chase: float  # ρ_chase
    max_attempts: int


class Changes(NamedTuple):
    """Dated overrides, sorted by time."""

    time: Floats  # minutes
    what: Integers  # Change
    target: Integers  # channel
    value: Floats


class Params(NamedTuple):
    """Everything of a scenario but its customers and their needs."""

    channels: Channels
    kinds: Kinds
    desks: Desks
    behaviour: Behaviour
    changes: Changes


class NeedProfile(NamedTuple):
    """When needs arise: the law, before the luck of days and hours."""

    hour_of_week: Floats  # (168,) from Monday 00:00, mean 1
    month: Floats  # (12,) mean 1 over the days of a year
    day_log_sd: float  # of the lognormal day factor, mean 1
    hour_log_sd: float  # of the lognormal within-day factor, mean 1
    minutes_per_year: float  # 365.25 days


class Timeline(NamedTuple):
    """Where the run's minutes lie in the calendar; local time, no daylight saving."""

    end: float  # minutes
    warm_up: float  # minutes; figures cover what arrives or arises at or after it
    start_weekday: int  # 0 Monday
    start_minute_of_day: float
    month_of_hour: Integers  # (hours,) calendar month 0-11 of each hour of the run
    month_index: Integers  # (hours,) months since the month of the start
    panel: Floats  # sorted minutes at which the customers' state is copied
