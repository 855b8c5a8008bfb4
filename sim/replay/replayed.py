"""Prepare a replay, run it, and say how it compares with the table."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.choice import NOTHING
from sim.engine.state import access_masks
from sim.needs import Needs
from sim.packed import pack
from sim.replay.decisions import make_decisions, needs_without_contact
from sim.replay.kernel import Fixed, State, Views, run
from sim.replay.order import events
from sim.world import World

Table = NDArray[np.void]


class Replay(NamedTuple):
    """Decisions with what the replay made of them, and the beliefs it ended with."""

    decisions: Table
    """Of dtype `sim.replay.decisions.DECISION`; contacts first, in the order of the table."""
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
        Rows of those whose contacts are gone through; None: everybody's.

    Returns
    -------
    Replay
    """
    silent = needs_without_contact(world, contacts)
    if customers is not None:
        contacts = contacts[np.isin(contacts["customer"], customers)]
        theirs = np.isin(silent.customer, customers)
        silent = Needs._make(column[theirs] for column in silent)
    found = make_decisions(world, contacts, silent)
    size, channels = len(found), world.params.channels.form.size
    views = Views(
        np.zeros((size, channels), np.float32),
        np.zeros((size, channels), np.float32),
        np.zeros((size, channels)),
        np.zeros(size, np.int64),
        np.zeros((size, channels)),
    )
    fixed = Fixed(
        world.key,
        pack(world.params),
        world.customers,
        world.params.desks,
        np.array(
            [*world.params.channels.name_hash, world.params.behaviour.nothing_hash], np.uint32
        ),
        access_masks(world.params.channels),
    )
    desks = world.params.desks.n_desks
    state = State(
        world.customers.satisfaction_belief.copy(),
        world.customers.log_wait_belief.copy(),
        np.full(world.customers.age.size, NOTHING, np.int8),
        np.zeros(desks, np.int64),
        np.full(desks, np.inf),
        np.zeros(1, np.int64),
        np.zeros(channels),
        np.zeros(channels + 1),
        np.zeros(channels + 1),
    )
    run(fixed, state, events(found), found, views)
    return Replay(found, len(contacts), views, state.satisfaction_belief, state.log_wait_belief)
