"""Kinds of need, behaviour and policies as parameters."""

import math
from typing import Any

import numpy as np

from scenarios.laws import NEVER
from scenarios.schema import Scenario
from scenarios.schema.checks import NOTHING
from sim.params import Behaviour, Belief, Felt, Kinds, Policies, WaitForm
from sim.rng import name_hash

WAIT_FORM = {"log": WaitForm.LOG, "linear": WaitForm.LINEAR}
_FELT = {"judged": Felt.JUDGED, "served": Felt.SERVED}
_BELIEF = {"own": Belief.OWN, "public": Belief.PUBLIC}
_NO_IMAGE_LIFE = 1.0
"""Minutes; of an image that never leaves 0."""


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
        needs_identification=np.array([kind.needs_identification for kind in all_of]),
        complaint=next((k for k, kind in enumerate(all_of) if kind.is_complaint), -1),
    )


def behaviour(scenario: Scenario) -> Behaviour:
    """Return what customers have in common."""
    given = scenario.behaviour
    fields: dict[str, Any] = {
        name: getattr(given, name) for name in type(given).model_fields if name != "satisfaction"
    }
    for name in ("retry_delay", "retry_delay_abandoned"):
        fields[name] = np.array(fields[name].row())
    fields["leave_below"] = -math.inf if given.leave_below is None else given.leave_below
    fields["image_life"] = given.image_life or _NO_IMAGE_LIFE
    fields["wait_form"] = WAIT_FORM[given.wait_form]
    fields["felt"] = _FELT[given.satisfaction]
    fields["belief"] = _BELIEF[given.belief]
    return Behaviour(nothing_hash=name_hash(NOTHING), **fields)


def policies(scenario: Scenario) -> Policies:
    """Return what the organisation decided about records and public exchanges."""
    given = scenario.policies
    loud = given.loud_audience, given.loud_answer_probability
    return Policies(
        record_saving=given.record_saving,
        move_to_private=given.move_to_private,
        private_delay=np.array((given.private_delay or NEVER).row()),
        private_loss=given.private_loss,
        public_handling=np.array((given.public_handling or NEVER).row()),
        delete_share=given.delete_share,
        repost_factor=given.repost_factor,
        loud_audience=math.inf if loud[0] is None else loud[0],
        loud_answer_probability=1.0 if loud[1] is None else loud[1],
        loud_first=given.loud_first,
    )
