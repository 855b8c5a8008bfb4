"""What others hear: neighbours of what a customer tells, everybody of what it posts in public."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.packed import pack
from sim.params import Belief
from sim.reference import compiled
from sim.reference.journey import Contact

if TYPE_CHECKING:
    from sim.reference.centre import ContactCentre


class Post(NamedTuple):
    """Image of a channel after somebody posted."""

    time: float
    image: float


class Talk:
    """What an organisation's customers know of it from each other.

    Attributes
    ----------
    posts
        The image of each channel, as every post left it.
    satisfaction_belief, log_wait_belief
        (C,) Public beliefs, where customers go by everybody's experience.
    """

    def __init__(self, centre: "ContactCentre") -> None:
        channels = centre.params.channels
        self.centre = centre
        self.posts = [[Post(0.0, 0.0)] for _ in channels.form]
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
        last = self.posts[channel][-1]
        return compiled.faded(last.image, now - last.time, self.centre.packed)

    def images_seen(self, follows: bool, now: float) -> NDArray[np.float32]:
        """(C,) Images as a customer sees them: 0 for who does not follow the organisation."""
        channels = range(len(self.posts))
        return np.array([self.image(c, now) if follows else 0.0 for c in channels], np.float32)

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
        image = compiled.after_post(
            self.image(channel, centre.now),
            contact.judged,
            contact.views,
            len(centre.world.customers.age),
            channel,
            centre.packed,
        )
        self.posts[channel].append(Post(centre.now, image))

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

    def images_at_hours(self, hours: int, end: float) -> NDArray[np.float64]:
        """(hours, C) Image of each channel at the end of each hour of the run.

        A post, or a change of parameters, at the very end of an hour counts to the next.
        """
        table = np.zeros((hours, len(self.posts)))
        for hour in range(hours):
            until = min(60.0 * (hour + 1), end)
            packed = pack(self.centre.params_before(until))
            for channel, posts in enumerate(self.posts):
                last = [post for post in posts if post.time < until][-1]
                table[hour, channel] = compiled.faded(last.image, until - last.time, packed)
        return table
