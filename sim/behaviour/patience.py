"""Standing in line: whether to join it, and for how long, Eq. (16)-(17) in docs/model.md."""

import math

from sim._jit import entry_point
from sim.behaviour.laws import duration


@entry_point
def balks(aversion, ahead, advisers, u):
    """Whether a customer turns away at a line, all advisers being busy, Eq. (16).

    It joins with probability exp(-α · (ahead + 1) / advisers), `ahead` being those in line.
    """
    return u >= math.exp(-aversion * (ahead + 1.0) / advisers)


@entry_point
def patience(channel, factor, u):
    """Minutes a customer waits in line, Eq. (17).

    A share `impatient` leaves at once, a share `patient` never, the rest when the law says so,
    times the `factor` of the kind of need; all from one uniform.

    Parameters
    ----------
    channel
        Record of the channel (`sim.packed.Packed.channels`).
    """
    impatient = channel["impatient"]
    mortal = 1.0 - channel["patient"]
    if u < impatient:
        return 0.0
    if u >= mortal:
        return math.inf
    if impatient > 0.0 or mortal < 1.0:
        u = (u - impatient) / (mortal - impatient)
    return factor * duration(channel["patience"], u)
