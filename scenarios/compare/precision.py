"""A wanted precision: which measure, how narrow, and whether a comparison has reached it."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from scenarios.compare.measures import known
from scenarios.errors import RunError, nearest, quoted
from scenarios.schema import Scenario


class Precision(NamedTuple):
    """Half the width that a difference's 95 % interval may have at most."""

    measure: str
    """Path of the measure, such as ``channels.phone.satisfaction``."""
    half_width: float
    """In the measure's own unit; 0.01 is one point of a share."""


def wanted(texts: Sequence[str], base: Scenario, plan: Scenario) -> tuple[Precision, ...]:
    """Return the precisions that ``MEASURE=VALUE`` ask for.

    A measure of everybody may be called by its last word: ``satisfaction``.

    Raises
    ------
    RunError
        A text of another form, a measure that is not one of both scenarios, or no positive number.
    """
    of_plan = set(known(plan))
    paths = [path for path in known(base) if path in of_plan]
    return tuple(_one(text, paths) for text in texts)


def _one(text: str, paths: Sequence[str]) -> Precision:
    name, equals, value = text.partition("=")
    if not equals:
        raise RunError(
            f"--precision {text}: found {quoted(text)}; must be MEASURE=VALUE, "
            "such as satisfaction=0.005 for half a point."
        )
    measure = name if name in paths else f"journeys.{name}"
    if measure not in paths:
        short = [path.removeprefix("journeys.") for path in paths]
        raise RunError(
            f"--precision {text}: found the measure {name!r}; must be one of the comparison, as in "
            f"--json, such as satisfaction or channels.phone.mean_wait_minutes. "
            f"{nearest(name, short)[:300]}"
        )
    try:
        half_width = float(value)
    except ValueError:
        half_width = math.nan
    if not 0.0 < half_width < math.inf:
        raise RunError(
            f"--precision {text}: found {quoted(value)}; must be a number above 0, in the "
            "measure's own unit: 0.005 is half a point of a share."
        )
    return Precision(measure, half_width)
