r"""Who is counted as somebody who contacted a service: the screening of a survey.

A person with n contacts in the window is counted with probability :math:`1 - (1 - q)^n`: each
contact is worth mentioning with probability q, independently. With q = 1 nobody is missed. A wave
that found a contact rate of its own, far below the others, missed light users first; its q is
solved from that rate. Equation numbers are those of docs/surveys.md.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def counted(contacts: NDArray[np.int64], q: float) -> Floats:
    """Return the probability that each person is counted as a contacter, Eq. (20)."""
    if q >= 1.0:
        return (contacts > 0).astype(np.float64)
    return np.asarray(1.0 - (1.0 - q) ** contacts, dtype=np.float64)


def solve_q(contacts: NDArray[np.int64], weight: Floats, rate: float) -> float:
    """Return the q at which the weighted share counted is `rate`, Eq. (21); 1 if out of reach.

    Parameters
    ----------
    contacts
        Contacts of each person in the window.
    weight
        Weight of each person in the survey.
    rate
        Contact rate that the wave found, 0 to 1.
    """
    number, place = np.unique(contacts, return_inverse=True)
    share = np.bincount(place, weights=weight) / weight.sum()
    if share[number > 0].sum() <= rate:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):  # halves the interval to below 1e-18
        q = 0.5 * (low + high)
        if share @ counted(number, q) < rate:
            low = q
        else:
            high = q
    return 0.5 * (low + high)
