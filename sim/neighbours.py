"""Who hears from whom: a small-world graph that takes no memory.

Customers stand on a ring in order of age (rows of `sim.population.Customers`). Each has links to
those next to it and long links across the ring, as in Watts and Strogatz, "Collective dynamics of
'small-world' networks", Nature 393 (1998) 440-442; but a neighbour is a function of (customer,
link), so that a million customers' friends need not be stored. Long links are drawn one from each
of equally wide arcs, which keeps all neighbours of a customer distinct.
"""

import numpy as np

from sim._jit import entry_point, njit

_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_WORD = np.uint64(32)


@njit
def _mixed(customer, link):
    """32 well-mixed bits of (customer, link).

    The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
    generators", OOPSLA 2014).
    """
    z = (np.uint64(customer) << _WORD | np.uint64(link)) + _STEP
    z = (z ^ (z >> np.uint64(30))) * _MIX_1
    z = (z ^ (z >> np.uint64(27))) * _MIX_2
    return (z ^ (z >> np.uint64(31))) >> _WORD


@entry_point
def n_neighbours(n_customers, degree):
    """How many neighbours a customer has: `degree`, or everybody where there are fewer."""
    return min(degree, n_customers - 1)


@entry_point
def neighbour(customer, link, n_customers, degree, local_links):
    """Row of the customer at the end of a link.

    Parameters
    ----------
    customer
        Row of the customer who tells.
    link
        From 0 to `n_neighbours(n_customers, degree)` - 1. The first `local_links` lead next door,
        alternately older and younger.
    local_links
        Even, at most `degree`.
    """
    begin = end = 0
    if link >= local_links and n_customers - 1 > degree:
        arc = link - local_links
        begin = arc_begin(arc, n_customers, degree, local_links)
        end = arc_begin(arc + 1, n_customers, degree, local_links)
    return end_of_link(customer, link, n_customers, degree, local_links, begin, end)


@entry_point
def arc_begin(arc, n_customers, degree, local_links):
    """Where an arc of the ring begins, counted from the first customer beyond those next door."""
    return arc * (n_customers - 1 - local_links) // max(degree - local_links, 1)


@njit
def end_of_link(customer, link, n_customers, degree, local_links, begin, end):
    """`neighbour`, where it is known between which places the link's arc lies.

    Without a division: four of them took a tenth of the time of a contact.
    """
    if n_customers - 1 <= degree:
        place = customer + 1 + link
    elif link < local_links:
        step = (link >> 1) + 1
        place = customer + (n_customers - step if link & 1 else step)
    else:
        within = int((_mixed(customer, link) * np.uint64(end - begin)) >> _WORD)
        place = customer + 1 + (local_links >> 1) + begin + within
    return place - n_customers if place >= n_customers else place
