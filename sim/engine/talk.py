"""What others hear: neighbours of what a customer tells, everybody of what it posts in public."""

import numpy as np

from sim._jit import njit
from sim._memory import prefetch
from sim.behaviour.image import after_post, faded, views
from sim.behaviour.word_of_mouth import first_link, hear_goodwill, hear_satisfaction, n_listeners
from sim.engine.tally import VIEWS, count_public
from sim.neighbours import end_of_link, n_neighbours
from sim.rng import Stream, uniform


@njit
def post(e, slot, journey, felt, now):
    """A contact in public is seen by many and moves its channel's image, Eq. (40)-(42)."""
    c = int(slot["channel"])
    audience = np.float64(e.persons[journey["customer"]]["audience"])
    n_views = views(audience, slot["deleted"] == 1, e.p)
    count_public(e, slot, journey, VIEWS, n_views)
    if e.p.behaviour[0]["image_rate"] == 0.0:
        return
    public = e.public[c]
    image = faded(public["image"], now - public["moved"], e.p)
    public["image"] = after_post(image, np.float64(felt), n_views, len(e.persons), c, e.p)
    public["moved"] = now


@njit
def tell(e, slot, journey, u_tell, felt):
    """A customer tells neighbours about a contact, or keeps it to himself, Eq. (37).

    Their opinions are asked for now, to be at hand when they hear: at 100,000 customers waiting for
    them took a fifth of the time of a contact.
    """
    behaviour = e.p.behaviour[0]
    if behaviour["word_of_mouth"] <= 0.0 and behaviour["word_of_mouth_goodwill"] <= 0.0:
        return
    size = len(e.persons)
    degree = behaviour["degree"]
    n_links = n_neighbours(size, degree)
    n = min(n_listeners(slot["satisfied"] == 1, u_tell, e.p), n_links)
    if n == 0:
        return
    i = int(journey["customer"])
    u = uniform(e.key, Stream.LISTENERS, i, journey["need"], slot["attempt"], 0)
    link = first_link(u, n_links)
    for m in range(n):
        begin, end = e.arcs[link], e.arcs[link + 1]
        other = end_of_link(i, link, size, degree, behaviour["local_links"], begin, end)
        e.listeners[m] = other
        prefetch(e.opinions[:, 0], other, 0)
        link += 1
        if link == n_links:
            link = 0
    scalars = e.scalars[0]
    scalars["listeners"] = n
    scalars["told_channel"] = slot["channel"]
    scalars["told_felt"] = felt


@njit
def hear(e):
    """Listeners hear how the last contact judged felt, Eq. (38)-(39).

    They do so before anybody's opinion is next asked for, when theirs have come from memory.
    """
    scalars = e.scalars[0]
    c = scalars["told_channel"]
    felt = scalars["told_felt"]
    n_channels = len(e.lines)
    for m in range(scalars["listeners"]):
        opinions = e.opinions[e.listeners[m]]
        opinions[c] = hear_satisfaction(opinions[c], felt, e.p)
        opinions[n_channels] = hear_goodwill(opinions[n_channels], felt, e.p)
    scalars["listeners"] = 0
