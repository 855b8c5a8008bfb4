"""The channels' parameters, and how each desk serves each of them."""

import math

import numpy as np
from numpy.typing import NDArray

from scenarios.laws import NEVER
from scenarios.schema import Scenario
from scenarios.schema.channels import Channel, ChannelKind, LiveChannel
from scenarios.schema.checks_desks import served_channels
from scenarios.schema.desks import Serving
from sim.params import AtClose, Channels, Form
from sim.params import Serving as ServingParams
from sim.rng import name_hash

NO_THRESHOLD = -1.0
"""Of a channel without a service level: no wait is within it."""

Floats = NDArray[np.float64]

_FORM = {"live": Form.LIVE, "written": Form.WRITTEN, "deskless": Form.DESKLESS}
_NO_KIND = ChannelKind()
_AS_CHANNEL = Serving()


def channels(scenario: Scenario, prior_logit: Floats) -> Channels:
    """Return the channels' parameters; `prior_logit` is the customers' mean prior (m_c)."""
    all_of = list(scenario.channels.values())
    numbers = {
        name: np.array([getattr(channel, name) for channel in all_of], dtype=np.float64)
        for name in ("intercept", "age_slope", "acceptable_delay", "judgement", "skill")
    }
    # The utility of what is not there: no customer ever finds it the best.
    numbers["intercept"][[not channel.offered for channel in all_of]] = -math.inf
    by_kind = {
        name: _factor(scenario, name)
        for name in ("resolution_factor", "handling_factor", "patience_factor")
    }
    laws = {name: _laws(all_of, name) for name in ("delay", "patience", "chase", "expiry")}
    optional = {
        name: _optional(all_of, name, default)
        for name, default in {
            "impatient": 0.0,
            "patient": 0.0,
            "balking": 0.0,
            "line_limit": math.inf,
            "trunks": math.inf,
            "answer_probability": 1.0,
            "threshold": NO_THRESHOLD,
            "drop_when_closed": 0.0,
            "opening_spread": 0.0,
        }.items()
    }
    return Channels(
        name_hash=np.array([name_hash(name) for name in scenario.channels], dtype=np.uint32),
        form=np.array([_FORM[channel.form] for channel in all_of], dtype=np.int64),
        needs_internet=_requires(all_of, "internet"),
        needs_membership=_requires(all_of, "membership"),
        needs_store=_requires(all_of, "store"),
        public=np.array([getattr(channel, "public", False) for channel in all_of]),
        in_record=np.array([name in scenario.policies.shared_record for name in scenario.channels]),
        kind_appeal=_by_kind(scenario, "appeal"),
        audience_appeal=_by_kind(scenario, "audience_appeal"),
        expected_logit=prior_logit,
        message_after=_optional(all_of, "leave_message_after", math.inf),
        at_close=np.array(
            [
                AtClose[c.at_close.upper()] if isinstance(c, LiveChannel) else AtClose.CARRY
                for c in all_of
            ],
            dtype=np.int64,
        ),
        **numbers,
        **by_kind,
        **laws,
        **optional,
    )


def serving(scenario: Scenario) -> ServingParams:
    """Return how each desk serves each channel: its own values, else those of the channel."""
    shape = len(scenario.desks), len(scenario.channels)
    found = ServingParams(
        serves=np.zeros(shape, dtype=np.bool_),
        handling=np.zeros((*shape, 3)),
        skill=np.zeros(shape),
        concurrency=np.zeros(shape, dtype=np.int64),
        priority=np.zeros(shape, dtype=np.int64),
    )
    numbers = {name: c for c, name in enumerate(scenario.channels)}
    for d, (desk_name, desk) in enumerate(scenario.desks.items()):
        for name, channel in served_channels(scenario, desk_name).items():
            own, at = desk.serving.get(name, _AS_CHANNEL), (d, numbers[name])
            found.serves[at] = True
            found.handling[at] = (own.handling or channel.handling).row()
            for key in ("skill", "concurrency", "priority"):
                value = getattr(own, key)
                getattr(found, key)[at] = getattr(channel, key) if value is None else value
    return found


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


def _factor(scenario: Scenario, field: str) -> Floats:
    """Return a (channels, kinds) array of a factor: the channel's for the kind times the kind's."""
    return _by_kind(scenario, field) * np.array(
        [getattr(kind, field) for kind in scenario.needs.kinds.values()]
    )


def _laws(all_of: list[Channel], field: str) -> Floats:
    """Return a row per channel, `NEVER` where its form has no such law."""
    rows = [getattr(channel, field, NEVER).row() for channel in all_of]
    return np.array(rows, dtype=np.float64)


def _optional(all_of: list[Channel], field: str, default: float) -> Floats:
    """Return one number per channel, `default` where its form has no such key or it is not set."""
    values = (getattr(channel, field, None) for channel in all_of)
    return np.array([default if v is None else v for v in values], dtype=np.float64)
