"""Who moved and why: the same customers with the same luck, followed from one plan to another."""

from scenarios.moves.matching import NO_ATTEMPT, have_the_same_needs, share_needs
from scenarios.moves.moves import Moves, counted, find_moves
from scenarios.moves.why import NOTHING, REASONS

__all__ = [
    "NOTHING",
    "NO_ATTEMPT",
    "REASONS",
    "Moves",
    "counted",
    "find_moves",
    "have_the_same_needs",
    "share_needs",
]
