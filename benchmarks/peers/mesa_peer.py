"""Mesa 3 with its discrete-event simulator: a Mesa agent per customer, an event per happening."""

import math
import random
from collections import deque

import mesa
from mesa.experimental.devs import DEVSimulator

from benchmarks.peers import decisions
from benchmarks.peers.counts import Counts, Found, found
from benchmarks.workload import DAY, YEAR, Workload, advisers


class Contact:
    """One attempt on one channel."""

    __slots__ = (
        "__weakref__",
        "abandoned",
        "arrival",
        "attempt",
        "channel",
        "customer",
        "patience",
        "wait",
    )

    def __init__(self, customer, channel, attempt, arrival):
        self.customer = customer
        self.channel = channel
        self.attempt = attempt
        self.arrival = arrival
        self.patience = None
        self.abandoned = False
        self.wait = 0.0

    def abandon(self):
        """Leave the line; the desk skips it when its turn comes."""
        self.abandoned = True
        self.wait = self.customer.model.simulator.time - self.arrival
        self.customer.finish(self, resolved=False)


class Desk:
    """Advisers and a line, first come, first served."""

    def __init__(self, model, channel, advisers):
        self.model = model
        self.channel = channel
        self.free = advisers
        self.line = deque()

    def join(self, contact):
        """Start at once or wait."""
        if self.free:
            self.start(contact)
            return
        self.line.append(contact)
        mean = self.model.workload.patience_mean[self.channel]
        if not math.isinf(mean):
            contact.patience = self.model.simulator.schedule_event_relative(
                contact.abandon, self.model.luck.expovariate(1.0 / mean)
            )

    def start(self, contact):
        """Take a contact."""
        model = self.model
        self.free -= 1
        contact.wait = model.simulator.time - contact.arrival
        if contact.patience is not None:
            model.simulator.cancel_event(contact.patience)
        model.simulator.schedule_event_relative(
            self.end,
            decisions.handling(model.workload, self.channel, model.luck),
            function_args=[contact],
        )

    def end(self, contact):
        """Finish a contact and take the next."""
        self.free += 1
        while self.line:
            following = self.line.popleft()
            if not following.abandoned:
                self.start(following)
                break
        resolved = self.model.luck.random() < self.model.workload.skill[self.channel]
        contact.customer.finish(contact, resolved)


class Customer(mesa.Agent):
    """Somebody with needs and beliefs."""

    def __init__(self, model):
        super().__init__(model)
        self.satisfaction, self.log_wait = decisions.starting_beliefs(model.workload, model.luck)
        self.expect_need()

    def expect_need(self):
        """Wait for the next need."""
        rate = self.model.workload.needs_a_year / YEAR
        self.model.simulator.schedule_event_relative(self.need, self.model.luck.expovariate(rate))

    def need(self):
        """A need arises."""
        self.expect_need()
        self.attempt(-1, 0)

    def attempt(self, excluded, attempt):
        """Choose a channel and turn to it."""
        model = self.model
        channel = decisions.choose(
            model.workload, self.satisfaction, self.log_wait, excluded, model.luck
        )
        model.desks[channel].join(Contact(self, channel, attempt, model.simulator.time))

    def finish(self, contact, resolved):
        """Judge a contact and try again or not."""
        model, workload = self.model, self.model.workload
        model.counts.add(contact.channel, contact.arrival, contact.wait, contact.abandoned)
        decisions.judge(
            workload,
            self.satisfaction,
            self.log_wait,
            contact.channel,
            contact.wait,
            resolved,
            contact.abandoned,
        )
        if resolved or contact.attempt + 1 >= workload.max_attempts:
            return
        if model.luck.random() < workload.retry:
            model.simulator.schedule_event_relative(
                self.attempt,
                model.luck.expovariate(1.0 / workload.retry_delay_mean),
                function_args=[contact.channel, contact.attempt + 1],
            )


class Centre(mesa.Model):
    """Customers and desks."""

    def __init__(self, workload, customers, seed, simulator):
        super().__init__(seed=seed)
        self.workload = workload
        self.luck = random.Random(seed)
        self.counts = Counts()
        self.simulator = simulator
        simulator.setup(self)
        self.desks = [Desk(self, c, n) for c, n in enumerate(advisers(workload, customers))]
        for _ in range(customers):
            Customer(self)


def run(workload: Workload, customers: int, days: int, seed: int) -> Found:
    """Simulate the workload."""
    simulator = DEVSimulator()
    model = Centre(workload, customers, seed, simulator)
    simulator.run_until(days * DAY)
    return found(model.counts)
