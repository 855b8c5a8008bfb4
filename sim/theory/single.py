"""M/G/1: one server, any law of service."""

import math

from sim.theory.erlang import QueueFigures, check
from sim.theory.staffing import little


def pollaczek_khinchine(arrival_rate: float, mean_service: float, scv: float) -> QueueFigures:
    """Stationary figures of M/G/1, first come first served.

    Parameters
    ----------
    arrival_rate
        λ, per unit of time.
    mean_service
        Mean time of service.
    scv
        Squared coefficient of variation of service: 0 if fixed, 1 if exponential.

    Returns
    -------
    QueueFigures
        Mean wait ρ / (1 - ρ) · (1 + scv) / 2 · mean service, ρ = λ · mean service (F. Pollaczek
        1930, A. Khinchine 1932; Kleinrock, "Queueing Systems" 1 (1975), section 5.7).

    Raises
    ------
    ValueError
        If a parameter is out of its range, or the load ρ is not below 1.
    """
    check("pollaczek_khinchine", arrival_rate, mean_service, 1, None)
    if not 0.0 <= scv < math.inf:
        raise ValueError(f"pollaczek_khinchine: scv {scv}; it must be 0 or more and finite")
    load = arrival_rate * mean_service
    if load >= 1.0:
        raise ValueError(f"pollaczek_khinchine: load {load:.4g}; it must be below 1")
    wait = load / (1.0 - load) * 0.5 * (1.0 + scv) * mean_service
    return QueueFigures(
        p_wait=load,
        p_abandon=0.0,
        mean_wait=wait,
        mean_queue=little(arrival_rate, wait),
        utilisation=load,
        mean_wait_served=wait,
    )
