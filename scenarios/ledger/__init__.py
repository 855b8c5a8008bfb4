"""One ledger for every kind of many-run work: what was asked for, and what came of it.

::

    from scenarios.ledger import Job, Ledger, values
    from scenarios.task import Task

    def more_contacts(base, plan):               # of a module: it travels to workers
        return plan.contacts - base.contacts

    jobs = [Job(more_contacts, (Task(brand, s), Task(fewer, s))) for s in range(1, 21)]
    with Ledger("study/ledger.sqlite") as ledger:
        rows = ledger.complete(jobs, workers=2)  # a row per job, in their order
    differences = values(rows)                   # raises if a job failed

A `Job` makes one run or several, and measures them where they are made: only what the measure
returns comes back and is written down, as JSON. A job's key is the hash of all that its value
depends on: the measure, scenarios, seeds, engine, sources and versions. So a job that is in the
ledger is done, whoever asks: after a kill at any moment, asking again computes what is missing and
gives the same rows. A job that raises is a row with its error, and is tried again when asked again.

``Ledger(None)`` is one in memory. One process at a time drives a ledger, a second is refused;
`read_rows` reads one at any time. `complete` may be called as often as a study needs: sequential
designs ask for one batch after the other.
"""

from scenarios.ledger.book import Ledger, read_rows
from scenarios.ledger.jobs import Job, Measure, Row, values

__all__ = ["Job", "Ledger", "Measure", "Row", "read_rows", "values"]
