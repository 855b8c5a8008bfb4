"""Closed forms and fixed points that the engines are held against: one module a concept."""

from sim.theory.equilibrium import Equilibrium, QueueDesk, choice_queue_equilibrium
from sim.theory.erlang import QueueFigures, erlang_a, erlang_b, erlang_c, finite_line
from sim.theory.impatience import impatient_line
from sim.theory.logit import log_likelihood, logit_shares, logsum
from sim.theory.patience import (
    ExponentialPatience,
    FixedPatience,
    LognormalPatience,
    MixedPatience,
    Patience,
    WeibullPatience,
)
from sim.theory.single import pollaczek_khinchine
from sim.theory.staffing import (
    advisers_for,
    halfin_whitt,
    little,
    square_root_safety,
    square_root_staffing,
)

__all__ = [
    "QueueFigures",
    "erlang_b",
    "erlang_c",
    "erlang_a",
    "finite_line",
    "Patience",
    "ExponentialPatience",
    "WeibullPatience",
    "FixedPatience",
    "LognormalPatience",
    "MixedPatience",
    "impatient_line",
    "pollaczek_khinchine",
    "little",
    "halfin_whitt",
    "square_root_safety",
    "square_root_staffing",
    "advisers_for",
    "logit_shares",
    "logsum",
    "log_likelihood",
    "QueueDesk",
    "Equilibrium",
    "choice_queue_equilibrium",
]
