"""Closed forms that the engines are held against: Erlang C and Erlang A.

Customers arrive as a Poisson process of rate λ, c servers take exponential times of mean 1 / μ, and
in Erlang A those in line leave at rate θ each. The number in the system is then a birth-death
process, whose stationary weights are

    n ≤ c:  (λ / μ)^n / n!            n > c:  weight(c) · Π_{k=1}^{n-c} λ / (cμ + kθ).

A Poisson arrival sees the stationary state. Sources: A. K. Erlang (1917); C. Palm, "Methods of
judging the annoyance caused by congestion" (1937); Garnett, Mandelbaum and Reiman, "Designing a
call center with impatient customers", M&SOM 4 (2002) 208-227.
"""

import math
from typing import NamedTuple

import numpy as np

NEGLIGIBLE = 1e-16
"""States lighter than this share of the heaviest are left out."""


class QueueFigures(NamedTuple):
    """Stationary figures of a queue; times in the unit of the rates."""

    p_wait: float  # an arrival has to wait
    p_abandon: float  # an arrival leaves without service
    mean_wait: float  # of all arrivals, served or not
    mean_queue: float  # customers in line
    utilisation: float  # busy share of a server


def erlang_c(arrival_rate: float, service_rate: float, servers: int) -> QueueFigures:
    """Stationary figures of M/M/c.

    Parameters
    ----------
    arrival_rate, service_rate
        λ and μ, per unit of time.
    servers
        c, at least 1.

    Raises
    ------
    ValueError
        If the load λ / (cμ) is not below 1: the line would grow for ever.
    """
    load = arrival_rate / (servers * service_rate)
    if load >= 1.0:
        raise ValueError(
            f"erlang_c: load {load:.4g} with {servers} servers; it must be below 1: "
            "add servers, or use erlang_a with an abandonment rate"
        )
    return _figures(arrival_rate, service_rate, servers, 0.0)


def erlang_a(
    arrival_rate: float, service_rate: float, servers: int, abandonment_rate: float
) -> QueueFigures:
    """Stationary figures of M/M/c+M; θ = `abandonment_rate` > 0 is 1 / mean patience.

    Raises
    ------
    ValueError
        If θ is not above 0.
    """
    if abandonment_rate <= 0.0:
        raise ValueError(
            f"erlang_a: abandonment rate {abandonment_rate}; it must be above 0: "
            "use erlang_c for customers who never leave"
        )
    return _figures(arrival_rate, service_rate, servers, abandonment_rate)


def _figures(arrival: float, service: float, servers: int, abandonment: float) -> QueueFigures:
    """Sum the birth-death weights, in logarithms, until they no longer count."""
    logs = [0.0]
    n = 0
    while n <= servers or logs[-1] > max(logs) + math.log(NEGLIGIBLE):
        n += 1
        death = min(n, servers) * service + max(n - servers, 0) * abandonment
        logs.append(logs[-1] + math.log(arrival / death))
    weights = np.exp(np.array(logs) - max(logs))
    shares = weights / weights.sum()
    states = np.arange(len(shares))
    mean_queue = float((shares * np.maximum(states - servers, 0)).sum())
    return QueueFigures(
        p_wait=float(shares[servers:].sum()),
        p_abandon=abandonment * mean_queue / arrival,
        mean_wait=mean_queue / arrival,
        mean_queue=mean_queue,
        utilisation=float((shares * np.minimum(states, servers)).sum()) / servers,
    )
