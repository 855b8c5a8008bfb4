"""What can go wrong in a staffing search besides bad input."""

from scenarios.errors import CanauxError


class GoalsOutOfReach(CanauxError):
    """No roster that was tried meets the goals."""
