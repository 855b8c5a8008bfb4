"""Copies of the customers' state: what a pollster could ask."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.output import Panel
from sim.population import Customers

if TYPE_CHECKING:
    from sim.reference.centre import ContactCentre

Floats32 = NDArray[np.float32]


def goodwill_at_start(customers: Customers) -> Floats32:
    """G(0), the mean of the prior ŝ over channels, added in their order."""
    total = np.zeros(len(customers.age))
    for belief in customers.satisfaction_belief.T:
        total += belief
    return (total / customers.satisfaction_belief.shape[1]).astype(np.float32)


def take_panel(centre: "ContactCentre", time: float) -> Panel:
    """Copy the state of all customers; who has not been touched is as at the start."""
    start = centre.world.customers
    shape = start.satisfaction_belief.shape
    panel = Panel(
        time=time,
        last_use=np.full(shape, np.nan, np.float32),
        contacts=np.zeros(shape, np.uint16),
        first_attempts=np.zeros(shape, np.uint16),
        last_contact=np.zeros(shape, np.uint8),
        first_contact=np.zeros(shape, np.uint8),
        last_complaint=np.zeros(shape, np.uint8),
        satisfaction_belief=start.satisfaction_belief.copy(),
        log_wait_belief=start.log_wait_belief.copy(),
        goodwill=centre.goodwill_at_start.copy(),
        last_channel=np.full(shape[0], -1, np.int8),
    )
    for row, customer in centre.customers.items():
        panel.last_use[row] = customer.last_use
        panel.contacts[row] = customer.n_contacts
        panel.first_attempts[row] = customer.n_first_attempts
        panel.last_contact[row] = customer.last_contact
        panel.first_contact[row] = customer.first_contact
        panel.last_complaint[row] = customer.last_complaint
        panel.satisfaction_belief[row] = customer.satisfaction_belief
        panel.log_wait_belief[row] = customer.log_wait_belief
        panel.goodwill[row] = customer.goodwill
        panel.last_channel[row] = customer.last_channel
    image = centre.talk.total_image(time)
    if image != 0.0:
        follows = (start.member_from <= time) & (time < start.page_until)
        moved = centre.behaviour.image_goodwill * image
        panel.goodwill[follows] = panel.goodwill[follows].astype(np.float64) + moved
    return panel
