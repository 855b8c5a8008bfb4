"""What the public sees of a channel: its image Q, Eq. (40)-(42) in docs/model.md.

Posts do not touch strangers one by one: the image is a deviation from what customers expect, 0 at
the start, that posts move and time wears off. As a post moves it by the share of all customers who
saw it, results do not depend on how many customers there are.
"""

import math

import numpy as np

from sim._jit import entry_point
from sim.behaviour.judgement import logistic


@entry_point
def views(audience, was_deleted, p):
    """How many people see what a customer wrote; a deleted post comes back louder, Eq. (40)."""
    seen = p.policies[0]["repost_factor"] if was_deleted else 1.0
    return seen * p.behaviour[0]["view_share"] * audience


@entry_point
def faded(image, minutes, p):
    """An image `minutes` after it was last moved, Eq. (41)."""
    if image == 0.0:
        return 0.0
    return image * math.exp(-minutes / p.behaviour[0]["image_life"])


@entry_point
def after_post(image, felt, n_views, n_customers, channel, p):
    """An image, faded to now, after a public contact felt `felt`, Eq. (42)."""
    surprise = np.float64(felt) - logistic(p.channels[channel]["expected_logit"])
    share = 1.0 - math.exp(-n_views / n_customers)
    return image + p.behaviour[0]["image_rate"] * share * (surprise - image)
