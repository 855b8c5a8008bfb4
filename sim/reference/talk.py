"""What others hear: neighbours of what a customer tells, everybody of what it posts in public."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.params import Belief
from sim.reference import compiled
from sim.reference.journey import Contact

if TYPE_CHECKING:
    from sim.reference.centre import ContactCentre

HOUR = 60.0


class Talk:
    """What an organisation's customers know of it from each other.

    Attributes
    ----------
    posted
        (C,) Image of each channel as the last post left it.
    moved
        (C,) When that was.
    images_by_hour
        Images of all channels at the end of each hour so far.
    satisfaction_belief, log_wait_belief
        (C,) Public beliefs, where customers go by everybody's experience.
    """

    def __init__(self, centre: "ContactCentre") -> None:
        channels = centre.params.channels
        self.centre = centre
        self.posted = [0.0] * len(channels.form)
        self.moved = [0.0] * len(channels.form)
        self.images_by_hour: list[list[float]] = []
        self.satisfaction_belief = [
            compiled.logistic(float(logit)) for logit in channels.expected_logit
        ]
        self.log_wait_belief = [float(wait) for wait in centre.world.customers.log_wait_belief[0]]
        self._n_contacts = [0.0] * len(channels.form)

    @property
    def is_public(self) -> bool:
        """Whether customers go by everybody's experience instead of their own."""
        return self.centre.behaviour.belief == Belief.PUBLIC

    def image(self, channel: int, now: float) -> float:
        """Image Q of a channel, faded to now, Eq. (41)."""
        since = now - self.moved[channel]
        return compiled.faded(self.posted[channel], since, self.centre.packed)

    def images(self, now: float) -> list[float]:
        """(C,) Images of all channels."""
        return [self.image(channel, now) for channel in range(len(self.posted))]

    def note_hours(self, until: float) -> None:
        """Keep the images at the end of each hour that is over at a moment.

        What happens at the very end of an hour counts to the next.
        """
        while (len(self.images_by_hour) + 1) * HOUR <= until:
            self.images_by_hour.append(self.images((len(self.images_by_hour) + 1) * HOUR))

    def images_seen(self, follows: bool, now: float) -> NDArray[np.float32]:
        """(C,) Images as a customer sees them: 0 for who does not follow the organisation."""
        return np.array(self.images(now) if follows else [0.0] * len(self.posted), np.float32)

    def total_image(self, now: float) -> float:
        """Sum of the images of public channels."""
        total = 0.0
        for channel, is_public in enumerate(self.centre.channels.public):
            if is_public:
                total += self.image(channel, now)
        return total

    def learn_together(self, contact: Contact, wait: float) -> None:
        """The belief that everybody shares moves by the share of one contact."""
        centre, channel = self.centre, contact.channel
        self._n_contacts[channel] += 1.0
        self.log_wait_belief[channel], self.satisfaction_belief[channel] = compiled.learn_together(
            (self.log_wait_belief[channel], self.satisfaction_belief[channel]),
            (wait, contact.judged),
            float(centre.channels.acceptable_delay[channel]),
            self._n_contacts[channel],
            centre.packed,
        )

    def post(self, contact: Contact) -> None:
        """A contact in public is seen by many and moves its channel's image, Eq. (40)-(42)."""
        centre, channel = self.centre, contact.channel
        audience = contact.customer.audience
        contact.views = compiled.views(audience, contact.is_deleted, centre.packed)
        if centre.behaviour.image_rate == 0.0:
            return
        self.posted[channel] = compiled.after_post(
            self.image(channel, centre.now),
            contact.judged,
            contact.views,
            len(centre.world.customers.age),
            channel,
            centre.packed,
        )
        self.moved[channel] = centre.now

    def tell(self, contact: Contact) -> None:
        """A customer tells neighbours about a contact, or keeps it to himself, Eq. (37)-(39)."""
        centre, behaviour = self.centre, self.centre.behaviour
        if behaviour.word_of_mouth <= 0.0 and behaviour.word_of_mouth_goodwill <= 0.0:
            return
        links = compiled.n_neighbours(len(centre.world.customers.age), behaviour.degree)
        n = min(contact.customer.n_listeners(contact), links)
        if n == 0:
            return
        first = contact.customer.first_link(contact, links)
        for m in range(n):
            row = compiled.neighbour(
                contact.customer.row,
                (first + m) % links,
                len(centre.world.customers.age),
                behaviour.degree,
                behaviour.local_links,
            )
            centre.customer(row).hear(contact.channel, contact.judged)
