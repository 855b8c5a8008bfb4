"""How many servers: Little's law and the square-root rule."""

import math

from scipy import optimize, special

from sim.theory.erlang import erlang_c

LARGEST_SAFETY = 40.0
"""Safety beyond which no arrival waits, to any digit."""


def little(arrival_rate: float, mean_time: float) -> float:
    """Mean number present = arrival rate · mean time present.

    Holds for every queue that is stable, whatever its laws and order of service (J. D. C. Little,
    "A proof for the queuing formula L = λW", Operations Research 9 (1961) 383-387).
    """
    return arrival_rate * mean_time


def halfin_whitt(safety: float) -> float:
    """P(wait) of M/M/c with c = R + β√R servers at load R, as R grows; β = `safety` > 0.

    1 / (1 + β Φ(β) / φ(β)) (Halfin and Whitt, "Heavy-traffic limits for queues with many
    exponential servers", Operations Research 29 (1981) 567-588).

    Raises
    ------
    ValueError
        If the safety is not above 0: the line would grow for ever.
    """
    if not safety > 0.0:
        raise ValueError(f"halfin_whitt: safety {safety}; it must be above 0")
    log_density = -0.5 * safety * safety - 0.5 * math.log(2.0 * math.pi)
    log_odds = math.log(safety) + float(special.log_ndtr(safety)) - log_density
    return float(special.expit(-log_odds))


def square_root_safety(p_wait: float) -> float:
    """Return the safety β at which this share of arrivals waits, the inverse of `halfin_whitt`.

    Raises
    ------
    ValueError
        If the share is not strictly between 0 and 1.
    """
    _check_share("square_root_safety", p_wait)
    return float(
        optimize.brentq(lambda beta: halfin_whitt(beta) - p_wait, 1e-12, LARGEST_SAFETY, xtol=1e-12)
    )


def square_root_staffing(arrival_rate: float, service_rate: float, p_wait: float) -> int:
    """Servers by the square-root rule, R + β√R rounded up, R = λ / μ.

    An approximation, good to a server or so from small desks on (Borst, Mandelbaum and Reiman,
    "Dimensioning large call centers", Operations Research 52 (2004) 17-34).

    Raises
    ------
    ValueError
        If the share is not strictly between 0 and 1.
    """
    load = arrival_rate / service_rate
    return math.ceil(load + square_root_safety(p_wait) * math.sqrt(load))


def advisers_for(arrival_rate: float, service_rate: float, p_wait: float) -> int:
    """Return the least number of servers with which M/M/c lets no larger share wait, exactly.

    Raises
    ------
    ValueError
        If the share is not strictly between 0 and 1.
    """
    _check_share("advisers_for", p_wait)
    servers = math.floor(arrival_rate / service_rate) + 1
    while erlang_c(arrival_rate, service_rate, servers).p_wait > p_wait:
        servers += 1
    return servers


def _check_share(name: str, p_wait: float) -> None:
    if not 0.0 < p_wait < 1.0:
        raise ValueError(f"{name}: P(wait) {p_wait}; it must lie strictly between 0 and 1")
