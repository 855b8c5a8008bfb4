"""Reading what a run of either engine handed back, for tests that follow it by hand."""

from typing import Any

import sim.engine
import sim.reference
from sim.output import RunOutput
from sim.records import HOURLY_FIELDS, JOURNEY_FIELDS, STAFFING_FIELDS, TALLY_FIELDS, Outcome

ENGINES = {"compiled": sim.engine.simulate, "mesa": sim.reference.simulate}

_FIELDS = {
    "tally": TALLY_FIELDS,
    "journeys": JOURNEY_FIELDS,
    "hourly": HOURLY_FIELDS,
    "staffing": STAFFING_FIELDS,
}


def times(output: RunOutput, *names: str) -> list[tuple[Any, ...]]:
    """These fields of all contacts in closing order."""
    return [tuple(row[name].item() for name in names) for row in output.contacts]


def outcomes(output: RunOutput) -> list[Outcome]:
    """Outcomes in closing order."""
    return [Outcome(outcome) for outcome in output.contacts["outcome"]]


def total(output: RunOutput, table: str) -> dict[str, float]:
    """Sums of a table of counts, by field."""
    fields = _FIELDS[table]
    counts = getattr(output, table).reshape(-1, len(fields)).sum(axis=0)
    return dict(zip(fields, counts.tolist(), strict=True))
