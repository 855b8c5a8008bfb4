"""Erlang B, C and A, and lines with few places: queues that are birth-death processes.

Customers arrive as a Poisson process of rate λ, c servers take exponential times of mean 1 / μ,
those in line leave at rate θ each, and there may be places for K customers only, servers included.
The number in the system is then a birth-death process, whose stationary weights are

    n ≤ c:  (λ / μ)^n / n!            n > c:  weight(c) · Π_{k=1}^{n-c} λ / (cμ + kθ).

A Poisson arrival sees the stationary state. One who finds n ≥ c present would wait for V, the sum
of independent exponential times of rates cμ + jθ, j = 0 … n - c. With a = cμ / θ,
exp(-θV) ~ Beta(a, n - c + 1), from which the waits of the served follow; without abandonment V is
an Erlang time.

Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in
automatic telephone exchanges" (1917); C. Palm, "Research on telephone traffic carried by full
availability groups", Tele 1 (1957); Garnett, Mandelbaum and Reiman, "Designing a call center with
impatient customers", Manufacturing & Service
Operations Management 4 (2002) 208-227; the Beta law is Rényi's representation of order
statistics, "On the theory of order statistics", Acta Math. Hung. 4 (1953) 191-231.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

NEGLIGIBLE = 1e-16
"""States lighter than this share of the heaviest are left out."""


class QueueFigures(NamedTuple):
    """Stationary figures of a queue; times in the unit of the rates.

    Shares and waits are of the admitted: those who are not blocked.
    """

    p_wait: float  # an arrival has to wait
    p_abandon: float  # an arrival leaves without service
    mean_wait: float  # of all arrivals, served or not
    mean_queue: float  # customers in line
    utilisation: float  # busy share of a server
    mean_wait_served: float  # of the served
    p_blocked: float = 0.0  # an arrival finds all places taken; of all arrivals
    service_level: float | None = None  # served within the time asked for; None: not asked


def erlang_b(load: float, servers: int) -> float:
    """Share of arrivals blocked by c servers without a line, M/G/c/c.

    Parameters
    ----------
    load
        Offered load λ / μ, erlangs.
    servers
        c, at least 0.

    Returns
    -------
    float
        By the recursion B(0) = 1, 1 / B(c) = 1 + c / (load · B(c - 1)) (Jagerman, "Some properties
        of the Erlang loss function", Bell Syst. Tech. J. 53 (1974) 525-551).

    Raises
    ------
    ValueError
        If the load is not above 0 or the number of servers is negative.
    """
    if not 0.0 < load < math.inf:
        raise ValueError(f"erlang_b: load {load}; it must be above 0 erlangs and finite")
    if servers < 0:
        raise ValueError(f"erlang_b: {servers} servers; there must be 0 or more")
    inverse = 1.0
    for c in range(1, servers + 1):
        inverse = 1.0 + inverse * c / load
    return 1.0 / inverse


def erlang_c(
    arrival_rate: float, service_rate: float, servers: int, within: float | None = None
) -> QueueFigures:
    """Stationary figures of M/M/c.

    Parameters
    ----------
    arrival_rate, service_rate
        λ and μ, per unit of time.
    servers
        c, at least 1.
    within
        Time of the service level, if it is asked for.

    Raises
    ------
    ValueError
        If a rate is not above 0, there is no server, the time is negative, or the load λ / (cμ) is
        not below 1: the line would grow for ever.
    """
    check("erlang_c", arrival_rate, service_rate, servers, within)
    load = arrival_rate / (servers * service_rate)
    if load >= 1.0:
        raise ValueError(
            f"erlang_c: load {load:.4g} with {servers} servers; it must be below 1: "
            "add servers, or use erlang_a with an abandonment rate"
        )
    blocked = erlang_b(arrival_rate / service_rate, servers)
    p_wait = blocked / (1.0 - load * (1.0 - blocked))
    # The wait of those who wait is exponential with this rate.
    spare_rate = servers * service_rate - arrival_rate
    mean_wait = p_wait / spare_rate
    return QueueFigures(
        p_wait=p_wait,
        p_abandon=0.0,
        mean_wait=mean_wait,
        mean_queue=arrival_rate * mean_wait,
        utilisation=load,
        mean_wait_served=mean_wait,
        service_level=None if within is None else 1.0 - p_wait * math.exp(-spare_rate * within),
    )


def erlang_a(
    arrival_rate: float,
    service_rate: float,
    servers: int,
    abandonment_rate: float,
    within: float | None = None,
) -> QueueFigures:
    """Stationary figures of M/M/c+M; θ = `abandonment_rate` > 0 is 1 / mean patience.

    Raises
    ------
    ValueError
        As `erlang_c`, at any load; and if θ is not above 0.
    """
    check("erlang_a", arrival_rate, service_rate, servers, within)
    if not 0.0 < abandonment_rate < math.inf:
        raise ValueError(
            f"erlang_a: abandonment rate {abandonment_rate}; it must be above 0: "
            "use erlang_c for customers who never leave"
        )
    return _figures(arrival_rate, service_rate, servers, abandonment_rate, None, within)


def finite_line(
    arrival_rate: float,
    service_rate: float,
    servers: int,
    places: int,
    abandonment_rate: float = 0.0,
    within: float | None = None,
) -> QueueFigures:
    """Stationary figures of M/M/c/K and M/M/c/K+M; K = `places`, in line or in service.

    Raises
    ------
    ValueError
        As `erlang_c`, at any load; and if there are fewer places than servers or θ is negative.
    """
    check("finite_line", arrival_rate, service_rate, servers, within)
    if places < servers:
        raise ValueError(
            f"finite_line: {places} places for {servers} servers; K counts those in service: "
            f"give at least {servers}"
        )
    if not 0.0 <= abandonment_rate < math.inf:
        raise ValueError(f"finite_line: abandonment rate {abandonment_rate}; it must be 0 or more")
    return _figures(arrival_rate, service_rate, servers, abandonment_rate, places, within)


def check(
    name: str, arrival_rate: float, service_rate: float, servers: int, within: float | None
) -> None:
    """Raise ValueError, in the name of a formula, if these are no parameters of a queue."""
    for what, rate in (("arrival", arrival_rate), ("service", service_rate)):
        if not 0.0 < rate < math.inf:
            raise ValueError(f"{name}: {what} rate {rate}; it must be above 0 and finite")
    if servers < 1:
        raise ValueError(f"{name}: {servers} servers; there must be at least 1")
    if within is not None and not within >= 0.0:
        raise ValueError(f"{name}: service level within {within}; the time must be 0 or more")


def _figures(
    arrival: float,
    service: float,
    servers: int,
    abandonment: float,
    places: int | None,
    within: float | None,
) -> QueueFigures:
    shares = _shares(arrival, service, servers, abandonment, places)
    states = np.arange(float(len(shares)))
    mean_queue = float((shares * np.maximum(states - servers, 0)).sum())
    p_blocked = 0.0 if places is None else float(shares[-1])
    admitted = shares if places is None else shares[:-1] / (1.0 - p_blocked)
    rate = arrival * (1.0 - p_blocked)
    waiting, ahead = admitted[servers:], np.arange(float(len(admitted) - servers))
    p_abandon = abandonment * mean_queue / rate
    full_rate = servers * service
    wait_of_served = float(waiting @ _wait_if_served(full_rate, abandonment, ahead))
    level = None
    if within is not None:
        in_time = _served_within(full_rate, abandonment, ahead, within)
        level = float(admitted[:servers].sum() + waiting @ in_time)
    return QueueFigures(
        p_wait=float(waiting.sum()),
        p_abandon=p_abandon,
        mean_wait=mean_queue / rate,
        mean_queue=mean_queue,
        utilisation=float((shares * np.minimum(states, servers)).sum()) / servers,
        mean_wait_served=wait_of_served / (1.0 - p_abandon),
        p_blocked=p_blocked,
        service_level=level,
    )


def _shares(
    arrival: float, service: float, servers: int, abandonment: float, places: int | None
) -> Floats:
    """Sum the birth-death weights, in logarithms, until they no longer count."""
    logs = [0.0]
    heaviest = 0.0
    n = 0
    while n != places and (n <= servers or logs[-1] > heaviest + math.log(NEGLIGIBLE)):
        n += 1
        death = min(n, servers) * service + max(n - servers, 0) * abandonment
        logs.append(logs[-1] + math.log(arrival / death))
        heaviest = max(heaviest, logs[-1])
    weights = np.exp(np.array(logs) - heaviest)
    return np.asarray(weights / weights.sum())


def _wait_if_served(full_rate: float, abandonment: float, ahead: Floats) -> Floats:
    """E[V; served] of those who find `ahead` in line: E[V exp(-θV)]."""
    if abandonment == 0.0:
        return np.asarray((ahead + 1.0) / full_rate)
    a = full_rate / abandonment
    served = a / (a + ahead + 1.0)
    digamma = special.digamma(a + ahead + 2.0) - special.digamma(a + 1.0)
    return np.asarray(served * digamma / abandonment)


def _served_within(full_rate: float, abandonment: float, ahead: Floats, within: float) -> Floats:
    """P(V ≤ T, served) of those who find `ahead` in line: E[exp(-θV); V ≤ T]."""
    if abandonment == 0.0:
        return np.asarray(special.gammainc(ahead + 1.0, full_rate * within))
    a = full_rate / abandonment
    served = a / (a + ahead + 1.0)
    # U ~ Beta(a, b): U ≥ u is 1 - U ≤ 1 - u, which keeps its digits for short times.
    left = -math.expm1(-abandonment * within)
    return np.asarray(served * special.betainc(ahead + 1.0, a + 1.0, left))
