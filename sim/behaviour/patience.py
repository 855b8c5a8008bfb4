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
def patience(law, impatient, u):
    """Minutes a customer waits in line, Eq. (17).

    A share `impatient` leaves at once, the rest when the law says so; both from one uniform.
    """
    if u < impatient:
        return 0.0
    if impatient > 0.0:
        u = (u - impatient) / (1.0 - impatient)
    return duration(law, u)
