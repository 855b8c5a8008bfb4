"""What comes from outside, whatever customers and desks do: needs and rosters."""

from collections.abc import Iterator
from typing import NamedTuple

from sim.needs import NeedStream
from sim.params import Desks
from sim.reference.desk import RosterStep
from sim.world import World

AHEAD = 7 * 1440.0
"""Minutes of needs fetched at a time; any number gives the same run."""


class Need(NamedTuple):
    """A need before its customer does something about it."""

    customer: int
    number: int  # among the customer's, from 0
    kind: int
    time: float


class NeedSource:
    """The needs of all customers, a week after another."""

    def __init__(self, world: World) -> None:
        self.until = 0.0
        self._end = world.timeline.end
        self._stream = NeedStream(
            world.key,
            world.customers,
            world.profile,
            world.params.kinds.cumulative_share,
            world.timeline,
        )

    def may_precede(self, time: float) -> bool:
        """Whether a need not yet fetched may arise by `time`."""
        return self.until <= time and self.until < self._end

    def fetch(self) -> list[Need]:
        """Needs of the next week, in order of time."""
        self.until = min(self.until + AHEAD, self._end)
        columns = (column.tolist() for column in self._stream.window(self.until))
        return [
            Need(customer, number, kind, time)
            for time, customer, number, kind in zip(*columns, strict=True)
        ]


def roster_steps(desks: Desks) -> Iterator[RosterStep]:
    """Steps of all desks."""
    columns = (
        desks.step_time,
        desks.step_desk,
        desks.step_advisers,
        desks.step_paid,
        desks.step_wage,
        desks.step_opens,
        desks.step_closes,
    )
    for values in zip(*(column.tolist() for column in columns), strict=True):
        yield RosterStep(*values)
