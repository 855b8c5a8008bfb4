"""Run the reference and hand back what the compiled engine hands back."""

import time
from collections.abc import Callable

import mesa

from sim.output import RunOutput
from sim.reference.centre import ContactCentre
from sim.reference.customer import Customer
from sim.reference.murmur import murmur3_x64_128
from sim.reference.tables import (
    contact_table,
    hourly_table,
    image_table,
    journey_table,
    staffing_table,
    tally_table,
    work_table,
)
from sim.world import World


def simulate(
    world: World,
    *,
    max_contacts: int | None = None,
    customer_class: type[Customer] = Customer,
    progress: Callable[[float], None] | None = None,
) -> RunOutput:
    """Simulate one organisation with Mesa.

    Parameters
    ----------
    world
        What to simulate.
    max_contacts
        Stop after this many contacts have closed. The tables then cover only these, and the
        journeys and desks as they stood.
    customer_class
        A subclass of `Customer` with rules of its own.
    progress
        Called with the share of the run that is done.

    Returns
    -------
    RunOutput
        The tables of the compiled engine.
    """
    began = time.perf_counter()
    centre = ContactCentre(world, customer_class)
    fetched = centre.needs.until
    while centre.running and (max_contacts is None or len(centre.closed) < max_contacts):
        centre.step()
        if progress is not None and centre.needs.until > fetched:
            fetched = centre.needs.until
            progress(max(0.0, centre.now) / world.timeline.end)
    output = collect(centre, max_contacts, began)
    # Mesa 3.3 counts the numbers of customers in a dictionary that would keep every model for good.
    mesa.Agent._ids.pop(centre, None)
    return output


def collect(centre: ContactCentre, max_contacts: int | None, began: float) -> RunOutput:
    """Tables of a run that is over; contacts still open come last, by customer, need, attempt."""
    contacts = centre.closed[:max_contacts]
    world, floor = centre.world, centre.floor
    timeline, n_channels = world.timeline, len(centre.channels.form)
    for desk in floor.desks:
        desk.note_work_up_to(centre.now if centre.running else timeline.end)
    if not centre.running:
        contacts += [centre.open[key] for key in sorted(centre.open)]
    table = contact_table(contacts)
    return RunOutput(
        contacts=table,
        tally=tally_table(contacts, n_channels, timeline),
        journeys=journey_table(centre.journeys, centre.not_expressed, centre.departures, timeline),
        hourly=hourly_table(contacts, floor.lines, list(centre.channels.form), timeline),
        staffing=staffing_table(floor.desks, timeline),
        work=work_table(floor.desks, n_channels, timeline),
        image=image_table(centre.talk, timeline),
        panel=centre.panel,
        digest=murmur3_x64_128(table.tobytes()),
        n_contacts=len(table),
        n_events=centre.n_events,
        seconds=time.perf_counter() - began,
    )
