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


class WaitForm(IntEnum):
    """How a wait enters choice, expectation and judgement, Eq. (6), (9) and (12)."""

    LOG = 0  # by its logarithm: the first minute costs most
    LINEAR = 1  # in proportion, in units of the acceptable delay


class Felt(IntEnum):
    """What satisfaction is."""

    JUDGED = 0  # Eq. (11)
    SERVED = 1  # 1 if answered, else 0


class Belief(IntEnum):
    """Whose experience customers go by."""

    OWN = 0
    PUBLIC = 1  # one belief a channel, the running mean over everybody's contacts


class Law(IntEnum):
    """Form of a law row; scale and shape follow it."""

    NEVER = 0  # infinite
    FIXED = 1  # scale: the value
    EXPONENTIAL = 2  # scale: mean
    LOGNORMAL = 3  # scale: median; shape: standard deviation of the logarithm
    WEIBULL = 4  # scale: scale; shape: shape
    GAMMA = 5  # scale: mean; shape: shape


class Channels(NamedTuple):
    """One entry per channel, in file order."""

    name_hash: NDArray[np.uint32]  # (C,) enters ε and ν
    form: Integers  # (C,) Form
    needs_internet: Flags  # (C,)
    needs_membership: Flags  # (C,) of social networks, and following the organisation's page
    needs_store: Flags  # (C,) a store within reach
    public: Flags  # (C,) others can read the exchange: it forms the channel's image
    in_record: Flags  # (C,) advisers see the need's other contacts on these channels
    intercept: Floats  # (C,) α, utility
    age_slope: Floats  # (C,) γ, utility per 10 years from age 45
    kind_appeal: Floats  # (C, K) κ, utility
    audience_appeal: Floats  # (C, K) κ_aud, utility per log(1 + audience / 50)
    acceptable_delay: Floats  # (C,) δ, minutes
    judgement: Floats  # (C,) a_c, logit of satisfaction
    expected_logit: Floats  # (C,) m_c, mean of the customers' prior logit ŝ
    skill: Floats  # (C,) of deskless channels: P(resolved) before the kind's factor
    resolution_factor: Floats  # (C, K)
    handling_factor: Floats  # (C, K)
    delay: Floats  # (C, 3) law, minutes until a deskless channel answers
    patience: Floats  # (C, 3) law, minutes; live channels
    patience_factor: Floats  # (C, K)
    impatient: Floats  # (C,) share that leaves at once if it has to wait; live channels
    patient: Floats  # (C,) share whose patience never ends; live channels
    message_after: Floats  # (C,) minutes in line after which callers leave a message; inf: never
    balking: Floats  # (C,) α of Eq. (16); live channels
    line_limit: Floats  # (C,) places in line; inf: no limit; live channels
    trunks: Floats  # (C,) places in line and in service together; inf: no limit; live channels
    chase: Floats  # (C, 3) law, minutes from arrival; written channels
    expiry: Floats  # (C, 3) law, minutes from arrival until an unread message is void; written
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
    needs_identification: Flags  # (K,) cannot be solved in public
    complaint: int  # index of the kind that is a complaint; -1: none


class Serving(NamedTuple):
    """How each desk serves each channel; entries of channels that a desk does not serve are 0."""

    serves: Flags  # (D, C)
    handling: Floats  # (D, C, 3) law, adviser minutes
    skill: Floats  # (D, C) probability that a handled contact is resolved, before the kind's factor
    concurrency: Integers  # (D, C) contacts an adviser may have in hand with one of this channel
    priority: Integers  # (D, C) smaller goes first; equal ones share one line


class Desks(NamedTuple):
    """Routes, and rosters as steps, those of all desks merged by (time, desk)."""

    route: Integers  # (C, D) desks that serve each channel, first choice first; then -1
    suspends: Flags  # (D,) a roster drop takes contacts from advisers; else they finish
    speed: Floats  # (D, L) work an adviser does per minute with 1, 2, ... contacts in hand
    step_time: Floats  # (E,) minutes; every desk has a step at or before 0
    step_desk: Integers  # (E,)
    step_advisers: Integers  # (E,) on duty from this step on
    step_paid: Floats  # (E,) paid advisers: on duty, plus those lost to shrinkage
    step_wage: Floats  # (E,) euros per paid adviser-hour from this step on
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
    leave_below: float  # goodwill under which a customer has no further needs; -inf: never
    tell_satisfied: float  # P(tell) of a satisfied contact
    tell_dissatisfied: float
    listeners_satisfied: int  # how many hear of it
    listeners_dissatisfied: int
    degree: int  # neighbours of a customer
    local_links: int  # of these, next to it in age; even
    word_of_mouth: float  # ω, rate at which a listener's ŝ moves
    word_of_mouth_goodwill: float  # ω_G
    image_rate: float  # ω_pub; 0: channels have no image
    image_life: float  # τ_Q, minutes
    image_goodwill: float  # ω_GQ, goodwill that followers report per unit of image
    view_share: float  # of an audience that sees a post
    wait_form: int  # WaitForm
    felt: int  # Felt
    belief: int  # Belief


class Policies(NamedTuple):
    """What the organisation decided about records and public exchanges."""

    record_saving: float  # share of handling saved once a need is in the shared record
    move_to_private: bool  # solve by private message what cannot be solved in public
    private_delay: Floats  # (3,) law, minutes until the customer writes in private
    private_loss: float  # share that never does
    public_handling: Floats  # (3,) law, adviser minutes of the answer in public
    delete_share: float  # of public complaints noticed
    repost_factor: float  # readers of a complaint posted again after deletion, per reader before
    loud_audience: float  # audience from which a customer is loud; inf: nobody is
    loud_answer_probability: float
    loud_first: bool  # loud customers stand ahead of others


class Params(NamedTuple):
    """Everything of a scenario but its customers and their needs."""

    channels: Channels
    kinds: Kinds
    serving: Serving
    desks: Desks
    behaviour: Behaviour
    policies: Policies


class DatedChange(NamedTuple):
    """Parameters in force from a moment on; rosters do not change here, they have steps."""

    time: float  # minutes
    params: Params


class NeedProfile(NamedTuple):
    """When needs arise: the law, before the luck of days and hours."""

    hour_of_week: Floats  # (168,) from Monday 00:00, mean 1
    month: Floats  # (12,) mean 1 over the days of a year
    day_log_sd: float  # of the lognormal day factor, mean 1
    day_shape: float  # of a gamma day factor, mean 1; inf: none
    hour_log_sd: float  # of the lognormal within-day factor, mean 1
    factor_of_hour: Integers  # (hours,) which day factor holds in each hour of the run
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
