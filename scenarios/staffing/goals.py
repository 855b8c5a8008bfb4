"""Goals: ``phone.service_level>=0.8``, read and held against the figures of runs."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from scenarios.compare.measures import of_nothing
from scenarios.errors import RunError, nearest, quoted
from scenarios.fields import minutes
from scenarios.schema import Scenario

SHOWN = "such as phone.service_level>=0.8, email.mean_wait_answered_minutes<='8 h' or "
SHOWN += "journeys.by_age.75+.needs_unsolved_share<=0.1"

FAMILIES = ("channels", "journeys", "desks")
"""Families of figures that a goal can be about."""

_UNBOUNDED = ("minutes", "hours", "cost", "contacts", "needs", "handled", "need", "attempts")


class Goal(NamedTuple):
    """One figure of a run, and the bound it is to keep on average."""

    text: str
    """As it was asked for."""
    path: tuple[str, ...]
    """Keys of the figure in the figures of a run."""
    at_least: bool
    """Whether the bound is the least allowed, else the most."""
    bound: float

    @property
    def name(self) -> str:
        """Return the figure's path as it is written in a goal."""
        return ".".join(self.path[1:] if self.path[0] == "channels" else self.path)

    @property
    def is_share(self) -> bool:
        """Return whether the figure lies between 0 and 1."""
        return not self.path[-1].endswith(_UNBOUNDED) and self.path[-1] != "contacts_per_need"

    def value(self, found: Mapping[str, Any]) -> float | None:
        """Return the figure, None where its denominator is 0."""
        here: Any = found
        for key in self.path:
            here = here[key]
        return None if here is None else float(here)

    def margin(self, value: float) -> float:
        """Return by how much a figure is better than the bound, negative if it is worse."""
        return value - self.bound if self.at_least else self.bound - value

    def tighter(self, by: float) -> "Goal":
        """Return the goal with its bound moved to the safe side."""
        return self._replace(bound=self.bound + (by if self.at_least else -by))


def read_goals(texts: Sequence[str], scenario: Scenario) -> tuple[Goal, ...]:
    """Read goals for a scenario.

    Parameters
    ----------
    texts
        Each ``FIGURE>=BOUND`` or ``FIGURE<=BOUND``. FIGURE is a path in the figures that
        ``canaux run --json`` prints, ``channels.`` left out; BOUND a number, a percentage such as
        ``80%``, or, of minutes, a duration such as ``30 s``.
    scenario
        What the goals are for.

    Raises
    ------
    RunError
        There is no goal, or one is malformed or names no figure of the scenario.
    """
    if not texts:
        raise RunError(f"goal: found none; give at least one, {SHOWN}.")
    tree = _figure_names(scenario)
    return tuple(_goal(text, tree) for text in texts)


def _goal(text: str, tree: Mapping[str, Any]) -> Goal:
    match = re.fullmatch(r"\s*([^<>=]+?)\s*(>=|<=)\s*([^<>=]+?)\s*", text)
    if match is None:
        raise RunError(f"goal {text}: found {quoted(text)}; must be FIGURE>=BOUND, {SHOWN}.")
    path = _path(text, match[1], tree)
    return Goal(text, path, match[2] == ">=", _bound(text, match[3], path[-1]))


def _path(text: str, written: str, tree: Mapping[str, Any]) -> tuple[str, ...]:
    keys = written.split(".")
    if keys[0] not in tree and keys[0] not in tree["channels"]:
        advice = nearest(keys[0], [*tree["channels"], *tree])
        raise RunError(f"goal {text}: found {keys[0]!r}; must be a channel, or journeys. {advice}")
    if keys[0] not in tree:
        keys.insert(0, "channels")
    here: Any = tree
    for depth, key in enumerate(keys):
        if not isinstance(here, Mapping) or key not in here:
            within = ".".join(keys[:depth])
            known = list(here) if isinstance(here, Mapping) else []
            raise RunError(
                f"goal {text}: found {key!r} in {within}; must be a figure of it. "
                f"{nearest(key, known)}"
            )
        here = here[key]
    if isinstance(here, Mapping):
        raise RunError(
            f"goal {text}: found {written!r}, which is no single figure; add one of "
            f"{', '.join(here)}."
        )
    return tuple(keys)


def _bound(text: str, written: str, figure: str) -> float:
    percent = re.fullmatch(r"([0-9.]+)\s*%", written)
    try:
        if percent:
            return float(percent[1]) / 100.0
        if figure.endswith("_minutes") and not re.fullmatch(r"[-+0-9.e]+", written):
            return float(str(minutes(written.strip("'\""))))
        bound = float(written)
    except ValueError as error:
        allowed = "a number, a percentage such as 80%, or of minutes a duration such as '30 s'"
        raise RunError(f"goal {text}: found {written!r}; must be {allowed}.") from error
    if not np.isfinite(bound):
        raise RunError(f"goal {text}: found {written!r}; must be a finite number.")
    return bound


def _figure_names(scenario: Scenario) -> Mapping[str, Any]:
    """Return the tree of all figures of a scenario, from tables without a contact in them."""
    empty = of_nothing(scenario)
    return {key: empty[key] for key in FAMILIES}


def desks_of(goal: Goal, scenario: Scenario) -> tuple[str, ...]:
    """Return the desks whose staffing decides a goal: those of its channel, or all."""
    if goal.path[0] == "desks":
        return (goal.path[1],)
    if goal.path[0] == "channels":
        return scenario.channels[goal.path[1]].route or tuple(scenario.desks)
    return tuple(scenario.desks)
