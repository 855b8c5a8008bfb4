"""Random parameters and cases for the tests of behaviour; run, what behaviour makes of them.

The script prints its values as JSON, so that a test can compare them compiled and not.
"""

import json
import math

import numpy as np

from sim import rng
from sim.behaviour import choice, judgement, laws, learning, recontact
from sim.behaviour.choice import CustomerView
from sim.behaviour.judgement import Experience
from sim.packed import pack
from sim.params import Behaviour, Changes, Channels, Desks, Kinds, Params

NAMES = ("store", "phone", "email", "social")
LAWS = np.array(
    [[0, 0, 0], [1, 7.0, 0], [2, 11.0, 0], [3, 13.0, 0.8], [4, 17.0, 1.6]], dtype=np.float64
)


def law_rows(draw, n):
    """`n` law rows, any form."""
    return LAWS[draw.integers(0, len(LAWS), n)]


def random_params(draw):
    """Parameters of four channels and three kinds, every field that behaviour reads at random."""
    c, k = len(NAMES), 3
    real = draw.normal
    channels = Channels(
        name_hash=np.array([rng.name_hash(name) for name in NAMES], np.uint32),
        form=np.array([0, 0, 1, 1]),
        desk=np.arange(c),
        needs_internet=np.array([False, False, True, True]),
        needs_membership=np.array([False, False, False, True]),
        needs_store=np.array([True, False, False, False]),
        intercept=real(0.0, 1.0, c),
        age_slope=real(0.0, 0.3, c),
        kind_appeal=real(0.0, 1.0, (c, k)),
        audience_appeal=np.abs(real(0.0, 0.5, (c, k))),
        acceptable_delay=np.array([8.0, 3.0, 1440.0, 120.0]),
        judgement=real(0.0, 0.5, c),
        expected_logit=real(0.0, 0.5, c),
        skill=draw.uniform(0.3, 0.9, c),
        resolution_factor=draw.uniform(0.5, 1.2, (c, k)),
        handling=law_rows(draw, c),
        handling_factor=draw.uniform(0.5, 2.0, (c, k)),
        delay=law_rows(draw, c),
        patience=law_rows(draw, c),
        impatient=np.zeros(c),
        balking=np.zeros(c),
        line_limit=np.full(c, math.inf),
        chase=law_rows(draw, c),
        answer_probability=draw.uniform(0.0, 1.0, c),
        threshold=np.array([5.0, 1.0, 1440.0, 60.0]),
        at_close=np.zeros(c, np.int64),
        drop_when_closed=draw.uniform(0.0, 1.0, c),
        opening_spread=np.full(c, 60.0),
    )
    kinds = Kinds(
        cumulative_share=np.array([0.5, 0.8, 1.0]),
        urgency=draw.uniform(0.5, 2.0, k),
        judgement=real(0.0, 0.5, k),
        nothing=np.array([-math.inf, *real(-1.0, 1.0, k - 1)]),
        complaint=2,
    )
    behaviour = Behaviour(
        beta_satisfaction=abs(real(0.0, 2.0)),
        beta_wait=abs(real(0.0, 0.7)),
        beta_habit=real(0.3, 0.3),
        beta_return=real(0.3, 0.3),
        failed_penalty=abs(real(0.0, 1.0)),
        circumstance_sd=float(draw.choice([0.0, 0.8])),
        nothing_hash=rng.name_hash("nothing"),
        judgement_intercept=real(0.0, 0.5),
        judgement_resolved=abs(real(1.0, 0.5)),
        judgement_delay=abs(real(0.5, 0.3)),
        judgement_never=-abs(real(1.0, 0.5)),
        judgement_abandoned=-abs(real(1.0, 0.5)),
        judgement_expectation=draw.uniform(0.0, 0.3),
        loss_aversion=draw.uniform(1.0, 3.0),
        learning_rate=draw.uniform(0.0, 1.0),
        goodwill_rate=draw.uniform(0.0, 1.0),
        retry=draw.uniform(0.2, 0.8),
        retry_abandoned=draw.uniform(0.2, 0.8),
        retry_delay=np.array([3.0, 60.0, 0.9]),
        retry_delay_abandoned=np.array([2.0, 15.0, 0.0]),
        retry_chase=draw.uniform(0.0, 1.0),
        max_attempts=5,
    )
    none = np.zeros(0)
    nobody = np.zeros(0, np.int64)
    desks = Desks(0, none, nobody, nobody, none, none, none)
    return Params(channels, kinds, desks, behaviour, Changes(none, nobody, nobody, none))


def random_view(draw):
    """A customer about to choose; the closed channels are the live ones."""
    c = len(NAMES)
    previous = int(draw.integers(-1, c))
    return CustomerView(
        satisfaction_belief=draw.uniform(0.01, 0.99, c).astype(np.float32),
        log_wait_belief=draw.normal(2.0, 1.0, c).astype(np.float32),
        taste=draw.normal(0.0, 1.0, c).astype(np.float32),
        opens_in=np.array([*draw.choice([0.0, 45.5, math.inf], 2), 0.0, 0.0]),
        available=int(draw.integers(0, 2**c)),
        age_decades=float(draw.uniform(-3.0, 5.0)),
        audience_term=float(draw.uniform(0.0, 3.0)),
        kind=int(draw.integers(0, 3)),
        last_channel=int(draw.integers(-1, c)),
        previous_channel=previous,
        failed=0 if previous < 0 else int(draw.integers(0, 2**c)),
    )


def random_experience(draw):
    """A contact at its end, or a wait in vain."""
    ending = int(draw.integers(0, 4))
    return Experience(
        channel=int(draw.integers(0, len(NAMES))),
        kind=int(draw.integers(0, 3)),
        wait=float(draw.choice([0.0, draw.exponential(30.0)])),
        resolved=ending == 1,
        never=ending == 2,
        abandoned=ending == 3,
    )


def values(case):
    """Everything behaviour and the generator compute in one case, by name."""
    draw = np.random.default_rng(case)
    params, view, experience = random_params(draw), random_view(draw), random_experience(draw)
    p = pack(params)
    key = rng.Key(case, 1)
    error, circumstance = np.empty(5), np.empty(5)
    hashes = np.append(params.channels.name_hash, np.uint32(params.behaviour.nothing_hash))
    rng.fill_choice(key, hashes, case, 2, case % 3, error, circumstance)
    u = float(error[0])
    belief = np.float32(draw.uniform(0.01, 0.99))
    wait_belief = np.float32(draw.normal(2.0, 1.0))
    felt = judgement.satisfaction(experience, belief, wait_belief, p)
    return {
        "uniforms": [*error.tolist(), *circumstance.tolist()],
        "variates": [rng.normal(u), rng.gumbel(u), rng.exponential(u)],
        "utilities": [
            choice.systematic_utility(view, c, p) for c in range(4) if choice.is_available(view, c)
        ],
        "chosen": choice.choose(view, error, circumstance, p),
        "felt": float(felt),
        "learnt": [
            float(learning.learn_wait(wait_belief, experience.wait, 3.0, 0.3, experience.never)),
            float(learning.learn_satisfaction(belief, np.float32(felt), 0.3)),
            float(learning.learn_goodwill(belief, np.float32(felt), 0.1)),
        ],
        "durations": [laws.duration(row, u) for row in LAWS[1:]],
        "kind": laws.index_at(params.kinds.cumulative_share, u),
        "retry": recontact.retry_delay(experience.abandoned, u, float(circumstance[1]), p),
    }


if __name__ == "__main__":
    print(json.dumps([values(case) for case in range(200)]))
