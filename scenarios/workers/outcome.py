"""What comes of one thing: a value, or why there is none."""

import traceback
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from scenarios.errors import CanauxError, StoreError

T = TypeVar("T")
R = TypeVar("R")


class Failure(NamedTuple):
    """Why there is no value."""

    error: str
    """In one sentence; the same wherever and whenever it fails."""
    trace: str = ""
    """Where it arose, for those who look for the cause."""


def attempt(function: Callable[[T], R], thing: T) -> R | Failure:
    """Return ``function(thing)``, or the failure that it raised.

    A store that cannot be written is no fault of the thing: it is raised, and stops everything.
    """
    try:
        return function(thing)
    except StoreError:
        raise
    except Exception as error:
        text = str(error) if isinstance(error, CanauxError) else f"{type(error).__name__}: {error}"
        return Failure(text, traceback.format_exc())
