"""Tables of scenario files laid over one another."""

import copy
from collections.abc import Mapping
from typing import Any

Tables = dict[str, Any]

_REPLACED_WHOLE = ("law", "form")
"""Keys that make a table a value of its own: it takes the place of the one it extends."""

_SAME_THING = {"desk": "desks", "desks": "desk"}
"""Keys that say one thing in two ways: the one on top takes the place of both."""


def merge(base: Mapping[str, Any], top: Mapping[str, Any]) -> Tables:
    """Return `base` with `top` over it: tables merge, all other values are replaced.

    A table of `top` with a key ``law`` or ``form`` replaces the one in `base` as a whole.
    """
    merged = copy.deepcopy(dict(base))
    for key, value in top.items():
        below = merged.get(key)
        whole = isinstance(value, dict) and any(word in value for word in _REPLACED_WHOLE)
        if isinstance(value, dict) and isinstance(below, dict) and not whole:
            merged[key] = merge(below, value)
        else:
            put(merged, key, copy.deepcopy(value))
    return merged


def put(table: Tables, key: str, value: Any) -> None:
    """Set a value, in place of the other way to say it if there is one."""
    other = _SAME_THING.get(key)
    # Only a channel says "desk": the scenario's own desks are tables.
    if other is not None and not isinstance(value, dict):
        table.pop(other, None)
    table[key] = value
