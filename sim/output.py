"""What a run hands back; both engines fill the same tables."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.void]


class Panel(NamedTuple):
    """The customers' state at one moment: all a pollster could ask; N customers, C channels."""

    time: float  # minutes since the start
    last_use: NDArray[np.float32]  # (N, C) minutes; NaN never
    contacts: NDArray[np.uint16]  # (N, C) arrivals since the start
    first_attempts: NDArray[np.uint16]  # (N, C) arrivals that were first attempts
    last_contact: NDArray[np.uint8]  # (N, C) sim.records.Recall of the last judged contact
    first_contact: NDArray[np.uint8]  # (N, C) the same of the last judged first attempt
    last_complaint: NDArray[np.uint8]  # (N, C) the same of the last judged complaint
    satisfaction_belief: NDArray[np.float32]  # (N, C) ŝ
    log_wait_belief: NDArray[np.float32]  # (N, C) l̂
    goodwill: NDArray[np.float32]  # (N,) G
    last_channel: NDArray[np.int8]  # (N,) -1 before the first arrival


class Sink(Protocol):
    """Takes what grows with the run while it runs, in place of the output's tables."""

    def contacts(self, records: Table) -> None:
        """Take contact records in closing order, valid during the call only."""

    def panel(self, panel: Panel) -> None:
        """Take the next panel."""


@dataclass(frozen=True)
class RunOutput:
    """Tables of one run of one organisation.

    Attributes
    ----------
    contacts
        Records of dtype `sim.records.CONTACT` in closing order; None if they were not kept, or
        went into a sink.
    tally
        (months, C, age bands, `sim.records.TALLY_FIELDS`).
    journeys
        (months, age bands, `sim.records.JOURNEY_FIELDS`).
    hourly
        (hours, C, `sim.records.HOURLY_FIELDS`).
    staffing
        (hours, D, `sim.records.STAFFING_FIELDS`).
    work
        (hours, D, C) adviser minutes spent on each channel; an adviser with several contacts in
        hand divides his time equally.
    image
        (hours, C) image Q of each channel at the end of the hour.
    panel
        One per moment of the timeline's panel; none if they went into a sink.
    digest
        32 hexadecimal digits, the hash of the contact records in closing order.
    seconds
        Wall time of the simulation, without compilation.
    """

    contacts: Table | None
    tally: NDArray[np.float64]
    journeys: NDArray[np.float64]
    hourly: NDArray[np.float64]
    staffing: NDArray[np.float64]
    work: NDArray[np.float64]
    image: NDArray[np.float64]
    panel: list[Panel]
    digest: str
    n_contacts: int
    n_events: int
    seconds: float
