"""Whether and when a customer tries again, Eq. (15) in docs/model.md."""

from sim._jit import entry_point
from sim.behaviour.laws import duration


@entry_point
def retry_delay(gave_up, u_retry, u_delay, p):
    """Minutes until the next attempt, or -1 for none.

    `gave_up`: the attempt ended before an answer (abandoned, sent away, dropped, blocked, balked),
    after which customers redial sooner and with a probability of its own.
    """
    behaviour = p.behaviour[0]
    if gave_up:
        if u_retry < behaviour["retry_abandoned"]:
            return duration(behaviour["retry_delay_abandoned"], u_delay)
    elif u_retry < behaviour["retry"]:
        return duration(behaviour["retry_delay"], u_delay)
    return -1.0
