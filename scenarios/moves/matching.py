"""The same attempts under two plans: matched on (customer, need, attempt)."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.errors import RunError
from scenarios.result import InMemory, Run
from scenarios.schema import Scenario
from sim.population import Customers

KEY = ["customer", "need", "attempt"]

NO_ATTEMPT = "no_attempt"
"""Where an attempt is that one plan does not have: its need was solved before, or given up."""


class Side(NamedTuple):
    """One plan's run with what belongs to it."""

    run: Run
    contacts: NDArray[np.void]
    customers: Customers

    @property
    def channels(self) -> list[str]:
        """Names of its channels, in their order."""
        return list(self.run.scenario.channels)


def side_of(run: Run) -> Side:
    """Return a run whose contacts and customers are in memory as one side of a comparison."""
    assert isinstance(run.tables, InMemory)
    contacts, customers = run.tables.output.contacts, run.tables.customers
    assert contacts is not None
    assert customers is not None
    return Side(run, contacts, customers)


def have_the_same_needs(base: Run, plan: Run) -> bool:
    """Say whether the n-th need of every customer is the same under both plans."""
    same_luck = (base.seed, base.organisation) == (plan.seed, plan.organisation)
    return same_luck and share_needs(base.scenario, plan.scenario)


def share_needs(base: Scenario, plan: Scenario) -> bool:
    """Say whether two plans have the same customers with the same needs, given the same seed."""
    return _needs_of(base) == _needs_of(plan)


def require_the_same_needs(base: Run, plan: Run) -> None:
    """Refuse two runs whose customers cannot be followed from one to the other."""
    if not have_the_same_needs(base, plan):
        raise RunError(
            f"{plan.scenario.name}: found other needs than in {base.scenario.name}; must be the "
            "same size, need_rate, need_shape, profile and kinds, so that customers can be "
            "followed from one plan to the other."
        )


def _needs_of(scenario: Scenario) -> tuple[object, ...]:
    """Return what decides when needs arise, and of which kind."""
    population, needs = scenario.population, scenario.needs
    return (
        (scenario.start, scenario.end, needs.profile),
        (population.size, population.need_rate, population.need_shape),
        [(name, kind.share) for name, kind in needs.kinds.items()],
    )


def matched(base: Side, plan: Side, *, everything: bool = False) -> pd.DataFrame:
    """Return one row for each attempt that either plan has: after the warm-up, or `everything`.

    Columns: the key, and for each plan the channel's name (`NO_ATTEMPT` if it is not there) and
    the row in its contact table (-1).
    """
    both = _attempts(base, everything).merge(
        _attempts(plan, everything), on=KEY, how="outer", suffixes=("", "_plan")
    )
    both = both.rename(columns={"channel": "channel_base", "row": "row_base"})
    for side in ("base", "plan"):
        both[f"channel_{side}"] = both[f"channel_{side}"].fillna(NO_ATTEMPT)
        both[f"row_{side}"] = both[f"row_{side}"].fillna(-1).astype(np.int64)
    return both


def _attempts(side: Side, everything: bool) -> pd.DataFrame:
    begin = 0.0 if everything else side.run.scenario.warm_up
    counted = np.flatnonzero(side.contacts["arrival"] >= begin)
    contacts = side.contacts[counted]
    columns = {name: contacts[name].astype(np.int64) for name in KEY}
    names = np.array(side.channels, dtype=object)[contacts["channel"]]
    return pd.DataFrame({**columns, "channel": names, "row": counted})
