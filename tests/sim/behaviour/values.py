"""Random parameters and cases for the tests of behaviour; run, what behaviour makes of them.

The script prints its values as JSON, so that a test can compare them compiled and not.
"""

import json
import math

import numpy as np

from sim import neighbours as graph
from sim import rng
from sim.behaviour import (
    choice,
    image,
    judgement,
    laws,
    learning,
    patience,
    recontact,
    word_of_mouth,
)
from sim.behaviour.choice import CustomerView
from sim.behaviour.judgement import Experience
from sim.choice_luck import draw_choice, make_choice_luck
from sim.packed import pack
from sim.params import (
    Behaviour,
    Belief,
    Channels,
    Desks,
    Felt,
    Kinds,
    Params,
    Policies,
    Serving,
    WaitForm,
)

NAMES = ("store", "phone", "email", "social")
LAWS = np.array(
    [[0, 0, 0], [1, 7.0, 0], [2, 11.0, 0], [3, 13.0, 0.8], [4, 17.0, 1.6], [5, 19.0, 2.5]],
    dtype=np.float64,
)


def law_rows(draw, n):
    """`n` law rows, any form."""
    return LAWS[draw.integers(0, len(LAWS), n)]


def random_params(draw):
    """Parameters of four channels and three kinds, every field that behaviour reads at random.

    Waits enter by their logarithm and satisfaction is judged: the other forms have tests of theirs.
    """
    c, k = len(NAMES), 3
    return Params(
        random_channels(draw, c, k),
        random_kinds(draw, k),
        serving=Serving(
            serves=np.eye(c, dtype=np.bool_),
            handling=np.broadcast_to(law_rows(draw, c), (c, c, 3)).copy(),
            skill=np.diag(draw.uniform(0.3, 0.9, c)),
            concurrency=np.eye(c, dtype=np.int64),
            priority=np.eye(c, dtype=np.int64),
        ),
        desks=nobody_on_duty(c),
        behaviour=random_behaviour(draw),
        policies=Policies(
            record_saving=0.0,
            move_to_private=True,
            private_delay=LAWS[1],
            private_loss=0.1,
            public_handling=LAWS[2],
            delete_share=0.1,
            repost_factor=draw.uniform(1.0, 5.0),
            loud_audience=1000.0,
            loud_answer_probability=1.0,
            loud_first=True,
        ),
    )


def random_channels(draw, c, k):
    """Two live channels and two written ones on the internet, the last public."""
    real = draw.normal
    return Channels(
        name_hash=np.array([rng.name_hash(name) for name in NAMES], np.uint32),
        form=np.array([0, 0, 1, 1]),
        needs_internet=np.array([False, False, True, True]),
        needs_membership=np.array([False, False, False, True]),
        needs_store=np.array([True, False, False, False]),
        public=np.array([False, False, False, True]),
        in_record=np.ones(c, np.bool_),
        intercept=real(0.0, 1.0, c),
        age_slope=real(0.0, 0.3, c),
        kind_appeal=real(0.0, 1.0, (c, k)),
        audience_appeal=np.abs(real(0.0, 0.5, (c, k))),
        acceptable_delay=np.array([8.0, 3.0, 1440.0, 120.0]),
        judgement=real(0.0, 0.5, c),
        expected_logit=real(0.0, 0.5, c),
        skill=draw.uniform(0.3, 0.9, c),
        resolution_factor=draw.uniform(0.5, 1.2, (c, k)),
        handling_factor=draw.uniform(0.5, 2.0, (c, k)),
        delay=law_rows(draw, c),
        patience=law_rows(draw, c),
        patience_factor=draw.uniform(0.5, 2.0, (c, k)),
        impatient=draw.choice([0.0, 0.2], c),
        patient=draw.choice([0.0, 0.3], c),
        message_after=np.full(c, math.inf),
        balking=draw.choice([0.0, 0.5], c),
        line_limit=np.full(c, math.inf),
        trunks=np.full(c, math.inf),
        chase=law_rows(draw, c),
        expiry=law_rows(draw, c),
        answer_probability=draw.uniform(0.0, 1.0, c),
        threshold=np.array([5.0, 1.0, 1440.0, 60.0]),
        at_close=np.zeros(c, np.int64),
        drop_when_closed=draw.uniform(0.0, 1.0, c),
        opening_spread=np.full(c, 60.0),
    )


def random_kinds(draw, k):
    """Kinds of need; the first is always expressed, the last is a complaint."""
    return Kinds(
        cumulative_share=np.array([0.5, 0.8, 1.0]),
        urgency=draw.uniform(0.5, 2.0, k),
        judgement=draw.normal(0.0, 0.5, k),
        nothing=np.array([-math.inf, *draw.normal(-1.0, 1.0, k - 1)]),
        needs_identification=np.array([False, True, False]),
        complaint=2,
    )


