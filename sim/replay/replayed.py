"""Prepare a replay, run it, and say how it compares with the table."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.choice import NOTHING
from sim.behaviour.judgement import logistic
from sim.choice_luck import make_choice_luck
from sim.engine.setup import access_masks, make_opinions
from sim.needs import Needs
from sim.packed import pack
from sim.params import Belief, Params
from sim.replay.decisions import make_decisions, needs_without_contact
from sim.replay.kernel import LOOK, PUBLIC, Fixed, State, Views, run
from sim.replay.order import events
from sim.replay.segments import segment_of, segments
from sim.world import World

Table = NDArray[np.void]


class Replay(NamedTuple):
    """Decisions with what the replay made of them, and the beliefs it ended with."""

    decisions: Table
    """Of the customers asked for, of dtype `sim.replay.decisions.DECISION`; contacts first, in the
    order of the table."""
    n_contacts: int
    views: Views
    """A row for each decision."""
    satisfaction_belief: NDArray[np.float32]
    """(N, C) ŝ at the end."""
    log_wait_belief: NDArray[np.float32]
    """(N, C) l̂ at the end."""

    @property
    def strayed(self) -> NDArray[np.int64]:
        """Rows of contacts whose channel or feeling the replay did not come to again."""
        made = self.decisions[: self.n_contacts]
        felt = ~np.isnan(made["judgement"])
        other = (made["rechosen"] != made["channel"]) | (felt & (made["refelt"] != made["felt"]))
        return np.flatnonzero(other)


def replay(world: World, contacts: Table, customers: NDArray[np.integer] | None = None) -> Replay:
    """Go through a run's contacts again, in the order of time.

    Parameters
    ----------
    world
        What was run; built again, it is the same.
    contacts
        The whole contact table, of dtype `sim.records.CONTACT`, in closing order.
    customers
        Rows of those whose choices are made again; None: everybody's. Where customers hear of each
        other, what the others felt is gone through all the same.

    Returns
    -------
    Replay
    """
    silent = needs_without_contact(world, contacts)
    asked = np.ones(world.customers.age.size, np.bool_)
    if customers is not None:
        asked[:] = False
        asked[customers] = True
    if not any(map(_is_social, segments(world))):
        contacts = contacts[asked[contacts["customer"]]]
    silent = Needs._make(column[asked[silent.customer]] for column in silent)
    found = make_decisions(world, contacts, silent)
    theirs = asked[found["customer"]]
    wanted = np.where(theirs, np.cumsum(theirs) - 1, -1)
    seen = _make_views(int(theirs.sum()), world.params.channels.form.size)
    state = _make_state(world)
    order = events(found, theirs)
    # What comes after a change at its own minute comes with the new parameters, whatever its kind.
    in_force = np.maximum.accumulate(segment_of(world, order["time"], order["kind"]))
    for s, params in enumerate(segments(world)):
        fixed = Fixed(
            world.key,
            pack(params),
            params.kinds.complaint,
            world.customers,
            params.desks,
            access_masks(params.channels),
        )
        with np.errstate(over="ignore"):  # neighbours are mixed modulo 2**64
            run(fixed, state, order[in_force == s], found, wanted, seen)
    return Replay(
        found[theirs],
        int(theirs[: len(contacts)].sum()),
        seen,
        state.satisfaction_belief,
        state.log_wait_belief,
    )


def _is_social(params: Params) -> bool:
    """Whether what others felt reaches a customer: by word of mouth, image or a public belief."""
    behaviour = params.behaviour
    return (
        behaviour.word_of_mouth > 0.0
        or behaviour.word_of_mouth_goodwill > 0.0
        or behaviour.image_rate > 0.0
        or behaviour.belief == Belief.PUBLIC
    )


def _make_views(size: int, channels: int) -> Views:
    shape = (size, channels)
    return Views(
        np.zeros(shape),
        np.zeros(shape),
        np.zeros(shape),
        np.zeros(shape, np.float32),
        np.zeros(shape),
        np.zeros(size, np.int64),
        np.zeros(shape),
    )


def _make_state(world: World) -> State:
    """Everybody as at the start: priors, no contacts, no image, nobody on duty."""
    customers, channels = world.customers, world.params.channels
    public = np.zeros(channels.form.size, PUBLIC)
    public["satisfaction_belief"] = [logistic(m) for m in channels.expected_logit.tolist()]
    public["log_wait_belief"] = customers.log_wait_belief[0]
    desks = world.params.desks.suspends.size
    return State(
        customers.satisfaction_belief.copy(),
        customers.satisfaction_belief.copy(),
        customers.log_wait_belief.copy(),
        make_opinions(customers)[:, channels.form.size].copy(),
        np.zeros(customers.age.size, np.uint8),
        np.full(customers.age.size, NOTHING, np.int8),
        public,
        np.zeros(desks, np.int64),
        np.full(desks, np.inf),
        np.zeros(1, np.int64),
        np.zeros(channels.form.size, LOOK),
        make_choice_luck(channels.name_hash, world.params.behaviour.nothing_hash),
    )
