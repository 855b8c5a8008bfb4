"""The contact centre: one organisation, its customers, its clock and calendar.

The section "Process overview and scheduling" of docs/model.md has the order of events. What they do
is told in the order of a contact's life: `arrivals` brings it to a channel, `floor` to an adviser,
`endings` has all that can end it; `talk` is what customers hear of each other. One method for each
kind of event:

    need, attempt, opening    `Arrivals.arise`, `Arrivals.attempt`, `Arrivals.come_at_opening`
    patience, expiry, chase   `Endings.end_patience`, `Endings.expire`, `Endings.chase`
    service ends              `Endings.end_service`
    reply, private message    `Endings.reply`, `Endings.go_on_in_private`
    roster step               `Floor.change_roster`
    dated change              `ContactCentre.change_params`
"""

import math
from collections.abc import Callable

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.choice_luck import make_choice_luck
from sim.output import Panel
from sim.packed import pack
from sim.params import Behaviour, Channels, DatedChange, Params
from sim.records import EventKind
from sim.reference import compiled
from sim.reference.arrivals import Arrivals
from sim.reference.customer import Customer
from sim.reference.endings import Endings
from sim.reference.events import Calendar
from sim.reference.floor import Floor
from sim.reference.journey import Contact, Journey
from sim.reference.outside import NeedSource, roster_steps
from sim.reference.panel import Floats32, goodwill_at_start, take_panel
from sim.reference.talk import Talk
from sim.rng import Key, Stream
from sim.world import World


class ContactCentre(mesa.Model):
    """One organisation: its customers, desks and calendar. A Mesa step is one event.

    Its Mesa agents are the customers who have had a need so far or heard of somebody's: each is
    made then, since before that nothing happens to it.

    Attributes
    ----------
    now
        Minutes since the scenario's start.
    params
        Parameters in force.
    customers
        Those who have had a need or heard of one, by row of the population.
    closed
        Contacts in the order in which they closed.
    open
        Contacts that arrived and have not closed, by (customer, need, attempt).
    journeys
        One per expressed need, in the order in which they began.
    not_expressed
        Those whose customer chose to do nothing.
    departures
        When customers left, with each.
    panel
        Copies of the customers' state at the moments that the timeline names.
    """

    def __init__(self, world: World, customer_class: type[Customer] = Customer) -> None:
        super().__init__(seed=world.key.seed)
        self.world = world
        self.customer_class = customer_class
        self.key = Key(int(world.key.seed), int(world.key.organisation))
        self.params: Params = world.params
        self.packed = pack(world.params)
        self.luck = make_choice_luck(self.channels.name_hash, self.behaviour.nothing_hash)
        self.goodwill_at_start: Floats32 = goodwill_at_start(world.customers)

        self.now = -math.inf
        self.calendar = Calendar(world.timeline.end)
        self.customers: dict[int, Customer] = {}
        self.closed: list[Contact] = []
        self.open: dict[tuple[int, int, int], Contact] = {}
        self.journeys: list[Journey] = []
        self.not_expressed: list[Journey] = []
        self.departures: list[tuple[float, Customer]] = []
        self.panel: list[Panel] = []
        self.n_events = 0

        self.arrivals = Arrivals(self)
        self.endings = Endings(self)
        self.floor = Floor(self, self.endings.send_away, self.endings.close_duplicate)
        self.talk = Talk(self)
        for step in roster_steps(world.params.desks):
            self.calendar.add(
                step.time, EventKind.ROSTER_STEP, (step.desk,), self.floor.change_roster, step
            )
        for number, change in enumerate(world.changes):
            self.calendar.add(
                change.time, EventKind.DATED_CHANGE, (number,), self.change_params, change
            )
        self.needs = NeedSource(world)

    # ------------------------------------------------------------------------------ the calendar

    def step(self) -> None:
        """Handle the next event; without one, the run is over."""
        self._fetch_needs()
        self._take_panels(before=self.calendar.next_time)
        self.talk.note_hours(until=self.calendar.next_time)
        if self.calendar.next_time >= self.calendar.end:
            self._take_panels(before=math.inf)
            self.running = False
            return
        event = self.calendar.pop()
        self.now = event.time
        event.handler(event.subject)
        for desk in self.floor.desks:
            desk.note(self.now)
        for line in self.floor.lines:
            line.note(self.now)
        self.n_events += 1

    def _fetch_needs(self) -> None:
        """Put needs into the calendar until the next event cannot be one still missing."""
        while self.needs.may_precede(self.calendar.next_time):
            for need in self.needs.fetch():
                who = (need.customer, need.number, 0)
                self.calendar.add(need.time, EventKind.ARRIVAL, who, self.arrivals.arise, need)

    def _take_panels(self, before: float) -> None:
        """Copy the customers' state at moments that have passed, or pass before the next event."""
        moments = self.world.timeline.panel
        while len(self.panel) < len(moments) and moments[len(self.panel)] < before:
            self.panel.append(take_panel(self, float(moments[len(self.panel)])))

    def due(
        self, time: float, kind: EventKind, handler: Callable[[Contact], None], contact: Contact
    ) -> None:
        """Put an event of a contact into the calendar."""
        self.calendar.add(time, kind, contact.key, handler, contact)

    def due_again(self, time: float, journey: Journey) -> None:
        """Put the next attempt of a journey into the calendar."""
        journey.is_pending = True
        who = (journey.customer.row, journey.number, journey.newest + 1)
        self.calendar.add(time, EventKind.ARRIVAL, who, self.arrivals.attempt, journey)

    # ------------------------------------------------------------------------ what both sides see

    @property
    def channels(self) -> Channels:
        """Parameters of the channels in force."""
        return self.params.channels

    @property
    def behaviour(self) -> Behaviour:
        """What customers have in common, as in force."""
        return self.params.behaviour

    def customer(self, row: int) -> Customer:
        """The customer of a row of the population, made when first asked for."""
        if row not in self.customers:
            self.customers[row] = self.customer_class(self, row)
        return self.customers[row]

    def opening_delays(self) -> NDArray[np.float64]:
        """Minutes until each channel opens; inf: never."""
        return np.array([self.floor.opening_delay(c) for c in range(len(self.channels.form))])

    def draw(self, stream: Stream, contact: Contact) -> float:
        """The luck of one decision that is not the customer's, uniform in (0, 1)."""
        customer, need, attempt = contact.key
        return compiled.draw(self.key, int(stream), customer, need, attempt)

    def resolves(self, contact: Contact, skill: float) -> bool:
        """Whether an answer to the contact solves its need."""
        factor = self.channels.resolution_factor[contact.channel, contact.journey.kind]
        return bool(self.draw(Stream.RESOLVED, contact) < skill * factor)

    def change_params(self, change: DatedChange) -> None:
        """From now on, other parameters are in force."""
        self.params = change.params
        self.packed = pack(change.params)

    def note_departure(self, customer: Customer) -> None:
        """A customer has left: no further needs of its own reach the organisation."""
        self.departures.append((self.now, customer))