def random_behaviour(draw):
    """What customers have in common."""
    real = draw.normal
    return Behaviour(
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
        leave_below=-math.inf,
        tell_satisfied=0.39,
        tell_dissatisfied=0.6,
        listeners_satisfied=8,
        listeners_dissatisfied=15,
        degree=50,
        local_links=10,
        word_of_mouth=draw.uniform(0.0, 0.2),
        word_of_mouth_goodwill=draw.uniform(0.0, 0.2),
        image_rate=draw.uniform(0.0, 1.0),
        image_life=draw.uniform(1000.0, 100_000.0),
        image_goodwill=draw.uniform(0.0, 1.0),
        view_share=draw.uniform(0.01, 1.0),
        wait_form=int(WaitForm.LOG),
        felt=int(Felt.JUDGED),
        belief=int(Belief.OWN),
    )


def nobody_on_duty(n_channels):
    """A desk a channel, and no roster."""
    none = np.zeros(0)
    nobody = np.zeros(0, np.int64)
    route = np.full((n_channels, n_channels), -1)
    route[:, 0] = np.arange(n_channels)
    closed = np.zeros(n_channels, np.bool_)
    speed = np.ones((n_channels, 1))
    return Desks(route, closed, speed, none, nobody, nobody, none, none, none, none)


def random_view(draw):
    """A customer about to choose; the closed channels are the live ones."""
    c = len(NAMES)
    previous = int(draw.integers(-1, c))
    return CustomerView(
        satisfaction_belief=draw.uniform(0.01, 0.99, c).astype(np.float32),
        log_wait_belief=draw.normal(2.0, 1.0, c).astype(np.float32),
        image=(draw.normal(0.0, 0.3, c) * draw.integers(0, 2, c)).astype(np.float32),
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


def make_luck():
    """Room for the luck of choices among `NAMES`."""
    hashes = np.array([rng.name_hash(name) for name in NAMES], np.uint32)
    return make_choice_luck(hashes, rng.name_hash("nothing"))


def values(case):
    """Everything behaviour and the generator compute in one case, by name."""
    draw = np.random.default_rng(case)
    params, view, experience = random_params(draw), random_view(draw), random_experience(draw)
    p = pack(params)
    key = rng.Key(case, 1)
    luck = make_choice_luck(params.channels.name_hash, params.behaviour.nothing_hash)
    draw_choice(key, luck, case, 2, case % 3, True)
    u = float(luck.u_error[0])
    belief = np.float32(draw.uniform(0.01, 0.99))
    wait_belief = np.float32(draw.normal(2.0, 1.0))
    felt = judgement.satisfaction(experience, belief, wait_belief, p)
    return {
        "uniforms": [*luck.u_error.tolist(), *luck.u_circumstance.tolist()],
        "variates": [rng.normal(u), rng.gumbel(u), rng.exponential(u)],
        "luck": [*luck.error.tolist(), *luck.circumstance.tolist()],
        "utilities": [
            choice.systematic_utility(view, c, p) for c in range(4) if choice.is_available(view, c)
        ],
        "chosen": choice.choose(view, luck, p),
        "felt": float(felt),
        "learnt": [
            float(learning.learn_wait(wait_belief, experience.wait, 3.0, experience.never, p)),
            float(learning.learn_satisfaction(belief, np.float32(felt), 0.3)),
            float(learning.learn_goodwill(belief, np.float32(felt), 0.1)),
        ],
        "durations": [laws.duration(row, u) for row in LAWS[1:]],
        "kind": laws.index_at(params.kinds.cumulative_share, u),
        "patience": [patience.patience(channel, 1.5, u) for channel in p.channels],
        "balks": patience.balks(0.2, 3.0, 2, u),
        "heard": [
            float(word_of_mouth.hear_satisfaction(belief, felt, p)),
            float(word_of_mouth.hear_goodwill(belief, felt, p)),
        ],
        "listeners": [int(word_of_mouth.n_listeners(said, u, p)) for said in (False, True)],
        "neighbours": [int(graph.neighbour(case, link, 1000, 50, 10)) for link in range(50)],
        "image": [
            image.views(80.0, False, p),
            image.views(80.0, True, p),
            image.faded(0.2, 5000.0, p),
            image.after_post(0.2, np.float32(felt), 80.0, 10_000, experience.channel, p),
        ],
        "retry": recontact.retry_delay(experience.abandoned, u, float(luck.u_circumstance[1]), p),
    }


if __name__ == "__main__":
    print(json.dumps([values(case) for case in range(200)]))
