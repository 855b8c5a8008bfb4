"""What a check finds in a scenario that is well-formed."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that does not fit: where, what was found, what is allowed, what to do."""

    path: tuple[str | int, ...]
    found: str
    allowed: str
    advice: str = ""
