"""The same flow as the compiled engine, with a Mesa model, written to be read and extended.

Start at `centre.ContactCentre`, which moves contacts between customers and desks, and at
`customer.Customer`, which decides. A rule is tried by subclassing:

    class Loyal(Customer):
        def choose(self, journey, now):
            return self.last_channel if self.last_channel >= 0 else super().choose(journey, now)

    simulate(world, customer_class=Loyal)

Importing this package imports mesa, which sets the start method of new processes to "spawn".
"""

from sim.reference.centre import ContactCentre
from sim.reference.customer import Customer
from sim.reference.desk import Desk
from sim.reference.journey import Contact, Journey
from sim.reference.run import simulate

__all__ = ["simulate", "ContactCentre", "Customer", "Desk", "Journey", "Contact"]
