"""M/M/c+G: exponential service, and customers whose patience has any law.

With S the survival function of patience and H(x) = ∫₀ˣ S, the wait V offered to an arrival (what a
customer of endless patience would wait) has the density

    v(x) = P(V > 0) · exp(λH(x) - cμx) / J,   J = ∫₀^∞ exp(λH(x) - cμx) dx,
    P(V > 0) = λJ / (1 / B + λJ),             B = Erlang B of c - 1 servers at load λ / μ,

and everything else is an integral over it: abandoned ∫ v (1 - S), mean wait of all ∫ v H, of the
served ∫ v x S / P(served), served within T: P(V = 0) + ∫₀ᵀ v S.

Sources: Baccelli and Hebuterne, "On queues with impatient customers", Performance '81, 159-179;
Zeltyn and Mandelbaum, "Call centers with impatient customers: many-server asymptotics of the
M/M/n+G queue", Queueing Systems 51 (2005) 361-402, section 4.
"""

import math
from collections.abc import Callable, Iterable
from itertools import pairwise

from scipy import integrate, special

from sim.theory.erlang import QueueFigures, check, erlang_b
from sim.theory.patience import Patience

NEGLIGIBLE_LOG = -45.0
"""Where the density is below exp of this, against its peak, the integrals end."""


def impatient_line(
    arrival_rate: float,
    service_rate: float,
    servers: int,
    patience: Patience,
    within: float | None = None,
) -> QueueFigures:
    """Stationary figures of M/M/c+G by numerical integration, to about 1e-8.

    Parameters
    ----------
    arrival_rate, service_rate
        λ and μ, per unit of time.
    servers
        c, at least 1.
    patience
        Its law; who has none at all leaves only if no server is free.
    within
        Time of the service level, if it is asked for.

    Raises
    ------
    ValueError
        If a rate is not above 0, there is no server, or the load of those who never leave is not
        below 1: the line would grow for ever.
    """
    check("impatient_line", arrival_rate, service_rate, servers, within)
    full_rate = servers * service_rate
    endless = arrival_rate * patience.survival(math.inf)
    if endless >= full_rate:
        raise ValueError(
            f"impatient_line: load {endless / full_rate:.4g} of customers who never leave with "
            f"{servers} servers; it must be below 1: add servers, or shorten patience"
        )

    def exponent(wait: float) -> float:
        return arrival_rate * patience.mean_up_to(wait) - full_rate * wait

    start = 1.0 / full_rate
    peak = _peak(lambda x: arrival_rate * patience.survival(x) - full_rate, start)
    highest = exponent(peak)
    end = max(start, 2.0 * peak)
    while exponent(end) > highest + NEGLIGIBLE_LOG:
        end *= 2.0

    def integral(of: Callable[[float], float], until: float = end) -> float:
        return _integral(
            lambda x: of(x) * math.exp(exponent(x) - highest), until, (peak, *patience.jumps())
        )

    total = integral(lambda _: 1.0)
    loss = erlang_b(arrival_rate / service_rate, servers - 1)
    p_wait = float(special.expit(math.log(arrival_rate * total * loss) + highest))
    density = p_wait / total
    p_abandon = density * integral(lambda x: 1.0 - patience.survival(x))
    mean_wait = density * integral(patience.mean_up_to)
    waited_and_served = density * integral(lambda x: x * patience.survival(x))
    level = None
    if within is not None:
        level = (1.0 - p_wait) + density * integral(patience.survival, min(within, end))
    return QueueFigures(
        p_wait=p_wait,
        p_abandon=p_abandon,
        mean_wait=mean_wait,
        mean_queue=arrival_rate * mean_wait,
        utilisation=arrival_rate * (1.0 - p_abandon) / full_rate,
        mean_wait_served=waited_and_served / (1.0 - p_abandon),
        service_level=level,
    )


def _peak(slope: Callable[[float], float], start: float) -> float:
    """Return where a slope that falls changes its sign, 0 if it is never positive."""
    if slope(0.0) <= 0.0:
        return 0.0
    low, high = 0.0, start
    while slope(high) > 0.0:
        low, high = high, 2.0 * high
    for _ in range(100):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if slope(middle) > 0.0 else (low, middle)
    return high


def _integral(of: Callable[[float], float], until: float, breaks: Iterable[float]) -> float:
    """Integrate from 0 piece by piece: quadrature does not see a jump inside a piece."""
    inside = sorted({0.0, until, *(x for x in breaks if 0.0 < x < until)})
    # Equal pieces too: a narrow peak in a long interval would be missed.
    points = [low + (high - low) * i / 16 for low, high in pairwise(inside) for i in range(16)]
    points.append(until)
    return math.fsum(
        float(integrate.quad(of, low, high, epsabs=0.0, epsrel=1e-10)[0])
        for low, high in pairwise(points)
    )
